/* SPDX-License-Identifier: GPL-2.0-only */
/* How long a run takes: what it knows of that, and what it may. For other folders. */
#ifndef FAULTLINE_PLAN_BUDGET_H
#define FAULTLINE_PLAN_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

#include "model/mode.h"
#include "plan/job.h"

/** BUDGET_USUAL - seconds after which a run in MODE_TIME begins no round that is not needed. */
#define BUDGET_USUAL 600

/** What stands behind the timed trials of a run. */
struct budget_behind {
	bool watched;		/**< a trial of each cell that proves its path */
	bool locks;		/**< lock trials */
	unsigned int perf_rounds;	/**< of every cell with perf beside it */
};

struct budget {
	const struct job *job;
	double seconds;		/**< that the run may take; 0: this mode does not look */
	bool asked;		/**< for: then it takes no longer */
	double began;
	unsigned int least;	/**< rounds that are needed for intervals */
	bool watched;
	unsigned int lock_rounds;	/**< of lock_cells; 0: none */
	unsigned int perf_rounds;	/**< of all cells */
	char *lock_cells;	/**< [cell], as plan_lock_cells() fills it */
	char *waiting_cells;	/**< likewise, those that have lock trials in any case */
	double *spent;		/**< [cell] seconds on its timed trials, with all around them */
	unsigned int *trials;	/**< [cell] how many that were */
	bool decided;		/**< how long the run takes: the first round is over */
	bool too_short;		/**< the time that was asked for: the run is to end at once */
	bool late;		/**< it was up before all trials that were planned */
};

/**
 * budget_open() - begin to count the time of a run of @job.
 * @seconds: what was asked for; 0: BUDGET_USUAL.  Modes other than MODE_TIME have none.
 * Return: 0, or -1 after complaining.
 */
int budget_open(struct budget *budget, const struct job *job, enum mode mode, double seconds,
		const struct budget_behind *behind);

/** budget_age() - seconds since the run began. */
double budget_age(const struct budget *budget);

/** budget_left() - seconds until the run is over at the latest; 0: not known. */
double budget_left(const struct budget *budget);

/** budget_add() - a timed trial of @cell took @seconds. */
void budget_add(struct budget *budget, size_t cell, double seconds);

/** budget_lock_trials() - how many lock trials there are at least. */
size_t budget_lock_trials(const struct budget *budget);

/**
 * budget_allows() - may a trial of @cell begin?  Not one that would end after the time that
 * was asked for: then budget->late is set, or in the first round budget->too_short.
 */
bool budget_allows(struct budget *budget, size_t cell);

/**
 * budget_look_ahead() - is the time enough for what is needed, judged by the @done trials?
 * What is clearly too short is so after a few trials, else it is decided after the
 * @first_round.  Where lock trials of all cells do not fit, those of cells of one thread without
 * a load are left out.
 * Return: true once, when it is; else budget->too_short may be set.
 */
bool budget_look_ahead(struct budget *budget, size_t done, size_t first_round);

/** budget_note() - say how long the run takes, or which time it would need. */
void budget_note(const struct budget *budget);

/** budget_needed() - seconds of all trials, with as few timed ones as have an interval. */
double budget_needed(const struct budget *budget);

/**
 * budget_has_round() - behind @rounds, is there time for one more of the cells that are @wanted,
 * and for what comes after it?
 */
bool budget_has_round(const struct budget *budget, unsigned int rounds, const char *wanted);

void budget_close(struct budget *budget);

#endif
