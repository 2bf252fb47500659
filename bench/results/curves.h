/* SPDX-License-Identifier: GPL-2.0-only */
/* Cells of a run that differ in one number alone. For other folders. */
#ifndef FAULTLINE_RESULTS_CURVES_H
#define FAULTLINE_RESULTS_CURVES_H

#include <stdbool.h>
#include <stddef.h>

#include "model/axis.h"
#include "results/analysis.h"

/** Two points are a line, whatever they are of. */
#define CURVE_LEAST 3

/** CURVE_LEAST cells or more, of one variant, that are equal but for @axis. */
struct curve {
	enum axis axis;
	struct cell rest;		/**< what they have in common; see axis_clear() */
	const struct result **point;	/**< by the number on the axis, ascending */
	size_t n;
};

/**
 * curves_find() - all curves of @analysis, those next to each other that share a chart.
 * Return: an array of @n, for curves_free(); NULL after complaining that memory is out.
 */
struct curve *curves_find(const struct analysis *analysis, size_t *n);

/** curve_value() - the number of point @i on the axis. */
double curve_value(const struct curve *curve, size_t i);

/**
 * curve_beside() - do @a and @b differ in variant, state and folio alone? In memory there is
 * no block size: what is there is beside all others.
 */
bool curve_beside(const struct curve *a, const struct curve *b);

/**
 * curve_rest() - what the cells of @curve have in common, as cell_name() has it, without
 * the words of variant, state and folio. Return: @buf.
 */
char *curve_rest(const struct curve *curve, char separator, char buf[CELL_NAME]);

/** curve_panel() - state and folio in the same way, but for an axis: "sparse order0". Return: @buf. */
char *curve_panel(const struct curve *curve, char separator, char buf[CELL_NAME]);

void curves_free(struct curve *curve, size_t n);

#endif
