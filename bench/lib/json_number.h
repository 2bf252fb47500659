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

/** json_whole() - @value, a whole number; NULL if it is too large to be sure of that. */
static inline json_t *json_whole(double value)
{
	return fabs(value) <= 0x1p53 ? json_integer((json_int_t)value) : NULL;
}

#endif
