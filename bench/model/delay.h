/* SPDX-License-Identifier: GPL-2.0-only */
/* Delays: which locks the faults of a run are to hold longer, and how much. */
#ifndef FAULTLINE_MODEL_DELAY_H
#define FAULTLINE_MODEL_DELAY_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf/delay.h"
#include "model/mode.h"

#define DELAY_MOST_INSN		1000000		/**< instructions */
#define DELAY_MOST_SLEEPS	10000000	/**< ns, as perf lock contention -J has it */
#define DELAY_MOST_SPINS	1000000		/**< ns, of a lock whose waiters spin */

struct delay {
	bool asked;
	bool insn;		/**< in instructions, not ns */
	uint64_t amount;	/**< 0: the hook alone, and no delay */
	char text[16];		/**< as it was asked for: "50us" */
};

/** The delays of a run. */
struct delays {
	struct delay of[NR_DELAY_LOCKS];
	bool any;
};

/** Their names, as results spell them; those that the tracers give to waits. */
extern const char *const delay_names[NR_DELAY_LOCKS];

/**
 * delay_parse() - add @text, "TIME@LOCK", to @delays.  TIME is 500ns, 50us or 1ms, or a
 * count of instructions, 200i.
 * Return: 0, or -1 after complaining.
 */
int delay_parse(struct delays *delays, const char *text);

/**
 * delay_check_mode() - can each be had in @mode?  Mode insn knows instructions, the others time.
 * Return: 0, or -1 after complaining.
 */
int delay_check_mode(const struct delays *delays, enum mode mode);

#define DELAY_TEXT 256	/**< bytes for all of them */

/**
 * delay_text() - "50us@folio lock, 1ms@handle", in the order of the table, not of the asking.
 * Return: @text, or NULL if there are none.
 */
const char *delay_text(const struct delays *delays, char text[DELAY_TEXT]);

#endif
