// SPDX-License-Identifier: GPL-2.0-only
#include "model/parts.h"

const char *const path_part_names[NR_PARTS] = {
#define PART(id, name) [PART_##id] = (name),
	PATH_PART_LIST(PART)
#undef PART
};
