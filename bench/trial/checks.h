/* SPDX-License-Identifier: GPL-2.0-only */
/* Did a trial measure what its cell says? */
#ifndef FAULTLINE_TRIAL_CHECKS_H
#define FAULTLINE_TRIAL_CHECKS_H

#include "model/cell.h"
#include "trial/measured.h"

/** trial_check() - set trial->wrong if its counts, its load or its path cannot be right. */
void trial_check(const struct cell *cell, struct trial *trial);

#endif
