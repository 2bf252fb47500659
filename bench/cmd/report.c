// SPDX-License-Identifier: GPL-2.0-only
/* faultline report: report.json, report.txt, report.html and charts/ from samples.jsonl. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/outfile.h"
#include "lib/page.h"
#include "report/report.h"
#include "results/read_samples.h"
#include "subcommand.h"

struct arguments {
	const char *dir;
	int no_charts;
	int cover_letter;
};

static const struct argp_option options[] = {
	{ "no-charts", 'n', NULL, 0, "Write tables only; gnuplot is not needed then", 0 },
	{ "cover-letter", 'c', NULL, 0,
	  "Print the text for a patch cover letter instead, and write nothing", 0 },
	{ 0 }
};

static const char doc[] =
	"Make report.json, report.txt, report.html and charts from the samples in DIR, "
	"and print report.txt.\vThe exit status is 1 if trials failed or are missing.\n";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'n':
		args->no_charts = 1;
		return 0;
	case 'c':
		args->cover_letter = 1;
		return 0;
	case ARGP_KEY_ARG:
		if (args->dir)
			argp_error(state, "one directory is wanted, '%s' is a second", arg);
		args->dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->dir)
			argp_error(state, "no result directory named");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = { options, parse_option, "DIR", doc, NULL, NULL, NULL };

static struct cell group_key(const struct cell *cell)
{
	struct cell key = *cell;

	key.variant = 0;
	key.state = 0;
	key.folio = 0;
	key.size = 0;
	return key;
}

static void name_group(struct group *group)
{
	const struct cell *key = &group->key;
	char stride[32] = "", others[64] = "", size[64];
	size_t small = group->size[FOLIO_ORDER0] >> 20, large = group->size[FOLIO_LARGE] >> 20;

	if (key->pattern == PATTERN_STRIDE)
		snprintf(stride, sizeof(stride), " of %u", key->stride);
	/* Short, so that all of it fits a line of a mail */
	if (key->load != LOAD_NONE && key->threads == 1)
		snprintf(others, sizeof(others), ", load %s", load_names[key->load]);
	else if (key->load != LOAD_NONE)
		snprintf(others, sizeof(others), ", x%u %s, load %s", key->threads,
			 sharing_names[key->sharing], load_names[key->load]);
	else if (key->threads > 1)
		snprintf(others, sizeof(others), ", %u threads on %s", key->threads,
			 key->sharing == SHARING_PRIVATE ? "a file each" : "one file");
	if (small && large && small != large)
		snprintf(size, sizeof(size), "%zu (large %zu)", small, large);
	else
		snprintf(size, sizeof(size), "%zu", small ? small : large);
	snprintf(group->title, sizeof(group->title), "%s%s, %uk blocks, %s MiB%s",
		 pattern_names[key->pattern], stride, key->block_size / 1024, size, others);
	snprintf(group->family, sizeof(group->family), "%s%s, %s MiB%s",
		 pattern_names[key->pattern], stride, size, others);
	snprintf(others, sizeof(others), "%zum-%ux%s%s%s", small ? small : large, key->threads,
		 sharing_names[key->sharing], key->load != LOAD_NONE ? "-" : "",
		 key->load != LOAD_NONE ? load_names[key->load] : "");
	snprintf(group->slug, sizeof(group->slug), "%s%u-%uk-%s", pattern_names[key->pattern],
		 key->stride, key->block_size / 1024, others);
	snprintf(group->family_slug, sizeof(group->family_slug), "%s%u-%s",
		 pattern_names[key->pattern], key->stride, others);
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
bool group_takes(const struct group *group, const struct cell *cell)
{
	struct cell key = group_key(cell);
	size_t size = group->size[cell->folio];

	return !memcmp(&group->key, &key, sizeof(key)) && (!size || size == cell->size);
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

		while (j < *n && !group_takes(&groups[j], cell))
			j++;
		if (j == *n)
			groups[(*n)++].key = group_key(cell);
		groups[j].size[cell->folio] = cell->size;
	}
	for (size_t i = 0; i < *n; i++)
		name_group(&groups[i]);
	qsort(groups, *n, sizeof(*groups), compare_groups);
	return groups;
}

const struct result *group_find(const struct analysis *analysis, const struct group *group,
				enum variant variant, enum state state, enum folio folio)
{
	struct cell cell = group->key;

	cell.variant = variant;
	cell.state = state;
	cell.folio = folio;
	cell.size = group->size[folio];
	/* tmpfs has no block size: its line stands in every table as the floor */
	if (variant == VARIANT_TMPFS)
		cell.block_size = PAGE_BYTES;
	return analysis_find(analysis, &cell);
}

char *group_load(const struct analysis *analysis, const struct group *group,
		 char buf[GROUP_LOAD])
{
	double least = INFINITY, most = 0;

	for (size_t i = 0; i < analysis->n_results; i++) {
		const struct result *result = &analysis->result[i];

		if (!result->trials || !group_takes(group, &result->cell))
			continue;
		least = fmin(least, result->load_least);
		most = fmax(most, result->load_most);
	}
	*buf = '\0';
	if (group->key.load != LOAD_NONE && least <= most)
		snprintf(buf, GROUP_LOAD, "Load: %s, %.0f to %.0f times in a trial",
			 load_names[group->key.load], least, most);
	return buf;
}

bool group_has_variant(const struct analysis *analysis, const struct group *group,
		       enum variant variant)
{
	for (int state = 0; state < NR_STATES; state++)
		for (int folio = 0; folio < NR_FOLIOS; folio++)
			if (group_find(analysis, group, variant, state, folio))
				return true;
	return false;
}

bool group_has_row(const struct analysis *analysis, const struct group *group,
		   enum state state, enum folio folio)
{
	for (int variant = 0; variant < NR_VARIANTS; variant++)
		if (group_find(analysis, group, variant, state, folio))
			return true;
	return false;
}

bool group_same_family(const struct group *a, const struct group *b)
{
	struct cell x = a->key, y = b->key;

	x.block_size = y.block_size = 0;
	return !memcmp(&x, &y, sizeof(x)) && !memcmp(a->size, b->size, sizeof(a->size));
}

/* What was printed must have arrived */
static int flush_stdout(void)
{
	return fflush(stdout) || ferror(stdout) ? complain("stdout: %s", strerror(errno)) : 0;
}

/* report.txt is for the user as well as for the directory */
static int write_text(const struct report *report, const char *dir)
{
	struct outfile out;

	if (outfile_open(&out, dir, "report.txt"))
		return -1;
	report_text(report, out.file);
	if (outfile_commit(&out))
		return -1;
	report_text(report, stdout);
	return flush_stdout();
}

static int write_files(const struct report *report, const struct arguments *args)
{
	if (report_json(report, args->dir) ||
	    (!args->no_charts && report_charts(report, args->dir)) ||
	    report_html(report, args->dir, !args->no_charts))
		return -1;
	return write_text(report, args->dir);
}

static int make_report(const struct analysis *analysis, const struct arguments *args)
{
	struct report report = { .analysis = analysis };
	struct group *groups = groups_make(analysis, &report.n_groups);
	int ret = -1;

	report.groups = groups;
	report.outlier = outliers_find(analysis, &report.n_outliers);
	if (!groups || !report.outlier || report_compare(analysis, &report.set))
		goto out;
	if (args->cover_letter) {
		report_cover_letter(&report, stdout);
		ret = flush_stdout();
	} else {
		ret = write_files(&report, args);
	}
out:
	comparisons_free(&report.set);
	free(report.outlier);
	free(groups);
	return ret;
}

int report_main(int argc, char **argv)
{
	struct arguments args = { 0 };
	struct analysis analysis;
	int ret = EXIT_FAULT;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (analysis_read(args.dir, &analysis))
		return EXIT_USAGE;
	if (args.cover_letter && analysis.mode == MODE_COUNT) {
		complain("%s: a run in mode count has no costs", args.dir);
		analysis_free(&analysis);
		return EXIT_USAGE;
	}
	if (make_report(&analysis, &args))
		goto out;
	if (analysis.complete && !analysis.failed)
		ret = EXIT_OK;
	else
		complain("%s: of %zu trials, %zu are missing and %zu failed", args.dir,
			 analysis.planned, analysis.planned - analysis.seen, analysis.failed);
out:
	analysis_free(&analysis);
	return ret;
}
