// SPDX-License-Identifier: GPL-2.0-only
/* One perf event group of cycles and instructions for each timed thread. */
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "trial/pmu.h"

static int open_counter(uint64_t config, int group_fd)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = config,
		.disabled = group_fd < 0,
		.exclude_hv = 1,
		.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
	};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, group_fd,
			    PERF_FLAG_FD_CLOEXEC);
}

void pmu_open(struct pmu *pmu)
{
	pmu->insn_fd = -1;
	pmu->cycles_fd = open_counter(PERF_COUNT_HW_CPU_CYCLES, -1);
	if (pmu->cycles_fd < 0)
		return;
	pmu->insn_fd = open_counter(PERF_COUNT_HW_INSTRUCTIONS, pmu->cycles_fd);
	if (pmu->insn_fd < 0)
		pmu_close(pmu);
}

void pmu_start(const struct pmu *pmu)
{
	if (pmu->cycles_fd < 0)
		return;
	ioctl(pmu->cycles_fd, PERF_EVENT_IOC_RESET, PERF_IOC_FLAG_GROUP);
	ioctl(pmu->cycles_fd, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
}

int pmu_stop(const struct pmu *pmu, struct pmu_count *count)
{
	struct {
		uint64_t n, enabled, running, cycles, insn;
	} group;

	if (pmu->cycles_fd < 0 ||
	    ioctl(pmu->cycles_fd, PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP) ||
	    read(pmu->cycles_fd, &group, sizeof(group)) != sizeof(group) ||
	    group.n != 2 || group.running != group.enabled)
		return -1;
	count->cycles = group.cycles;
	count->insn = group.insn;
	return 0;
}

void pmu_close(struct pmu *pmu)
{
	if (pmu->insn_fd >= 0)
		close(pmu->insn_fd);
	if (pmu->cycles_fd >= 0)
		close(pmu->cycles_fd);
	pmu->insn_fd = pmu->cycles_fd = -1;
}
