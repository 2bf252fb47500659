/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of the machine makes times differ from trial to trial: its clock, its other work, the
 * kernel's own.  For other folders.
 */
#ifndef FAULTLINE_TRIAL_MACHINE_H
#define FAULTLINE_TRIAL_MACHINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/** A thing to know before one believes a time, in three parts of a sentence each. */
struct machine_doubt {
	char what[96];		/**< "scaling_governor is powersave" */
	const char *why;	/**< what that does to times */
	char remedy[160];	/**< by hand */
	bool tunes;		/**< machine_tune() does it */
};

/** MACHINE_DOUBTS - there are at most so many. */
#define MACHINE_DOUBTS 16

/**
 * machine_doubts() - look at the settings and the state of this machine.
 * @root: before /proc and /sys; "": this machine's.
 * Return: how many of @doubt were filled in.
 */
size_t machine_doubts(const char *root, struct machine_doubt doubt[MACHINE_DOUBTS]);

/**
 * machine_tune() - set what can be set safely, until restore_all().  What cannot be set is
 * complained of, and left as it is.
 * Return: what was set, an array of {"path", "before", "now"}.
 */
json_t *machine_tune(void);

#endif
