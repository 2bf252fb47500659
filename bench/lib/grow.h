/* SPDX-License-Identifier: GPL-2.0-only */
/* Arrays that become longer, one element at a time. */
#ifndef FAULTLINE_LIB_GROW_H
#define FAULTLINE_LIB_GROW_H

#include <stdlib.h>

/**
 * grow() - room for one more element of @size bytes behind the @n of @array.
 * Return: the array, perhaps elsewhere; NULL if memory is out, with the old one as it was.
 */
static inline void *grow(void *array, size_t n, size_t size)
{
	/* A power of two is full */
	return n & (n - 1) ? array : reallocarray(array, n ? 2 * n : 1, size);
}

/**
 * grow_by() - put @element behind the @n of @array, and count it in @n.
 * Return: false if memory is out, with both as they were.
 */
#define grow_by(array, n, element) ({							\
	__typeof__(array) grown_array = grow((array), (n), sizeof(*(array)));		\
	if (grown_array) {								\
		(array) = grown_array;							\
		(array)[(n)++] = (element);						\
	}										\
	grown_array != NULL;								\
})

#endif
