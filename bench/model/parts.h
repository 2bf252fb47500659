/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts that the time inside page_mkwrite is split into. */
#ifndef FAULTLINE_MODEL_PARTS_H
#define FAULTLINE_MODEL_PARTS_H

#include "bpf/parts.h"

/** The names of the parts, as results spell them. */
extern const char *const path_part_names[NR_PARTS];

#endif
