// SPDX-License-Identifier: GPL-2.0-only
/* Lines that report.txt and the cover letter share. */
#include "lib/table.h"
#include "report/quantity.h"
#include "report/text_facts.h"
#include "results/facts.h"

void report_findings(const struct report *report, FILE *out)
{
	for (size_t i = 0; i < report->findings.n; i++)
		table_item(out, report->findings.sentence[i]);
}

void report_machine(const struct analysis *analysis, FILE *out)
{
	const char *emulator = fact_emulator(analysis->run);

	table_fact(out, "Kernel   ", fact_kernel(analysis->run));
	table_fact(out, "Compiler ", fact_compiler(analysis->run));
	fputs("Machine  ", out);
	table_plain(out, fact_machine(analysis->run), 40);
	if (emulator) {
		fputs(", ", out);
		table_plain(out, emulator, 20);
	}
	fputc('\n', out);
}

void report_disk(const struct analysis *analysis, FILE *out)
{
	int len;
	const char *cache = fact_disk_cache(analysis->run, &len);

	fputs("Disk     ", out);
	table_plain(out, fact_device(analysis->run), 40);
	if (cache) {
		fputs(", QEMU cache=", out);
		table_plain(out, cache, len < 9 ? len : 9);
	}
	fputc('\n', out);
}

static void print_delays(const struct analysis *analysis, FILE *out)
{
	char text[DELAYED_TEXT];

	for (int i = 0; i < NR_DELAY_LOCKS; i++)
		if (delayed_text(analysis->delayed, i, analysis->mode, text))
			table_fact(out, "Delay    ", text);
}

/* A thread that another one keeps from its CPU waits for no lock */
static void print_turns(const struct analysis *analysis, FILE *out)
{
	long long cpus = json_integer_value(json_object_get(
		json_object_get(analysis->run, "environment"), "cpus"));
	const struct cell *most = NULL;

	for (size_t i = 0; i < analysis->n_results; i++)
		if (!most || analysis->result[i].cell.threads > most->threads)
			most = &analysis->result[i].cell;
	if (most && cpus > 0 && most->threads > cpus)
		fprintf(out, "Note     %u %s on %lld CPU%s: they take turns\n",
			most->threads, tasks_names[most->tasks], cpus, cpus == 1 ? "" : "s");
}

void report_doubts(const struct analysis *analysis, FILE *out)
{
	const json_t *run = analysis->run;
	unsigned int least, most;

	print_delays(analysis, out);
	if (analysis->unsure) {
		analysis_trials(analysis, &least, &most);
		fprintf(out, "Note     %d blocks of cells had %u trials and are not within %g %%\n",
			analysis->unsure, most,
			100 * json_real_value(json_object_get(run, "precision")));
	}
	print_turns(analysis, out);
	if (report_unproven(analysis))
		fprintf(out, "Paths    NOT PROVEN: %s\n", report_unproven(analysis));
}
