/* SPDX-License-Identifier: GPL-2.0-only */
/* The folio lock tracer: its table, with names in it. For other folders. */
#ifndef FAULTLINE_TRACE_FOLIOLOCK_H
#define FAULTLINE_TRACE_FOLIOLOCK_H

#include "bpf/foliolock.h"
#include "trace/stacks.h"
#include "trace/tracer.h"

/** Names of the waits, as results spell them. */
extern const char *const foliolock_wait_names[NR_FOLIOLOCK_WAITS];

/** One line of the table: who waited for whom, symbolised. */
struct foliolock_line {
	struct foliolock_key key;	/**< all but the stacks */
	struct foliolock_row row;
	const struct frames *waiter, *holder;	/**< stacks, see stack_names_of(); the tracer's */
};

struct foliolock_report {
	struct foliolock_totals totals;	/**< .begun and .ended since foliolock_open() */
	struct foliolock_line *line;	/**< the longest total first */
	size_t n_lines;
	unsigned long long in_flight;	/**< sleeps that go on, counted one by one */
	int balanced;			/**< begun = ended + in flight */
	unsigned long long stacks_lost, misses;
};

/** foliolock_open() - attach. Return: the tracer, or NULL after complaining. */
struct foliolock_tracer *foliolock_open(const struct trace_filter *filter);

/**
 * foliolock_read() - what came since the last one, or since foliolock_open(); a
 * max is always since foliolock_open().
 * @report: free with foliolock_report_free().
 * Return: 0, or -1 after complaining.
 */
int foliolock_read(struct foliolock_tracer *tracer, struct foliolock_report *report);
void foliolock_report_free(struct foliolock_report *report);

/**
 * foliolock_forget() - of what was read last: its lines begin anew, with a max of their own.
 * Nobody who is traced may wait meanwhile.
 */
void foliolock_forget(struct foliolock_tracer *tracer);

/**
 * foliolock_unseen() - what cannot be seen on this kernel, as it has not the functions to hook, or
 * does not let us: a compiler may have inlined them.  Return: a bit for each enum foliolock_wait.
 */
unsigned int foliolock_unseen(const struct foliolock_tracer *tracer);

/** foliolock_hooks() - for tracer_missing() and tracer_missed_runs(). */
const struct tracer *foliolock_hooks(const struct foliolock_tracer *tracer);

void foliolock_close(struct foliolock_tracer *tracer);

#endif
