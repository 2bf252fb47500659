// SPDX-License-Identifier: GPL-2.0-only
/* faultline compare: did the second run cost more than the first? */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compared.h"
#include "lib/complain.h"
#include "results/baseline.h"
#include "results/read_samples.h"
#include "subcommand.h"

struct arguments {
	const char *base, *new;
	const char *baseline;	/* a file, in place of the directory base */
	double fail_on;		/* per cent */
	compare_format *format;
	int all, force;
};

static const struct argp_option options[] = {
	{ "fail-on", 'f', "PCT", 0, "A cell that costs more than PCT % more fails (default 1)", 0 },
	{ "format", 'F', "FORMAT", 0, "text (default), json, lkp, markdown or ktap", 0 },
	{ "baseline", 'b', "FILE", 0, "Compare with what 'faultline baseline' made of a run", 0 },
	{ "all", 'a', NULL, 0, "Show cells that are the same, too", 0 },
	{ "force", 'y', NULL, 0, "Compare what is not comparable", 0 },
	{ 0 }
};

static const char doc[] =
	"Compare the runs in directories BASE and NEW, cell by cell, or the run in NEW\n"
	"with the baseline in FILE.\v"
	"The exit status is 0 if no regression is shown, 1 if there is one, 2 if the runs\n"
	"cannot be read or compared, and 3 if that cannot be told: of some cell the trials\n"
	"are too few or too far apart, NEW lacks it, or trials of NEW failed.\n";

static const struct {
	const char *name;
	compare_format *format;
} formats[] = {
	{ "text", compare_as_text },
	{ "json", compare_as_json },
	{ "lkp", compare_as_lkp },
	{ "markdown", compare_as_markdown },
	{ "ktap", compare_as_ktap },
};

static compare_format *find_format(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(formats[i].name, name))
			return formats[i].format;
	return NULL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	char *end;

	switch (key) {
	case 'f':
		errno = 0;
		args->fail_on = strtod(arg, &end);
		if (errno || end == arg || (*end && strcmp(end, "%")) ||
		    !(args->fail_on >= 0 && isfinite(args->fail_on)))
			argp_error(state, "--fail-on %s: a percentage is wanted", arg);
		return 0;
	case 'F':
		args->format = find_format(arg);
		if (!args->format)
			argp_error(state, "--format %s: text, json, lkp, markdown or ktap is "
				   "wanted", arg);
		return 0;
	case 'b':
		args->baseline = arg;
		return 0;
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
				argp_error(state, "one directory is wanted beside --baseline, NEW");
			args->new = args->base;
			args->base = args->baseline;
		} else if (!args->new)
			argp_error(state, "two directories are wanted, BASE and NEW");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = { options, parse_option, "BASE NEW\n--baseline=FILE NEW", doc, NULL, NULL, NULL };

static const char *text_of(const struct analysis *analysis, const char *key)
{
	const char *text = json_string_value(json_object_get(analysis->run, key));

	return text ? text : "";
}

/* Why these two runs cannot be compared, even by force; NULL if they can */
static const char *impossible(const struct compared *compared)
{
	const struct analysis *base = &compared->base, *new = &compared->new;

	if (base->mode == MODE_COUNT || new->mode == MODE_COUNT)
		return "a run in mode count has no costs";
	if (base->mode != new->mode)
		return "one counts instructions, the other measures time";
	return compared->set.n ? NULL : "they have no cell in common";
}

#define REASONS 3

/* Why they say nothing about each other. Return: how many @why there are */
static size_t not_comparable(const struct compared *compared, const char *why[REASONS])
{
	const struct analysis *base = &compared->base, *new = &compared->new;
	size_t n = 0;

	if (strcmp(text_of(base, "job_text"), text_of(new, "job_text")))
		why[n++] = "they are of different jobs";
	if (!base->complete || !new->complete)
		why[n++] = "one of them did not end: trials are missing";
	why[n] = compare_config(compared);
	return n + !!why[n];
}

static int pair_up(struct compared *compared)
{
	for (size_t i = 0; i < compared->base.n_results; i++) {
		const struct result *a = &compared->base.result[i];
		const struct result *b = analysis_find(&compared->new, &a->cell);

		if (!b)
			compared->only_base++;
		else if (comparisons_add(&compared->set, a, b))
			return -1;
	}
	compared->only_new = compared->new.n_results - compared->set.n;
	return 0;
}

bool compare_regressed(const struct compared *compared, const struct comparison *pair)
{
	return pair->verdict == VERDICT_CHANGED && pair->ratio.value > 1 + compared->fail_on;
}

bool compare_doubtful(const struct compared *compared, const struct comparison *pair)
{
	/* NAN, no interval, is in doubt as well */
	return pair->verdict != VERDICT_SAME && !compare_regressed(compared, pair) &&
	       !(pair->ratio.high <= 1 + compared->fail_on);
}

static int exit_status(const struct compared *compared)
{
	int ret = compared->only_base || compared->new.failed ? EXIT_CANNOT_TELL : EXIT_OK;

	for (size_t i = 0; i < compared->set.n; i++) {
		if (compare_regressed(compared, &compared->set.pair[i]))
			return EXIT_FAULT;
		if (compare_doubtful(compared, &compared->set.pair[i]))
			ret = EXIT_CANNOT_TELL;
	}
	return ret;
}

static int compare(struct compared *compared, const struct arguments *args)
{
	const char *never, *why[REASONS];
	size_t n;

	if (pair_up(compared))
		return EXIT_USAGE;
	never = impossible(compared);
	n = not_comparable(compared, why);
	if (never || (n && !args->force)) {
		complain("%s and %s cannot be compared: %s", args->base, args->new,
			 never ? never : why[0]);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < n; i++)
		note("compared all the same: %s", why[i]);
	compared->set.two_runs = true;
	if (comparisons_judge(&compared->set, compared->base.mode, compared->fail_on,
			      COMPARISON_SEED))
		return EXIT_USAGE;
	args->format(compared, stdout);
	if (fflush(stdout)) {
		complain("stdout: %s", strerror(errno));
		return EXIT_USAGE;
	}
	return exit_status(compared);
}

int compare_main(int argc, char **argv)
{
	struct arguments args = { .fail_on = 100 * TIME_TOLERANCE, .format = compare_as_text };
	struct compared compared = { 0 };
	int ret = EXIT_USAGE;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	compared.base_dir = args.base;
	compared.new_dir = args.new;
	compared.fail_on = args.fail_on / 100;
	compared.all = args.all;
	if (args.baseline ? baseline_read(args.base, &compared.base) :
			    analysis_read(args.base, &compared.base))
		return EXIT_USAGE;
	if (!analysis_read(args.new, &compared.new)) {
		ret = compare(&compared, &args);
		analysis_free(&compared.new);
	}
	comparisons_free(&compared.set);
	analysis_free(&compared.base);
	return ret;
}
