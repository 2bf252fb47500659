/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of charts, each in a file of its own. */
#ifndef FAULTLINE_REPORT_CHART_KINDS_H
#define FAULTLINE_REPORT_CHART_KINDS_H

#include "lib/chart.h"
#include "report/report.h"

/** What there is one chart of. */
enum chart_of {
	CHART_OF_GROUP,		/**< each group of the report */
	CHART_OF_FAMILY,	/**< each group that leads a family */
	CHART_OF_FIRST,		/**< the first group */
	CHART_OF_CURVE,	/**< each curve of the report that leads those beside it */
};

/** After which tables of report.html it stands. */
enum chart_place {
	CHART_NOWHERE,		/**< in a section of its own, as flame graphs */
	CHART_AFTER_COSTS,
	CHART_AFTER_PAIRS,
	CHART_AFTER_PROFILES,
	CHART_AFTER_LOCKS,
	CHART_AFTER_GROWTH,
};

struct chart_kind {
	const char *suffix;	/**< of its file's name */
	const char *label;	/**< for those who do not see it */
	unsigned int modes;	/**< a bit for each in which it makes sense */
	enum chart_of of;
	enum chart_place place;
	/**
	 * @i: index of what it is of.
	 * @slug: see chart_slug().  A chart that there is nothing to draw for leaves no file.
	 * Return: 0, or -1 after complaining.
	 */
	int (*draw)(const struct report *report, size_t i, const char *dir, const char *slug);
};

/** All kinds; the last one has no function. */
extern const struct chart_kind chart_kinds[];

/** chart_makes_sense() - in the mode of @report, and of its group or curve @i? */
bool chart_makes_sense(const struct chart_kind *kind, const struct report *report, size_t i);

/** chart_slug() - the name of the file, without what is behind the dot. Return: @slug. */
char *chart_slug(const struct chart_kind *kind, const struct report *report, size_t i,
		 char slug[CHART_SLUG]);

int chart_cost(const struct report *report, size_t i, const char *dir, const char *slug);
int chart_parts(const struct report *report, size_t i, const char *dir, const char *slug);
int chart_ccdf(const struct report *report, size_t i, const char *dir, const char *slug);
/** Of all groups that are of the same family. */
int chart_ratio(const struct report *report, size_t i, const char *dir, const char *slug);
/**
 * Flame graphs of the profiled trials; see report/flame_file.h.  What cannot be read, or
 * failed, has none.
 */
int chart_flame(const struct report *report, size_t i, const char *dir, const char *slug);
/** Costs along an axis; events in MODE_COUNT. */
int chart_growth(const struct report *report, size_t i, const char *dir, const char *slug);
/** Waits by lock: how long they were, or how often without a clock. */
int chart_waits(const struct report *report, size_t i, const char *dir, const char *slug);
/** Instructions that locks are held a fault. */
int chart_holds(const struct report *report, size_t i, const char *dir, const char *slug);
/** Who waits for whom, a graph. */
int chart_who(const struct report *report, size_t i, const char *dir, const char *slug);

#endif
