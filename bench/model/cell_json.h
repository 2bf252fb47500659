/* SPDX-License-Identifier: GPL-2.0-only */
/* Cells as results have them. */
#ifndef FAULTLINE_MODEL_CELL_JSON_H
#define FAULTLINE_MODEL_CELL_JSON_H

#include <jansson.h>

#include "model/cell.h"

/** cell_to_json() - the keys that name a cell. */
json_t *cell_to_json(const struct cell *cell);

/**
 * cell_from_json() - the reverse.
 * Return: 0, or -1 if @object does not name a cell.
 */
int cell_from_json(const json_t *object, struct cell *cell);

#endif
