// SPDX-License-Identifier: GPL-2.0-only
#include "model/objects.h"

const char *const object_types[NR_OBJECTS] = {
#define OBJECT(id, type) [OBJECT_##id] = #type,
	OBJECTS(OBJECT)
#undef OBJECT
};
