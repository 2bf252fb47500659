/* SPDX-License-Identifier: GPL-2.0-only */
/* What faultline profile says of locks and of cache lines, beside the functions. */
#ifndef FAULTLINE_CMD_PROFILE_TABLES_H
#define FAULTLINE_CMD_PROFILE_TABLES_H

#include <jansson.h>

#include "profile/summary.h"

/** profile_print_locks(), profile_print_lines() - as text; nothing where there are none. */
void profile_print_locks(const struct profile_summary *profile);
void profile_print_lines(const struct profile_summary *profile, double pages);

/** profile_add_json() - all of them, as keys of @object. */
void profile_add_json(json_t *object, const struct profile_summary *profile, double pages);

#endif
