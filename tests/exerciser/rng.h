/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The exerciser's own random numbers: every op gets a generator of its own, seeded by (seed,
 * process, op number), so an op's parameters never depend on how many numbers an earlier op drew.
 */
#ifndef EX_RNG_H
#define EX_RNG_H

#include <stdint.h>

struct rng {
	uint64_t s;
};

static inline uint64_t splitmix64(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}

static inline uint64_t rng_next(struct rng *r)
{
	r->s += 0x9e3779b97f4a7c15ull;
	return splitmix64(r->s);
}

static inline void rng_seed(struct rng *r, uint64_t seed, uint64_t proc, uint64_t nr)
{
	r->s = seed;
	r->s = rng_next(r) ^ proc;
	r->s = rng_next(r) ^ nr;
}

/* 0 .. n-1; 0 for n == 0. The bias of the modulo does not matter here. */
static inline uint64_t rng_below(struct rng *r, uint64_t n)
{
	return n ? rng_next(r) % n : 0;
}

static inline int rng_percent(struct rng *r, unsigned int pct)
{
	return rng_below(r, 100) < pct;
}

#endif
