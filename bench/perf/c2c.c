// SPDX-License-Identifier: GPL-2.0-only
/* perf c2c: which cache lines CPUs take from each other.  Its report is kept as it is. */
#include <stddef.h>

#include "lib/complain.h"
#include "perf/tool.h"

static int check_machine(struct perf *perf)
{
	char line[120];
	int ret = perf_try((char *[]){ "perf", "mem", "record", "-e", "list", NULL }, line);

	(void)perf;
	if (ret <= 0)
		return ret;
	return complain("--perf c2c: it takes a PMU that samples loads and stores (PEBS of Intel, IBS "
			"of AMD, SPE of Arm), which few virtual machines have; perf mem record -e list: "
			"%s", line);
}

static int read_trial(struct perf *perf, const struct perf_trial *trial, FILE *text,
		      json_t *object, char wrong[160])
{
	char data[64];
	FILE *report;
	int ret;

	(void)text;
	(void)object;
	(void)wrong;
	report = perf_process_read(&perf->process, (char *[]){
		"perf", "c2c", "report", "--stdio", "-i",
		perf_process_data(&perf->process, data), NULL });
	if (!report)
		return -1;
	ret = perf_keep(perf, trial->cell, report);
	fclose(report);
	return ret;
}

static const char *const words[] = {
	"perf", "c2c", "record", "-B", "-N", "-D", "-1", "-o", "DATA", NULL
};

const struct perf_tool perf_c2c = {
	.modes = 1U << MODE_TIME,
	.why = "it takes mode time, on a processor",
	.rounds = 1,
	.words = words,
	.check = check_machine,
	.read = read_trial,
};
