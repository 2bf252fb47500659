// SPDX-License-Identifier: GPL-2.0-only
/* Which cells share a table, and what it is called. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "report/group.h"

static struct cell group_key(const struct cell *cell)
{
	struct cell key = *cell;

	key.variant = 0;
	key.state = 0;
	key.folio = 0;
	key.size = 0;
	return key;
}

enum { OTHERS = SETUP_NAME + 96 };

/* Short, so that mostly all of it fits a line of a mail. Return: @others */
static char *name_others(const struct cell *key, char others[OTHERS])
{
	static const char *const touched[NR_SHARINGS] = {
		[SHARING_SHARED] = "one file", [SHARING_PRIVATE] = "a file each",
		[SHARING_OVERLAPPING] = "the same pages", [SHARING_SAME_FOLIO] = "the same folio",
	};
	char setup[SETUP_NAME];
	int at = 0;

	*others = '\0';
	if (key->threads > 1 && key->load != LOAD_NONE)
		at = snprintf(others, OTHERS, ", x%u%s %s", key->threads,
			      key->tasks == TASKS_PROCESSES ? " processes" : "",
			      sharing_names[key->sharing]);
	else if (key->threads > 1)
		at = snprintf(others, OTHERS, ", %u %s on %s", key->threads,
			      tasks_names[key->tasks], touched[key->sharing]);
	else if (key->tasks == TASKS_PROCESSES)
		at = snprintf(others, OTHERS, ", one process");
	if (key->pace == PACE_TICK)
		at += snprintf(others + at, (size_t)(OTHERS - at), ", a store a tick");
	if (key->load != LOAD_NONE)
		at += snprintf(others + at, (size_t)(OTHERS - at), ", load %s",
			       load_names[key->load]);
	if (key->load_rate)
		at += snprintf(others + at, (size_t)(OTHERS - at), " at %u/s", key->load_rate);
	if (key->setup)
		at += snprintf(others + at, (size_t)(OTHERS - at), ", %s",
			       setup_name(key->setup, setup));
	if (key->extent)
		at += snprintf(others + at, (size_t)(OTHERS - at), ", extents of %u KiB",
			       key->extent >> 10);
	if (key->files)
		snprintf(others + at, (size_t)(OTHERS - at), ", %u files", key->files);
	return others;
}

/* Of the smaller folios, unless only larger ones have files */
static size_t least_size(const struct group *group)
{
	for (int f = 0; f < NR_FOLIOS; f++)
		if (group->size[f])
			return group->size[f];
	return 0;
}

/* The same for a file name */
static char *name_slug(const struct group *group, char slug[OTHERS])
{
	const struct cell *key = &group->key;
	char setup[SETUP_NAME];
	int at;

	at = snprintf(slug, OTHERS, "%zum-%ux%s", least_size(group) >> 20, key->threads,
		      sharing_names[key->sharing]);
	if (key->tasks != TASKS_THREADS)
		at += snprintf(slug + at, (size_t)(OTHERS - at), "-%s", tasks_names[key->tasks]);
	if (key->pace != PACE_NONE)
		at += snprintf(slug + at, (size_t)(OTHERS - at), "-%s", pace_names[key->pace]);
	if (key->load != LOAD_NONE)
		at += snprintf(slug + at, (size_t)(OTHERS - at), "-%s", load_names[key->load]);
	if (key->load_rate)
		at += snprintf(slug + at, (size_t)(OTHERS - at), "%u", key->load_rate);
	if (key->setup)
		at += snprintf(slug + at, (size_t)(OTHERS - at), "-%s",
			       setup_name(key->setup, setup));
	if (key->extent)
		at += snprintf(slug + at, (size_t)(OTHERS - at), "-extent%uk", key->extent >> 10);
	if (key->files)
		snprintf(slug + at, (size_t)(OTHERS - at), "-files%u", key->files);
	return slug;
}

static void name_group(struct group *group)
{
	const struct cell *key = &group->key;
	char stride[32] = "", others[OTHERS], slug[OTHERS], size[64];
	size_t small = least_size(group) >> 20, large = group->size[FOLIO_LARGE] >> 20;

	name_others(key, others);
	name_slug(group, slug);
	if (key->pattern == PATTERN_STRIDE)
		snprintf(stride, sizeof(stride), " of %u", key->stride);
	if (small && large && small != large)
		snprintf(size, sizeof(size), "%zu (large %zu) MiB", small, large);
	else if (small)
		snprintf(size, sizeof(size), "%zu MiB", small);
	else
		snprintf(size, sizeof(size), "%zu KiB", least_size(group) >> 10);
	snprintf(group->title, sizeof(group->title), "%s%s, %uk blocks, %s%s",
		 pattern_names[key->pattern], stride, key->block_size / 1024, size, others);
	snprintf(group->family, sizeof(group->family), "%s%s, %s%s",
		 pattern_names[key->pattern], stride, size, others);
	snprintf(group->slug, sizeof(group->slug), "%s%u-%uk-%s", pattern_names[key->pattern],
		 key->stride, key->block_size / 1024, slug);
	snprintf(group->family_slug, sizeof(group->family_slug), "%s%u-%s",
		 pattern_names[key->pattern], key->stride, slug);
}

/* The common case first: sequential before others, larger blocks before smaller */
static int compare_groups(const void *a, const void *b)
{
	const struct group *ga = a, *gb = b;
	const struct cell *x = &ga->key, *y = &gb->key;
	int order;

	if (x->pattern != y->pattern)
		return x->pattern < y->pattern ? -1 : 1;
	if (x->block_size != y->block_size)
		return x->block_size > y->block_size ? -1 : 1;
	order = memcmp(x, y, sizeof(*x));
	return order ? order : memcmp(ga->size, gb->size, sizeof(ga->size));
}

/* Files of another size make another table, unless that goes with the folio */
static bool takes(const struct group *group, const struct cell *cell)
{
	struct cell key = group_key(cell);
	size_t size = group->size[cell->folio];

	return !memcmp(&group->key, &key, sizeof(key)) && (!size || size == cell->size);
}

static const struct result *find(const struct analysis *analysis, const struct group *group,
				 enum variant variant, enum state state, enum folio folio)
{
	struct cell cell = group->key;

	cell.variant = variant;
	cell.state = state;
	cell.folio = folio;
	cell.size = group->size[folio];
	/* tmpfs has no block size: its line stands in every table, as the least of all */
	if (variants[variant].in_memory)
		cell.block_size = PAGE_BYTES;
	return analysis_find(analysis, &cell);
}

static void fill_grid(const struct analysis *analysis, struct group *group)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++)
				group->result[v][s][f] = find(analysis, group, v, s, f);
}

struct group *groups_make(const struct analysis *analysis, size_t *n)
{
	struct group *groups = calloc(analysis->n_results + 1, sizeof(*groups));

	*n = 0;
	if (!groups) {
		complain("out of memory for groups");
		return NULL;
	}
	for (size_t i = 0; i < analysis->n_results; i++) {
		const struct cell *cell = &analysis->result[i].cell;
		size_t j = 0;

		while (j < *n && !takes(&groups[j], cell))
			j++;
		if (j == *n)
			groups[(*n)++].key = group_key(cell);
		groups[j].size[cell->folio] = cell->size;
	}
	for (size_t i = 0; i < *n; i++) {
		name_group(&groups[i]);
		fill_grid(analysis, &groups[i]);
	}
	qsort(groups, *n, sizeof(*groups), compare_groups);
	return groups;
}

char *group_load(const struct analysis *analysis, const struct group *group,
		 char buf[GROUP_LOAD])
{
	double least = INFINITY, most = 0, slowest = INFINITY, fastest = 0;
	int at;

	for (size_t i = 0; i < analysis->n_results; i++) {
		const struct result *result = &analysis->result[i];

		if (!result->trials || !takes(group, &result->cell))
			continue;
		least = fmin(least, result->load_least);
		most = fmax(most, result->load_most);
		slowest = fmin(slowest, result->rate_least);
		fastest = fmax(fastest, result->rate_most);
	}
	*buf = '\0';
	if (group->key.load == LOAD_NONE || least > most)
		return buf;
	at = snprintf(buf, GROUP_LOAD, "Load: %s, %.0f to %.0f times in a trial",
		      load_names[group->key.load], least, most);
	if (fastest > 0)	/* results of an earlier version do not have it */
		snprintf(buf + at, GROUP_LOAD - (size_t)at, ", %.0f/s to %.0f/s", slowest, fastest);
	return buf;
}

bool group_has_variant(const struct group *group, enum variant variant)
{
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			if (group->result[variant][s][f])
				return true;
	return false;
}

/* In memory there is no block size: these cells stand under that of the pages */
bool group_lists(const struct group *group, enum variant variant)
{
	return group_has_variant(group, variant) &&
	       (!variants[variant].in_memory || group->key.block_size == PAGE_BYTES);
}

bool group_has_row(const struct group *group, enum state state, enum folio folio)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		if (group->result[v][state][folio])
			return true;
	return false;
}

bool group_same_family(const struct group *a, const struct group *b)
{
	struct cell x = a->key, y = b->key;

	x.block_size = y.block_size = 0;
	return !memcmp(&x, &y, sizeof(x)) && !memcmp(a->size, b->size, sizeof(a->size));
}
