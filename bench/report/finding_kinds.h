/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of sentences in which a report says what it found. */
#ifndef FAULTLINE_REPORT_FINDING_KINDS_H
#define FAULTLINE_REPORT_FINDING_KINDS_H

#include <stdbool.h>
#include <stdio.h>

#include "lib/table.h"
#include "model/cell.h"
#include "report/profiles.h"
#include "results/comparison.h"

/** What the sentences are about: two variants, in each cell that both have. */
struct lead {
	const struct analysis *analysis;
	const struct profiles *profiles;
	enum variant a, b;		/**< NR_VARIANTS: no two are compared */
	struct comparisons set;		/**< of costs; in MODE_COUNT of how often threads wait */
	bool blocks_differ;		/**< some cells have one block to a page, and others several */
};

/**
 * lead_make() - find the first two variants that the run compares.
 * @lead: has the run and its profiles.
 * @all: of all variants.
 * Return: 0, or -1 after complaining that memory is out; comparisons_free() of the set is due
 * either way.
 */
int lead_make(struct lead *lead, const struct comparisons *all);

/** lead_changed() - is @pair known to differ, and how: below 0 less, 0 no, above 0 more. */
int lead_changed(const struct comparison *pair);

/** lead_any_change() - does any pair? */
bool lead_any_change(const struct lead *lead);

/**
 * lead_cell() - the name of @cell without its variant, and without the words that all cells of
 * @lead share; state and folio always are in it. Return: @name.
 */
char *lead_cell(const struct lead *lead, const struct cell *cell, char name[CELL_NAME]);

/** finding_change() - "-60.1" for a ratio of 0.399, and no -0.0. Return: @text. */
char *finding_change(char text[TABLE_CHANGE], double ratio, int decimals);

/*
 * Each writes one sentence; or nothing, where there is nothing to say.
 *
 * finding_verdicts() - how many cells cost less, more, the same; or that nothing is compared.
 * finding_extremes() - the least and the most of the changes; or of the costs.
 * finding_states() - the changes of each state and folio size.
 * finding_reasons() - what makes the difference, and where threads meet.
 * finding_limits() - what was not measured.
 */
void finding_verdicts(const struct lead *lead, FILE *out);
void finding_extremes(const struct lead *lead, FILE *out);
void finding_states(const struct lead *lead, FILE *out);
void finding_reasons(const struct lead *lead, FILE *out);
void finding_limits(const struct lead *lead, FILE *out);

/**
 * finding_lock() - the lock that threads wait for most often, or else that bounds how many can
 * fault at once.
 * @first: it begins the sentence.
 * Return: false if there is none, and nothing is said.
 */
bool finding_lock(const struct lead *lead, bool first, FILE *out);

/** finding_sources() - has the run profiles or traces, so that there is something to explain it? */
bool finding_sources(const struct lead *lead);

#endif
