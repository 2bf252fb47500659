/* SPDX-License-Identifier: GPL-2.0-only */
/* The locks that a fault takes, a row for each, variants side by side. */
#ifndef FAULTLINE_REPORT_HELD_LOCKS_H
#define FAULTLINE_REPORT_HELD_LOCKS_H

#include "report/profiles.h"

/** Per fault; NAN in variants that do not take it. */
struct held_row {
	char label[HELD_LOCK_NAME];	/**< see held_lock_label() */
	double taken[NR_VARIANTS], held[NR_VARIANTS];
};

/**
 * held_rows_make() - the locks of the variants that @row shows, most held first.
 * Return: *n of them to free(), or NULL after complaining that memory is out.
 */
struct held_row *held_rows_make(const struct profiles_row *row, size_t *n);

#endif
