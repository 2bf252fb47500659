// SPDX-License-Identifier: GPL-2.0-only
/* What of a machine makes its times differ, as its /proc and /sys say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "trial/machine.h"

static char root[] = "/tmp/faultline-machine.XXXXXX";

/* A file below the root, with the directories that it takes */
static void put(const char *path, const char *text)
{
	char whole[512];
	FILE *file;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (char *slash = strchr(whole + sizeof(root), '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(whole, 0700);
		*slash = '/';
	}
	file = fopen(whole, "we");
	assert_non_null(file);
	fprintf(file, "%s\n", text);
	fclose(file);
}

static int make_root(void **unused)
{
	(void)unused;
	snprintf(root, sizeof(root), "/tmp/faultline-machine.XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **unused)
{
	char command[128];

	(void)unused;
	snprintf(command, sizeof(command), "rm -r %s", root);
	return system(command);
}

static void a_machine_that_says_nothing_is_not_doubted(void **unused)
{
	struct machine_doubt doubt[MACHINE_DOUBTS];

	(void)unused;
	assert_int_equal(machine_doubts(root, doubt), 0);
}

static void a_quiet_machine_is_not_doubted(void **unused)
{
	struct machine_doubt doubt[MACHINE_DOUBTS];

	(void)unused;
	put("/sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "performance");
	put("/sys/devices/system/cpu/intel_pstate/no_turbo", "1");
	put("/sys/devices/system/cpu/smt/active", "0");
	put("/sys/devices/system/node/online", "0");
	put("/proc/loadavg", "0.02 0.10 0.15 1/163 8998");
	put("/proc/cpuinfo", "model name\t: x\nflags\t\t: fpu vme\n");
	assert_int_equal(machine_doubts(root, doubt), 0);
}

static void each_doubt_has_its_remedy(void **unused)
{
	static const struct {
		const char *path, *text, *what, *remedy;
		bool tunes;
	} bad[] = {
		{ "/sys/devices/system/cpu/cpufreq/policy1/scaling_governor", "powersave",
		  "scaling_governor is powersave", "cpupower", true },
		{ "/sys/devices/system/cpu/intel_pstate/no_turbo", "0", "no_turbo is 0",
		  "echo 1 >/sys/devices/system/cpu/intel_pstate/no_turbo", true },
		{ "/sys/devices/system/cpu/cpufreq/boost", "1", "boost is 1", "echo 0 >", true },
		{ "/proc/sys/kernel/nmi_watchdog", "1", "nmi_watchdog is 1", "echo 0 >", true },
		{ "/proc/sys/kernel/numa_balancing", "1", "numa_balancing is 1", "echo 0 >", true },
		{ "/sys/kernel/mm/ksm/run", "1", "run is 1", "echo 0 >/sys/kernel/mm/ksm/run", true },
		{ "/sys/devices/system/cpu/smt/active", "1", "active is 1", "nosmt", false },
		{ "/proc/loadavg", "900.02 3.1 3.15 1/163 8998", "the load average is 900.02", "top",
		  false },
		{ "/sys/devices/system/node/online", "0-1", "NUMA nodes 0-1", "numactl", false },
		{ "/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu hypervisor vme\n",
		  "virtual machine", "machine", false },
	};
	const size_t n = sizeof(bad) / sizeof(*bad);
	struct machine_doubt doubt[MACHINE_DOUBTS];

	(void)unused;
	put("/sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "performance");
	for (size_t i = 0; i < n; i++) {
		put(bad[i].path, bad[i].text);
		assert_int_equal(machine_doubts(root, doubt), i + 1);
	}
	for (size_t i = 0; i < n; i++) {
		assert_non_null(strstr(doubt[i].what, bad[i].what));
		assert_non_null(strstr(doubt[i].remedy, bad[i].remedy));
		assert_non_null(doubt[i].why);
		assert_int_equal(doubt[i].tunes, bad[i].tunes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_machine_that_says_nothing_is_not_doubted,
						make_root, remove_root),
		cmocka_unit_test_setup_teardown(a_quiet_machine_is_not_doubted, make_root, remove_root),
		cmocka_unit_test_setup_teardown(each_doubt_has_its_remedy, make_root, remove_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
