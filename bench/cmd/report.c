// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultline report: report.json, report.txt, report.html and charts/ from samples.jsonl; of
 * several runs what their hosts say together.
 */
#include <argp.h>
#include <stdlib.h>

#include "hosts/formats.h"
#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/names.h"
#include "lib/outfile.h"
#include "profile/exact_parts.h"
#include "report/cover_letter.h"
#include "report/formats.h"
#include "report/text.h"
#include "results/read_samples.h"
#include "subcommand.h"

struct arguments {
	char **dir;
	size_t n;
	int no_charts;
	int cover_letter;
	int json;
	int full;
	int format;	/* of the cover letter; -1: none was asked for */
};

static const struct argp_option options[] = {
	{ "no-charts", 'n', NULL, 0, "Write tables only; gnuplot is not needed then", 0 },
	{ "cover-letter", 'c', NULL, 0,
	  "Print the text for a patch cover letter instead, and write nothing", 0 },
	{ "full", 'f', NULL, 0, "The cover letter has all, not 40 lines at most", 0 },
	{ "format", 'F', "FORMAT", 0, "Of the cover letter: text (default) or markdown", 0 },
	{ "json", 'j', NULL, 0, "Of several runs: print the report of their hosts as JSON", 0 },
	{ 0 }
};

static const char doc[] =
	"Make report.json, report.txt, report.html and charts from the samples in DIR, "
	"and print report.txt.\n"
	"With several DIR, of the same job on several machines, write nothing, and print in how "
	"far the hosts agree.\v"
	"The exit status is 1 if trials, or profiles of cells, failed or are missing.\n";

/* What is of one run, or of several */
static const char *misplaced(const struct arguments *args)
{
	if (args->n == 1 && args->json)
		return "--json: expected several directories; of one there is report.json";
	if (args->n > 1 && args->no_charts)
		return "--no-charts: expected one directory; of several there are no charts";
	if (args->n > 1 && args->cover_letter)
		return "--cover-letter: expected one directory";
	return NULL;
}

static void check(const struct arguments *args, struct argp_state *state)
{
	if (!args->n)
		argp_error(state, "no result directory named");
	else if ((args->full || args->format >= 0) && !args->cover_letter)
		argp_error(state, "%s: expected --cover-letter, too",
			   args->full ? "--full" : "--format");
	else if (misplaced(args))
		argp_error(state, "%s", misplaced(args));
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	char names[NAMES_ROOM];

	switch (key) {
	case 'n':
		args->no_charts = 1;
		return 0;
	case 'c':
		args->cover_letter = 1;
		return 0;
	case 'f':
		args->full = 1;
		return 0;
	case 'j':
		args->json = 1;
		return 0;
	case 'F':
		args->format = names_index(letter_format_names, NR_LETTER_FORMATS, arg);
		if (args->format < 0)
			argp_error(state, "--format %s: expected %s", arg,
				   names_list(names, letter_format_names, NR_LETTER_FORMATS));
		return 0;
	case ARGP_KEY_ARG:
		if (!grow_by(args->dir, args->n, arg))
			argp_failure(state, EXIT_USAGE, 0, "out of memory");
		return 0;
	case ARGP_KEY_END:
		check(args, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = { options, parse_option, "DIR [DIR...]", doc, NULL, NULL, NULL };

/* report.txt is for the user as well as for the directory */
static int write_files(const struct report *report, const struct arguments *args)
{
	int ret = report_write(report, args->dir[0], !args->no_charts);

	report_text(report, stdout);
	return ret | outfile_flush_stdout();
}

static int make_report(const struct analysis *analysis, const struct arguments *args)
{
	struct report report;
	int ret = report_make(analysis, args->dir[0], &report);

	if (!ret && args->cover_letter) {
		ret = report_cover_letter(&report, args->format < 0 ? 0 : args->format,
					  args->full, stdout);
		ret |= outfile_flush_stdout();
	} else if (!ret) {
		ret = write_files(&report, args);
	}
	/* These have been complained about */
	ret |= report.profiles.failed || report.profiles.missing;
	report_free(&report);
	return ret;
}

static int report_one(const struct arguments *args)
{
	const char *dir = args->dir[0];
	struct analysis analysis;
	int ret = EXIT_FAULT;

	if (analysis_read(dir, &analysis))
		return EXIT_USAGE;
	if (args->cover_letter && analysis.mode == MODE_COUNT && !analysis_has_locks(&analysis)) {
		complain("%s: a run in mode count has no costs, and this one no lock trials", dir);
		analysis_free(&analysis);
		return EXIT_USAGE;
	}
	profile_take_parts(&analysis, dir);
	if (make_report(&analysis, args))
		goto out;
	if (analysis.complete && !analysis.failed)
		ret = EXIT_OK;
	else
		complain("%s: of %zu trials, %zu are missing and %zu failed", dir,
			 analysis.planned, analysis.planned - analysis.seen, analysis.failed);
out:
	analysis_free(&analysis);
	return ret;
}

static int print_hosts(const struct hosts *hosts, bool json)
{
	struct merged merged;
	struct remarks remarks = { 0 };
	int ret = merged_make(hosts, &merged) || remarks_make(&merged, &remarks);

	if (!ret && json)
		ret = hosts_json(&merged, &remarks, stdout);
	else if (!ret)
		hosts_text(&merged, &remarks, stdout);
	remarks_free(&remarks);
	merged_free(&merged);
	return ret | outfile_flush_stdout();
}

static int report_hosts(const struct arguments *args)
{
	struct hosts hosts;
	int ret = EXIT_USAGE;

	if (hosts_read(&hosts, args->dir, args->n))
		goto out;
	ret = print_hosts(&hosts, args->json) ? EXIT_FAULT : EXIT_OK;
	if (!hosts_whole(&hosts)) {
		complain("trials of some hosts failed or are missing, see the notes");
		ret = EXIT_FAULT;
	}
out:
	hosts_free(&hosts);
	return ret;
}

int report_main(int argc, char **argv)
{
	struct arguments args = { .format = -1 };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	ret = args.n > 1 ? report_hosts(&args) : report_one(&args);
	free(args.dir);
	return ret;
}
