// SPDX-License-Identifier: GPL-2.0-only
/* Reproducible order: page offsets and trials. */
#include <string.h>

#include "lib/random.h"

uint64_t random_next(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15U);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

void random_shuffle(void *items, size_t n, size_t size, uint64_t *state)
{
	char *base = items, tmp[64];

	for (size_t i = n; i > 1; i--) {
		/* The bias of the modulo is below n / 2^64 */
		size_t j = random_next(state) % i;

		memcpy(tmp, base + j * size, size);
		memcpy(base + j * size, base + (i - 1) * size, size);
		memcpy(base + (i - 1) * size, tmp, size);
	}
}
