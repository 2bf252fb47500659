// SPDX-License-Identifier: GPL-2.0-only
/* Findings: how the variants compare; or, where nothing is compared, what there is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/page.h"
#include "report/finding_kinds.h"
#include "report/quantity.h"
#include "results/facts.h"

#define FOLIOS_SHOWN 2	/* of a state; of more, all together */

enum outcome { COSTS_LESS, COSTS_MORE, COSTS_SAME, CANNOT_TELL, NR_OUTCOMES };

/* How a mode says that; "%s" is the other variant */
struct wording {
	const char *subject;		/* before the variant */
	const char *first[CANNOT_TELL];	/* with the other variant */
	const char *further[CANNOT_TELL];
	const char *unsure;		/* of both variants, without and with the other */
	const char *unit;
};

static const struct wording costs = {
	"", { " costs less than %s", " costs more than %s", " costs the same as %s" },
	{ "less", "more", "the same" }, " costs less or more than %s", "",
};

static const struct wording events = {
	"threads in ", { " wait less often than in %s", " wait more often than in %s",
			 " wait as often as in %s" },
	{ "less often", "more often", "as often" }, " wait less or more often than in %s",
	" waits in 1,000 faults",
};

static const struct wording *wording(const struct lead *lead)
{
	return lead->analysis->mode == MODE_COUNT ? &events : &costs;
}

static const char *unit(const struct lead *lead)
{
	switch (lead->analysis->mode) {
	case MODE_INSN:
		return " instructions a page";
	case MODE_TIME:
		return " ns a page";
	case MODE_COUNT:
	case NR_MODES:
		break;
	}
	return events.unit;
}

static enum outcome outcome_of(const struct comparison *pair)
{
	int changed = lead_changed(pair);

	if (changed)
		return changed < 0 ? COSTS_LESS : COSTS_MORE;
	return pair->verdict == VERDICT_SAME ? COSTS_SAME : CANNOT_TELL;
}

/* "in 3 of 12 cells" */
static void say_cells(size_t n, size_t all, FILE *out)
{
	if (all == 1)
		fputs(" in the one cell that has both", out);
	else if (n == all)
		fprintf(out, " in all %zu cells", all);
	else
		fprintf(out, " in %zu of %zu cells", n, all);
}

/* Clang does not see that these formats are all in tables above */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void say_outcomes(const struct lead *lead, const size_t count[NR_OUTCOMES], FILE *out)
{
	const struct wording *words = wording(lead);
	const char *a = variant_names[lead->a], *b = variant_names[lead->b];
	bool said = false;

	for (int i = 0; i < CANNOT_TELL; i++) {
		if (!count[i])
			continue;
		if (said) {
			fprintf(out, ", %s in %zu", words->further[i], count[i]);
			continue;
		}
		fprintf(out, "%s%s", words->subject, b);
		fprintf(out, words->first[i], a);
		say_cells(count[i], lead->set.n, out);
		said = true;
	}
	if (said && count[CANNOT_TELL])
		fprintf(out, ", and in %zu it cannot be told", count[CANNOT_TELL]);
	if (said)
		return;
	fprintf(out, "whether %s%s", words->subject, b);
	fprintf(out, words->unsure, a);
	fputs(" cannot be told", out);
	if (lead->set.n == 1)
		fputs(" in the one cell that has both", out);
	else
		fprintf(out, " in any of %zu cells", lead->set.n);
}
#pragma GCC diagnostic pop

/* Variants that have results, which are not compared */
static void say_variants(const struct analysis *analysis, FILE *out)
{
	bool has[NR_VARIANTS] = { false };
	size_t n = 0, said = 0;

	for (size_t i = 0; i < analysis->n_results; i++)
		has[analysis->result[i].cell.variant] = true;
	for (int v = 0; v < NR_VARIANTS; v++)
		n += has[v];
	for (int v = 0; v < NR_VARIANTS; v++) {
		if (!has[v])
			continue;
		fprintf(out, "%s%s", !said ? "" : said + 1 == n ? " and " : ", ", variant_names[v]);
		said++;
	}
}

static void say_nothing_compared(const struct analysis *analysis, FILE *out)
{
	if (!analysis->n_results) {
		fputs("no cell has a trial", out);
	} else if (analysis->mode == MODE_COUNT) {
		fputs("events were counted, without a clock, so no costs are compared; the run has ",
		      out);
		say_variants(analysis, out);
	} else {
		fputs("no variants are compared, as the run has cells of ", out);
		say_variants(analysis, out);
		fputs(" only", out);
	}
}

void finding_verdicts(const struct lead *lead, FILE *out)
{
	const struct analysis *analysis = lead->analysis;
	size_t count[NR_OUTCOMES] = { 0 };

	for (size_t i = 0; i < lead->set.n; i++)
		count[outcome_of(&lead->set.pair[i])]++;
	fprintf(out, "On Linux %.40s ", fact_kernel(analysis->run));
	if (lead->set.n)
		say_outcomes(lead, count, out);
	else
		say_nothing_compared(analysis, out);
	fputs(".", out);
}

/* "-60.1 % in sparse large (2,866 to 1,143 instructions a page)" */
static void say_change(const struct lead *lead, const struct comparison *pair, const char *of,
		       FILE *out)
{
	char change[TABLE_CHANGE], name[CELL_NAME], a[REPORT_VALUE], b[REPORT_VALUE];

	fprintf(out, "%s %% in %s (%s to %s%s)", finding_change(change, pair->ratio.value, 1),
		lead_cell(lead, &pair->a->cell, name), report_value(lead->analysis, pair->a, a),
		report_value(lead->analysis, pair->b, b), of);
}

/* Changes that are sure; without any, those that are not */
static bool is_extreme(const struct comparison *pair, bool sure)
{
	return !isnan(pair->ratio.value) && (!sure || pair->verdict != VERDICT_CANNOT_TELL);
}

static bool find_extremes(const struct lead *lead, bool sure, const struct comparison **least,
			  const struct comparison **most)
{
	*least = *most = NULL;
	for (size_t i = 0; i < lead->set.n; i++) {
		const struct comparison *pair = &lead->set.pair[i];

		if (!is_extreme(pair, sure))
			continue;
		if (!*least || pair->ratio.value < (*least)->ratio.value)
			*least = pair;
		if (!*most || pair->ratio.value > (*most)->ratio.value)
			*most = pair;
	}
	return *least;
}

static void say_changes(const struct lead *lead, FILE *out)
{
	const struct comparison *least, *most;
	bool sure = find_extremes(lead, true, &least, &most);

	if (!sure && !find_extremes(lead, false, &least, &most))
		return;
	fputs(sure ? "The change " : "What was seen ", out);
	if (least == most) {
		fputs("is ", out);
		say_change(lead, least, unit(lead), out);
	} else {
		fputs("goes from ", out);
		say_change(lead, least, unit(lead), out);
		fputs(" to ", out);
		say_change(lead, most, "", out);
	}
	fputs(sure ? "." : ", none of it sure.", out);
}

/* A figure of the tables to read, with its cell */
static void say_figure(const struct lead *lead, const struct result *result, const char *of,
		       FILE *out)
{
	const struct analysis *analysis = lead->analysis;
	char name[CELL_NAME], digits[TABLE_DIGITS];
	double value = report_headline(analysis, result);

	if (analysis->mode == MODE_COUNT)
		fprintf(out, "%.3f", value);
	else
		fputs(table_digits(digits, value), out);
	fprintf(out, "%s (%s)", of, cell_name(&result->cell, ' ', name));
}

/* Where nothing is compared */
static void say_figures(const struct lead *lead, FILE *out)
{
	const struct analysis *analysis = lead->analysis;
	bool count = analysis->mode == MODE_COUNT;
	const char *of = count ? " faults" : analysis->mode == MODE_INSN ? " instructions" : " ns";
	const struct result *least = NULL, *most = NULL;

	for (size_t i = 0; i < analysis->n_results; i++) {
		const struct result *result = &analysis->result[i];
		double value = report_headline(analysis, result);

		if (!isfinite(value))
			continue;
		if (!least || value < report_headline(analysis, least))
			least = result;
		if (!most || value > report_headline(analysis, most))
			most = result;
	}
	if (!least)
		return;
	fprintf(out, "A touched page %s ", count ? "takes" : "costs");
	if (least != most) {
		fputs("from ", out);
		say_figure(lead, least, of, out);
		fputs(" to ", out);
		of = "";
	}
	say_figure(lead, most, of, out);
	fputs(".", out);
}

void finding_extremes(const struct lead *lead, FILE *out)
{
	if (lead->set.n)
		say_changes(lead, out);
	else
		say_figures(lead, out);
}

/* The changes of some cells; low above high: of none */
struct span {
	double low, high;
};

/* @folio: NR_FOLIOS: all of them */
static struct span span_of(const struct lead *lead, enum state state, enum folio folio)
{
	struct span span = { INFINITY, -INFINITY };

	for (size_t i = 0; i < lead->set.n; i++) {
		const struct comparison *pair = &lead->set.pair[i];

		if (pair->a->cell.state != state || !is_extreme(pair, true) ||
		    (lead->blocks_differ && pair->a->cell.block_size != PAGE_BYTES) ||
		    (folio != NR_FOLIOS && pair->a->cell.folio != folio))
			continue;
		span.low = fmin(span.low, pair->ratio.value);
		span.high = fmax(span.high, pair->ratio.value);
	}
	return span;
}

static bool is_there(struct span span)
{
	return span.low <= span.high;
}

/* "-4.1 to -0.6 %", or "-48 %" where both ends are so */
static void say_span(struct span span, FILE *out)
{
	int decimals = fmax(fabs(span.low - 1), fabs(span.high - 1)) < 0.0995 ? 1 : 0;
	char low[TABLE_CHANGE], high[TABLE_CHANGE];

	finding_change(low, span.low, decimals);
	finding_change(high, span.high, decimals);
	if (strcmp(low, high))
		fprintf(out, "%s to ", low);
	fprintf(out, "%s %%", high);
}

static int count_spans(const struct lead *lead, enum state state)
{
	int n = 0;

	for (int f = 0; f < NR_FOLIOS; f++)
		n += is_there(span_of(lead, state, f));
	return n;
}

static void say_state(const struct lead *lead, enum state state, FILE *out)
{
	const char *before = " ";

	fputs(state_names[state], out);
	if (count_spans(lead, state) > FOLIOS_SHOWN) {
		fputs(" ", out);
		say_span(span_of(lead, state, NR_FOLIOS), out);
		return;
	}
	for (int f = 0; f < NR_FOLIOS; f++) {
		struct span span = span_of(lead, state, f);

		if (!is_there(span))
			continue;
		fprintf(out, "%s%s ", before, folio_names[f]);
		say_span(span, out);
		before = ", ";
	}
}

void finding_states(const struct lead *lead, FILE *out)
{
	int n = 0;
	const char *before = lead->blocks_differ ? "By state, with 4k blocks: " : "By state: ";

	for (int s = 0; s < NR_STATES; s++)
		n += count_spans(lead, s);
	/* One alone is what the sentence before has said */
	for (int s = 0; n > 1 && s < NR_STATES; s++) {
		if (!count_spans(lead, s))
			continue;
		fputs(before, out);
		say_state(lead, s, out);
		before = "; ";
	}
	if (n > 1)
		fputs(".", out);
}
