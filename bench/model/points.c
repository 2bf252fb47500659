// SPDX-License-Identifier: GPL-2.0-only
#include "model/points.h"

const char *const point_names[NR_POINTS] = {
#define POINT(id, name, hook) [POINT_##id] = #name,
	POINTS(POINT)
#undef POINT
};
