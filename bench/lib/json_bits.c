// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "lib/json_bits.h"

json_t *json_bits(unsigned int bits, int n, json_bit_name *name)
{
	json_t *array = json_array();

	for (int i = 0; i < n; i++)
		if (bits & 1U << i)
			json_array_append_new(array, json_string(name(i)));
	return array;
}

int json_bits_read(const json_t *array, int n, json_bit_name *name, unsigned int *bits)
{
	json_t *value;
	size_t at;

	*bits = 0;
	if (!json_is_array(array))
		return -1;
	json_array_foreach(array, at, value) {
		int i = 0;

		if (!json_is_string(value))
			return -1;
		while (i < n && strcmp(name(i), json_string_value(value)))
			i++;
		if (i == n)
			return -1;
		*bits |= 1U << i;
	}
	return 0;
}
