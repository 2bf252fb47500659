/* SPDX-License-Identifier: GPL-2.0-only */
/* What perf stat counted, as tables: a row for each event, a column for each variant. */
#ifndef FAULTLINE_REPORT_PERF_ROWS_H
#define FAULTLINE_REPORT_PERF_ROWS_H

#include <stdbool.h>

#include "lib/names.h"
#include "report/group.h"

/** What is said of these tables. */
#define PERF_ROWS_ARE \
	"per touched page, in the window, by the threads that touch; the median of %u " \
	"trials that are in no figure. ~: these are more than 10 %% apart. m: the counter was " \
	"shared with other events, so part of the count is made up for. Each thread's last " \
	"context switch is the end of the window."

/** The counts of one state and folio size, variants side by side; NULL: there are none. */
struct perf_row {
	const struct perf_counts *of[NR_VARIANTS];
	bool shown[NR_VARIANTS];
	unsigned int trials;	/**< of each, at most; 0: none are shown */
};

struct perf_row perf_row_find(const struct group *group, enum state state, enum folio folio);

/** perf_row_has() - did any of its variants count @event? */
bool perf_row_has(const struct perf_row *row, enum perf_event event);

#define PERF_EVENT_LABEL 32
/** perf_event_label() - its name, with its unit if it is a clock. Return: @label. */
const char *perf_event_label(enum perf_event event, char label[PERF_EVENT_LABEL]);

#define PERF_COUNT_TEXT 32
/** perf_count_text() - "2,345", "1.0000" or "-", and its mark or a blank. Return: @text. */
char *perf_count_text(const struct perf_count *count, char text[PERF_COUNT_TEXT]);

/** What is said of the locks of perf. */
#define PERF_LOCKS_ARE \
	"perf lock contention: the callers that waited for a lock, by its tracepoints, in one " \
	"trial of each cell. It knows spinlocks, rwlocks, rwsems, mutexes and per-CPU ones; not " \
	"folio locks, nor handles. perf's own reports are in perf/ of the run."

/** perf_trials() - how many of them a cell of @analysis has; 0: perf stat was not there. */
unsigned int perf_trials(const struct analysis *analysis);

/** perf_lacking() - "cycles or instructions", that the machine lacks; "": none. Return: @list. */
const char *perf_lacking(const struct analysis *analysis, char list[NAMES_ROOM]);

#endif
