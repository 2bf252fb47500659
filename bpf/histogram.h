/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log-linear histograms: each power of two is cut into HIST_SUB equal buckets,
 * so a value is known to within 1/HIST_SUB of itself, 12.5 %, and exactly
 * below 2 * HIST_SUB.  One index function for the kernel side and for ours.
 */
#ifndef FAULTLINE_BPF_HISTOGRAM_H
#define FAULTLINE_BPF_HISTOGRAM_H

#include <linux/types.h>

#define HIST_SUB_BITS 3
#define HIST_SUB (1U << HIST_SUB_BITS)
/** Values of 2^40 (18 minutes in ns) and more share the last bucket. */
#define HIST_MAX_BITS 40
#define HIST_BUCKETS ((HIST_MAX_BITS - HIST_SUB_BITS + 1) * HIST_SUB)

/* floor(log2(v)), v > 0; no loop, as BPF has no instruction for it */
static inline __attribute__((always_inline)) __u32 hist_log2(__u64 v)
{
	__u32 shift, r = 0;

	shift = (v > 0xffffffff) << 5; v >>= shift; r |= shift;
	shift = (v > 0xffff) << 4; v >>= shift; r |= shift;
	shift = (v > 0xff) << 3; v >>= shift; r |= shift;
	shift = (v > 0xf) << 2; v >>= shift; r |= shift;
	shift = (v > 0x3) << 1; v >>= shift; r |= shift;
	return r | (__u32)(v >> 1);
}

/** hist_index() - the bucket of @v. Return: below HIST_BUCKETS. */
static inline __attribute__((always_inline)) __u32 hist_index(__u64 v)
{
	__u32 e;

	if (v < HIST_SUB)
		return (__u32)v;
	if (v >> HIST_MAX_BITS)
		return HIST_BUCKETS - 1;
	e = hist_log2(v) - HIST_SUB_BITS;
	return (e << HIST_SUB_BITS) + (__u32)(v >> e);
}

/** hist_low() - the least value of bucket @index; that of the next one ends it. */
static inline __u64 hist_low(__u32 index)
{
	__u32 e = index >> HIST_SUB_BITS;

	if (index < 2 * HIST_SUB)
		return index;
	return (__u64)(index - ((e - 1) << HIST_SUB_BITS)) << (e - 1);
}

#endif
