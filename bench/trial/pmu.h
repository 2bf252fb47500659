/* SPDX-License-Identifier: GPL-2.0-only */
/* The processor's cycle and instruction counters, where there are any. For other folders. */
#ifndef FAULTLINE_TRIAL_PMU_H
#define FAULTLINE_TRIAL_PMU_H

#include <stdint.h>

struct pmu {
	int cycles_fd;		/**< group leader, or -1: no counters here */
	int insn_fd;
};

struct pmu_count {
	uint64_t cycles;	/**< user and kernel, of the opening thread */
	uint64_t insn;
};

/** pmu_open() - open both counters for the calling thread, stopped. */
void pmu_open(struct pmu *pmu);

/** pmu_start() - set to zero and count. Does nothing without counters. */
void pmu_start(const struct pmu *pmu);

/**
 * pmu_stop() - stop, and read.
 * Return: 0, or -1 if there are no counters or they did not run all the time.
 */
int pmu_stop(const struct pmu *pmu, struct pmu_count *count);

void pmu_close(struct pmu *pmu);

#endif
