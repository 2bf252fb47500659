/* SPDX-License-Identifier: GPL-2.0-only */
/* By how much waits differ that nothing has changed. For other folders. */
#ifndef FAULTLINE_RESULTS_LOCK_FLOOR_H
#define FAULTLINE_RESULTS_LOCK_FLOOR_H

#include "results/analysis.h"

/**
 * lock_floor() - the noise floor (A/A) of the wait time per fault.
 * It is the 95th percentile, over all locks of all cells of @n runs, of |ratio - 1| between
 * a lock's odd rounds and its even ones.
 * @floor: gets it, as a ratio; NAN if no lock was waited for in both, or without a clock.
 * Return: 0, or -1 after complaining that memory is out.
 */
int lock_floor(const struct analysis *const *run, size_t n, double *floor);

#endif
