/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that may be missing, in JSON. */
#ifndef FAULTLINE_LIB_JSON_NUMBER_H
#define FAULTLINE_LIB_JSON_NUMBER_H

#include <jansson.h>
#include <math.h>

/** json_number() - @value; null for NAN and infinities, which JSON lacks. */
static inline json_t *json_number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

#endif
