/* SPDX-License-Identifier: GPL-2.0-only */
/* A set, kept as bits, as an array of names. */
#ifndef FAULTLINE_LIB_JSON_BITS_H
#define FAULTLINE_LIB_JSON_BITS_H

#include <jansson.h>

/** The name of bit @i. */
typedef const char *json_bit_name(int i);

/** json_bits() - the names of those of @n bits that are set. */
json_t *json_bits(unsigned int bits, int n, json_bit_name *name);

/** json_bits_read() - the reverse. Return: 0, or -1 if @array is no array of such names. */
int json_bits_read(const json_t *array, int n, json_bit_name *name, unsigned int *bits);

#endif
