/* SPDX-License-Identifier: GPL-2.0-only */
/* The journal tracer, as the program that reads its sums knows it. */
#ifndef FAULTLINE_TRACE_JOURNAL_H
#define FAULTLINE_TRACE_JOURNAL_H

#include "bpf/journal.h"
#include "trace/tracer.h"

/** What came in an interval. */
struct journal_sums {
	struct journal_totals totals;
	__u64 in_flight;	/**< starts that have not come to an end, now */
	__u64 open_commits;	/**< as above */
	__u64 lost;		/**< starts and commits without room for their task's record */
	__u64 overlaps;		/**< ends of commits out of order: a hook was missed */
	struct journal_peaks peaks;
};

/** Names of all these, as results spell them. */
extern const char *const journal_wait_names[NR_WAITS];
extern const char *const journal_origin_names[NR_ORIGINS];
extern const char *const journal_phase_names[NR_PHASES];

/** journal_type_name() - "WRITE_PAGE" for EXT4_HT_WRITE_PAGE; "OTHER" if it has none. */
const char *journal_type_name(unsigned int type);

/**
 * journal_open() - load and attach the hooks this kernel has.
 * Return: the tracer, or NULL after complaining.
 */
struct journal_tracer *journal_open(const struct trace_filter *filter);

/**
 * journal_take() - what came since the last time, or since journal_open().
 * Return: 0, or -1 after complaining.
 */
int journal_take(struct journal_tracer *tracer, struct journal_sums *sums);

/** journal_hooks() - for tracer_missing() and tracer_missed_runs(). */
const struct tracer *journal_hooks(const struct journal_tracer *tracer);

/** journal_merge_slowest() - @from's events into @into, of which the slowest stay. */
void journal_merge_slowest(struct journal_slowest *into, const struct journal_slowest *from);

void journal_close(struct journal_tracer *tracer);

#endif
