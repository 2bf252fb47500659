/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of a report; each writes its files into the result directory. */
#ifndef FAULTLINE_REPORT_H
#define FAULTLINE_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "results/analysis.h"
#include "results/comparison.h"
#include "results/outliers.h"

/**
 * A table or a chart: the results that differ in variant, state and folio only.
 * Order-0 and large cells may have files of a size of their own.
 */
struct group {
	struct cell key;	/**< variant, state, folio and size are unused */
	size_t size[NR_FOLIOS];	/**< of the file; 0 where there is no such cell */
	char title[128];		/**< "sequential, 4k blocks, 1 thread" */
	char slug[96];		/**< the same for a file name */
	char family[128];	/**< the title without the block size */
	char family_slug[96];
};

/** All that a report is made from. */
struct report {
	const struct analysis *analysis;
	const struct group *groups;
	size_t n_groups;
	struct comparisons set;	/**< see report_compare() */
	struct outlier *outlier;	/**< see outliers_find() */
	size_t n_outliers;
};

/**
 * groups_make() - the groups of @analysis, the most common kind first.
 * Return: an array of *n groups to free(), or NULL after complaining.
 */
struct group *groups_make(const struct analysis *analysis, size_t *n);

/** group_find() - the result in @group with these three, or NULL. */
const struct result *group_find(const struct analysis *analysis, const struct group *group,
				enum variant variant, enum state state, enum folio folio);

/** group_takes() - does a result of @cell belong to @group? */
bool group_takes(const struct group *group, const struct cell *cell);

#define GROUP_LOAD 80

/**
 * group_load() - "Load: commit, 10 to 42 times in a trial", over all its cells; "" if there
 * was none. Return: @buf.
 */
char *group_load(const struct analysis *analysis, const struct group *group,
		 char buf[GROUP_LOAD]);

/** group_has_variant(), group_has_row() - is there any such result? */
bool group_has_variant(const struct analysis *analysis, const struct group *group,
		       enum variant variant);
bool group_has_row(const struct analysis *analysis, const struct group *group,
		   enum state state, enum folio folio);

/** group_same_family() - do @a and @b differ in block size at most? */
bool group_same_family(const struct group *a, const struct group *b);

/**
 * report_compare() - compare the variants within the run, cell by cell.
 * Counts of faults are no cost: in MODE_COUNT the set stays empty.
 * Return: 0, or -1 after complaining.
 */
int report_compare(const struct analysis *analysis, struct comparisons *set);

/** report_pair() - the comparison of @a with @b in this cell, or NULL. */
const struct comparison *report_pair(const struct report *report, const struct group *group,
				     enum variant a, enum variant b, enum state state,
				     enum folio folio);

/** report_leads_family() - is this group the first of its family, which has one chart? */
bool report_leads_family(const struct report *report, size_t i);

/** report_json() - report.json. Return: 0, or -1 after complaining. */
int report_json(const struct report *from, const char *dir);

/** report_text() - the plain-text report, at most 72 columns wide. */
void report_text(const struct report *report, FILE *out);

/** What the tables are of: "instructions per touched page". */
extern const char *const report_quantity[NR_MODES];

/** report_headline() - the figure of @result in the tables to read; NAN for NULL. */
double report_headline(const struct analysis *analysis, const struct result *result);

/** report_any_path() - was any trial's path proven? */
bool report_any_path(const struct analysis *analysis);

/** report_device() - the model of the disk, or where it is if it has none. */
const char *report_device(const struct analysis *analysis);

/** report_disk() - the line that says what the files were on, and behind which cache. */
void report_disk(const struct analysis *analysis, FILE *out);

/** report_doubts() - lines for what a reader must know before believing a figure, if any. */
void report_doubts(const struct analysis *analysis, FILE *out);

/** The parts of one state and folio, variants side by side. */
struct parts_row {
	const struct result *result[NR_VARIANTS];
	bool shown[NR_VARIANTS];
	bool any;
};

struct parts_row parts_row_find(const struct analysis *analysis, const struct group *group,
				enum state state, enum folio folio);

/** parts_row_shows() - is @part large enough in any variant for a line of its own? */
bool parts_row_shows(const struct parts_row *row, int part);

/** report_parts() - tables of the parts of page_mkwrite in @group, for report.txt. */
void report_parts(const struct analysis *analysis, const struct group *group, FILE *out);

/** report_any_locks() - was any cell of @group traced for what it waits for? */
bool report_any_locks(const struct analysis *analysis, const struct group *group);

/** What was waited for a lock per touched page, and the longest wait; NAN without a clock. */
double report_wait_per_page(const struct analysis *analysis, const struct result *result,
			    const struct waited *waited);
double report_longest_wait(const struct analysis *analysis, const struct waited *waited);

/** report_locks_unit() - what these are in, as a sentence. */
const char *report_locks_unit(enum mode mode);

/** report_locks() - tables of what threads waited for, for report.txt. */
void report_locks(const struct analysis *analysis, const struct group *groups, size_t n,
		  FILE *out);

/** report_charts() - charts/ *.tsv, .svg and .png. Return: 0, or -1 after complaining. */
int report_charts(const struct report *report, const char *dir);

/**
 * report_html() - report.html, with the charts that were drawn if @charts.
 * Return: 0, or -1 after complaining.
 */
int report_html(const struct report *report, const char *dir, bool charts);

/**
 * report_cover_letter() - plain text for a patch cover letter, at most 72 columns:
 * buffer_head against iomap, a chart, and the parts that differ.
 */
void report_cover_letter(const struct report *report, FILE *out);

#endif
