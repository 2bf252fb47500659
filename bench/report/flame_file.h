/* SPDX-License-Identifier: GPL-2.0-only */
/* Which flame graphs there are, and what their files are called. */
#ifndef FAULTLINE_REPORT_FLAME_FILE_H
#define FAULTLINE_REPORT_FLAME_FILE_H

#include "report/group.h"

/** The sides of a difference: of these two variants, in the same state and folio size. */
extern const enum variant flame_variants[2];

/** Instead of a side: the difference of both. */
#define FLAME_DIFFERENCE 2

#define FLAME_FILE 288

/**
 * flame_file() - "GROUP-flame-sparse-order0-ext4-iomap.svg", or "...-difference.svg".
 * @side: index of flame_variants, or FLAME_DIFFERENCE.
 * Return: @file.
 */
char *flame_file(const struct group *group, enum state state, enum folio folio, int side,
		 char file[FLAME_FILE]);

#endif
