// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flame graphs of the profiled trials: for each state and folio size of a group, one of
 * ext4 with buffer heads, one with iomap, and one of how they differ.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/outfile.h"
#include "profile/folder.h"
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
			 flame_file(row->group, row->state, row->folio, side, file));
		if (unlink(path) && errno != ENOENT)
			note("%s is of an earlier report: %s", path, strerror(errno));
	}
}

/* Return: 0, also if there is nothing to read; -1 after complaining */
static int read_side(struct row *row, int side)
{
	const struct result *result =
		row->group->result[flame_variants[side]][row->state][row->folio];
	const struct profiles *profiles = &row->report->profiles;
	struct counts counts;
	int ret;

	/* What cannot be read, or failed, has been complained about */
	if (!result || !profiles_find(profiles, result) || !(result->pages > 0) ||
	    profile_counts(&profiles->folder, result, &counts, NULL))
		return 0;
	ret = call_tree_add(&row->tree, side, &counts, &profiles->folder.symbols, result->pages);
	counts_free(&counts);
	row->result[side] = result;
	return ret;
}

/* @which: a side, or FLAME_DIFFERENCE. Return: 0, or -1 after complaining */
static int draw(const struct row *row, int which)
{
	const json_t *run = row->report->analysis->run;
	bool differs = which == FLAME_DIFFERENCE;
	char title[320], about[512], file[FLAME_FILE], name[CALL_SIDES][CELL_NAME];
	struct flame flame = { .tree = &row->tree, .title = title, .run = about };
	struct outfile out;

	for (int side = 0; side < CALL_SIDES; side++) {
		flame.drawn[side] = differs || which == side;
		flame.side[side] = variant_names[flame_variants[side]];
		if (which == side)
			flame.side[side] = cell_name(&row->result[side]->cell, ' ', name[side]);
	}
	snprintf(title, sizeof(title), "%s%s%s, %s %s, %s",
		 variant_names[flame_variants[differs ? 0 : which]], differs ? " to " : "",
		 differs ? variant_names[flame_variants[1]] : "", state_names[row->state],
		 folio_names[row->folio], row->group->title);
	snprintf(about, sizeof(about), "guest instructions per touched page, not time, of a "
		 "profiled trial; Linux %.40s, job %.30s", fact_kernel(run), fact_job(run));
	if (outfile_open(&out, row->dir,
			 flame_file(row->group, row->state, row->folio, which, file)))
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
