// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/table.h"
#include "report/growths.h"
#include "results/facts.h"

bool grown_has_law(const struct analysis *analysis, const struct grown *grown)
{
	return analysis->mode == MODE_TIME && grown->curve->axis == AXIS_THREADS;
}

/* Cells without a good trial are not there to be fitted */
static int fit_growth(const struct analysis *analysis, double floor, struct grown *grown)
{
	const struct curve *curve = grown->curve;
	double *x = calloc(curve->n, sizeof(*x)), *cost = calloc(curve->n, sizeof(*cost));
	size_t n = 0;

	if (!x || !cost) {
		free(x);
		free(cost);
		return complain("out of memory for a growth");
	}
	for (size_t i = 0; i < curve->n; i++) {
		if (analysis->mode == MODE_COUNT || !curve->point[i]->trials)
			continue;
		x[n] = curve_value(curve, i) / axes[curve->axis].in_step;
		cost[n++] = result_cost(analysis, curve->point[i]);
	}
	grown->growth = growth_fit(x, cost, n, floor);
	free(x);
	free(cost);
	return 0;
}

/* With more threads than CPUs they wait for a CPU, which is nothing of the kernel's */
static bool has_cpus(const struct analysis *analysis, const struct result *result)
{
	long long cpus = fact_cpus(analysis->run);

	return !cpus || result->cell.threads <= cpus;
}

static int fit_law(const struct analysis *analysis, struct grown *grown)
{
	const struct curve *curve = grown->curve;
	double *threads, *x;
	size_t n = 0, most = 1;

	for (size_t i = 0; i < curve->n; i++)
		most += curve->point[i]->trials;
	threads = calloc(most, sizeof(*threads));
	x = calloc(most, sizeof(*x));
	if (!threads || !x) {
		free(threads);
		free(x);
		return complain("out of memory for a scalability law");
	}
	for (size_t i = 0; i < curve->n; i++)
		for (unsigned int j = 0; j < curve->point[i]->trials; j++) {
			if (!has_cpus(analysis, curve->point[i]))
				continue;
			threads[n] = curve->point[i]->cell.threads;
			x[n] = threads[n] / curve->point[i]->per_page[j];
			n++;
		}
	grown->law = scalability_fit(threads, x, n);
	free(threads);
	free(x);
	return 0;
}

/* In MODE_INSN boots differ by more than trials of one */
static int find_floor(const struct analysis *analysis, double aa_floor, struct growths *growths)
{
	growths->floor = aa_floor;
	if (!isfinite(aa_floor) && analysis_floor(analysis, &growths->floor))
		return -1;
	if (analysis->mode == MODE_INSN)
		growths->floor = fmax(growths->floor, INSN_TOLERANCE);
	return 0;
}

int growths_make(const struct analysis *analysis, double aa_floor, struct growths *growths)
{
	memset(growths, 0, sizeof(*growths));
	growths->curve = curves_find(analysis, &growths->n);
	growths->of = calloc(growths->n + 1, sizeof(*growths->of));
	if (!growths->curve)
		return -1;
	if (!growths->of)
		return complain("out of memory for growths");
	if (find_floor(analysis, aa_floor, growths))
		return -1;
	for (size_t i = 0; i < growths->n; i++) {
		struct grown *grown = &growths->of[i];

		grown->curve = &growths->curve[i];
		if (fit_growth(analysis, growths->floor, grown) ||
		    (grown_has_law(analysis, grown) && fit_law(analysis, grown)))
			return -1;
	}
	return 0;
}

void growths_free(struct growths *growths)
{
	curves_free(growths->curve, growths->n);
	free(growths->of);
	memset(growths, 0, sizeof(*growths));
}

bool growths_leads(const struct growths *growths, size_t i)
{
	const struct curve *curve = &growths->curve[i];

	for (size_t j = 0; j < growths->n; j++) {
		const struct curve *other = &growths->curve[j];

		if (j == i || !curve_beside(other, curve))
			continue;
		/* What is in memory is beside any block size, and leads only where it is alone */
		if (variants[other->rest.variant].in_memory == variants[curve->rest.variant].in_memory ?
		    j < i : variants[curve->rest.variant].in_memory)
			return false;
	}
	return true;
}

char *grown_number(char text[GROWN_NUMBER], double value)
{
	char digits[TABLE_DIGITS];
	double size = fabs(value);

	if (!isfinite(value))
		snprintf(text, GROWN_NUMBER, "-");
	else if (size >= 999.5 && size < 1e15)
		snprintf(text, GROWN_NUMBER, "%s", table_digits(digits, value));
	else if (size >= 1)
		snprintf(text, GROWN_NUMBER, "%.*f", size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2, value);
	else
		snprintf(text, GROWN_NUMBER, "%.3g", value);
	return text;
}

char *grown_text(const struct analysis *analysis, const struct grown *grown, char text[GROWN_TEXT])
{
	const struct growth *growth = &grown->growth;
	const struct axis_facts *axis = &axes[grown->curve->axis];
	char slope[GROWN_NUMBER], low[GROWN_NUMBER], high[GROWN_NUMBER], each[128];
	const char *unit = analysis->mode == MODE_INSN ? "instructions" : "ns";

	if (growth->shape == GROWTH_CANNOT_TELL) {
		snprintf(text, GROWN_TEXT, "cannot tell: %s", growth->why);
		return text;
	}
	if (growth->shape == GROWTH_CONSTANT) {
		snprintf(text, GROWN_TEXT, "constant, at %s %s", grown_number(slope, growth->base),
			 unit);
		return text;
	}
	if (growth->shape == GROWTH_LOGARITHMIC)
		snprintf(each, sizeof(each), "each doubling of the %s", axis->name);
	else
		snprintf(each, sizeof(each), "each %s", axis->step);
	snprintf(text, GROWN_TEXT, "%s, %s%s %s for %s (95 %% interval %s to %s)",
		 growth_shape_names[growth->shape], growth->slope > 0 ? "+" : "",
		 grown_number(slope, growth->slope), unit, each, grown_number(low, growth->low),
		 grown_number(high, growth->high));
	return text;
}

char *grown_law_text(const struct grown *grown, char text[GROWN_TEXT])
{
	const struct scalability *law = &grown->law;
	char peak[GROWN_NUMBER], gamma[GROWN_NUMBER];
	double most = curve_value(grown->curve, grown->curve->n - 1);
	int at;

	if (law->why) {
		snprintf(text, GROWN_TEXT, "no Universal Scalability Law: %s", law->why);
		return text;
	}
	at = snprintf(text, GROWN_TEXT, "Universal Scalability Law: %s pages/s with one thread; "
		      "alpha %.3g (%.3g to %.3g), beta %.3g (%.3g to %.3g); ",
		      grown_number(gamma, 1e9 * law->gamma.value), law->alpha.value, law->alpha.low,
		      law->alpha.high, law->beta.value, law->beta.low, law->beta.high);
	if (isnan(law->peak))
		snprintf(text + at, GROWN_TEXT - (size_t)at, "no number of threads is shown to be too many");
	else
		snprintf(text + at, GROWN_TEXT - (size_t)at, "most pages/s with %s threads%s",
			 grown_number(peak, law->peak),
			 law->peak > most ? ", more than were measured" : "");
	return text;
}

/* Behind which point the cost changes most; curve->n if it is known nowhere */
static size_t largest_step(const struct analysis *analysis, const struct curve *curve, double *step)
{
	size_t at = curve->n;

	*step = 0;
	for (size_t i = 0; i + 1 < curve->n; i++) {
		double change = result_cost(analysis, curve->point[i + 1]) -
				result_cost(analysis, curve->point[i]);

		if (!(fabs(change) > fabs(*step)))
			continue;
		*step = change;
		at = i;
	}
	return at;
}

char *grown_ends(const struct analysis *analysis, const struct grown *grown, char text[GROWN_TEXT])
{
	const struct curve *curve = grown->curve;
	char least[AXIS_TEXT], most[AXIS_TEXT], first[TABLE_DIGITS], last[GROWN_NUMBER];
	double step;
	size_t at = largest_step(analysis, curve, &step);
	int used;

	used = snprintf(text, GROWN_TEXT, "%.30s at %s, ",
			table_digits(first, result_cost(analysis, curve->point[0])),
			axis_text(curve->axis, curve_value(curve, 0), least));
	used += snprintf(text + used, GROWN_TEXT - (size_t)used, "%.30s at %s",
			 table_digits(first, result_cost(analysis, curve->point[curve->n - 1])),
			 axis_text(curve->axis, curve_value(curve, curve->n - 1), most));
	if (grown->growth.shape == GROWTH_CANNOT_TELL && at < curve->n)
		snprintf(text + used, GROWN_TEXT - (size_t)used, ", most from %s to %s, %s%s",
			 axis_text(curve->axis, curve_value(curve, at), least),
			 axis_text(curve->axis, curve_value(curve, at + 1), most),
			 step > 0 ? "+" : "", grown_number(last, step));
	return text;
}
