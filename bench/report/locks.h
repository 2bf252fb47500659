/* SPDX-License-Identifier: GPL-2.0-only */
/* What the threads of cells waited for. */
#ifndef FAULTLINE_REPORT_LOCKS_H
#define FAULTLINE_REPORT_LOCKS_H

#include <stdbool.h>

#include "report/group.h"

/** report_any_locks() - was any cell of @group traced for what it waits for? */
bool report_any_locks(const struct group *group);

/** What was waited for a lock per touched page, and the longest wait; NAN without a clock. */
double report_wait_per_page(const struct analysis *analysis, const struct result *result,
			    const struct waited *waited);
double report_longest_wait(const struct analysis *analysis, const struct waited *waited);

/** report_locks_unit() - what these are in, as a sentence. */
const char *report_locks_unit(enum mode mode);

#endif
