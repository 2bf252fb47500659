// SPDX-License-Identifier: GPL-2.0-only
/* faultline profile: where the instructions of a fault are, by function. */
#include <argp.h>
#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/one_argument.h"
#include "lib/complain.h"
#include "lib/names.h"
#include "lib/outfile.h"
#include "lib/table.h"
#include "model/variant.h"
#include "plugin/functions.h"
#include "profile/counts.h"
#include "profile/functions.h"
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

static int read_counts(const char *dir, const struct result *result, struct counts *counts)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/profile/%" PRIu64 ".counts", dir, result->profile);
	return counts_read(path, counts);
}

static struct function *read_functions(const char *dir, const struct result *result, size_t *n)
{
	struct function *functions;
	struct counts counts;

	if (read_counts(dir, result, &counts))
		return NULL;
	functions = profile_functions(&counts, n);
	counts_free(&counts);
	return functions;
}

static void print_row(const struct function *function, double pages)
{
	char name[33];

	snprintf(name, sizeof(name), "%s", function->name);
	printf("%9.1f %9.1f %7.1f %7.1f %5.1f  %s\n", function->self / pages, function->all / pages,
	       function->loads / pages, function->stores / pages, function->locked / pages, name);
}

static int print_text(const char *dir, const struct result *result)
{
	struct function rest = { .name = "(all others)", .all = NAN };
	char label[CELL_NAME];
	size_t n;
	struct function *functions = read_functions(dir, result, &n);

	if (!functions)
		return -1;
	printf("%s\n%9s %9s %7s %7s %5s  %s\n", cell_name(&result->cell, ' ', label), "self",
	       "inclusive", "loads", "stores", "lock", "function");
	for (size_t i = 0; i < n; i++) {
		if (i < MOST_ROWS) {
			print_row(&functions[i], result->pages);
			continue;
		}
		rest.self += functions[i].self;
		rest.loads += functions[i].loads;
		rest.stores += functions[i].stores;
		rest.locked += functions[i].locked;
	}
	if (n > MOST_ROWS)
		print_row(&rest, result->pages);
	printf("\n");
	free(functions);
	return 0;
}

static int print_json(const char *dir, const struct result *result)
{
	char label[CELL_NAME];
	size_t n;
	struct function *functions = read_functions(dir, result, &n);
	json_t *array = json_array(), *object;

	if (!functions) {
		json_decref(array);
		return -1;
	}
	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, json_pack("{ss sf sf sf sf sf sf}",
			"name", functions[i].name, "self", functions[i].self / result->pages,
			"inclusive", functions[i].all / result->pages,
			"loads", functions[i].loads / result->pages,
			"stores", functions[i].stores / result->pages,
			"locked", functions[i].locked / result->pages,
			"calls", functions[i].calls / result->pages));
	object = json_pack("{ss sf so}", "cell", cell_name(&result->cell, ' ', label),
			   "pages", result->pages, "functions", array);
	json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
	printf("\n");
	json_decref(object);
	free(functions);
	return 0;
}

static void print_path(const struct counts *counts, size_t i)
{
	if (counts->node[i].parent)
		print_path(counts, counts->node[i].parent);
	printf(";%s", profile_name(counts->node[i].function));
}

static int print_folded(const char *dir, const struct result *result)
{
	struct counts counts;
	char label[CELL_NAME];

	if (read_counts(dir, result, &counts))
		return -1;
	cell_name(&result->cell, '_', label);
	for (size_t i = 0; i < counts.n_nodes; i++) {
		if (!counts.node[i].self)
			continue;
		printf("%s", label);
		if (i)
			print_path(&counts, i);
		printf(" %" PRIu64 "\n", counts.node[i].self);
	}
	counts_free(&counts);
	return 0;
}

/* The functions of one cell and of another, by name */
struct difference {
	const char *name;
	double here, there;
};

static int by_difference(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;
	double by_x = fabs(x->there - x->here), by_y = fabs(y->there - y->here);

	if (by_x != by_y)
		return by_x < by_y ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* @difference has room for both. Return: how many there are */
static size_t match(const struct function *here, size_t n_here, double pages_here,
		    const struct function *there, size_t n_there, double pages_there,
		    struct difference *difference)
{
	size_t n = n_here;

	for (size_t i = 0; i < n_here; i++)
		difference[i] = (struct difference){ here[i].name, here[i].self / pages_here, 0 };
	for (size_t i = 0; i < n_there; i++) {
		size_t at = 0;

		while (at < n_here && strcmp(difference[at].name, there[i].name))
			at++;
		if (at == n_here) {
			at = n++;
			difference[at] = (struct difference){ there[i].name, 0, 0 };
		}
		difference[at].there = there[i].self / pages_there;
	}
	return n;
}

static void print_differences(struct difference *difference, size_t n, const char *here,
			      const char *there)
{
	double sum_here = 0, sum_there = 0;

	qsort(difference, n, sizeof(*difference), by_difference);
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

static int print_against(const char *dir, const struct result *result, const struct result *other)
{
	char here[CELL_NAME], there[CELL_NAME];
	size_t n_a = 0, n_b = 0;
	struct function *a = read_functions(dir, result, &n_a);
	struct function *b = a ? read_functions(dir, other, &n_b) : NULL;
	struct difference *difference = b ? calloc(n_a + n_b + 1, sizeof(*difference)) : NULL;
	int ret = -1;

	if (difference) {
		size_t n = match(a, n_a, result->pages, b, n_b, other->pages, difference);

		print_differences(difference, n, cell_name(&result->cell, ' ', here),
				  cell_name(&other->cell, ' ', there));
		ret = 0;
	}
	free(difference);
	free(a);
	free(b);
	return ret;
}

static bool chosen(const struct arguments *args, const struct result *result)
{
	char label[CELL_NAME];

	return result->has_profile &&
	       (!args->cell || !fnmatch(args->cell, cell_name(&result->cell, ' ', label), 0));
}

/* Return: 1 if something was printed, 0 if there was nothing to print, -1 after complaining */
static int print_cell(const struct arguments *args, const struct analysis *analysis,
		      const struct result *result, int against)
{
	const struct result *other;
	struct cell cell = result->cell;

	if (args->json)
		return print_json(args->dir, result) ? -1 : 1;
	if (args->folded)
		return print_folded(args->dir, result) ? -1 : 1;
	if (against < 0)
		return print_text(args->dir, result) ? -1 : 1;
	cell.variant = (enum variant)against;
	other = analysis_find(analysis, &cell);
	if (!other || other == result || !other->has_profile)
		return 0;
	return print_against(args->dir, result, other) ? -1 : 1;
}

static int print_all(const struct arguments *args, const struct analysis *analysis, int against)
{
	size_t printed = 0;

	for (size_t i = 0; i < analysis->n_results; i++) {
		int ret = chosen(args, &analysis->result[i]) ?
				  print_cell(args, analysis, &analysis->result[i], against) : 0;

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
	char list[NAMES_ROOM], map[4200];
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
	snprintf(map, sizeof(map), "%s/profile/System.map", args.dir);
	ret = functions_read(map);
	if (ret)
		complain("%s: %s; is this a run of 'make bench PROFILE=1'?", map, strerror(errno));
	else
		ret = print_all(&args, &analysis, against);
	analysis_free(&analysis);
	if (ret)
		return EXIT_USAGE;
	return outfile_flush_stdout() ? EXIT_FAULT : EXIT_OK;
}
