/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runs of the exerciser in a record. Around the exerciser's own lines, the first of which
 * begins with H, stand lines of tests/lostcache/record-in-guest:
 *
 *	M TEXT	a new filesystem is mounted; TEXT says how
 *	m	it has been unmounted
 */
#ifndef RUN_H
#define RUN_H

#include <stdio.h>

#include "writelog.h"

struct run {
	size_t mark;		/* its M */
	size_t first, last;	/* where it may be cut: a write, with something to check before */
};

/* The next run after entry `from`; false: there is none. */
bool run_next(const struct writelog *w, size_t from, struct run *run);

/* The exerciser's lines up to entry `at`. */
void run_lines(const struct writelog *w, const struct run *run, size_t at, FILE *out);
void run_text(const struct writelog *w, const struct run *run, FILE *out);

#endif
