/* SPDX-License-Identifier: GPL-2.0-only */
/* One trial: a file made anew, mapped, touched once, checked. For other folders. */
#ifndef FAULTLINE_TRIAL_TRIAL_H
#define FAULTLINE_TRIAL_TRIAL_H

#include <stdint.h>

#include "model/cell.h"
#include "model/mode.h"
#include "trial/filesystem.h"
#include "trial/measured.h"
#include "trial/profile.h"

/**
 * trial_run() - run one trial of @cell on @fs, which is mounted for it.
 * @seed: of the random pattern.
 * @profile: it is for the emulator's plugin; NULL: it is not.
 * @witness: that watches this trial, or NULL for a timed one.
 * A trial that ran but cannot be right says so in trial->wrong.  What it holds is to be
 * given back with observation_free(&trial->seen) in any case.
 * Return: 0, or -1 after complaining if it could not be run at all.
 */
int trial_run(const struct filesystem *fs, const struct cell *cell, enum mode mode, uint64_t seed,
	      const struct profile *profile, struct witness *witness, struct trial *trial);

#endif
