/* SPDX-License-Identifier: GPL-2.0-only */
/* In what a run measures. */
#ifndef FAULTLINE_MODEL_MODE_H
#define FAULTLINE_MODEL_MODE_H

enum mode {
	MODE_INSN,	/**< guest instructions: the TSC under qemu -icount shift=0 */
	MODE_TIME,	/**< nanoseconds of CLOCK_MONOTONIC */
	MODE_COUNT,	/**< no clock worth reading (plain TCG): event counts only */
	NR_MODES
};

extern const char *const mode_names[NR_MODES];
/** The unit of stopwatch_read(): "insn", "ns", and "none" for MODE_COUNT. */
extern const char *const mode_units[NR_MODES];

#endif
