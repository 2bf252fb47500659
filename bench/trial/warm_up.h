/* SPDX-License-Identifier: GPL-2.0-only */
/* The same free objects before every trial. */
#ifndef FAULTLINE_TRIAL_WARM_UP_H
#define FAULTLINE_TRIAL_WARM_UP_H

#include "trial/stage.h"

/**
 * warm_up() - fault the large folios of a file that goes away. Return: 0, or -1 after
 * complaining.
 */
int warm_up(const struct stage *stage);

#endif
