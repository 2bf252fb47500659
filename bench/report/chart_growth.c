// SPDX-License-Identifier: GPL-2.0-only
/*
 * Costs along an axis, a curve for each variant, a panel for each state and folio.  Where
 * there are no costs, how often threads wait.
 */
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

#include "lib/complain.h"
#include "report/chart.h"
#include "report/locks.h"

#define LABELS 12	/* that a panel has room for; one of two beside each other half of them */

/* The curves of one chart, which all are beside the first */
struct drawing {
	const struct report *report;
	size_t first;
	double *value;		/* of all of them, ascending, each once */
	size_t n_values;
	struct chart chart;
	bool drawn[NR_VARIANTS];
	FILE *out;
};

/* What is measured at a point, and how sure that is */
struct height {
	double value, low, high;
};

static struct height height_of(const struct report *report, const struct result *result)
{
	if (report->analysis->mode == MODE_COUNT) {
		const struct rate rate = locks_all(&result->waited);

		return (struct height){ LOCKS_PER_FAULTS * rate.value, LOCKS_PER_FAULTS * rate.low,
					LOCKS_PER_FAULTS * rate.high };
	}
	if (!result->trials)
		return (struct height){ NAN, NAN, NAN };
	return (struct height){ result_cost(report->analysis, result), result->per_page[0],
				result->per_page[result->trials - 1] };
}

/* What the line goes through: the law or shape that is told, or else the points */
static double line_at(const struct report *report, const struct grown *grown, size_t i,
		      double measured)
{
	double at = curve_value(grown->curve, i), fitted;

	if (grown_has_law(report->analysis, grown) && !grown->law.why)
		return at / scalability_at(&grown->law, at);
	fitted = growth_at(&grown->growth, at / axes[grown->curve->axis].in_step);
	return isnan(fitted) ? measured : fitted;
}

/* Neighbours that are too near would lie on each other; the largest number has its label */
static bool has_label(const struct drawing *drawing, double value)
{
	const double *all = drawing->value;
	size_t last = drawing->n_values - 1;
	double room = log(all[last] / all[0]) / (drawing->chart.rows > 1 ? LABELS / 2 : LABELS);
	double labelled = INFINITY;

	/* What is as far apart as the room wants is so but for rounding */
	for (size_t i = drawing->n_values; i-- > 0 && all[i] >= value;)
		if (log(labelled / all[i]) > 0.999 * room)
			labelled = all[i];
	return !(labelled > value);
}

static void write_curve(struct drawing *drawing, size_t index)
{
	const struct grown *grown = &drawing->report->growths.of[index];
	const struct curve *curve = grown->curve;
	char panel[CELL_NAME], label[AXIS_TEXT];

	drawing->drawn[curve->rest.variant] = true;
	curve_panel(curve, ' ', panel);
	for (size_t i = 0; i < curve->n; i++) {
		double value = curve_value(curve, i);
		const struct height height = height_of(drawing->report, curve->point[i]);

		if (isnan(height.value))
			continue;
		fprintf(drawing->out, "%s\t%s\t%.9g\t%s\t%.9g\t%.9g\t%.9g\t%.9g\n", panel,
			variant_names[curve->rest.variant], value / axes[curve->axis].in_step,
			has_label(drawing, value) ? axis_text(curve->axis, value, label) : "",
			height.value, height.low, height.high,
			line_at(drawing->report, grown, i, height.value));
	}
}

/* A panel is in the place of its first curve */
static void list_panels(struct drawing *drawing)
{
	const struct growths *growths = &drawing->report->growths;
	const struct curve *first = &growths->curve[drawing->first];
	bool begun[NR_STATES][NR_FOLIOS] = { { false } };
	char panel[CELL_NAME];

	for (size_t i = 0; i < growths->n; i++) {
		const struct curve *curve = &growths->curve[i];

		if (!curve_beside(first, curve))
			continue;
		if (!begun[curve->rest.state][curve->rest.folio]) {
			curve_panel(curve, '/', panel);
			chart_name(drawing->chart.extra, sizeof(drawing->chart.extra),
				   *panel ? panel : "-");
			drawing->chart.rows++;
		}
		begun[curve->rest.state][curve->rest.folio] = true;
	}
}

static void write_all(struct drawing *drawing)
{
	const struct growths *growths = &drawing->report->growths;

	for (size_t i = 0; i < growths->n; i++)
		if (curve_beside(&growths->curve[drawing->first], &growths->curve[i]))
			write_curve(drawing, i);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (drawing->drawn[v])
			chart_variant(&drawing->chart, v);
}

static int take_values(struct drawing *drawing)
{
	const struct growths *growths = &drawing->report->growths;
	size_t n = 0, most = 1;

	for (size_t i = 0; i < growths->n; i++)
		most += growths->curve[i].n;
	drawing->value = calloc(most, sizeof(*drawing->value));
	if (!drawing->value)
		return complain("out of memory for a chart of growth");
	for (size_t i = 0; i < growths->n; i++)
		for (size_t j = 0; curve_beside(&growths->curve[drawing->first],
						 &growths->curve[i]) && j < growths->curve[i].n; j++)
			drawing->value[n++] = curve_value(&growths->curve[i], j);
	gsl_sort(drawing->value, 1, n);
	for (size_t i = 0; i < n; i++)
		if (!drawing->n_values || drawing->value[i] > drawing->value[drawing->n_values - 1])
			drawing->value[drawing->n_values++] = drawing->value[i];
	return 0;
}

static void set_texts(struct drawing *drawing, const struct curve *curve)
{
	const struct axis_facts *axis = &axes[curve->axis];
	bool count = drawing->report->analysis->mode == MODE_COUNT;
	struct chart *chart = &drawing->chart;
	char rest[CELL_NAME];
	char line[160];
	int words = 1;

	snprintf(chart->title, sizeof(chart->title), "by %s: %s", axis->name,
		 curve_rest(curve, ' ', rest));
	if (count)
		snprintf(chart->axis, sizeof(chart->axis), "waits per 1,000 faults (log scale)");
	else
		snprintf(chart->axis, sizeof(chart->axis), "%s per touched page",
			 chart_unit(drawing->report));
	snprintf(line, sizeof(line), "%s%s%s", axis->name, axis->logarithmic ? " (log scale)" : "",
		 count ? "; no mark: no wait" : "; line: the fit, or from mark to mark where nothing fits");
	for (const char *at = line; *at; at++)
		words += *at == ' ';
	snprintf(chart->extra, sizeof(chart->extra), "%s %s %d %s",
		 axis->logarithmic ? "log" : "linear", count ? "log" : "linear", words, line);
}

int chart_growth(const struct report *report, size_t i, const char *dir, const char *slug)
{
	struct drawing drawing = { .report = report, .first = i, .chart = { .template = "growth.gp" } };
	const struct curve *curve = &report->growths.curve[i];
	struct outfile out;
	int ret = -1;

	if (take_values(&drawing))
		return -1;
	snprintf(drawing.chart.slug, sizeof(drawing.chart.slug), "%s", slug);
	set_texts(&drawing, curve);
	if (chart_open(&drawing.chart, dir, &out))
		goto out;
	drawing.out = out.file;
	fprintf(out.file, "panel\tvariant\t%s\tlabel\t%s\tleast\tlargest\tline\n",
		axes[curve->axis].step, drawing.chart.axis);
	list_panels(&drawing);
	write_all(&drawing);
	ret = chart_finish(report, dir, &drawing.chart, &out);
out:
	free(drawing.value);
	return ret;
}
