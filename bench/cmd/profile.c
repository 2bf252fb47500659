// SPDX-License-Identifier: GPL-2.0-only
/* faultline profile: where the instructions of a fault are, its locks and cache lines. */
#include <argp.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/one_argument.h"
#include "cmd/profile_tables.h"
#include "lib/complain.h"
#include "lib/names.h"
#include "lib/outfile.h"
#include "lib/table.h"
#include "model/variant.h"
#include "profile/differences.h"
#include "profile/folder.h"
#include "profile/summary.h"
#include "results/read_samples.h"
#include "subcommand.h"

/* Functions in a table; what is less is summed up in its last line */
#define MOST_ROWS 30

struct arguments {
	const char *dir, *cell, *against;
	bool json, folded;
};

static const struct argp_option options[] = {
	{ "cell", 'c', "PATTERN", 0, "Only cells whose name matches, as 'xfs *order0*'", 0 },
	{ "against", 'a', "VARIANT", 0, "Say how each function differs from the cell of VARIANT", 0 },
	{ "json", 'j', NULL, 0, "Print JSON Lines, an object for each cell", 0 },
	{ "folded", 'f', NULL, 0, "Print the calls as folded stacks, for any flame graph", 0 },
	{ 0 }
};

static const char doc[] =
	"Say which functions execute the instructions of a fault, in the run in DIR, which\n"
	"'make bench PROFILE=1' has made.\v"
	"Examples:\n"
	"  faultline profile results/smoke --cell 'ext4-iomap 4k *prealloc*'\n"
	"  faultline profile results/smoke --cell 'ext4-buffer_head 4k *' --against ext4-iomap\n";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'c':
		args->cell = arg;
		return 0;
	case 'a':
		args->against = arg;
		return 0;
	case 'j':
		args->json = true;
		return 0;
	case 'f':
		args->folded = true;
		return 0;
	case ARGP_KEY_END:
		if (!args->dir)
			argp_error(state, "no directory named");
		if (args->json + args->folded + !!args->against > 1)
			argp_error(state, "one of --against, --json and --folded");
		return 0;
	default:
		return one_argument(&args->dir, "directory", key, arg, state);
	}
}

static const struct argp argp = { options, parse_option, "DIR", doc, NULL, NULL, NULL };

/* Return: 0, or -1 after complaining, also of a profile that is not that of its trial */
static int summarize(const struct profile_folder *folder, const struct result *result,
		     struct profile_summary *summary)
{
	char label[CELL_NAME], wrong[PROFILE_WRONG];

	if (profile_summarize(folder, result->profile, &result->objects, summary))
		return -1;
	if (!profile_wrong(&result->cell, result->profile_wall, summary->sum, wrong))
		return 0;
	profile_summary_free(summary);
	return complain("%s: the profile of %s FAILED: %s", folder->dir,
			cell_name(&result->cell, ' ', label), wrong);
}

static void print_row(const struct function *function, double pages)
{
	char all[16] = "-";

	if (isfinite(function->all))
		snprintf(all, sizeof(all), "%.1f", function->all / pages);
	printf("%9.1f %9s %7.1f %7.1f %5.1f  %.29s\n", function->self / pages, all,
	       function->loads / pages, function->stores / pages, function->locked / pages,
	       function->name);
}

static void print_functions(const struct function *functions, size_t n, double pages)
{
	struct function rest = { .name = "(all others)", .all = NAN };

	printf("%9s %9s %7s %7s %5s  %s\n", "self", "inclusive", "loads", "stores", "lock",
	       "function");
	for (size_t i = 0; i < n; i++) {
		if (i < MOST_ROWS) {
			print_row(&functions[i], pages);
			continue;
		}
		rest.self += functions[i].self;
		rest.loads += functions[i].loads;
		rest.stores += functions[i].stores;
		rest.locked += functions[i].locked;
	}
	if (n > MOST_ROWS)
		print_row(&rest, pages);
	printf("\n");
}

static int print_text(const struct profile_folder *folder, const struct result *result)
{
	struct profile_summary summary;
	char label[CELL_NAME];

	if (summarize(folder, result, &summary))
		return -1;
	printf("%s\n", cell_name(&result->cell, ' ', label));
	print_functions(summary.function, summary.n_functions, result->pages);
	profile_print_locks(&summary);
	profile_print_lines(&summary, result->pages);
	profile_summary_free(&summary);
	return 0;
}

static int print_json(const struct profile_folder *folder, const struct result *result)
{
	char label[CELL_NAME];
	struct profile_summary summary;
	const struct function *functions;
	json_t *array, *object;

	if (summarize(folder, result, &summary))
		return -1;
	functions = summary.function;
	array = json_array();
	for (size_t i = 0; i < summary.n_functions; i++)
		json_array_append_new(array, json_pack("{ss sf sf sf sf sf sf}",
			"name", functions[i].name, "self", functions[i].self / result->pages,
			"inclusive", functions[i].all / result->pages,
			"loads", functions[i].loads / result->pages,
			"stores", functions[i].stores / result->pages,
			"locked", functions[i].locked / result->pages,
			"calls", functions[i].calls / result->pages));
	object = json_pack("{ss sf so}", "cell", cell_name(&result->cell, ' ', label),
			   "pages", result->pages, "functions", array);
	profile_add_json(object, &summary, result->pages);
	json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
	printf("\n");
	json_decref(object);
	profile_summary_free(&summary);
	return 0;
}

static void print_path(const struct counts *counts, const struct symbol_table *symbols, size_t i)
{
	if (counts->node[i].parent)
		print_path(counts, symbols, counts->node[i].parent);
	printf(";%s", profile_name(symbols, counts->node[i].function));
}

static int print_folded(const struct profile_folder *folder, const struct result *result)
{
	struct counts counts;
	char label[CELL_NAME];

	if (profile_counts(folder, result->profile, &counts))
		return -1;
	cell_name(&result->cell, '_', label);
	for (size_t i = 0; i < counts.n_nodes; i++) {
		if (!counts.node[i].self)
			continue;
		printf("%s", label);
		if (i)
			print_path(&counts, &folder->symbols, i);
		printf(" %" PRIu64 "\n", counts.node[i].self);
	}
	counts_free(&counts);
	return 0;
}

static void print_differences(const struct difference *difference, size_t n, const char *here,
			      const char *there)
{
	double sum_here = 0, sum_there = 0;

	printf("%s\nagainst %s\n%9s %9s %9s  function, instructions a page\n", here, there, "here",
	       "there", "differ");
	for (size_t i = 0; i < n; i++) {
		sum_here += difference[i].here;
		sum_there += difference[i].there;
		if (i < MOST_ROWS)
			printf("%9.1f %9.1f %+9.1f  %.41s\n", difference[i].here, difference[i].there,
			       difference[i].there - difference[i].here, difference[i].name);
	}
	printf("%9.1f %9.1f %+9.1f  all\n\n", sum_here, sum_there, sum_there - sum_here);
}

static int print_against(const struct profile_folder *folder,
		      const struct result *result, const struct result *other)
{
	char here[CELL_NAME], there[CELL_NAME];
	struct profile_summary a, b;
	struct difference *difference;
	size_t n;

	if (summarize(folder, result, &a))
		return -1;
	if (summarize(folder, other, &b)) {
		profile_summary_free(&a);
		return -1;
	}
	difference = profile_differences(a.function, a.n_functions, result->pages, b.function,
					 b.n_functions, other->pages, &n);
	if (difference)
		print_differences(difference, n, cell_name(&result->cell, ' ', here),
				  cell_name(&other->cell, ' ', there));
	profile_summary_free(&a);
	profile_summary_free(&b);
	free(difference);
	return difference ? 0 : -1;
}

static bool chosen(const struct arguments *args, const struct result *result)
{
	char label[CELL_NAME];

	return result->has_profile &&
	       (!args->cell || !fnmatch(args->cell, cell_name(&result->cell, ' ', label), 0));
}

/* Return: 1 if something was printed, 0 if there was nothing to print, -1 after complaining */
static int print_cell(const struct arguments *args, const struct profile_folder *folder,
		      const struct analysis *analysis, const struct result *result, int against)
{
	const struct result *other;
	struct cell cell = result->cell;

	if (args->json)
		return print_json(folder, result) ? -1 : 1;
	if (args->folded)
		return print_folded(folder, result) ? -1 : 1;
	if (against < 0)
		return print_text(folder, result) ? -1 : 1;
	cell.variant = (enum variant)against;
	other = analysis_find(analysis, &cell);
	if (!other || other == result || !other->has_profile)
		return 0;
	return print_against(folder, result, other) ? -1 : 1;
}

static int print_all(const struct arguments *args, const struct profile_folder *folder,
		     const struct analysis *analysis, int against)
{
	size_t printed = 0;

	for (size_t i = 0; i < analysis->n_results; i++) {
		int ret = chosen(args, &analysis->result[i]) ?
				  print_cell(args, folder, analysis, &analysis->result[i], against) : 0;

		if (ret < 0)
			return -1;
		printed += (size_t)ret;
	}
	if (!printed)
		return complain("%s: no such profiled cell; 'make bench PROFILE=1' profiles, and "
				"'faultline report' names the cells", args->dir);
	return 0;
}

int profile_main(int argc, char **argv)
{
	struct arguments args = { 0 };
	struct analysis analysis;
	struct profile_folder folder;
	char list[NAMES_ROOM];
	int against = -1, ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (args.against) {
		against = names_index(variant_names, NR_VARIANTS, args.against);
		if (against < 0) {
			complain("--against %s: expected %s", args.against,
				 names_list(list, variant_names, NR_VARIANTS));
			return EXIT_USAGE;
		}
	}
	if (analysis_read(args.dir, &analysis))
		return EXIT_USAGE;
	ret = profile_open(&folder, args.dir);
	if (!ret) {
		ret = print_all(&args, &folder, &analysis, against);
		profile_close(&folder);
	}
	analysis_free(&analysis);
	if (ret)
		return EXIT_USAGE;
	return outfile_flush_stdout() ? EXIT_FAULT : EXIT_OK;
}
