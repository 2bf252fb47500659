// SPDX-License-Identifier: GPL-2.0-only
#include "results/facts.h"

const char *fact_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "unknown";
}
