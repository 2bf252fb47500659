// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/complain.h"
#include "lib/duration.h"
#include "lib/statistics.h"
#include "plan/budget.h"
#include "plan/plan.h"

#define TRIALS_TO_TELL 8	/* roughly how long a run takes */
#define TRACED_LONGER 1.25	/* than timed trials, at most */
#define PERF_TAKES 0.3		/* seconds to start and end, and to be read */
#define WORTH_SAYING 20		/* seconds */

static double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Fewer have no interval; but a job may want fewer */
static unsigned int least_rounds(const struct job *job)
{
	const unsigned int least = job->trials > PAIRS_LEAST ? job->trials : PAIRS_LEAST;

	return least < job->trials_max ? least : job->trials_max;
}

int budget_open(struct budget *budget, const struct job *job, enum mode mode, double seconds,
		const struct budget_behind *behind)
{
	const size_t n = job->n_cells;

	*budget = (struct budget){
		.job = job, .began = clock_seconds(),
		.asked = seconds > 0, .watched = behind->watched, .perf_rounds = behind->perf_rounds,
		.seconds = mode != MODE_TIME ? 0 : seconds > 0 ? seconds : BUDGET_USUAL,
		.least = least_rounds(job),
		.lock_cells = calloc(n, 1), .waiting_cells = calloc(n, 1),
		.spent = calloc(n, sizeof(double)), .trials = calloc(n, sizeof(unsigned int)),
	};
	if (!budget->lock_cells || !budget->waiting_cells || !budget->spent || !budget->trials) {
		budget_close(budget);
		return complain("out of memory for the times of %zu cells", n);
	}
	if (behind->locks) {
		plan_lock_cells(job, false, budget->waiting_cells);
		plan_lock_cells(job, mode == MODE_TIME, budget->lock_cells);
		budget->lock_rounds = plan_lock_rounds(job, mode);
	}
	return 0;
}

double budget_age(const struct budget *budget)
{
	return clock_seconds() - budget->began;
}

void budget_add(struct budget *budget, size_t cell, double seconds)
{
	budget->spent[cell] += seconds;
	budget->trials[cell]++;
}

/* Of all cells that had one */
static double usual_trial(const struct budget *budget)
{
	double spent = 0, trials = 0;

	for (size_t i = 0; i < budget->job->n_cells; i++) {
		spent += budget->spent[i];
		trials += budget->trials[i];
	}
	return trials > 0 ? spent / trials : 0;
}

/* Seconds that a trial of @cell takes */
static double trial_of(const struct budget *budget, size_t cell)
{
	return budget->trials[cell] ? budget->spent[cell] / budget->trials[cell] :
				      usual_trial(budget);
}

/* NULL: all are */
static bool is_wanted(const char *wanted, size_t cell)
{
	return !wanted || wanted[cell];
}

/* Of one trial of each cell that is @wanted */
static double once(const struct budget *budget, const char *wanted)
{
	double sum = 0;

	for (size_t i = 0; i < budget->job->n_cells; i++)
		if (is_wanted(wanted, i))
			sum += trial_of(budget, i);
	return sum;
}

static bool is_first_of_block(const struct budget *budget, const char *wanted, size_t cell)
{
	const struct cell *cells = budget->job->cells;

	for (size_t i = 0; i < cell; i++)
		if (is_wanted(wanted, i) && plan_same_block(&cells[i], &cells[cell]))
			return false;
	return true;
}

/* Of a round of plan_more(), with its A/A pairs */
static double round_of(const struct budget *budget, const char *wanted)
{
	double sum = once(budget, wanted);

	for (size_t i = 0; i < budget->job->n_cells; i++)
		if (is_wanted(wanted, i) && is_first_of_block(budget, wanted, i))
			sum += trial_of(budget, i);
	return sum;
}

/* Of the trials behind the timed ones */
static double behind(const struct budget *budget, const char *lock_cells)
{
	double seconds = budget->lock_rounds * once(budget, lock_cells);

	if (budget->watched)
		seconds += once(budget, NULL);
	seconds += budget->perf_rounds * (once(budget, NULL) + PERF_TAKES * (double)budget->job->n_cells);
	return TRACED_LONGER * seconds;
}

static double needed(const struct budget *budget, const char *lock_cells)
{
	return budget->least * round_of(budget, NULL) + behind(budget, lock_cells);
}

double budget_needed(const struct budget *budget)
{
	return needed(budget, budget->lock_cells);
}

double budget_left(const struct budget *budget)
{
	double most = budget->seconds;

	if (!(most > 0))
		return 0;
	if (!budget->asked)
		most = fmax(most, budget_needed(budget));
	return fmax(most - budget_age(budget), 1);
}

size_t budget_lock_trials(const struct budget *budget)
{
	const char *cells = budget->asked ? budget->waiting_cells : budget->lock_cells;
	size_t n = 0;

	for (size_t i = 0; i < budget->job->n_cells; i++)
		n += (size_t)cells[i];
	return n * budget->lock_rounds;
}

bool budget_allows(struct budget *budget, size_t cell)
{
	if (budget->asked && budget_age(budget) + trial_of(budget, cell) > budget->seconds) {
		/* Some cells have had none, or this one's took very long */
		budget->too_short = !budget->decided;
		budget->late = budget->decided;
	}
	return !budget->late && !budget->too_short;
}

bool budget_look_ahead(struct budget *budget, size_t done, size_t first_round)
{
	const bool sure = done == first_round;
	const double most = sure ? budget->seconds : 2 * budget->seconds;

	if (!(most > 0) || done > first_round || (!sure && done < TRIALS_TO_TELL))
		return false;
	budget->too_short = budget->asked && needed(budget, budget->waiting_cells) > most;
	/* What a thread waits for that is alone but for the kernel's is not what is asked first */
	if (sure && budget->asked && budget_needed(budget) > most)
		memcpy(budget->lock_cells, budget->waiting_cells, budget->job->n_cells);
	budget->decided = sure;
	return sure && !budget->too_short;
}

static void note_needed(const struct budget *budget)
{
	const double seconds = needed(budget, budget->waiting_cells);
	char asked[DURATION_TEXT], about[DURATION_TEXT], enough[DURATION_TEXT];

	complain("--time %s is too short for %s: %u trials of each of %zu cells take about %s here; "
		 "give --time %s, or a job of fewer cells", duration_text(budget->seconds, asked),
		 budget->job->path, budget->least, budget->job->n_cells,
		 duration_text(seconds, about), duration_text(duration_enough(seconds), enough));
}

void budget_note(const struct budget *budget)
{
	const double seconds = budget_needed(budget);
	char one[DURATION_TEXT], all[DURATION_TEXT], most[DURATION_TEXT];

	if (budget->too_short)
		note_needed(budget);
	else if (seconds >= WORTH_SAYING)
		note("a round of trials takes %s; %u of them, and what follows, take %s. More rounds "
		     "are made where intervals are wide, until %s have passed%s",
		     duration_text(round_of(budget, NULL), one), budget->least,
		     duration_text(seconds, all),
		     duration_text(fmax(budget->seconds, seconds), most),
		     budget->asked ? "" : " (--time)");
}

bool budget_has_round(const struct budget *budget, unsigned int rounds, const char *wanted)
{
	if (budget->late || budget->too_short)
		return false;
	if (!budget->asked && rounds < budget->least)
		return true;
	return budget_age(budget) + round_of(budget, wanted) +
	       behind(budget, budget->lock_cells) <= budget->seconds;
}

void budget_close(struct budget *budget)
{
	free(budget->lock_cells);
	free(budget->waiting_cells);
	free(budget->spent);
	free(budget->trials);
	memset(budget, 0, sizeof(*budget));
}
