/* SPDX-License-Identifier: GPL-2.0-only */
/* report.json: curves of costs, and what bounds the threads of a cell. */
#ifndef FAULTLINE_REPORT_JSON_GROWTH_H
#define FAULTLINE_REPORT_JSON_GROWTH_H

#include <jansson.h>

#include "report/bound.h"
#include "report/report.h"

/** json_growths() - an array of all curves of @report. */
json_t *json_growths(const struct report *report);

/** json_bound() - an object. */
json_t *json_bound(const struct bound *bound);

#endif
