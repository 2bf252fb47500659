// SPDX-License-Identifier: GPL-2.0-only
/* perf record: where the threads are, each so often; folded into OUT/perf/CELL.folded. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/command.h"
#include "lib/complain.h"
#include "lib/outfile.h"
#include "lib/read_line.h"
#include "model/perf_event.h"
#include "perf/tool.h"

/* cycles where perf can sample by them, or else the timer of a clock */
static const struct clock {
	const char *event, *period;
} cycles = { "cycles", "100003" }, cpu_clock = { "cpu-clock", "50000" };

#define RATE_SYSCTL "/proc/sys/kernel/perf_event_max_sample_rate"
#define SAMPLES_A_SECOND 20000		/* of cpu_clock */

/* A PMU may count and not interrupt, as in some virtual machines */
static bool samples_by(const struct clock *clock)
{
	char *const argv[] = {
		"perf", "record", "-q", "-B", "-N", "-e", (char *)clock->event, "-c",
		(char *)clock->period, "-o", "/dev/null", "--", "true", NULL
	};

	return !command_run(argv, NULL, 0);
}

/* The kernel drops samples beyond that rate, and may have lowered it by itself */
static int check_rate(void)
{
	char rate[32];

	if (!read_line(RATE_SYSCTL, rate, sizeof(rate)) || atol(rate) >= SAMPLES_A_SECOND)
		return 0;
	return complain("--perf record: kernel.perf_event_max_sample_rate is %s, and %d are needed; "
			"type: sysctl kernel.perf_event_max_sample_rate=100000", rate,
			SAMPLES_A_SECOND);
}

static int check_machine(struct perf *perf)
{
	const struct clock *clock = &cpu_clock;

	if (perf_stat_try(perf) || check_rate())
		return -1;
	if (!(perf->lacking & 1U << PERF_EVENT_CYCLES) && samples_by(&cycles))
		clock = &cycles;
	if (clock == &cpu_clock)
		note("perf record: no hardware counter to sample by here; it samples by cpu-clock, "
		     "which sees nothing while interrupts are off");
	snprintf(perf->events, sizeof(perf->events), "%s", clock->event);
	perf->period = clock->period;
	perf->stacks = calloc(perf->n_cells, sizeof(*perf->stacks));
	if (!perf->stacks)
		return complain("out of memory for the samples of %zu cells", perf->n_cells);
	return 0;
}

/* What the kernel had no room for, or no time */
static unsigned long lost_samples(FILE *script)
{
	unsigned long lost = 0;
	char *line = NULL;
	size_t room = 0;

	rewind(script);
	while (getline(&line, &room, script) > 0) {
		const char *number = strstr(line, " lost ");

		if (number && strstr(line, "PERF_RECORD_LOST"))
			lost += strtoul(number + strlen(" lost "), NULL, 10);
	}
	free(line);
	return lost;
}

static int write_folded(const struct perf *perf, const struct perf_trial *trial)
{
	char cell[CELL_NAME];
	struct outfile out;

	if (perf_outfile(perf, trial->cell, "folded", &out))
		return -1;
	perf_stacks_write(&perf->stacks[trial->index], cell_name(trial->cell, '_', cell), out.file);
	return outfile_commit(&out);
}

/* Return: 0, or -1 after complaining */
static int add_samples(struct perf *perf, const struct perf_trial *trial, FILE *script,
		       json_t *object)
{
	struct perf_stacks *stacks = &perf->stacks[trial->index];
	const size_t before = stacks->n;

	if (perf_stacks_add(stacks, script))
		return -1;
	json_object_update_new(object, json_pack("{ss sI sI sI}", "event", perf->events,
		"period", (json_int_t)atoll(perf->period),
		"samples", (json_int_t)(stacks->n - before),
		"lost", (json_int_t)lost_samples(script)));
	return write_folded(perf, trial);
}

static int read_trial(struct perf *perf, const struct perf_trial *trial, FILE *text,
		      json_t *object, char wrong[160])
{
	char data[64];
	FILE *script;
	int ret;

	(void)text;
	(void)wrong;
	script = perf_process_read(&perf->process, (char *[]){
		"perf", "script", "--no-inline", "--show-lost-events", "-F", "ip,sym", "-i",
		perf_process_data(&perf->process, data), NULL });
	if (!script)
		return -1;
	ret = add_samples(perf, trial, script, object);
	fclose(script);
	return ret;
}

static const char *const words[] = {
	"perf", "record", "-q", "-B", "-N", "-g", "-e", "EVENTS", "-c", "PERIOD", "-D", "-1",
	"-o", "DATA", NULL
};

const struct perf_tool perf_record = {
	.modes = 1U << MODE_TIME,
	.why = "it takes mode time, as it samples by a clock",
	.rounds = 5,
	.words = words,
	.check = check_machine,
	.read = read_trial,
};
