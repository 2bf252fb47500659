// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/read_line.h"
#include "trial/kconfig.h"
#include "trial/machine.h"
#include "trial/setting.h"

/* A new setting is an entry here. */
static const struct machine_setting {
	const char *pattern;	/* of its files: there may be one of each CPU */
	const char *good;
	const char *why;
	const char *remedy;	/* by hand, or NULL: write it */
	bool tunes;		/* safe to set while others use the machine, and to set back */
} settings[] = {
	{ "/sys/devices/system/cpu/cpufreq/policy*/scaling_governor", "performance",
	  "CPUs change their clock with their load", "cpupower frequency-set -g performance", true },
	{ "/sys/devices/system/cpu/intel_pstate/no_turbo", "1",
	  "the clock depends on heat, and on what other CPUs do", NULL, true },
	{ "/sys/devices/system/cpu/cpufreq/boost", "0",
	  "the clock depends on heat, and on what other CPUs do", NULL, true },
	{ "/proc/sys/kernel/nmi_watchdog", "0",
	  "it interrupts, and takes a counter of the PMU", NULL, true },
	{ "/proc/sys/kernel/numa_balancing", "0",
	  "the kernel unmaps pages to see who touches them, so they take further faults", NULL, true },
	{ "/sys/kernel/mm/ksm/run", "0", "ksmd reads all memory that is marked mergeable", NULL, true },
	/* Takes CPUs away from all others */
	{ "/sys/devices/system/cpu/smt/active", "0", "two CPUs share a core, so each slows the other",
	  "boot with nosmt, or echo off >/sys/devices/system/cpu/smt/control", false },
};

#define NR_SETTINGS (sizeof(settings) / sizeof(*settings))

/* The files of @setting that are there. Return: 0, or -1 if none is; globfree() is due then not */
static int find_files(const char *root, const struct machine_setting *setting, glob_t *files)
{
	char pattern[4096];

	snprintf(pattern, sizeof(pattern), "%s%s", root, setting->pattern);
	return glob(pattern, 0, NULL, files) ? -1 : 0;
}

/* Return: false if it is, or cannot be read */
static bool is_bad(const struct machine_setting *setting, const char *path, char value[64])
{
	return read_line(path, value, 64) && strcmp(value, setting->good) != 0;
}

static const char *last_name(const char *path)
{
	return strrchr(path, '/') + 1;
}

static bool doubt_setting(const char *root, const struct machine_setting *setting,
			  struct machine_doubt *doubt)
{
	char value[64];
	bool bad = false;
	glob_t files;

	if (find_files(root, setting, &files))
		return false;
	for (size_t i = 0; i < files.gl_pathc && !bad; i++) {
		bad = is_bad(setting, files.gl_pathv[i], value);
		if (!bad)
			continue;
		*doubt = (struct machine_doubt){ .why = setting->why, .tunes = setting->tunes };
		snprintf(doubt->what, sizeof(doubt->what), "%.40s is %.40s",
			 last_name(files.gl_pathv[i]), value);
		if (setting->remedy)
			snprintf(doubt->remedy, sizeof(doubt->remedy), "%s", setting->remedy);
		else
			snprintf(doubt->remedy, sizeof(doubt->remedy), "echo %s >%s", setting->good,
				 setting->pattern);
	}
	globfree(&files);
	return bad;
}

/* Who runs beside the trials takes their CPU, or its caches */
static bool doubt_load(const char *root, struct machine_doubt *doubt)
{
	char path[4096], line[128];
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	double load;

	snprintf(path, sizeof(path), "%s/proc/loadavg", root);
	if (!read_line(path, line, sizeof(line)))
		return false;
	load = strtod(line, NULL);
	if (load < 0.5 || load < 0.1 * (double)cpus)
		return false;
	*doubt = (struct machine_doubt){ .why = "others take CPU time, and use the caches" };
	snprintf(doubt->what, sizeof(doubt->what), "the load average is %.2f on %ld CPU%s", load, cpus,
		 cpus == 1 ? "" : "s");
	snprintf(doubt->remedy, sizeof(doubt->remedy), "see who runs (top), and wait or stop it");
	return true;
}

static bool doubt_nodes(const char *root, struct machine_doubt *doubt)
{
	char path[4096], line[64];

	snprintf(path, sizeof(path), "%s/sys/devices/system/node/online", root);
	if (!read_line(path, line, sizeof(line)) || !strpbrk(line, ",-"))
		return false;
	*doubt = (struct machine_doubt){ .why = "memory of another node is farther away" };
	snprintf(doubt->what, sizeof(doubt->what), "there are NUMA nodes %s", line);
	snprintf(doubt->remedy, sizeof(doubt->remedy),
		 "numactl --cpunodebind=0 --membind=0 faultline run ...");
	return true;
}

static bool doubt_guest(const char *root, struct machine_doubt *doubt)
{
	char path[4096], line[8192];
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/cpuinfo", root);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = !strncmp(line, "flags", 5) && strstr(line, " hypervisor");
	fclose(file);
	if (!found)
		return false;
	*doubt = (struct machine_doubt){
		.what = "this is a virtual machine",
		.why = "its host takes CPU time and memory when it likes",
		.remedy = "a machine of your own",
	};
	return true;
}

/* Options that make a fault several times as long */
static bool doubt_debug(struct machine_doubt *doubt)
{
	static const char *const slow[] = {
		"KASAN", "KCSAN", "KMSAN", "PROVE_LOCKING", "DEBUG_PAGEALLOC", "SLUB_DEBUG_ON",
		"DEBUG_KMEMLEAK", "DEBUG_OBJECTS", "KCOV",
	};
	bool found = false;

	for (size_t i = 0; i < sizeof(slow) / sizeof(*slow) && !found; i++) {
		char *value = kconfig_value(slow[i]);

		found = value && !strcmp(value, "y");
		free(value);
		if (!found)
			continue;
		*doubt = (struct machine_doubt){
			.why = "what it checks in each fault is in its cost",
			.remedy = "boot a kernel without it",
		};
		snprintf(doubt->what, sizeof(doubt->what), "the kernel has %s", slow[i]);
	}
	return found;
}

size_t machine_doubts(const char *root, struct machine_doubt doubt[MACHINE_DOUBTS])
{
	size_t n = 0;

	_Static_assert(NR_SETTINGS + 4 <= MACHINE_DOUBTS, "no room for all doubts");
	for (size_t i = 0; i < NR_SETTINGS; i++)
		n += doubt_setting(root, &settings[i], &doubt[n]);
	n += doubt_load(root, &doubt[n]);
	n += doubt_nodes(root, &doubt[n]);
	n += doubt_guest(root, &doubt[n]);
	/* The configuration is that of the kernel that runs */
	if (!*root)
		n += doubt_debug(&doubt[n]);
	return n;
}

static void tune_file(const struct machine_setting *setting, const char *path, json_t *tuned)
{
	struct setting changed = { .path = "" };
	char value[64];

	/* It is put back by restore_all(), with all else that is written down */
	if (!is_bad(setting, path, value) || setting_change(&changed, "--tune: ", path, setting->good))
		return;
	json_array_append_new(tuned, json_pack("{ss ss ss}", "path", path, "before", value, "now",
					       setting->good));
}

/* A CPU that sleeps deeply is slow to wake. That is so as long as the file is open: until the end */
static void forbid_deep_sleep(json_t *tuned)
{
	static const char path[] = "/dev/cpu_dma_latency";
	const int32_t microseconds = 0;
	int fd;

	if (access("/sys/devices/system/cpu/cpu0/cpuidle/state1", F_OK))
		return;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, &microseconds, sizeof(microseconds)) != sizeof(microseconds)) {
		complain("--tune: %s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return;
	}
	json_array_append_new(tuned, json_pack("{ss ss ss}", "path", path, "before", "", "now", "0"));
}

json_t *machine_tune(void)
{
	json_t *tuned = json_array();

	for (size_t i = 0; i < NR_SETTINGS; i++) {
		glob_t files;

		if (!settings[i].tunes || find_files("", &settings[i], &files))
			continue;
		for (size_t j = 0; j < files.gl_pathc; j++)
			tune_file(&settings[i], files.gl_pathv[j], tuned);
		globfree(&files);
	}
	forbid_deep_sleep(tuned);
	return tuned;
}
