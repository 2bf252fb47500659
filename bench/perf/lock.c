// SPDX-License-Identifier: GPL-2.0-only
/* perf lock contention: which callers waited for a lock, by the kernel's own tracepoints. */
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/plain.h"
#include "perf/tool.h"

/* What `perf lock record` does where there is no LOCKDEP, whose events are others */
static const char *const words[] = {
	"perf", "record", "-q", "-B", "-N", "-R", "-m", "128", "-c", "1", "-g",
	"-e", "lock:contention_begin,lock:contention_end", "-D", "-1", "-o", "DATA", NULL
};

static int check_machine(struct perf *perf)
{
	char *const argv[] = {
		"perf", "record", "-q", "-B", "-N", "-R", "-c", "1", "-e",
		"lock:contention_begin,lock:contention_end", "-o", "/dev/null", "--", "true", NULL
	};
	char line[120];
	int ret = perf_try(argv, line);

	(void)perf;
	if (ret <= 0)
		return ret;
	return complain("--perf lock: it takes the tracepoints lock:contention_begin and "
			"contention_end, as Linux has them since 5.19, and tracefs: %s", line);
}

/* Return: -1: there is no such unit */
static double ns_of(double value, const char *unit)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = {
		{ "ns", 1 }, { "us", 1e3 }, { "ms", 1e6 }, { "s", 1e9 }, { "m", 60e9 }, { "h", 3600e9 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (!strcmp(unit, units[i].name))
			return value * units[i].ns;
	return -1;
}

/* "437  98.35 ms  7.92 ms  225.06 us  rwsem:W  __x64_sys_munmap+0x17". Return: NULL: it is not */
static json_t *read_timed(const char *line)
{
	char total_unit[4], most_unit[4], unit[4], type[24], caller[128];
	double total, most, mean;
	unsigned long n;

	if (sscanf(line, "%lu %lf %3s %lf %3s %lf %3s %23s %127s", &n, &total, total_unit, &most,
		   most_unit, &mean, unit, type, caller) != 9)
		return NULL;
	total = ns_of(total, total_unit);
	most = ns_of(most, most_unit);
	if (total < 0 || most < 0)
		return NULL;
	return json_pack("{sI sf sf ss ss}", "contended", (json_int_t)n, "total", total, "longest",
			 most, "type", plain_make(type), "caller", plain_make(caller));
}

/* "437  rwsem:W  __x64_sys_munmap+0x17": without a clock */
static json_t *read_counted(const char *line)
{
	char type[24], caller[128];
	unsigned long n;

	if (sscanf(line, "%lu %23s %127s", &n, type, caller) != 3)
		return NULL;
	return json_pack("{sI ss ss}", "contended", (json_int_t)n, "type", plain_make(type),
			 "caller", plain_make(caller));
}

static int read_trial(struct perf *perf, const struct perf_trial *trial, FILE *text,
		      json_t *object, char wrong[160])
{
	const bool clock = perf->mode == MODE_TIME;
	json_t *locks = json_array(), *lock;
	char data[64], *line = NULL;
	size_t room = 0;
	FILE *report;
	int ret;

	(void)text;
	(void)wrong;
	json_object_set_new(object, "locks", locks);
	report = perf_process_read(&perf->process, (char *[]){
		"perf", "lock", "contention", "-F",
		clock ? "contended,wait_total,wait_max,avg_wait" : "contended", "-i",
		perf_process_data(&perf->process, data), NULL });
	if (!report)
		return -1;
	while (getline(&line, &room, report) > 0) {
		lock = clock ? read_timed(line) : read_counted(line);
		if (lock)
			json_array_append_new(locks, lock);
	}
	free(line);
	ret = perf_keep(perf, trial->cell, report);
	fclose(report);
	return ret;
}

const struct perf_tool perf_lock = {
	.modes = 1U << MODE_TIME | 1U << MODE_COUNT,
	.why = "it takes mode time or count: where one CPU runs all threads in turn, none waits",
	.rounds = 1,
	.words = words,
	.check = check_machine,
	.read = read_trial,
};
