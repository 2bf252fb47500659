/* SPDX-License-Identifier: GPL-2.0-only */
/* report.json: what a cell's profiled trial shows. */
#ifndef FAULTLINE_REPORT_JSON_PROFILE_H
#define FAULTLINE_REPORT_JSON_PROFILE_H

#include <jansson.h>

#include "profile/summary.h"

/**
 * json_profile() - add the keys of a profile to those of a cell of @pages.
 * Its locks stand behind those that threads waited for, which have other keys.
 */
void json_profile(json_t *cell, const struct profile_summary *profile, double pages);

#endif
