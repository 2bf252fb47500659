// SPDX-License-Identifier: GPL-2.0-only
/* What a cover letter says of the run. */
#include <string.h>

#include "lib/table.h"
#include "report/letter.h"
#include "report/text_facts.h"
#include "results/facts.h"

/*
 * Which kernel source it takes to repeat this: one of somebody's own, or a series of
 * Debian's by its name, as whoever repeats it may have chosen another one.
 */
static void print_source(const char *kernel, FILE *out)
{
	static const char ours[] = "-faultline";
	const size_t len = strlen(kernel);
	unsigned int major, minor;

	if (len < strlen(ours) || strcmp(kernel + len - strlen(ours), ours))
		fputs(" KERNEL_TREE=DIR", out);
	else if (sscanf(kernel, "%3u.%3u", &major, &minor) == 2)
		fprintf(out, " SERIES=%u.%u", major, minor);
	putc('\n', out);
}

/* insn is what make bench does; a time run names its own device */
static void print_repeat(const struct analysis *analysis, const char *job, FILE *out)
{
	size_t len = strlen(job);

	if (analysis->mode != MODE_INSN) {
		fputs("Repeat   faultline run ", out);
		table_plain(out, job, 25);
		fputs(" --out DIR --device DEV\n", out);
		return;
	}
	if (len > 4 && !strcmp(job + len - 4, ".job"))
		len -= 4;
	fputs("Repeat   make bench JOB=", out);
	table_plain(out, job, len < 29 ? (int)len : 29);
	print_source(fact_kernel(analysis->run), out);
}

static void print_job(const struct analysis *analysis, const char *name, FILE *out)
{
	unsigned int least, most;

	analysis_trials(analysis, &least, &most);
	fputs("Job      ", out);
	table_plain(out, name, 36);
	fprintf(out, ", %u", least);
	if (most > least)
		fprintf(out, " to %u", most);
	fprintf(out, " trial%s a cell\n", most == 1 ? "" : "s");
}

void letter_facts(const struct letter *letter, FILE *out)
{
	static const char *const modes[NR_MODES] = {
		[MODE_INSN] = "guest instructions (qemu -icount): path length",
		[MODE_TIME] = "time: medians; the change is that of trials paired by round",
		[MODE_COUNT] = "count: an emulated processor; events, no cost and no time",
	};
	const struct analysis *analysis = letter->report->analysis;
	const char *name = fact_job(analysis->run);

	report_machine(analysis, out);
	/* Instructions know nothing of the disk */
	if (letter->full || analysis->mode != MODE_INSN)
		report_disk(analysis, out);
	fprintf(out, "Mode     %s\n", modes[analysis->mode]);
	print_job(analysis, name, out);
	if (letter->full)
		table_fact(out, "Tool     faultline ", fact_of(analysis->run, "faultline"));
	print_repeat(analysis, name, out);
	report_doubts(analysis, out);
}
