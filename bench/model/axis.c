// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>

#include "model/axis.h"

const struct axis_facts axes[NR_AXES] = {
#define AXIS(id, field, key, value, name, step, in_step, logarithmic) \
	[AXIS_##id] = { key, name, step, in_step, logarithmic },
#include "model/axis_table.h"
#undef AXIS
};

double axis_value(const struct cell *cell, enum axis axis)
{
	switch (axis) {
#define AXIS(id, field, key, value, ...) case AXIS_##id: return (double)(value);
#include "model/axis_table.h"
#undef AXIS
	case NR_AXES:
		break;
	}
	return 0;
}

void axis_clear(struct cell *cell, enum axis axis)
{
	switch (axis) {
#define AXIS(id, field, ...) case AXIS_##id: cell->field = 0; break;
#include "model/axis_table.h"
#undef AXIS
	case NR_AXES:
		break;
	}
}

char *axis_text(enum axis axis, double value, char text[AXIS_TEXT])
{
	static const char units[] = "kmgt";
	int unit = -1;

	/* Bytes are whole pages, so whole KiB */
	if (axes[axis].in_step > 1)
		for (; unit < 3 && value >= 1024 && !(fmod(value, 1024) > 0); unit++)
			value /= 1024;
	snprintf(text, AXIS_TEXT, "%.0f%.*s", value, unit >= 0, unit >= 0 ? &units[unit] : "");
	return text;
}
