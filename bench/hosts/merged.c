// SPDX-License-Identifier: GPL-2.0-only
/* Which cells there are; what each host says of them; and what all say. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hosts/merged.h"
#include "hosts/one_host.h"
#include "lib/complain.h"
#include "lib/grow.h"

const char *const direction_names[NR_DIRECTIONS] = {
	[DIRECTION_LESS] = "less", [DIRECTION_MORE] = "more", [DIRECTION_SAME] = "same",
	[DIRECTION_CONTRADICT] = "contradict", [DIRECTION_MIXED] = "mixed",
	[DIRECTION_CANNOT_TELL] = "cannot-tell",
};

static bool has(const struct merged *merged, const struct cell *cell, enum variant other)
{
	for (size_t i = 0; i < merged->n; i++)
		if (merged->cell[i].other == other &&
		    !memcmp(&merged->cell[i].cell, cell, sizeof(*cell)))
			return true;
	return false;
}

static int add_cell(struct merged *merged, const struct cell *cell, enum variant other)
{
	struct merged_cell added = {
		.cell = *cell,
		.other = other,
		.ratio = calloc(merged->hosts->n, sizeof(struct ratio)),
		.verdict = calloc(merged->hosts->n, sizeof(enum verdict)),
	};

	if (added.ratio && added.verdict && grow_by(merged->cell, merged->n, added))
		return 0;
	free(added.ratio);
	free(added.verdict);
	return complain("out of memory for cells");
}

static int add_cells(struct merged *merged, enum variant a, enum variant b)
{
	for (size_t i = 0; i < merged->hosts->n_runs; i++) {
		const struct comparisons *set = &merged->hosts->run[i].set;

		for (size_t j = 0; j < set->n; j++) {
			const struct cell *cell = &set->pair[j].a->cell;

			if (cell->variant == a && set->pair[j].b->cell.variant == b &&
			    !has(merged, cell, b) && add_cell(merged, cell, b))
				return -1;
		}
	}
	return 0;
}

static enum direction one_direction(const struct merged_cell *cell, size_t host)
{
	switch (cell->verdict[host]) {
	case VERDICT_SAME:
		return DIRECTION_SAME;
	case VERDICT_CHANGED:
		return cell->ratio[host].value < 1 ? DIRECTION_LESS : DIRECTION_MORE;
	case VERDICT_CANNOT_TELL:
	case NR_VERDICTS:
		break;
	}
	return DIRECTION_CANNOT_TELL;
}

static enum direction common_direction(const struct merged_cell *cell, size_t n)
{
	size_t count[NR_DIRECTIONS] = { 0 };

	for (size_t i = 0; i < n; i++)
		if (!isnan(cell->ratio[i].value))
			count[one_direction(cell, i)]++;
	if (count[DIRECTION_LESS] && count[DIRECTION_MORE])
		return DIRECTION_CONTRADICT;
	if (!cell->hosts || count[DIRECTION_CANNOT_TELL])
		return DIRECTION_CANNOT_TELL;
	for (int i = 0; i < NR_DIRECTIONS; i++)
		if (count[i] == cell->hosts)
			return (enum direction)i;
	return DIRECTION_MIXED;
}

/* Instructions are counted: no chance is in them, and two hosts are apart or not */
static void find_apart_insn(struct merged_cell *cell, size_t n)
{
	cell->apart = (struct heterogeneity){ NAN, cell->hosts, NAN };
	cell->told = cell->hosts > 1;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			cell->differ |= fabs(log(cell->ratio[i].value / cell->ratio[j].value)) >
					log1p(cell->ratio[i].mde) + log1p(cell->ratio[j].mde);
}

static int adjust_apart(struct merged *merged)
{
	double *p = calloc(merged->n + 1, sizeof(*p));
	int ret;

	if (!p)
		return complain("out of memory for %zu cells", merged->n);
	for (size_t i = 0; i < merged->n; i++)
		p[i] = merged->cell[i].apart.p;
	ret = adjust_p(p, merged->n);
	for (size_t i = 0; i < merged->n; i++) {
		struct merged_cell *cell = &merged->cell[i];

		cell->apart.p = p[i];
		cell->told = !isnan(p[i]);
		cell->differ = p[i] <= FALSE_DISCOVERY_RATE;
	}
	free(p);
	return ret;
}

static int judge(struct merged *merged)
{
	const size_t n = merged->hosts->n;
	const bool insn = merged->hosts->mode == MODE_INSN;

	for (size_t i = 0; i < merged->n; i++) {
		struct merged_cell *cell = &merged->cell[i];

		for (size_t j = 0; j < n; j++)
			cell->hosts += !isnan(cell->ratio[j].value);
		ratio_over(cell->ratio, n, &cell->all);
		cell->direction = common_direction(cell, n);
		if (insn)
			find_apart_insn(cell, n);
		else
			cell->apart = ratios_heterogeneity(cell->ratio, n);
	}
	return insn ? 0 : adjust_apart(merged);
}

static bool host_has(const struct hosts *hosts, size_t host, const struct cell *cell)
{
	for (size_t i = 0; i < hosts->n_runs; i++)
		if (hosts->run[i].host == host && analysis_find(&hosts->run[i].analysis, cell))
			return true;
	return false;
}

static bool is_first(const struct hosts *hosts, size_t run, const struct cell *cell)
{
	for (size_t i = 0; i < run; i++)
		if (analysis_find(&hosts->run[i].analysis, cell))
			return false;
	return true;
}

/* Which hosts lack a cell that some run has */
static int find_lacking(struct merged *merged, const struct cell *cell)
{
	for (size_t i = 0; i < merged->hosts->n; i++) {
		struct lacking *lacking = &merged->lacking[i];

		if (!host_has(merged->hosts, i, cell) && !grow_by(lacking->cell, lacking->n, *cell))
			return complain("out of memory for cells");
	}
	return 0;
}

static int find_all_lacking(struct merged *merged)
{
	const struct hosts *hosts = merged->hosts;

	merged->lacking = calloc(hosts->n, sizeof(*merged->lacking));
	if (!merged->lacking)
		return complain("out of memory for hosts");
	for (size_t i = 0; i < hosts->n_runs; i++) {
		const struct analysis *analysis = &hosts->run[i].analysis;

		for (size_t j = 0; j < analysis->n_results; j++)
			if (is_first(hosts, i, &analysis->result[j].cell) &&
			    find_lacking(merged, &analysis->result[j].cell))
				return -1;
	}
	return 0;
}

int merged_make(const struct hosts *hosts, struct merged *merged)
{
	*merged = (struct merged){ .hosts = hosts };
	for (int a = 0; a < NR_VARIANTS; a++)
		for (int b = 0; b < NR_VARIANTS; b++)
			if (add_cells(merged, a, b))
				return -1;
	for (size_t i = 0; i < hosts->n; i++)
		if (one_host(hosts, i, merged->cell, merged->n))
			return -1;
	return judge(merged) || find_all_lacking(merged) ? -1 : 0;
}

void merged_free(struct merged *merged)
{
	for (size_t i = 0; i < merged->n; i++) {
		free(merged->cell[i].ratio);
		free(merged->cell[i].verdict);
	}
	for (size_t i = 0; merged->lacking && i < merged->hosts->n; i++)
		free(merged->lacking[i].cell);
	free(merged->lacking);
	free(merged->cell);
}
