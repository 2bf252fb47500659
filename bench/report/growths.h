/* SPDX-License-Identifier: GPL-2.0-only */
/* How costs grow along the axes of a run. */
#ifndef FAULTLINE_REPORT_GROWTHS_H
#define FAULTLINE_REPORT_GROWTHS_H

#include "lib/growth.h"
#include "lib/scalability.h"
#include "results/comparison.h"
#include "results/curves.h"

/** Along one axis, of cells that are equal but for it. */
struct grown {
	const struct curve *curve;
	struct growth growth;		/**< of result_cost() */
	/**
	 * Only over threads in MODE_TIME, where waiting is in the cost, else NULL in @why and
	 * in gamma.  Its throughput is threads / cost, touched pages a nanosecond of all together.
	 */
	struct scalability law;
};

struct growths {
	struct curve *curve;
	size_t n;		/**< of both */
	struct grown *of;	/**< in the order of the curves */
	double floor;		/**< see growth_fit() */
};

/**
 * growths_make() - the curves of @analysis, and how costs grow along them; MODE_COUNT has no
 * costs, so there it cannot be told.
 * @aa_floor: the noise floor (A/A) of the variants that are compared; NAN: none are.
 * Return: 0, or -1 after complaining that memory is out; growths_free() is due either way.
 */
int growths_make(const struct analysis *analysis, double aa_floor, struct growths *growths);

/** grown_has_law() - is the scalability law asked for: over threads, and with a clock? */
bool grown_has_law(const struct analysis *analysis, const struct grown *grown);

#define GROWN_NUMBER 32

/** grown_number() - "12.3", "1,234", of four digits or so. Return: @text. */
char *grown_number(char text[GROWN_NUMBER], double value);

#define GROWN_TEXT 512

/**
 * grown_text() - "logarithmic, +12.3 instructions for each doubling (12.1 to 12.5)".
 * Return: @text.
 */
char *grown_text(const struct analysis *analysis, const struct grown *grown, char text[GROWN_TEXT]);

/** grown_law_text() - the scalability law, or why there is none. Return: @text. */
char *grown_law_text(const struct grown *grown, char text[GROWN_TEXT]);

/**
 * grown_ends() - "8,936 at 1m, 9,010 at 64m": the costs at both ends; where they have no shape
 * also between which neighbours they change most. Return: @text.
 */
char *grown_ends(const struct analysis *analysis, const struct grown *grown,
		 char text[GROWN_TEXT]);

/** growths_leads() - is curve @i the first of those that are beside each other, see curve_beside()? */
bool growths_leads(const struct growths *growths, size_t i);

void growths_free(struct growths *growths);

#endif
