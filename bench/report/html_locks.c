// SPDX-License-Identifier: GPL-2.0-only
/* What the threads waited for, as tables of report.html. */
#include <stdlib.h>

#include "lib/complain.h"
#include "lib/html.h"
#include "report/html_sections.h"
#include "report/html_table.h"
#include "report/locks.h"

#define COLUMNS 8

/* A table of one of the two signals; its first heads are those of numbers */
struct signal {
	const char *title, *note, *caption;
	const char *head[COLUMNS];
	int numbers;		/* columns of them, and of the lock's name */
	void (*numbers_of)(const struct result *result, const struct waited *waited, FILE *out);
	bool by_time, parties;
};

static void text_cell(const char *text, FILE *out)
{
	html_element(out, "td", " class=\"text\"", *text ? text : "-");
}

static void events_of(const struct result *result, const struct waited *waited, FILE *out)
{
	const struct rate rate = waited_rate(&result->waited, waited);
	char text[LOCKS_RATE], interval[LOCKS_INTERVAL];

	html_number(out, waited->events_sum);
	html_element(out, "td", "", locks_rate(text, rate.value));
	html_element(out, "td", "", locks_interval(interval, &rate));
}

static void time_of(const struct result *result, const struct waited *waited, FILE *out)
{
	html_number(out, report_wait_per_fault(result, waited));
	html_number(out, waited_quantile(waited, 0.5));
	html_number(out, waited_quantile(waited, 0.99));
	html_number(out, waited->longest);
}

static void party_cells(const struct party *party, FILE *out)
{
	text_cell(*party->where ? party->who : "", out);
	text_cell(party->where, out);
}

static void wait_row(const struct signal *signal, const struct result *result,
		     const struct waited *waited, FILE *out)
{
	html_row(out, result->cell.state, result->cell.variant, 0);
	html_element(out, "th", " scope=\"row\"", waited->lock);
	signal->numbers_of(result, waited, out);
	if (signal->parties) {
		party_cells(&waited->waiter, out);
		party_cells(&waited->holder, out);
	}
	fputs("</tr>\n", out);
}

static int columns(const struct signal *signal)
{
	return signal->numbers + (signal->parties ? 4 : 0);
}

static void head_row(const struct signal *signal, const struct result *result,
		     const char *attributes, const char *text, FILE *out)
{
	char all[96];

	snprintf(all, sizeof(all), " scope=\"rowgroup\" colspan=\"%d\" class=\"text%s\"",
		 columns(signal), attributes);
	html_row(out, result->cell.state, result->cell.variant, 0);
	html_element(out, "th", all, text);
	fputs("</tr>\n", out);
}

static void wait_rows(const struct signal *signal, const struct result *result,
		      const struct waited *const *order, FILE *out)
{
	const struct waits *waits = &result->waited;

	for (int hazards = 0; hazards < 2; hazards++) {
		bool titled = !hazards;

		for (size_t i = 0; i < waits->n; i++) {
			const struct waited *waited = order ? order[i] : &waits->lock[i];

			if (locks_are_hazards(waited) != hazards ||
			    (signal->by_time && !(waited->time_sum > 0)))
				continue;
			if (!titled)
				head_row(signal, result, "", "of these with a folio or a handle "
					 "held, and whom that delayed", out);
			titled = true;
			wait_row(signal, result, waited, out);
		}
	}
}

static void cell_rows(const struct signal *signal, const struct result *result, FILE *out)
{
	const struct waited **order = NULL;
	char cell[64];

	snprintf(cell, sizeof(cell), "%s %s %s%s", variant_names[result->cell.variant],
		 state_names[result->cell.state], folio_names[result->cell.folio],
		 result->waited.n ? "" : ": none");
	head_row(signal, result, " head", cell, out);
	if (signal->by_time) {
		order = waits_by_time(&result->waited);
		if (!order) {
			complain("out of memory for a table of waits");
			return;
		}
	}
	wait_rows(signal, result, order, out);
	free(order);
}

static void signal_table(const struct signal *signal, const struct group *group, FILE *out)
{
	static const char *const parties[] = { "waiter", "in", "held by", "released in" };

	fprintf(out, "<h3>%s</h3>\n<p class=\"note\">%s</p>\n", signal->title, signal->note);
	html_table(out, signal->caption);
	fputs("<thead><tr>", out);
	for (int i = 0; i < signal->numbers; i++)
		html_head(out, signal->head[i]);
	for (int i = 0; signal->parties && i < 4; i++)
		html_element(out, "th", " scope=\"col\" class=\"text\"", parties[i]);
	fputs("</tr></thead><tbody>\n", out);
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++) {
				const struct result *result = group->result[v][s][f];

				if (result && result->waited.rounds)
					cell_rows(signal, result, out);
			}
	html_table_end(out);
}

void html_locks(const struct report *report, const struct group *group, FILE *out)
{
	bool clock = report_locks_have_time(report->analysis);
	const struct signal events = {
		"Contended locks: events", "How often threads waited, over all lock trials of each "
		"cell, most first, with the 95 % interval of the rate.",
		clock ? "Events per 1,000 faults." :
			"Events per 1,000 faults. No clock here (emulated processor): only how often.",
		{ "contended lock", "events", "per 1,000 faults", "95 % interval" }, 4, events_of,
		.by_time = false, .parties = !clock,
	};
	const struct signal time = {
		"Contended locks: time", "How long threads waited, over all lock trials of each cell, "
		"longest first, and who had the lock for most of that time.",
		report->analysis->mode == MODE_INSN ? "Instructions, of all threads together." :
			"Nanoseconds, of all threads together.",
		{ "contended lock", "per fault", "p50", "p99", "longest" }, 5, time_of,
		.by_time = true, .parties = true,
	};

	if (!report_any_locks(group))
		return;
	signal_table(&events, group, out);
	if (clock)
		signal_table(&time, group, out);
}
