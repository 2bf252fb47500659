// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flame graphs of the profiled trials, or else of those that perf sampled: for each state and
 * folio size of a group, one of ext4 with buffer heads, one with iomap, and one of how they
 * differ.
 */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/outfile.h"
#include "profile/folder.h"
#include "profile/sampled.h"
#include "report/chart_kinds.h"
#include "report/flame_file.h"
#include "report/flame_svg.h"
#include "results/facts.h"

/* One state and folio size */
struct row {
	const struct report *report;
	const struct group *group;
	const char *dir;	/* OUT/charts */
	enum state state;
	enum folio folio;
	struct call_tree tree;	/* of both variants */
	const struct result *result[CALL_SIDES];	/* NULL: not in the tree */
};

/* That of an earlier report would be taken for this one's */
static void remove_old(const struct row *row)
{
	char path[4352], file[FLAME_FILE];

	for (int side = 0; side <= FLAME_DIFFERENCE; side++) {
		snprintf(path, sizeof(path), "%s/%s", row->dir,
			 flame_file(row->report, row->group, row->state, row->folio, side, file));
		if (unlink(path) && errno != ENOENT)
			note("%s is of an earlier report: %s", path, strerror(errno));
	}
}

/* Return: 0, also if there is nothing to read; -1 after complaining */
static int read_profile(struct row *row, int side, const struct result *result)
{
	const struct profiles *profiles = &row->report->profiles;
	struct counts counts;
	int ret;

	/* What cannot be read, or failed, has been complained about */
	if (!profiles_find(profiles, result) ||
	    profile_counts(&profiles->folder, result, &counts, NULL))
		return 0;
	ret = call_tree_add(&row->tree, side, &counts, &profiles->folder.symbols, result->pages);
	counts_free(&counts);
	row->result[side] = result;
	return ret;
}

/* Likewise */
static int read_samples(struct row *row, int side, const struct result *result)
{
	const struct sampled *sampled = perf_samples_find(&row->report->samples, result);
	const double cost = result_cost(row->report->analysis, result);

	if (!sampled || !sampled->n || !isfinite(cost))
		return 0;
	row->result[side] = result;
	return sampled_tree(sampled, cost, &row->tree, side);
}

/* Likewise */
static int read_side(struct row *row, int side)
{
	const enum variant variant = flame_variant(row->report, side);
	const struct result *result = row->group->result[variant][row->state][row->folio];

	if (!result || !(result->pages > 0))
		return 0;
	return result->sampled.trials ? read_samples(row, side, result) :
					read_profile(row, side, result);
}

/* Which figures these are, and how fine */
static void describe(const struct row *row, const struct flame *flame, char about[512])
{
	const json_t *run = row->report->analysis->run;
	size_t at = 0;

	if (!flame->unit)
		at = (size_t)snprintf(about, 512, "guest instructions per touched page, not time, "
				      "of a profiled trial");
	for (int side = 0; flame->unit && side < CALL_SIDES; side++) {
		const struct result *result = row->result[side];

		if (flame->drawn[side])
			at += (size_t)snprintf(about + at, 512 - at, "%s%.0f samples, each %.3g ns per "
					       "touched page", at ? "; " : "",
					       result->sampled.samples,
					       row->tree.call[0].all[side] / result->sampled.samples);
	}
	snprintf(about + at, 512 - at, "; Linux %.40s, job %.30s", fact_kernel(run), fact_job(run));
}

/* @which: a side, or FLAME_DIFFERENCE. Return: 0, or -1 after complaining */
static int draw(const struct row *row, int which)
{
	const struct result *any = row->result[row->result[0] ? 0 : 1];
	bool differs = which == FLAME_DIFFERENCE;
	char title[320], about[512], file[FLAME_FILE], name[CALL_SIDES][CELL_NAME];
	struct flame flame = { .tree = &row->tree, .title = title, .run = about };
	const enum variant variant = flame_variant(row->report, differs ? 0 : which);
	struct outfile out;

	for (int side = 0; side < CALL_SIDES; side++) {
		flame.drawn[side] = differs || which == side;
		flame.side[side] = variant_names[flame_variant(row->report, side)];
		if (which == side)
			flame.side[side] = cell_name(&row->result[side]->cell, ' ', name[side]);
	}
	snprintf(title, sizeof(title), "%s%s%s, %s %s, %s", variant_names[variant],
		 differs ? " to " : "", differs ? variant_names[flame_variant(row->report, 1)] : "",
		 state_names[row->state], folio_names[row->folio], row->group->title);
	flame.unit = any->sampled.trials ? "ns" : NULL;
	describe(row, &flame, about);
	if (outfile_open(&out, row->dir,
			 flame_file(row->report, row->group, row->state, row->folio, which, file)))
		return -1;
	if (flame_svg(&flame, out.file)) {
		outfile_discard(&out);
		return -1;
	}
	return outfile_commit(&out);
}

static int draw_row(struct row *row)
{
	int ret = 0;

	for (int side = 0; !ret && side < CALL_SIDES; side++)
		ret = read_side(row, side);
	for (int side = 0; !ret && side < CALL_SIDES; side++)
		if (row->result[side])
			ret = draw(row, side);
	if (!ret && row->result[0] && row->result[1])
		ret = draw(row, FLAME_DIFFERENCE);
	call_tree_free(&row->tree);
	return ret;
}

int chart_flame(const struct report *report, size_t i, const char *dir, const char *slug)
{
	const struct group *group = &report->groups[i];
	int ret = 0;

	(void)slug;	/* there are many files, see report/flame_file.h */
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			struct row row = { .report = report, .group = group, .dir = dir, .state = s,
					   .folio = f };

			remove_old(&row);
			if (!ret)
				ret = draw_row(&row);
		}
	return ret;
}
