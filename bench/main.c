// SPDX-License-Identifier: GPL-2.0-only
/* faultline: what did this change do to the cost of an mmap write fault? */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/outfile.h"
#include "lib/page.h"
#include "subcommand.h"

const char *argp_program_version = "faultline " FAULTLINE_VERSION;

static const struct {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *what;
} subcommands[] = {
	{ "run", run_main, "measure the cells of a job file" },
	{ "trace", trace_main, "split the write faults of any workload into their parts" },
	{ "report", report_main, "turn the samples of a run into tables and charts" },
	{ "compare", compare_main, "say what changed from one run to another, and how sure that is" },
	{ "profile", profile_main, "say which functions execute the instructions of a fault" },
	{ "baseline", baseline_main, "reduce a run to one file that later runs are compared with" },
	{ "trend", trend_main, "say what changed over several runs, a kernel each" },
	{ "doctor", doctor_main, "say what works on this machine and what does not" },
};

static void usage(FILE *out)
{
	fputs("Usage: faultline SUBCOMMAND [OPTION...]\n"
	      "Measure what an mmap write fault costs, and show what a change did to it.\n\n",
	      out);
	for (size_t i = 0; i < sizeof(subcommands) / sizeof(*subcommands); i++)
		fprintf(out, "  %-8s %s\n", subcommands[i].name, subcommands[i].what);
	fputs("\n'faultline SUBCOMMAND --help' tells its options; see also faultline(1).\n", out);
}

/* Whoever reads the output of a program that ends with 0 may take it for whole */
static void see_stdout_arrive(int status, void *unused)
{
	(void)unused;
	if (outfile_flush_stdout() && status == EXIT_OK)
		_exit(EXIT_USAGE);
}

int main(int argc, char **argv)
{
	char name[64], *asks_help[] = { NULL, NULL, "--help", NULL };

	argp_err_exit_status = EXIT_USAGE;
	on_exit(see_stdout_arrive, NULL);
	if (sysconf(_SC_PAGESIZE) != PAGE_BYTES) {
		complain("pages of %ld bytes; only 4096 is known", sysconf(_SC_PAGESIZE));
		return EXIT_USAGE;
	}
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "help") && argc > 2) {
		asks_help[1] = argv[2];
		argv = asks_help;
		argc = 3;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return EXIT_OK;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts(argp_program_version);
		return EXIT_OK;
	}
	for (size_t i = 0; i < sizeof(subcommands) / sizeof(*subcommands); i++) {
		if (strcmp(argv[1], subcommands[i].name))
			continue;
		/* argp names the program in its messages after argv[0] */
		snprintf(name, sizeof(name), "faultline %s", subcommands[i].name);
		argv[1] = name;
		return subcommands[i].main(argc - 1, argv + 1);
	}
	complain("no subcommand '%s'; see faultline --help", argv[1]);
	return EXIT_USAGE;
}
