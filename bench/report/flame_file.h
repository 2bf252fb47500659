/* SPDX-License-Identifier: GPL-2.0-only */
/* Which flame graphs there are, and what their files are called. */
#ifndef FAULTLINE_REPORT_FLAME_FILE_H
#define FAULTLINE_REPORT_FLAME_FILE_H

#include "report/report.h"

/**
 * flame_variant() - that of @side, 0 or 1, of a difference in the same state and folio size:
 * ext4's buffer heads, and ext4's iomap; where that was not measured, XFS.
 */
enum variant flame_variant(const struct report *report, int side);

/** Instead of a side: the difference of both. */
#define FLAME_DIFFERENCE 2

#define FLAME_FILE 288

/**
 * flame_file() - "GROUP-flame-sparse-order0-ext4-iomap.svg", or "...-difference.svg".
 * @side: of flame_variant(), or FLAME_DIFFERENCE.
 * Return: @file.
 */
char *flame_file(const struct report *report, const struct group *group, enum state state,
		 enum folio folio, int side, char file[FLAME_FILE]);

#endif
