// SPDX-License-Identifier: GPL-2.0-only
/* Locks by variant: how often or how long threads wait for them, and how long a fault holds them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "report/chart.h"
#include "report/held_locks.h"
#include "report/locks.h"

#define ROWS 8		/* of a state and folio; what has less of it is left out */
#define NAME 44		/* letters of a lock that there is room for */

/* What a lock is waited for, or held, in each variant; NAN: not at all */
struct bar {
	double value[NR_VARIANTS], low[NR_VARIANTS], high[NR_VARIANTS];
	char label[HELD_LOCK_NAME];
};

struct bars {
	struct bar *bar;
	size_t n;
};

/* One state and folio of a group */
struct place {
	const struct report *report;
	const struct group *group;
	enum state state;
	enum folio folio;
};

static double most(const struct bar *bar)
{
	double value = 0;

	for (int v = 0; v < NR_VARIANTS; v++)
		value = fmax(value, bar->value[v]);
	return value;
}

static int most_first(const void *a, const void *b)
{
	double x = most(a), y = most(b);

	if (x != y)
		return x < y ? 1 : -1;
	return strcmp(((const struct bar *)a)->label, ((const struct bar *)b)->label);
}

/* Return: that of @label, a new one if there is none; NULL: no memory, which is complained about */
static struct bar *find(struct bars *bars, const char *label)
{
	struct bar new;

	for (size_t i = 0; i < bars->n; i++)
		if (!strcmp(bars->bar[i].label, label))
			return &bars->bar[i];
	for (int v = 0; v < NR_VARIANTS; v++)
		new.value[v] = new.low[v] = new.high[v] = NAN;
	snprintf(new.label, sizeof(new.label), "%s", label);
	if (grow_by(bars->bar, bars->n, new))
		return &bars->bar[bars->n - 1];
	complain("out of memory for a chart of locks");
	return NULL;
}

/* Time has no interval here; the report says how far odd and even rounds are apart */
static int add_waits(const struct place *place, struct bars *bars)
{
	bool time = place->report->analysis->mode == MODE_TIME;

	for (int v = 0; v < NR_VARIANTS; v++) {
		const struct result *result = place->group->result[v][place->state][place->folio];

		for (size_t i = 0; result && i < result->waited.n; i++) {
			const struct waited *waited = &result->waited.lock[i];
			const struct rate rate = waited_rate(&result->waited, waited);
			char label[HELD_LOCK_NAME];
			struct bar *bar;

			snprintf(label, sizeof(label), "%s%s",
				 locks_are_hazards(waited) ? "of these: " : "", waited->lock);
			bar = find(bars, label);
			if (!bar)
				return -1;
			bar->value[v] = time ? report_wait_per_fault(result, waited) :
					LOCKS_PER_FAULTS * rate.value;
			bar->low[v] = time ? bar->value[v] : LOCKS_PER_FAULTS * rate.low;
			bar->high[v] = time ? bar->value[v] : LOCKS_PER_FAULTS * rate.high;
		}
	}
	return 0;
}

static int add_holds(const struct place *place, struct bars *bars)
{
	const struct profiles_row row = profiles_row_find(&place->report->profiles, place->group,
							  place->state, place->folio);
	struct held_row *held;
	size_t n;
	int ret = 0;

	if (!profiles_row_locks(&row))
		return 0;
	held = held_rows_make(&row, &n);
	if (!held)
		return -1;
	for (size_t i = 0; i < n && !ret; i++) {
		struct bar *bar = find(bars, held[i].label);

		for (int v = 0; bar && v < NR_VARIANTS; v++)
			bar->value[v] = bar->low[v] = bar->high[v] = held[i].held[v];
		ret = bar ? 0 : -1;
	}
	free(held);
	return ret;
}

/* What nobody waited for, or held, has no place on a logarithmic axis */
static void write_bar(const struct bar *bar, const bool shown[NR_VARIANTS], FILE *out)
{
	bool cut = strlen(bar->label) > NAME;

	fprintf(out, "%.*s%s", cut ? NAME - 3 : NAME, bar->label, cut ? "..." : "");
	for (int v = 0; v < NR_VARIANTS; v++) {
		if (!shown[v])
			continue;
		if (bar->value[v] > 0)
			fprintf(out, "\t%.9g\t%.9g\t%.9g", bar->value[v], bar->low[v], bar->high[v]);
		else
			fputs("\tNaN\tNaN\tNaN", out);
	}
	fputc('\n', out);
}

/* A row that has a name alone: it is above those of its state and folio */
static void write_head(const struct place *place, const bool shown[NR_VARIANTS], FILE *out)
{
	fprintf(out, "%s %s:", state_names[place->state], folio_names[place->folio]);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (shown[v])
			fputs("\tNaN\tNaN\tNaN", out);
	fputc('\n', out);
}

/* A state and folio; the bars with the most stand first */
static void write_place(const struct place *place, const struct bars *bars, struct chart *chart,
			const bool shown[NR_VARIANTS], FILE *out)
{
	for (size_t i = 0; i < bars->n; i++) {
		if (!i)
			write_head(place, shown, out);
		chart->rows += i ? 1 : 2;
		write_bar(&bars->bar[i], shown, out);
	}
}

/* A variant without any bar has no place */
static void write_heads(struct chart *chart, const bool shown[NR_VARIANTS], FILE *out)
{
	fputs("lock", out);
	for (int v = 0; v < NR_VARIANTS; v++) {
		if (!shown[v])
			continue;
		fprintf(out, "\t%s\tlow\thigh", variant_names[v]);
		chart_variant(chart, v);
	}
	fputc('\n', out);
}

/* Puts those with the most first, and leaves out the rest */
static void sort_bars(struct bars *bars, bool shown[NR_VARIANTS])
{
	size_t n = 0;

	if (bars->n)
		qsort(bars->bar, bars->n, sizeof(*bars->bar), most_first);
	while (n < bars->n && n < ROWS && most(&bars->bar[n]) > 0) {
		for (int v = 0; v < NR_VARIANTS; v++)
			shown[v] |= bars->bar[n].value[v] > 0;
		n++;
	}
	bars->n = n;
}

static int write_chart(const struct report *report, const char *dir, struct chart *chart,
		       const struct place *places, const struct bars *bars,
		       const bool shown[NR_VARIANTS])
{
	struct outfile out;

	chart->template = "locks.gp";
	if (chart_open(chart, dir, &out))
		return -1;
	write_heads(chart, shown, out.file);
	for (int i = 0; i < NR_STATES * NR_FOLIOS; i++)
		write_place(&places[i], &bars[i], chart, shown, out.file);
	return chart_finish(report, dir, chart, &out);
}

static int draw(const struct report *report, size_t i, const char *dir, struct chart *chart,
		int add(const struct place *place, struct bars *bars))
{
	struct place places[NR_STATES * NR_FOLIOS];
	struct bars bars[NR_STATES * NR_FOLIOS] = { { NULL, 0 } };
	bool shown[NR_VARIANTS] = { false };
	int ret = 0;

	for (int j = 0; j < NR_STATES * NR_FOLIOS; j++) {
		places[j] = (struct place){ report, &report->groups[i], j / NR_FOLIOS, j % NR_FOLIOS };
		ret = ret ? ret : add(&places[j], &bars[j]);
		sort_bars(&bars[j], shown);
	}
	if (!ret)
		ret = write_chart(report, dir, chart, places, bars, shown);
	for (int j = 0; j < NR_STATES * NR_FOLIOS; j++)
		free(bars[j].bar);
	return ret;
}

int chart_waits(const struct report *report, size_t i, const char *dir, const char *slug)
{
	bool time = report->analysis->mode == MODE_TIME;
	struct chart chart = { .rows = 0 };

	snprintf(chart.slug, sizeof(chart.slug), "%s", slug);
	snprintf(chart.title, sizeof(chart.title), "waits by lock: %s", report->groups[i].title);
	snprintf(chart.axis, sizeof(chart.axis), time ? "ns that threads wait per fault (log scale)" :
		 "waits per 1,000 faults, and their 95 %% interval (log scale)");
	return draw(report, i, dir, &chart, add_waits);
}

int chart_holds(const struct report *report, size_t i, const char *dir, const char *slug)
{
	struct chart chart = { .rows = 0 };

	snprintf(chart.slug, sizeof(chart.slug), "%s", slug);
	snprintf(chart.title, sizeof(chart.title), "locks held: %s", report->groups[i].title);
	snprintf(chart.axis, sizeof(chart.axis), "instructions that a fault holds it (log scale)");
	return draw(report, i, dir, &chart, add_holds);
}
