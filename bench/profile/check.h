/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a profile can be that of its trial. For other folders. */
#ifndef FAULTLINE_PROFILE_CHECK_H
#define FAULTLINE_PROFILE_CHECK_H

#include "model/cell.h"

/** What a thread executes between the marks and its clock. */
#define PROFILE_OUTSIDE_CLOCK 7

/** So far a single thread's clock and the functions may be apart. */
#define PROFILE_TOLERANCE 20

#define PROFILE_WRONG 128	/**< bytes that say so */

/**
 * profile_wrong() - are there as many instructions in the functions as in the trial?
 * Where other threads run beside the one with the clock, that cannot be told.
 * @wall: what the trial's clock counted; 0: it has none, as in mode count.
 * @sum: what its functions add up to.
 * @wrong: gets both figures if they are not the same.
 * Return: @wrong, or NULL.
 */
const char *profile_wrong(const struct cell *cell, double wall, double sum,
			  char wrong[PROFILE_WRONG]);

#endif
