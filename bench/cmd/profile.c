// SPDX-License-Identifier: GPL-2.0-only
/* faultline profile: where the instructions of a fault are, its locks and cache lines. */
#include <argp.h>
#include <fnmatch.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/one_argument.h"
#include "cmd/profile_tables.h"
#include "lib/complain.h"
#include "lib/json_number.h"
#include "lib/names.h"
#include "lib/outfile.h"
#include "lib/table.h"
#include "model/variant.h"
#include "profile/broken_paths.h"
#include "profile/cell_files.h"
#include "profile/differences.h"
#include "profile/folder.h"
#include "profile/kernel_id.h"
#include "profile/lines.h"
#include "profile/resolve.h"
#include "profile/summary.h"
#include "results/facts.h"
#include "results/read_samples.h"
#include "subcommand.h"

/* Functions or lines in a table; what is less is summed up in its last line */
#define MOST_ROWS 30

struct arguments {
	const char *dir, *cell, *against, *vmlinux;
	bool json, folded, lines, callgrind;
};

/* A run, and what of it is read only if it is asked for */
struct run {
	const struct arguments *args;
	struct analysis analysis;
	struct profile_folder folder;
	int against;			/* a variant, or -1 */
	struct source source;
	bool has_source;
};

static const struct argp_option options[] = {
	{ "cell", 'c', "PATTERN", 0, "Only cells whose name matches, as 'xfs *order0*'", 0 },
	{ "against", 'a', "VARIANT", 0, "Say how each function differs from the cell of VARIANT", 0 },
	{ "json", 'j', NULL, 0, "Print JSON Lines, an object for each cell", 0 },
	{ "folded", 'f', NULL, 0, "Print the calls as folded stacks, for any flame graph", 0 },
	{ "lines", 'l', NULL, 0, "Say which lines of source execute the instructions", 0 },
	{ "callgrind", 'g', NULL, 0, "Print one cell for callgrind_annotate and KCachegrind", 0 },
	{ "vmlinux", 'v', "FILE", 0, "Write down the source lines, which are in the DWARF of FILE, "
	  "and files of each cell for other tools", 0 },
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
	case 'l':
		args->lines = true;
		return 0;
	case 'g':
		args->callgrind = true;
		return 0;
	case 'v':
		args->vmlinux = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->dir)
			argp_error(state, "no directory named");
		if (args->json + args->folded + args->lines + args->callgrind + !!args->against +
		    !!args->vmlinux > 1)
			argp_error(state, "one of --against, --json, --folded, --lines, "
				   "--callgrind and --vmlinux");
		if (args->vmlinux && args->cell)
			argp_error(state, "--vmlinux is for all cells, so there is no --cell");
		return 0;
	default:
		return one_argument(&args->dir, "directory", key, arg, state);
	}
}

static const struct argp argp = { options, parse_option, "DIR", doc, NULL, NULL, NULL };

static void print_row(const struct function *function, double pages)
{
	char all[16] = "-";

	if (isfinite(function->all))
		snprintf(all, sizeof(all), "%.1f", function->all / pages);
	printf("%9.1f %9s %7.1f %7.1f %6.1f  %.28s\n", function->self / pages, all,
	       function->loads / pages, function->stores / pages, function->locked / pages,
	       function->name);
}

static void print_functions(const struct function *functions, size_t n, double pages)
{
	struct function rest = { .name = "(all others)", .all = NAN };

	printf("%9s %9s %7s %7s %6s  %s\n", "self", "inclusive", "loads", "stores", "atomic",
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

	if (profile_summarize(folder, result, &summary, NULL))
		return -1;
	profile_note_broken(folder->dir, result, summary.broken);
	printf("%s\n", cell_name(&result->cell, ' ', label));
	print_functions(summary.function, summary.n_functions, result->pages);
	if (summary.interrupts)
		printf("%9.1f  of these in interrupts\n\n", summary.interrupts / result->pages);
	profile_print_locks(&summary);
	profile_print_lines(&summary, result->pages);
	profile_summary_free(&summary);
	return 0;
}

static int print_lines(const struct run *run, const struct result *result)
{
	char label[CELL_NAME];
	struct source_line *line;
	struct counts counts;
	size_t n;

	if (profile_counts(&run->folder, result, &counts, NULL))
		return -1;
	line = profile_lines(&counts, &run->folder.symbols, &run->source, &n);
	counts_free(&counts);
	if (!line)
		return -1;
	printf("%s\n", cell_name(&result->cell, ' ', label));
	profile_lines_text(stdout, line, n, MOST_ROWS, result->pages);
	free(line);
	return 0;
}

static json_t *functions_json(const struct profile_summary *profile, double pages)
{
	json_t *array = json_array();

	for (size_t i = 0; i < profile->n_functions; i++) {
		const struct function *function = &profile->function[i];

		json_array_append_new(array, json_pack("{ss sf sf sf sf sf sf so so}",
			"name", function->name, "self", function->self / pages,
			"inclusive", function->all / pages,
			"loads", function->loads / pages, "stores", function->stores / pages,
			"locked", function->locked / pages, "calls", function->calls / pages,
			"data_lines", json_number(function->data_lines / profile->faults),
			"code_lines", json_number(function->code_lines / profile->faults)));
	}
	return array;
}

/* Return: 0, or -1 after complaining */
static int add_lines_json(const struct run *run, const struct counts *counts, double pages,
			  json_t *object)
{
	size_t n;
	struct source_line *line = profile_lines(counts, &run->folder.symbols, &run->source, &n);

	if (!line)
		return -1;
	json_object_set_new(object, "source", profile_lines_json(line, n, pages));
	free(line);
	return 0;
}

/* Return: 0, or -1 after complaining */
static int print_counts_json(const struct run *run, const struct result *result,
			     const struct counts *counts)
{
	char label[CELL_NAME];
	struct profile_summary summary;
	json_t *object;
	int ret = 0;

	if (profile_sum_counts(&run->folder, result, counts, &summary))
		return -1;
	profile_note_broken(run->folder.dir, result, summary.broken);
	object = json_pack("{ss sf so}", "cell", cell_name(&result->cell, ' ', label),
			   "pages", result->pages,
			   "functions", functions_json(&summary, result->pages));
	profile_add_json(object, &summary, result->pages);
	if (run->has_source)
		ret = add_lines_json(run, counts, result->pages, object);
	if (!ret) {
		json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
		printf("\n");
	}
	json_decref(object);
	profile_summary_free(&summary);
	return ret;
}

static int print_json(const struct run *run, const struct result *result)
{
	struct counts counts;
	int ret;

	if (profile_counts(&run->folder, result, &counts, NULL))
		return -1;
	ret = print_counts_json(run, result, &counts);
	counts_free(&counts);
	return ret;
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

	if (profile_summarize(folder, result, &a, NULL))
		return -1;
	if (profile_summarize(folder, other, &b, NULL)) {
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

static int print_folded(const struct run *run, const struct result *result)
{
	return cell_folded(stdout, &run->folder, result);
}

static int print_callgrind(const struct run *run, const struct result *result)
{
	return cell_callgrind(stdout, &run->folder, &run->source, result);
}

static int write_files(const struct run *run, const struct result *result)
{
	return cell_files_write(&run->folder, &run->source, result);
}

static bool chosen(const struct arguments *args, const struct result *result)
{
	char label[CELL_NAME];

	return result->has_profile &&
	       (!args->cell || !fnmatch(args->cell, cell_name(&result->cell, ' ', label), 0));
}

/* Return: 1 if something was printed, 0 if there was nothing to print, -1 after complaining */
static int print_cell(const struct run *run, const struct result *result)
{
	const struct arguments *args = run->args;
	const struct result *other;
	struct cell cell = result->cell;

	if (args->vmlinux)
		return write_files(run, result) ? -1 : 1;
	if (args->json)
		return print_json(run, result) ? -1 : 1;
	if (args->folded)
		return print_folded(run, result) ? -1 : 1;
	if (args->lines)
		return print_lines(run, result) ? -1 : 1;
	if (args->callgrind)
		return print_callgrind(run, result) ? -1 : 1;
	if (run->against < 0)
		return print_text(&run->folder, result) ? -1 : 1;
	cell.variant = (enum variant)run->against;
	other = analysis_find(&run->analysis, &cell);
	if (!other || other == result || !other->has_profile)
		return 0;
	return print_against(&run->folder, result, other) ? -1 : 1;
}

/* Return: 0, or -1 after complaining that there is nothing to compare with */
static int check_against(const struct run *run, size_t n_chosen)
{
	size_t n = 0, n_same = 0;

	for (size_t i = 0; i < run->analysis.n_results; i++) {
		const struct result *result = &run->analysis.result[i];

		if ((int)result->cell.variant != run->against)
			continue;
		n += result->has_profile;
		n_same += chosen(run->args, result);
	}
	if (!n)
		return complain("%s: --against %s: the run has no profiled cell of %s",
				run->args->dir, run->args->against, run->args->against);
	if (n_same == n_chosen)
		return complain("%s: --against %s: all cells that are chosen are of %s",
				run->args->dir, run->args->against, run->args->against);
	return 0;
}

/* A callgrind file is of one program */
static int check_chosen(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->analysis.n_results; i++)
		n += chosen(run->args, &run->analysis.result[i]);
	if (run->against >= 0 && n && check_against(run, n))
		return -1;
	if (run->args->callgrind && n > 1)
		return complain("%s: --callgrind is for one cell, and %zu are chosen; say --cell",
				run->args->dir, n);
	return 0;
}

static int print_all(const struct run *run)
{
	size_t printed = 0;
	bool failed = false;

	if (check_chosen(run))
		return -1;
	for (size_t i = 0; i < run->analysis.n_results; i++) {
		const struct result *result = &run->analysis.result[i];
		int ret = chosen(run->args, result) ? print_cell(run, result) : 0;

		/* Files of other cells are none the worse */
		if (ret < 0 && !run->args->vmlinux)
			return -1;
		failed |= ret < 0;
		printed += ret > 0;
	}
	if (failed)
		return -1;
	if (!printed)
		return complain("%s: no such profiled cell; their names are like 'xfs 4k sequential "
				"sparse order0 4m', and 'make bench PROFILE=1' profiles",
				run->args->dir);
	return 0;
}

/* The source lines are made, needed, or taken if they are there */
static int read_source(struct run *run)
{
	const struct arguments *args = run->args;
	char path[4200], kernel[KERNEL_ID];

	snprintf(path, sizeof(path), "%s/profile/source", args->dir);
	kernel_id(&run->folder, fact_build_id(run->analysis.run), kernel);
	if (args->vmlinux && profile_resolve(&run->folder, args->vmlinux, kernel))
		return -1;
	if (!args->vmlinux && !args->lines && !args->callgrind &&
	    (!args->json || access(path, F_OK)))
		return 0;
	run->has_source = true;
	return source_read(path, kernel, &run->source);
}

/* Of a run of another kind: where it has what is asked for. Return: -1 after complaining */
static int check_profiled(const struct run *run)
{
	const struct analysis *analysis = &run->analysis;
	bool sampled = false;

	for (size_t i = 0; i < analysis->n_results; i++) {
		if (analysis->result[i].has_profile)
			return 0;
		sampled |= analysis->result[i].sampled.trials > 0;
	}
	if (!sampled)
		return 0;
	return complain("%s: no profiled cell, but the samples of perf record: folded stacks are in "
			"%s/perf/, functions and flame graphs in its report", run->args->dir,
			run->args->dir);
}

static int print_run(struct run *run)
{
	int ret = check_profiled(run) || profile_open(&run->folder, run->args->dir) ? -1 : 0;

	if (ret)
		return ret;
	ret = read_source(run) || print_all(run) ? -1 : 0;
	source_free(&run->source);
	profile_close(&run->folder);
	return ret;
}

int profile_main(int argc, char **argv)
{
	struct arguments args = { 0 };
	struct run run = { .args = &args, .against = -1 };
	char list[NAMES_ROOM];
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (args.against) {
		run.against = names_index(variant_names, NR_VARIANTS, args.against);
		if (run.against < 0) {
			complain("--against %s: expected %s", args.against,
				 names_list(list, variant_names, NR_VARIANTS));
			return EXIT_USAGE;
		}
	}
	if (analysis_read(args.dir, &run.analysis))
		return EXIT_USAGE;
	ret = print_run(&run);
	analysis_free(&run.analysis);
	if (ret)
		return EXIT_USAGE;
	return outfile_flush_stdout() ? EXIT_FAULT : EXIT_OK;
}
