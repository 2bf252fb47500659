// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/names.h"
#include "results/curves.h"

/* A result, as one of those that are equal but for an axis */
struct point {
	struct cell rest;
	double value;
	const struct result *result;
};

/* What stands in one chart */
static struct cell shared(const struct cell *rest)
{
	struct cell cell = *rest;

	cell.variant = 0;
	cell.state = 0;
	cell.folio = 0;
	return cell;
}

static int compare_rests(const struct cell *a, const struct cell *b)
{
	const struct cell x = shared(a), y = shared(b);
	int order = memcmp(&x, &y, sizeof(x));

	if (order)
		return order;
	if (a->state != b->state)
		return a->state < b->state ? -1 : 1;
	if (a->folio != b->folio)
		return a->folio < b->folio ? -1 : 1;
	return a->variant == b->variant ? 0 : a->variant < b->variant ? -1 : 1;
}

static int compare_points(const void *a, const void *b)
{
	const struct point *x = a, *y = b;
	int order = compare_rests(&x->rest, &y->rest);

	return order ? order : x->value < y->value ? -1 : x->value > y->value;
}

static int add_curve(struct curve **list, size_t *n, enum axis axis, const struct point *point,
		      size_t points)
{
	struct curve curve = { .axis = axis, .rest = point->rest, .n = points };

	curve.point = calloc(points, sizeof(struct result *));
	if (!curve.point || !grow_by(*list, *n, curve)) {
		free(curve.point);
		return -1;
	}
	for (size_t i = 0; i < points; i++)
		curve.point[i] = point[i].result;
	return 0;
}

/* @point: room for all results */
static int find_on(const struct analysis *analysis, enum axis axis, struct point *point,
		   struct curve **list, size_t *n)
{
	size_t points = 0;

	for (size_t i = 0; i < analysis->n_results; i++) {
		const struct result *result = &analysis->result[i];
		double value = axis_value(&result->cell, axis);

		if (!(value > 0) || !(result->trials || result->waited.rounds))
			continue;
		point[points] = (struct point){ result->cell, value, result };
		axis_clear(&point[points++].rest, axis);
	}
	qsort(point, points, sizeof(*point), compare_points);
	for (size_t i = 0, end; i < points; i = end) {
		for (end = i + 1; end < points && !compare_rests(&point[i].rest, &point[end].rest);)
			end++;
		if (end - i >= CURVE_LEAST && add_curve(list, n, axis, &point[i], end - i))
			return -1;
	}
	return 0;
}

struct curve *curves_find(const struct analysis *analysis, size_t *n)
{
	struct point *point = calloc(analysis->n_results + 1, sizeof(*point));
	struct curve *list = calloc(1, sizeof(*list));
	bool bad = !point || !list;

	*n = 0;
	for (int axis = 0; axis < NR_AXES && !bad; axis++)
		bad = find_on(analysis, axis, point, &list, n);
	free(point);
	if (!bad)
		return list;
	complain("out of memory for the axes of a run");
	curves_free(list, *n);
	return NULL;
}

double curve_value(const struct curve *curve, size_t i)
{
	return axis_value(&curve->point[i]->cell, curve->axis);
}

bool curve_beside(const struct curve *a, const struct curve *b)
{
	struct cell x = shared(&a->rest), y = shared(&b->rest);

	if (variants[a->rest.variant].in_memory || variants[b->rest.variant].in_memory)
		x.block_size = y.block_size = 0;
	return a->axis == b->axis && !memcmp(&x, &y, sizeof(x));
}

/* Is the word of @len bytes at @word one of @text, whose words @separator is between? */
static bool has_word(const char *text, const char *word, size_t len, char separator)
{
	while (text) {
		if (!strncmp(text, word, len) && (!text[len] || text[len] == separator))
			return true;
		text = strchr(text, separator);
		text += text ? 1 : 0;
	}
	return false;
}

static bool is_name(const char *const *names, size_t n, const char *word, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(names[i]) == len && !strncmp(names[i], word, len))
			return true;
	return false;
}

/*
 * What names the axis is in one of two names alone: the words of both, which are of the panel
 * or of the rest
 */
static char *common_words(const struct curve *curve, char separator, bool panel,
			  char buf[CELL_NAME])
{
	char first[CELL_NAME], last[CELL_NAME];
	size_t used = 0;

	cell_name(&curve->point[0]->cell, '\t', first);
	cell_name(&curve->point[curve->n - 1]->cell, '\t', last);
	*buf = '\0';
	/* The variant is the first word */
	for (const char *word = strchr(first, '\t'); word; word = strchr(word, '\t')) {
		size_t len = strcspn(++word, "\t");
		bool of_panel = is_name(state_names, NR_STATES, word, len) ||
				is_name(folio_names, NR_FOLIOS, word, len);

		if (of_panel != panel || !has_word(last, word, len, '\t'))
			continue;
		if (used)
			buf[used++] = separator;
		memcpy(buf + used, word, len);
		used += len;
		buf[used] = '\0';
	}
	return buf;
}

char *curve_rest(const struct curve *curve, char separator, char buf[CELL_NAME])
{
	return common_words(curve, separator, false, buf);
}

char *curve_panel(const struct curve *curve, char separator, char buf[CELL_NAME])
{
	return common_words(curve, separator, true, buf);
}

void curves_free(struct curve *curve, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(curve[i].point);
	free(curve);
}
