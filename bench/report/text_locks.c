// SPDX-License-Identifier: GPL-2.0-only
/* What the threads waited for, as tables of report.txt. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/table.h"
#include "report/locks.h"
#include "report/text_locks.h"

/* A table of one of the two signals */
struct signal {
	const char *heads;
	int name;		/* columns of it */
	void (*print_title)(const struct report *report, FILE *out);
	void (*print_numbers)(const struct result *result, const struct waited *waited, FILE *out);
	bool by_time;
	bool parties;		/* it says who waited, and who held it */
};

static const char *times(const struct analysis *analysis)
{
	return analysis->mode == MODE_INSN ? "instructions" : "ns";
}

/* Where nothing stands of these there may have been some */
static void print_unseen(const struct analysis *analysis, FILE *out)
{
	unsigned int unseen = 0;

	for (size_t i = 0; i < analysis->n_results; i++)
		unseen |= analysis->result[i].waited.unseen;
	if (unseen)
		fputs("This kernel hides some events from the tracers, which are not counted:\n", out);
	for (int i = 0; i <= WAIT_LOCKS; i++)
		if (unseen & 1U << i)
			fprintf(out, "  %s%s\n", wait_name(i), i == WAIT_LOCKS ? "s" : "");
}

static void print_events_title(const struct report *report, FILE *out)
{
	struct locks_rounds rounds = report_locks_rounds(report->analysis);

	fprintf(out, "\nContended locks and folios: events per 1,000 faults and their 95 %%\n"
		"interval, most first, from ");
	if (rounds.least != rounds.most)
		fprintf(out, "%u to ", rounds.least);
	fprintf(out, "%u lock trials of each cell here.\n", rounds.most);
	if (!report_locks_have_time(report->analysis))
		fputs("No clock here (emulated processor): only how often.  Who waited, and who\n"
		      "held it, most often.\n", out);
	print_unseen(report->analysis, out);
}

static void print_time_title(const struct report *report, FILE *out)
{
	fprintf(out, "\nTime that threads waited for locks and folios, in %s, longest\n"
		"first; single waits by quantile.  Who waited, and who held it, for most\nof it.\n",
		times(report->analysis));
	if (!isnan(report->lock_floor))
		fprintf(out, "Noise floor (A/A) of the time per fault, odd and even trials: %.1f %%\n",
			100 * report->lock_floor);
}

static void print_events(const struct result *result, const struct waited *waited, FILE *out)
{
	const struct rate rate = waited_rate(&result->waited, waited);
	char text[LOCKS_RATE], interval[LOCKS_INTERVAL];

	table_number(out, 9, waited->events_sum);
	fprintf(out, "%9s%18s\n", locks_rate(text, rate.value), locks_interval(interval, &rate));
}

static void print_time(const struct result *result, const struct waited *waited, FILE *out)
{
	table_number(out, 10, report_wait_per_fault(result, waited));
	table_number(out, 9, waited_quantile(waited, 0.5));
	table_number(out, 10, waited_quantile(waited, 0.99));
	table_number(out, 11, waited->longest);
	fputc('\n', out);
}

static void print_party(const char *what, const struct party *party, FILE *out)
{
	if (!*party->where)
		return;
	fprintf(out, "    %s ", what);
	table_in(out, party->who, party->where, 56);
	fputc('\n', out);
}

static void print_wait(const struct signal *signal, const struct result *result,
		       const struct waited *waited, FILE *out)
{
	fprintf(out, "  %-*s", signal->name, waited->lock);
	/* The name of a function may be long */
	if ((int)strlen(waited->lock) > signal->name)
		fprintf(out, "\n%*s", signal->name + 2, "");
	signal->print_numbers(result, waited, out);
	if (!signal->parties)
		return;
	print_party("waiter ", &waited->waiter, out);
	print_party(wait_holder_role(waited->kind), &waited->holder, out);
}

static void print_waits(const struct signal *signal, const struct result *result,
			const struct waited *const *order, size_t most, FILE *out)
{
	const struct waits *waits = &result->waited;

	for (int hazards = 0; hazards < 2; hazards++) {
		size_t shown = 0;

		for (size_t i = 0; i < waits->n && shown < most; i++) {
			const struct waited *waited = order ? order[i] : &waits->lock[i];

			if (locks_are_hazards(waited) != hazards ||
			    (signal->by_time && !(waited->time_sum > 0)))
				continue;
			if (hazards && !shown)
				fputs("  of these with a folio or a handle held, and whom that delayed:\n",
				      out);
			print_wait(signal, result, waited, out);
			shown++;
		}
	}
}

static void print_cell(const struct signal *signal, const struct result *result, size_t most,
		       FILE *out)
{
	const struct waited **order = NULL;

	fprintf(out, "%s %s %s%s\n", variant_names[result->cell.variant],
		state_names[result->cell.state], folio_names[result->cell.folio],
		result->waited.n ? "" : ": none");
	if (signal->by_time) {
		order = waits_by_time(&result->waited);
		if (!order) {
			complain("out of memory for a table of waits");
			return;
		}
	}
	print_waits(signal, result, order, most, out);
	free(order);
}

static void print_group(const struct signal *signal, const struct group *group, size_t most,
			FILE *out)
{
	fputc('\n', out);
	table_words(out, group->title);
	fprintf(out, "\n%s\n", signal->heads);
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++) {
				const struct result *result = group->result[v][s][f];

				if (result && result->waited.rounds)
					print_cell(signal, result, most, out);
			}
}

static bool is_shown(const struct group *group, const struct locks_size *size)
{
	return report_any_locks(group) && (!size->contended || cell_may_wait(&group->key));
}

static void print_signal(const struct report *report, const struct signal *signal,
			 const struct locks_size *size, FILE *out)
{
	bool titled = false;

	for (size_t i = 0; i < report->n_groups; i++) {
		if (!is_shown(&report->groups[i], size))
			continue;
		if (!titled)
			signal->print_title(report, out);
		titled = true;
		print_group(signal, &report->groups[i], size->most, out);
	}
}

void report_locks(const struct report *report, const struct locks_size *size, FILE *out)
{
	bool clock = report_locks_have_time(report->analysis);
	const struct signal events = {
		"contended lock                        events   /1,000     95 % interval",
		34, print_events_title, print_events, .by_time = false, .parties = !clock,
	};
	static const struct signal time = {
		"contended lock                   per fault      p50       p99    longest",
		30, print_time_title, print_time, .by_time = true, .parties = true,
	};

	print_signal(report, &events, size, out);
	if (clock)
		print_signal(report, &time, size, out);
}
