/* SPDX-License-Identifier: GPL-2.0-only */
/* Which locks a run held longer on purpose, and what that came to. For other folders. */
#ifndef FAULTLINE_RESULTS_DELAYED_H
#define FAULTLINE_RESULTS_DELAYED_H

#include <jansson.h>
#include <stdint.h>

#include "model/delay.h"

/** In all trials together. */
struct delayed_lock {
	char asked[16];		/**< "50us"; "": this lock was left alone */
	uint64_t times, total;	/**< total in the unit of the mode */
};

/**
 * delayed_add() - add what a trial's line says under "delay", if anything.
 * Return: 0, or -1 if that is damaged.
 */
int delayed_add(struct delayed_lock locks[NR_DELAY_LOCKS], const json_t *array);

#define DELAYED_TEXT 80	/**< bytes for one of them */

/**
 * delayed_text() - "50us@folio lock, 10240 times, 51.2 us each".
 * Return: @text, or NULL if that lock was left alone.
 */
const char *delayed_text(const struct delayed_lock locks[NR_DELAY_LOCKS], int lock, enum mode mode,
			 char text[DELAYED_TEXT]);

/** delayed_to_json() - an array as in the lines of trials; empty if all locks were left alone. */
json_t *delayed_to_json(const struct delayed_lock locks[NR_DELAY_LOCKS]);

#endif
