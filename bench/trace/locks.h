/* SPDX-License-Identifier: GPL-2.0-only */
/* The tracer of contended locks: its table, with names in it. For other folders. */
#ifndef FAULTLINE_TRACE_LOCKS_H
#define FAULTLINE_TRACE_LOCKS_H

#include "bpf/locks.h"
#include "trace/stacks.h"
#include "trace/tracer.h"

/** One line of the table: who waited for which lock and whom, symbolised. */
struct lock_line {
	struct lock_key key;		/**< all but the stacks */
	struct lock_row row;
	char name[64];
	const struct frames *waiter, *holder;	/**< stacks, see stack_names_of(); the tracer's */
};

/** All waits for locks of one name. */
struct lock_total {
	char name[64];
	struct lock_row row;
	const __u64 *hist;		/**< NULL: there is none of its own */
	const __u64 *fault_hist;	/**< likewise, without waits in system calls */
};

struct lock_report {
	struct lock_totals totals;	/**< .begun and .ended since locks_open() */
	struct lock_total *total;	/**< the longest first, as the lines */
	struct lock_line *line;
	size_t n_totals, n_lines;
	unsigned long long in_flight;	/**< waits that go on, counted one by one */
	int balanced;			/**< begun = ended + in flight */
	unsigned long long stacks_lost;
	unsigned long long misses;	/**< hooks the kernel left out, if that lost anything */
};

/** locks_open() - attach. Return: the tracer, or NULL after complaining. */
struct locks_tracer *locks_open(const struct trace_filter *filter);

/**
 * locks_read() - what came since the last one, or since locks_open(); a max is
 * always since locks_open().
 * @report: free with locks_report_free().
 * Return: 0, or -1 after complaining.
 */
int locks_read(struct locks_tracer *tracer, struct lock_report *report);
void locks_report_free(struct lock_report *report);

/**
 * locks_forget() - of what was read last: its lines begin anew, with a max of their own.
 * Nobody who is traced may wait meanwhile.
 */
void locks_forget(struct locks_tracer *tracer);

/** locks_unseen() - has this kernel no tracepoints of contention, or does it not let us have them? */
bool locks_unseen(const struct locks_tracer *tracer);

/** locks_hooks() - for tracer_missing() and tracer_missed_runs(). */
const struct tracer *locks_hooks(const struct locks_tracer *tracer);

void locks_close(struct locks_tracer *tracer);

#endif
