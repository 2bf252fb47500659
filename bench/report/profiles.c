// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "profile/broken_paths.h"
#include "report/profiles.h"

static void read_one(struct profiles *profiles, const struct result *result,
		     struct profiled *profiled)
{
	profiled->known = !profile_summarize(&profiles->folder, result, &profiled->summary,
					     profiled->wrong);
	if (!profiled->known && !*profiled->wrong)
		profiles->missing++;
	else if (!profiled->known)
		profiles->failed++;
	else
		profile_note_broken(profiles->folder.dir, result, profiled->summary.broken);
}

int profiles_open(struct profiles *profiles, const struct analysis *analysis, const char *dir)
{
	memset(profiles, 0, sizeof(*profiles));
	profiles->analysis = analysis;
	profiles->of = calloc(analysis->n_results + 1, sizeof(*profiles->of));
	if (!profiles->of)
		return complain("out of memory for the profiles of a run");
	for (size_t i = 0; i < analysis->n_results; i++)
		profiles->n += analysis->result[i].has_profile;
	if (!profiles->n)
		return 0;
	profiles->open = !profile_open(&profiles->folder, dir);
	if (!profiles->open)
		profiles->missing = profiles->n;
	for (size_t i = 0; profiles->open && i < analysis->n_results; i++)
		if (analysis->result[i].has_profile)
			read_one(profiles, &analysis->result[i], &profiles->of[i]);
	return 0;
}

void profiles_close(struct profiles *profiles)
{
	for (size_t i = 0; profiles->of && i < profiles->analysis->n_results; i++)
		profile_summary_free(&profiles->of[i].summary);
	free(profiles->of);
	if (profiles->open)
		profile_close(&profiles->folder);
	memset(profiles, 0, sizeof(*profiles));
}

static const struct profiled *find(const struct profiles *profiles, const struct result *result)
{
	return &profiles->of[result - profiles->analysis->result];
}

const struct profile_summary *profiles_find(const struct profiles *profiles,
					    const struct result *result)
{
	return find(profiles, result)->known ? &find(profiles, result)->summary : NULL;
}

const char *profiles_wrong(const struct profiles *profiles, const struct result *result)
{
	const char *wrong = find(profiles, result)->wrong;

	return *wrong ? wrong : NULL;
}

struct profiles_row profiles_row_find(const struct profiles *profiles, const struct group *group,
				      enum state state, enum folio folio)
{
	struct profiles_row row = { .n = 0 };

	for (int v = 0; v < NR_VARIANTS; v++) {
		const struct result *result = group->result[v][state][folio];

		row.of[v] = result ? profiles_find(profiles, result) : NULL;
		if (!row.of[v])
			continue;
		row.pages[v] = result->pages;
		row.shown[v] = true;
		row.n++;
	}
	return row;
}

/* The last one of those that delay allocation, or do not; NR_VARIANTS: there is none */
static int last_shown(const struct profiles_row *row, bool delays)
{
	for (int v = NR_VARIANTS - 1; v >= 0; v--)
		if (row->shown[v] && variants[v].delays_allocation == delays)
			return v;
	return NR_VARIANTS;
}

void profiles_row_narrow(struct profiles_row *row, int most)
{
	for (; row->n > most; row->n--) {
		int v = last_shown(row, false);

		row->shown[v < NR_VARIANTS ? v : last_shown(row, true)] = false;
	}
}

bool profiles_row_lines(const struct profiles_row *row)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v] && (isfinite(row->of[v]->lines.data) ||
				      isfinite(row->of[v]->code_misses)))
			return true;
	return false;
}

bool profiles_row_locks(const struct profiles_row *row)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v] && row->of[v]->n_locks && isfinite(row->of[v]->faults))
			return true;
	return false;
}
