// SPDX-License-Identifier: GPL-2.0-only
/* faultline trend: what a fault cost from kernel to kernel, and at which of them that changed. */
#include <argp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compare/trend.h"
#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/outfile.h"
#include "subcommand.h"

struct arguments {
	char **run;		/* directories, or files of baselines */
	size_t n;
	const char *charts;	/* a directory for them */
	bool all, force, json;
};

static const struct argp_option options[] = {
	{ "charts", 'c', "DIR", 0, "Draw a chart of each cell that changed, in DIR", 0 },
	{ "all", 'a', NULL, 0, "Show cells that did not change, too", 0 },
	{ "force", 'y', NULL, 0, "Compare what is not comparable", 0 },
	{ "json", 'j', NULL, 0, "Print all cells as JSON", 0 },
	{ 0 }
};

static const char doc[] =
	"Say what a fault cost in each of several runs, of one job on several kernels,\n"
	"and at which of them that changed. RUN is a result directory, or a file of\n"
	"'faultline baseline'; the oldest comes first.\v"
	"Example:\n"
	"  faultline trend v7.1.json v7.2.json v7.3.json results\n";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'a':
		args->all = true;
		return 0;
	case 'c':
		args->charts = arg;
		return 0;
	case 'y':
		args->force = true;
		return 0;
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (!grow_by(args->run, args->n, arg))
			argp_failure(state, EXIT_USAGE, 0, "out of memory");
		return 0;
	case ARGP_KEY_END:
		if (args->n < 2)
			argp_error(state, "two runs at least are wanted, the oldest first");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = { options, parse_option, "RUN RUN...", doc, NULL, NULL, NULL };

static int print(const struct trend *trend, const struct arguments *args)
{
	if (args->charts && trend_charts(trend, args->all, args->charts))
		return EXIT_FAULT;
	if (args->json && trend_json(trend, stdout))
		return EXIT_FAULT;
	if (!args->json)
		trend_text(trend, args->all, stdout);
	return outfile_flush_stdout() ? EXIT_FAULT : EXIT_OK;
}

int trend_main(int argc, char **argv)
{
	struct arguments args = { 0 };
	struct trend trend = { 0 };
	int ret = EXIT_USAGE;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!trend_read(&trend, args.run, args.n) &&
	    !trend_judge(&trend, TIME_TOLERANCE, args.force))
		ret = print(&trend, &args);
	trend_free(&trend);
	free(args.run);
	return ret;
}
