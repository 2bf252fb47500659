// SPDX-License-Identifier: GPL-2.0-only
/* perf stat: how often each event was in the window. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/command.h"
#include "lib/complain.h"
#include "lib/names.h"
#include "lib/plain.h"
#include "lib/read_line.h"
#include "model/perf_event.h"
#include "perf/tool.h"

/* Of an event whose counter was shared with others, in per cent of the time */
#define WHOLE 99.995

/* What perf says of one event */
struct count {
	enum perf_event event;
	bool lacking;		/* "<not supported>" */
	double value;		/* NAN: it was not counted */
	double running;		/* per cent of the time, the rest was made up for */
};

/* A line of perf stat -j; perf's other words are in other lines. Return: true if it is one */
static bool read_count(const char *line, struct count *count)
{
	json_t *object = *line == '{' ? json_loads(line, 0, NULL) : NULL;
	const char *value = json_string_value(json_object_get(object, "counter-value"));
	const char *name = json_string_value(json_object_get(object, "event"));
	const char *unit = json_string_value(json_object_get(object, "unit"));
	int event = name ? names_index(perf_event_names, NR_PERF_EVENTS, name) : -1;
	char *end;

	if (event >= 0 && value) {
		*count = (struct count){ .event = (enum perf_event)event };
		count->lacking = strstr(value, "not supported");
		count->value = strtod(value, &end);
		if (end == value)
			count->value = NAN;
		if (unit && !strcmp(unit, "msec"))
			count->value *= 1e6;
		count->running = json_number_value(json_object_get(object, "pcnt-running"));
	}
	json_decref(object);
	return event >= 0 && value;
}

/* Of the lines that are left. Return: false: none is of a count */
static bool next_count(FILE *text, struct count *count)
{
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	while (!found && getline(&line, &room, text) > 0)
		found = read_count(line, count);
	free(line);
	return found;
}

/* All that make sense in this mode, but those that the machine has not */
static void list_events(struct perf *perf)
{
	size_t at = 0;

	for (int i = 0; i < NR_PERF_EVENTS; i++)
		if (!(perf->lacking & 1U << i) && !(perf_event_clock[i] && perf->mode == MODE_COUNT))
			at += (size_t)snprintf(perf->events + at, sizeof(perf->events) - at, "%s%s",
					       at ? "," : "", perf_event_names[i]);
}

/* The first line that says anything. Return: -1 after complaining */
static int refused(FILE *text)
{
	char paranoid[16] = "unknown", line[120] = "";

	read_line("/proc/sys/kernel/perf_event_paranoid", paranoid, sizeof(paranoid));
	rewind(text);
	while (fgets(line, sizeof(line), text) && (*line == '\n' || !strcmp(line, "Error:\n")))
		;
	line[strcspn(line, "\n")] = '\0';
	return complain("--perf: perf stat -j does not count here (kernel.perf_event_paranoid is "
			"%s; -1 allows all): %s", paranoid, plain_make(line));
}

static void note_lacking(const struct perf *perf)
{
	const char *names[NR_PERF_EVENTS];
	char list[NAMES_ROOM];
	size_t n = 0;

	for (int i = 0; i < NR_PERF_EVENTS; i++)
		if (perf->lacking & 1U << i)
			names[n++] = perf_event_names[i];
	if (n)
		note("perf stat: not supported by this machine: %s", names_list(list, names, n));
}

/* Return: 0, or -1 after complaining */
static int try_events(struct perf *perf, FILE *text)
{
	bool counted = false;
	struct count count;

	while (next_count(text, &count)) {
		counted |= count.event == PERF_EVENT_MINOR_FAULTS && isfinite(count.value);
		perf->lacking |= (unsigned int)count.lacking << count.event;
	}
	return counted ? 0 : refused(text);
}

/* On a program that does nothing */
int perf_stat_try(struct perf *perf)
{
	char output[8192];
	FILE *text;
	int ret;

	list_events(perf);
	if (command_run((char *[]){ "perf", "stat", "-j", "-e", perf->events, "--", "true", NULL },
			output, sizeof(output)) < 0)
		return perf_missing();
	text = fmemopen(output, strlen(output) + 1, "r");
	if (!text)
		return complain("out of memory for what perf says");
	ret = try_events(perf, text);
	fclose(text);
	return ret;
}

static int check_machine(struct perf *perf)
{
	if (perf_stat_try(perf))
		return -1;
	note_lacking(perf);
	list_events(perf);
	return 0;
}

static void add_count(json_t *object, const struct count *count)
{
	const char *name = perf_event_names[count->event];

	if (isnan(count->value))
		return;
	json_object_set_new(json_object_get(object, "counters"), name, json_real(count->value));
	if (count->running < WHOLE)
		json_object_set_new(json_object_get(object, "running"), name,
				    json_real(count->running));
}

/* The kernel counts the same faults for getrusage(2), so they prove perf's window */
static void compare_faults(const struct perf_trial *trial, double minor, char wrong[160])
{
	const double stray = 2 + 2 * (double)trial->cell->threads;

	if (isnan(minor))
		snprintf(wrong, 160, "perf stat did not count minor-faults");
	else if (fabs(minor - (double)trial->minflt) > stray)
		snprintf(wrong, 160, "perf stat counted %.0f minor faults, getrusage(2) %ld", minor,
			 trial->minflt);
}

static int read_trial(struct perf *perf, const struct perf_trial *trial, FILE *text,
		      json_t *object, char wrong[160])
{
	double minor = NAN;
	struct count count;

	json_object_update_new(object, json_pack("{s{} s{}}", "counters", "running"));
	for (int i = 0; i < NR_PERF_EVENTS; i++)
		if (perf->lacking & 1U << i)
			json_object_set_new(json_object_get(object, "counters"), perf_event_names[i],
					    json_null());
	while (next_count(text, &count)) {
		if (count.event == PERF_EVENT_MINOR_FAULTS)
			minor = count.value;
		add_count(object, &count);
	}
	compare_faults(trial, minor, wrong);
	return 0;
}

static const char *const words[] = { "perf", "stat", "-j", "-D", "-1", "-e", "EVENTS", NULL };

const struct perf_tool perf_stat = {
	.modes = 1U << MODE_TIME | 1U << MODE_COUNT,
	.why = "it takes mode time or count: among counted instructions perf's own would be",
	.rounds = 3,
	.words = words,
	.check = check_machine,
	.read = read_trial,
};
