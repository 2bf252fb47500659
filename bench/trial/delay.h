/* SPDX-License-Identifier: GPL-2.0-only */
/* What the delays of a run did in one trial, and whether that can be right. For other folders. */
#ifndef FAULTLINE_TRIAL_DELAY_H
#define FAULTLINE_TRIAL_DELAY_H

#include <jansson.h>

#include "model/cell.h"
#include "model/delay.h"

/** What was done in the window of a trial. */
struct delayed {
	const struct delays *asked;		/**< NULL: none */
	struct delay_sum sums[NR_DELAY_LOCKS];
	unsigned long long misses;		/**< delays that the kernel left out */
};

/** delayed_begin() - look from here. */
void delayed_begin(struct delayed *delayed);

/** delayed_end() - and to here. */
void delayed_end(struct delayed *delayed);

/**
 * delayed_wrong() - were all delays met that @cell cannot do without?
 * @room: for the message.
 * Return: NULL if so, else @room with what is wrong.
 */
const char *delayed_wrong(const struct cell *cell, const struct delayed *delayed, char room[160]);

/**
 * delays_unmet() - since delay_open(), was every delay met at all?
 * Return: 0, or -1 after complaining of each that was not.
 */
int delays_unmet(void);

/** delayed_json() - an array as in docs/results-schema.md. */
json_t *delayed_json(const struct delayed *delayed);

#endif
