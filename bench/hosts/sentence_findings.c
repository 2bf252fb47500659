// SPDX-License-Identifier: GPL-2.0-only
/* What hosts agree on, in what they differ, and what some of them lack. */
#include <math.h>
#include <string.h>

#include "hosts/sentence.h"
#include "lib/table.h"

/* In which all hosts are of one mind, with the name of the other variant and without */
static const char *const agreed[][2] = {
	[DIRECTION_LESS] = { "less than", "less" },
	[DIRECTION_MORE] = { "more than", "more" },
	[DIRECTION_SAME] = { "the same as", "the same" },
};

static const char *const not_agreed[NR_DIRECTIONS] = {
	[DIRECTION_CONTRADICT] = "hosts contradict each other",
	[DIRECTION_MIXED] = "only some hosts find a difference",
	[DIRECTION_CANNOT_TELL] = "not all hosts can tell",
};

static void print_directions(const struct topic *topic, const size_t count[NR_DIRECTIONS],
			     size_t cells, FILE *out)
{
	const char *a = variant_names[topic->a], *b = variant_names[topic->b];
	bool said = false;

	for (int i = 0; i <= DIRECTION_SAME; i++) {
		if (!count[i])
			continue;
		if (said)
			fprintf(out, ", %s in %zu", agreed[i][1], count[i]);
		else
			fprintf(out,
				"%s costs %s %s on all hosts in %zu of the %zu cell%s that several "
				"hosts have",
				b, agreed[i][0], a, count[i], cells, table_plural(cells));
		said = true;
	}
	if (!said)
		fprintf(out,
			"Hosts do not agree on %s beside %s in any of the %zu cell%s that several "
			"hosts have",
			b, a, cells, table_plural(cells));
	for (int i = DIRECTION_SAME + 1; i < NR_DIRECTIONS; i++)
		if (count[i])
			fprintf(out, "; in %zu %s", count[i], not_agreed[i]);
	fputc('.', out);
}

void say_directions(const struct topic *topic, FILE *out)
{
	size_t count[NR_DIRECTIONS] = { 0 }, cells = 0;

	for (size_t i = 0; i < topic->merged->n; i++) {
		const struct merged_cell *cell = &topic->merged->cell[i];

		if (cell->cell.variant != topic->a || cell->other != topic->b || cell->hosts < 2)
			continue;
		count[cell->direction]++;
		cells++;
	}
	if (cells)
		print_directions(topic, count, cells, out);
}

/* The hosts whose ratios are least and most of a cell. Return: the log of how far they are apart */
static double extremes(const struct merged_cell *cell, size_t n, size_t *least, size_t *most)
{
	*least = *most = n;
	for (size_t i = 0; i < n; i++) {
		if (isnan(cell->ratio[i].value))
			continue;
		if (*least == n || cell->ratio[i].value < cell->ratio[*least].value)
			*least = i;
		if (*most == n || cell->ratio[i].value > cell->ratio[*most].value)
			*most = i;
	}
	return log(cell->ratio[*most].value / cell->ratio[*least].value);
}

static void print_farthest(const struct merged *merged, FILE *out)
{
	const struct hosts *hosts = merged->hosts;
	const struct merged_cell *farthest = NULL;
	size_t least, most, of_least = 0, of_most = 0;
	char name[CELL_NAME], low[TABLE_CHANGE], high[TABLE_CHANGE];
	double distance = 0;

	for (size_t i = 0; i < merged->n; i++) {
		const struct merged_cell *cell = &merged->cell[i];
		double apart;

		if (!cell->differ)
			continue;
		apart = extremes(cell, hosts->n, &least, &most);
		if (farthest && apart <= distance)
			continue;
		farthest = cell;
		distance = apart;
		of_least = least;
		of_most = most;
	}
	if (farthest)
		fprintf(out, ", most in %s (%s, compared with %s): %s %% on %s, %s %% on %s",
			strchr(cell_name(&farthest->cell, ' ', name), ' ') + 1,
			variant_names[farthest->other], variant_names[farthest->cell.variant],
			table_change(low, farthest->ratio[of_least].value, 1),
			hosts->host[of_least].name,
			table_change(high, farthest->ratio[of_most].value, 1),
			hosts->host[of_most].name);
}

void say_apart(const struct topic *topic, FILE *out)
{
	const struct merged *merged = topic->merged;
	const char *explains = merged->hosts->mode == MODE_INSN ?
				       "the spread of their trials explains" :
				       "their own intervals explain";
	size_t cells = 0, told = 0, differ = 0;

	for (size_t i = 0; i < merged->n; i++) {
		cells += merged->cell[i].hosts > 1;
		told += merged->cell[i].told;
		differ += merged->cell[i].differ;
	}
	if (merged->hosts->n == 1)
		fprintf(out,
			"All runs are of one host, %s, so there is none that it could differ from",
			merged->hosts->host[0].name);
	else if (!cells)
		fputs("No cell is compared by more than one host", out);
	else if (!told)
		fprintf(out, "Whether hosts differ by more than %s cannot be told in any cell",
			explains);
	else if (!differ)
		fprintf(out, "In none of %zu cell%s are hosts shown to differ by more than %s",
			told, table_plural(told), explains);
	else
		fprintf(out, "Hosts differ by more than %s in %zu of %zu cell%s", explains, differ,
			told, table_plural(told));
	print_farthest(merged, out);
	if (told && told < cells)
		fprintf(out, "; in %zu it cannot be told", cells - told);
	fputc('.', out);
}

void say_lacking(const struct topic *topic, FILE *out)
{
	const struct lacking *lacking = &topic->merged->lacking[topic->host];
	char name[CELL_NAME];

	if (!lacking->n)
		return;
	fprintf(out, "%s lacks %zu cell%s that other hosts have: %s",
		topic->merged->hosts->host[topic->host].name, lacking->n, table_plural(lacking->n),
		cell_name(&lacking->cell[0], ' ', name));
	if (lacking->n > 1)
		fprintf(out, " and %zu more", lacking->n - 1);
	fputc('.', out);
}
