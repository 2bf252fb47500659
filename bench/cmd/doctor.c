// SPDX-License-Identifier: GPL-2.0-only
/* faultline doctor: what works on this machine, and what each "no" costs. */
#include <argp.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "lib/command.h"
#include "lib/complain.h"
#include "lib/data_path.h"
#include "lib/outfile.h"
#include "model/stopwatch.h"
#include "subcommand.h"
#include "trace/tracer.h"
#include "trial/environment.h"
#include "trial/function_counts.h"
#include "trial/machine.h"
#include "trial/pmu.h"
#include "trial/restore.h"

/* One line of the findings: what, yes or no, the details, what a no costs */
static void finding(const char *what, int yes, const char *details, const char *cost)
{
	printf("%-4s %-22s %s\n", yes ? "yes" : "NO", what, details);
	if (!yes)
		printf("%-27s %s\n", "", cost);
}

static void check_tool(const char *name, const char *option, const char *cost)
{
	char *argv[] = { (char *)name, (char *)option, NULL };
	char output[256];
	int status = command_run(argv, output, sizeof(output));

	output[strcspn(output, "\n")] = '\0';
	output[50] = '\0';
	finding(name, status >= 0, status >= 0 ? output : "not installed", cost);
}

static void check_tools(void)
{
	check_tool("qemu-system-x86_64", "--version", "no guest: no make bench");
	check_tool("mkfs.ext4", "-V", "no ext4 variants");
	check_tool("mkfs.xfs", "-V", "no xfs reference");
	check_tool("gnuplot", "--version", "no charts (report --no-charts)");
	check_tool("gcc", "--version", "no kernel build");
	check_tool("pahole", "--version", "no kernel build");
}

/* A /dev/kvm that opens proves nothing; scripts/kvm-boots boots a guest on it */
static void check_kvm(void)
{
	const char *details = "no /dev/kvm";
	char script[PATH_MAX];
	char *argv[] = { script, NULL };
	int works = 0;

	if (!access("/dev/kvm", R_OK | W_OK)) {
		data_path(script, "scripts/kvm-boots");
		works = !command_run(argv, NULL, 0);
		details = works ? "/dev/kvm boots a guest" :
			  "/dev/kvm is there, but no guest boots on it";
	}
	finding("KVM", works, details,
		"the guest is emulated: instruction counts, no time, no contention");
}

static void check_pmu(void)
{
	struct pmu pmu;

	pmu_open(&pmu);
	finding("PMU", pmu.cycles_fd >= 0, pmu.cycles_fd >= 0 ?
		"cycles and instructions count" : "no hardware counters for perf",
		"time mode reports nanoseconds only, no cycles");
	pmu_close(&pmu);
}

static void check_bpf(void)
{
	const char *why = tracer_possible();

	finding("BPF tracers", !why, why ? why : "BPF programs load, and the kernel has BTF",
		"costs are not split into parts on this kernel; in the guest they are");
}

static void check_probes(void)
{
	struct function_counts counts;
	int works = function_counts_possible() && !function_counts_open(&counts);

	if (works)
		function_counts_close(&counts);
	finding("kprobe counts", works, works ? "do_page_mkwrite can be counted" :
		"no /sys/kernel/tracing/kprobe_events to write",
		"a run on this kernel cannot prove its paths; the guest can");
}

static void check_clock(void)
{
	int exact = stopwatch_counts_instructions(), emulated = stopwatch_emulated();

	finding("a clock for trials", exact || !emulated,
		exact ? "the TSC counts instructions: mode insn" :
		emulated ? "emulated processor" : "CLOCK_MONOTONIC: mode time",
		"only counts here (mode count); scripts/guest --insn counts instructions");
}

/* What times on this machine suffer from; instructions in the guest do not */
static void check_steady(void)
{
	struct machine_doubt doubt[MACHINE_DOUBTS];
	const size_t n = machine_doubts("", doubt);

	if (!n)
		finding("steady times", 1, "clock, CPUs and load are as they should be", "");
	for (size_t i = 0; i < n; i++) {
		finding("steady times", 0, doubt[i].what, doubt[i].why);
		printf("%-27s %s%s\n", "", doubt[i].tunes ? "run --tune, or " : "", doubt[i].remedy);
	}
}

static void check_room(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct statvfs fs;
	struct sysinfo info;
	char details[64];
	unsigned long long free_mib = 0;

	if (!statvfs(cache ? cache : home ? home : "/", &fs))
		free_mib = (unsigned long long)fs.f_bavail * fs.f_frsize >> 20;
	snprintf(details, sizeof(details), "%llu MiB free for the cache", free_mib);
	finding("disk", free_mib >= 4096, details,
		"a kernel source and its build take 3.5 GiB in the cache");

	if (sysinfo(&info))
		return;
	free_mib = ((unsigned long long)info.totalram * info.mem_unit) >> 20;
	snprintf(details, sizeof(details), "%llu MiB", free_mib);
	finding("memory", free_mib >= 3072, details, "the guest takes 2 GiB, a kernel build 2 GiB");
}

static void check_settings(void)
{
	int clean = access(RESTORE_FILE, F_OK);

	finding("settings untouched", clean, clean ? "no run has left any changed" :
		"a run is under way, or was killed: " RESTORE_FILE,
		"after a killed one: faultline doctor --restore, or the next run");
}

static const struct argp_option options[] = {
	{ "restore", 'r', NULL, 0, "Put back what a killed run has left changed", 0 },
	{ 0 }
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	bool *restore = state->input;

	if (key == ARGP_KEY_ARG)
		argp_error(state, "expected no argument, '%s' is one", arg);
	if (key != 'r')
		return ARGP_ERR_UNKNOWN;
	*restore = true;
	return 0;
}

int doctor_main(int argc, char **argv)
{
	static const struct argp argp = {
		options, parse_option, NULL,
		"Say what works on this machine, and what each \"no\" costs.", NULL, NULL, NULL
	};
	bool restore = false;

	argp_parse(&argp, argc, argv, 0, NULL, &restore);
	if (restore)
		return restore_left() || outfile_flush_stdout() ? EXIT_FAULT : EXIT_OK;
	check_settings();
	check_tools();
	check_kvm();
	check_pmu();
	check_bpf();
	check_probes();
	check_clock();
	check_steady();
	check_room();
	return outfile_flush_stdout() ? EXIT_FAULT : EXIT_OK;
}
