// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "report/flame_layout.h"

static int widest_first(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

/*
 * What a call costs at least if it is to be drawn: @least, or more than the first one for
 * which there is no frame left.  A caller costs no less than its callee, so it is drawn, too.
 */
static bool is_drawn(double value, double least, double beyond)
{
	return value >= least && value > beyond;
}

/* Return: the cost of the dearest call that has no frame; -1 if memory is out */
static double dearest_beyond(const struct call_tree *tree, int side, size_t most)
{
	double *values = calloc(tree->n + 1, sizeof(*values));
	double beyond;

	if (!values)
		return -1;
	for (size_t i = 0; i < tree->n; i++)
		values[i] = tree->call[i].all[side];
	qsort(values, tree->n, sizeof(*values), widest_first);
	beyond = most < tree->n ? values[most] : 0;
	free(values);
	return beyond;
}

/* Put the callees of frame @at side by side on it; those that are too narrow come to nothing */
static void stack_callees(const struct call_tree *tree, int side, double scale, double least,
			  double beyond, struct flame_layout *layout, size_t at)
{
	const struct flame_frame *frame = &layout->frame[at];
	double x = frame->x;

	for (size_t i = frame->call->child; i; i = tree->call[i].next) {
		double value = tree->call[i].all[side];

		if (is_drawn(value, least, beyond))
			layout->frame[layout->n++] = (struct flame_frame){
				&tree->call[i], x, value * scale, frame->depth + 1 };
		else
			layout->left_out_all += value;
		x += value * scale;
	}
}

int flame_layout_make(const struct call_tree *tree, int side, double scale, double least,
		      size_t most, struct flame_layout *layout)
{
	double beyond = dearest_beyond(tree, side, most);
	size_t called = 0;

	*layout = (struct flame_layout){ .frame = calloc(tree->n, sizeof(*layout->frame)) };
	if (!layout->frame || beyond < 0)
		return complain("out of memory for a flame graph");
	layout->frame[layout->n++] = (struct flame_frame){
		&tree->call[0], 0, tree->call[0].all[side] * scale, 0 };
	for (size_t at = 0; at < layout->n; at++) {
		if (layout->frame[at].depth >= layout->levels)
			layout->levels = layout->frame[at].depth + 1;
		stack_callees(tree, side, scale, least / scale, beyond, layout, at);
	}
	for (size_t i = 0; i < tree->n; i++)
		called += tree->call[i].all[side] > 0;
	layout->left_out = called > layout->n ? called - layout->n : 0;
	return 0;
}

void flame_layout_free(struct flame_layout *layout)
{
	free(layout->frame);
	memset(layout, 0, sizeof(*layout));
}
