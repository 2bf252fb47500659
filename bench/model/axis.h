/* SPDX-License-Identifier: GPL-2.0-only */
/* The numbers by which cells can differ. */
#ifndef FAULTLINE_MODEL_AXIS_H
#define FAULTLINE_MODEL_AXIS_H

#include <stdbool.h>

#include "model/cell.h"

enum axis {
#define AXIS(id, ...) AXIS_##id,
#include "model/axis_table.h"
#undef AXIS
	NR_AXES
};

struct axis_facts {
	const char *key;	/**< in results, as cell_to_json() has it */
	const char *name;	/**< "file size" */
	const char *step;	/**< what the number is counted in: "MiB" */
	double in_step;		/**< how much of the number that is */
	bool logarithmic;	/**< in charts */
};

extern const struct axis_facts axes[NR_AXES];

/** axis_value() - the number of @cell on @axis; 0: it has none there. */
double axis_value(const struct cell *cell, enum axis axis);

/** axis_clear() - make @cell equal to all that differ from it on @axis alone. */
void axis_clear(struct cell *cell, enum axis axis);

#define AXIS_TEXT 32

/** axis_text() - a number on @axis as job files spell it: "64m", "12". Return: @text. */
char *axis_text(enum axis axis, double value, char text[AXIS_TEXT]);

#endif
