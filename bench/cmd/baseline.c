// SPDX-License-Identifier: GPL-2.0-only
/* faultline baseline: reduce a run to one file that later runs are compared with. */
#include <argp.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/one_argument.h"
#include "lib/complain.h"
#include "lib/outfile.h"
#include "profile/locks.h"
#include "profile/own_names.h"
#include "results/baseline.h"
#include "results/read_samples.h"
#include "subcommand.h"

struct arguments {
	const char *dir, *out;
};

static const struct argp_option options[] = {
	{ "out", 'o', "FILE", 0, "Write to FILE, whole or not at all (default, and -: stdout)", 0 },
	{ 0 }
};

static const char doc[] =
	"Print what compare needs of the run in DIR, as a small JSON file to keep: in a\n"
	"kernel tree, or beside the tests of one.\v"
	"'faultline compare --baseline FILE NEW' compares with it.\n";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'o':
		args->out = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->dir)
			argp_error(state, "no directory named");
		return 0;
	default:
		return one_argument(&args->dir, "directory", key, arg, state);
	}
}

static const struct argp argp = { options, parse_option, "DIR", doc, NULL, NULL, NULL };

static int write_stdout(const struct analysis *analysis, const char *dir)
{
	if (baseline_write(analysis, dir, stdout))
		return EXIT_USAGE;
	return outfile_flush_stdout() ? EXIT_FAULT : EXIT_OK;
}

static int write_file(const struct analysis *analysis, const char *dir, const char *path)
{
	char *for_dir = strdup(path), *for_name = strdup(path);
	struct outfile out;
	int ret = EXIT_FAULT;

	if (!for_dir || !for_name) {
		complain("out of memory for %s", path);
		goto done;
	}
	if (outfile_open(&out, dirname(for_dir), basename(for_name)))
		goto done;
	if (baseline_write(analysis, dir, out.file)) {
		outfile_discard(&out);
		ret = EXIT_USAGE;
	} else if (!outfile_commit(&out)) {
		ret = EXIT_OK;
	}
done:
	free(for_dir);
	free(for_name);
	return ret;
}

/*
 * The locks of its profiles go into the baseline, not the profiles.
 * Return: 0, or -1 after complaining
 */
static int take_locks(struct analysis *analysis, const char *dir)
{
	struct profile_folder folder;
	size_t i = 0;

	while (i < analysis->n_results && !analysis->result[i].has_profile)
		i++;
	if (i == analysis->n_results)
		return 0;
	if (profile_open(&folder, dir))
		return -1;
	own_names(&folder.symbols);
	for (; i < analysis->n_results; i++)
		if (analysis->result[i].has_profile)
			profile_take_locks(&folder, &analysis->result[i],
					   profile_known_objects(&folder, &analysis->result[i]));
	profile_close(&folder);
	return 0;
}

int baseline_main(int argc, char **argv)
{
	struct arguments args = { 0 };
	struct analysis analysis;
	int ret = EXIT_USAGE;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (analysis_read(args.dir, &analysis))
		return EXIT_USAGE;
	if (!take_locks(&analysis, args.dir))
		ret = args.out && strcmp(args.out, "-") ? write_file(&analysis, args.dir, args.out) :
			 write_stdout(&analysis, args.dir);
	analysis_free(&analysis);
	return ret;
}
