// SPDX-License-Identifier: GPL-2.0-only
#include "model/mode.h"

const char *const mode_names[NR_MODES] = {
	[MODE_INSN] = "insn", [MODE_TIME] = "time", [MODE_COUNT] = "count",
};

const char *const mode_units[NR_MODES] = {
	[MODE_INSN] = "insn", [MODE_TIME] = "ns", [MODE_COUNT] = "none",
};
