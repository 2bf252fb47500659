/* SPDX-License-Identifier: GPL-2.0-only */
/* One trial: a file made anew, mapped, touched once, checked. For other folders. */
#ifndef FAULTLINE_TRIAL_TRIAL_H
#define FAULTLINE_TRIAL_TRIAL_H

#include <stdint.h>

#include "model/cell.h"
#include "model/mode.h"
#include "perf/process.h"
#include "trial/filesystem.h"
#include "trial/measured.h"
#include "trial/profile.h"

/** Who looks on; NULL: that one does not.  Without any it is a timed trial. */
struct lookers {
	const struct profile *profile;	/**< the emulator's plugin */
	struct witness *witness;
	struct perf_process *perf;
};

/**
 * trial_run() - run one trial of @cell on @fs, which is mounted for it.
 * @seed: of the random pattern.
 * A trial that ran but cannot be right says so in trial->wrong.  What it holds is to be
 * given back with observation_free(&trial->seen) in any case.
 * Return: 0, or -1 after complaining if it could not be run at all.
 */
int trial_run(const struct filesystem *fs, const struct cell *cell, enum mode mode, uint64_t seed,
	      const struct lookers *lookers, struct trial *trial);

#endif
