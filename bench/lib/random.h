/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTLINE_LIB_RANDOM_H
#define FAULTLINE_LIB_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/**
 * random_next() - SplitMix64 (Steele, Lea, Flood 2014): the same numbers from
 * the same seed on every machine and in every library version.
 * @state: the seed at first; changed by each call.
 */
uint64_t random_next(uint64_t *state);

/** random_shuffle() - Fisher-Yates over @n items of @size bytes (at most 64). */
void random_shuffle(void *items, size_t n, size_t size, uint64_t *state);

#endif
