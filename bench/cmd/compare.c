// SPDX-License-Identifier: GPL-2.0-only
/* faultline compare: did the second run cost more than the first? */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compare/formats.h"
#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/names.h"
#include "lib/outfile.h"
#include "profile/exact_parts.h"
#include "results/baseline.h"
#include "results/read_samples.h"
#include "subcommand.h"

struct arguments {
	const char *base, *new;
	const char *baseline;	/* a file, in place of the directory base */
	struct runs {
		char **dir;
		size_t n;
	} more[2];		/* of base and of new */
	double fail_on, fail_on_locks;	/* per cent */
	bool locks_asked;	/* by --fail-on-locks */
	const struct compare_format *format;
	int all, force;
};

static const struct argp_option options[] = {
	{ "fail-on", 'f', "PCT", 0, "A cell that costs more than PCT % more fails (default 1)", 0 },
	{ "fail-on-locks", 'l', "PCT", 0, "A lock that is taken, held or waited for PCT % more fails (default 5); off: none does", 0 },
	{ "format", 'F', "FORMAT", 0, NULL, 0 },
	{ "baseline", 'b', "FILE", 0, "Compare with what 'faultline baseline' made of a run", 0 },
	{ "base", 'B', "DIR", 0, "One more run of base; each run of a side is then a trial", 0 },
	{ "new", 'N', "DIR", 0, "One more run of new", 0 },
	{ "all", 'a', NULL, 0, "Show cells that are the same, too", 0 },
	{ "force", 'y', NULL, 0, "Compare what is not comparable", 0 },
	{ 0 }
};

static const char doc[] =
	"Compare the runs in directories BASE and NEW, cell by cell, or the run in NEW\n"
	"with the baseline in FILE.\v"
	"The exit status is 0 if no regression is shown, 1 if there is one, of a cell\n"
	"or a lock, 2 if the runs cannot be read or compared, and 3 if that cannot be\n"
	"told: of some cell the trials are too few or too far apart, NEW lacks it,\n"
	"trials of NEW failed, or --fail-on-locks is given and locks of BASE cannot be\n"
	"compared with those of NEW.\n";

static const char *const format_names[] = {
#define FORMAT(name) #name,
	COMPARE_FORMATS(FORMAT)
#undef FORMAT
};

#define NR_FORMATS (sizeof(format_names) / sizeof(format_names[0]))

/* Return: 0, or -1 if @text is no percentage */
static int parse_percentage(const char *text, double *percentage)
{
	char *end;

	errno = 0;
	*percentage = strtod(text, &end);
	return errno || end == text || (*end && strcmp(end, "%")) ||
	       !(*percentage >= 0 && isfinite(*percentage)) ? -1 : 0;
}

static int add_dir(struct runs *runs, char *dir)
{
	return grow_by(runs->dir, runs->n, dir) ? 0 : ENOMEM;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	char names[NAMES_ROOM];

	switch (key) {
	case 'f':
		if (parse_percentage(arg, &args->fail_on))
			argp_error(state, "--fail-on %s: expected a percentage", arg);
		return 0;
	case 'l':
		args->locks_asked = strcmp(arg, "off");
		args->fail_on_locks = INFINITY;
		if (args->locks_asked && parse_percentage(arg, &args->fail_on_locks))
			argp_error(state, "--fail-on-locks %s: expected a percentage, or off", arg);
		return 0;
	case 'F':
		args->format = compare_format_find(arg);
		if (!args->format)
			argp_error(state, "--format %s: expected %s", arg,
				   names_list(names, format_names, NR_FORMATS));
		return 0;
	case 'b':
		args->baseline = arg;
		return 0;
	case 'B':
	case 'N':
		return add_dir(&args->more[key == 'N'], arg);
	case 'a':
		args->all = 1;
		return 0;
	case 'y':
		args->force = 1;
		return 0;
	case ARGP_KEY_ARG:
		if (args->new)
			argp_error(state, "two directories are wanted, '%s' is a third", arg);
		*(args->base ? &args->new : &args->base) = arg;
		return 0;
	case ARGP_KEY_END:
		if (args->baseline) {
			if (!args->base || args->new)
				argp_error(state, "expected one directory beside --baseline, NEW");
			args->new = args->base;
			args->base = args->baseline;
		} else if (!args->new)
			argp_error(state, "two directories are wanted, BASE and NEW");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* argp frees what is not the text it gave */
static char *help_filter(int key, const char *text, void *input)
{
	char names[NAMES_ROOM], *help;

	(void)input;
	if (key != 'F')
		return (char *)text;
	return asprintf(&help, "%s (default: %s)", names_list(names, format_names, NR_FORMATS),
			format_names[0]) < 0 ? NULL : help;
}

static const struct argp argp = { options, parse_option, "BASE NEW\n--baseline=FILE NEW", doc, NULL, help_filter, NULL };

/* Of the costs: a lock that regressed is no cell's cost */
static int cost_status(const struct compared *compared)
{
	int ret = EXIT_OK;

	for (size_t i = 0; compared_costs(compared) && i < compared->set.n; i++) {
		if (compare_regressed(compared, &compared->set.pair[i]))
			return EXIT_FAULT;
		if (compare_doubtful(compared, &compared->set.pair[i]))
			ret = EXIT_CANNOT_TELL;
	}
	return ret;
}

static int exit_status(const struct compared *compared)
{
	int ret = cost_status(compared);

	if (ret == EXIT_FAULT || compared_locks_regressed(compared, NULL))
		return EXIT_FAULT;
	if (compared->only_base || compared->new.failed ||
	    (compared->locks_asked && compared_locks_doubtful(compared, NULL)))
		return EXIT_CANNOT_TELL;
	return ret;
}

/* A run that is named twice would count twice; one that is not there is named by who reads it */
static bool is_same(const char *a, const char *b)
{
	struct stat of_a, of_b;

	if (stat(a, &of_a) || stat(b, &of_b) || of_a.st_dev != of_b.st_dev || of_a.st_ino != of_b.st_ino)
		return false;
	complain("%s and %s are the same run, which counts once", a, b);
	return true;
}

/* With several runs of a side, the @i-th of all */
static const char *run_name(const struct arguments *args, size_t i)
{
	if (i < 2)
		return i ? args->new : args->base;
	i -= 2;
	return i < args->more[0].n ? args->more[0].dir[i] : args->more[1].dir[i - args->more[0].n];
}

static bool runs_differ(const struct arguments *args)
{
	const size_t n = 2 + args->more[0].n + args->more[1].n;

	for (size_t i = 2; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (is_same(run_name(args, j), run_name(args, i)))
				return false;
	return true;
}

static int compare(struct compared *compared, const struct arguments *args)
{
	if (!runs_differ(args) ||
	    compared_join(compared, 0, args->more[0].dir, args->more[0].n, args->force) ||
	    compared_join(compared, 1, args->more[1].dir, args->more[1].n, args->force) ||
	    compared_pair_up(compared) || compared_allowed(compared, args->force, false))
		return EXIT_USAGE;
	compared->set.two_runs = true;
	compared->set.joined = compared_joined(compared);
	if (compared_costs(compared) &&
	    comparisons_judge(&compared->set, compared->base.mode, compared->fail_on,
			      COMPARISON_SEED))
		return EXIT_USAGE;
	compared_profiles_open(compared);
	if (compared_locks(compared))
		return EXIT_USAGE;
	compared_explain(compared);
	args->format->print(compared, stdout);
	if (outfile_flush_stdout())
		return EXIT_USAGE;
	return exit_status(compared);
}

static bool has_profiles(const struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->n_results; i++)
		if (analysis->result[i].has_profile)
			return true;
	return false;
}

/* Of both runs, or of none: a tracer's parts are a little off, each time alike */
static void take_parts(struct compared *compared, const struct arguments *args)
{
	if (args->baseline || !has_profiles(&compared->base) || !has_profiles(&compared->new))
		return;
	profile_take_parts(&compared->base, args->base);
	profile_take_parts(&compared->new, args->new);
}

int compare_main(int argc, char **argv)
{
	struct arguments args = {
		.fail_on = 100 * TIME_TOLERANCE, .fail_on_locks = 100 * LOCK_TOLERANCE,
		.format = compare_formats,
	};
	struct compared compared = { 0 };
	int ret = EXIT_USAGE;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	compared.base_dir = args.base;
	compared.new_dir = args.new;
	compared.fail_on = args.fail_on / 100;
	compared.fail_on_locks = args.fail_on_locks / 100;
	compared.locks_asked = args.locks_asked;
	compared.all = args.all;
	compared.from_baseline = args.baseline;
	if (args.baseline ? baseline_read(args.base, &compared.base) :
			    analysis_read(args.base, &compared.base))
		return EXIT_USAGE;
	if (!analysis_read(args.new, &compared.new)) {
		take_parts(&compared, &args);
		ret = compare(&compared, &args);
	}
	compared_free(&compared);
	free(args.more[0].dir);
	free(args.more[1].dir);
	return ret;
}
