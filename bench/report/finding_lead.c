// SPDX-License-Identifier: GPL-2.0-only
/* What the findings of a report are about. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "report/finding_kinds.h"
#include "report/locks.h"
#include "report/pairs.h"

/* Costs are compared already */
static int take_costs(struct lead *lead, const struct comparisons *set, enum variant variant)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->pair[i].a->cell.variant != variant)
			continue;
		if (comparisons_add(&lead->set, set->pair[i].a, set->pair[i].b))
			return -1;
		lead->set.pair[lead->set.n - 1] = set->pair[i];
	}
	return 0;
}

/* How often threads wait, in the lock trials of both */
static int compare_events(struct comparison *pair)
{
	double *a = locks_events(&pair->a->waited), *b = locks_events(&pair->b->waited);
	struct event_rounds before = { a, pair->a->waited.faults, pair->a->waited.rounds };
	struct event_rounds after = { b, pair->b->waited.faults, pair->b->waited.rounds };

	if (a && b)
		pair->ratio = rate_ratio(&before, &after, 1);
	free(a);
	free(b);
	return a && b ? 0 : complain("out of memory for how often threads wait");
}

static int take_events(struct lead *lead, enum variant variant)
{
	const struct analysis *analysis = lead->analysis;

	for (size_t i = 0; i < analysis->n_results; i++) {
		const struct result *a = &analysis->result[i], *b;
		struct cell cell = a->cell;

		if (cell.variant != variant || pair_of(analysis, variant) == NR_VARIANTS)
			continue;
		cell.variant = pair_of(analysis, variant);
		b = analysis_find(analysis, &cell);
		if (!b || !a->waited.rounds || !b->waited.rounds)
			continue;
		if (comparisons_add(&lead->set, a, b) ||
		    compare_events(&lead->set.pair[lead->set.n - 1]))
			return -1;
	}
	return 0;
}

/* That two rates are equal is never shown */
static int judge_events(struct comparisons *set)
{
	double *p = calloc(set->n + 1, sizeof(*p));
	int ret;

	if (!p)
		return complain("out of memory for comparisons");
	for (size_t i = 0; i < set->n; i++)
		p[i] = set->pair[i].ratio.p;
	ret = adjust_p(p, set->n);
	for (size_t i = 0; i < set->n; i++)
		set->pair[i].verdict = p[i] <= FALSE_DISCOVERY_RATE ? VERDICT_CHANGED :
								      VERDICT_CANNOT_TELL;
	free(p);
	return ret;
}

/* A fault on a page of several blocks does other work: one range over both would say little */
static bool blocks_differ(const struct comparisons *set)
{
	bool one = false, several = false;

	for (size_t i = 0; i < set->n; i++) {
		bool is_one = set->pair[i].a->cell.block_size == PAGE_BYTES;

		one |= is_one;
		several |= !is_one;
	}
	return one && several;
}

int lead_make(struct lead *lead, const struct comparisons *all)
{
	bool count = lead->analysis->mode == MODE_COUNT;

	lead->a = lead->b = NR_VARIANTS;
	for (int v = 0; v < NR_VARIANTS && !lead->set.n; v++) {
		if (count ? take_events(lead, v) : take_costs(lead, all, v))
			return -1;
		if (!lead->set.n)
			continue;
		lead->a = v;
		lead->b = pair_of(lead->analysis, v);
	}
	lead->blocks_differ = blocks_differ(&lead->set);
	return count ? judge_events(&lead->set) : 0;
}

int lead_changed(const struct comparison *pair)
{
	if (pair->verdict != VERDICT_CHANGED || isnan(pair->ratio.value))
		return 0;
	return pair->ratio.value < 1 ? -1 : 1;
}

bool lead_any_change(const struct lead *lead)
{
	for (size_t i = 0; i < lead->set.n; i++)
		if (lead_changed(&lead->set.pair[i]))
			return true;
	return false;
}

/* Is the word of @len bytes one of @text's? */
static bool has_word(const char *text, const char *word, size_t len)
{
	for (; *text; text += strspn(text, " ")) {
		size_t n = strcspn(text, " ");

		if (n == len && !strncmp(text, word, len))
			return true;
		text += n;
	}
	return false;
}

static bool all_have(const struct lead *lead, const char *word, size_t len)
{
	char name[CELL_NAME];

	for (size_t i = 0; i < lead->set.n; i++)
		if (!has_word(cell_name(&lead->set.pair[i].a->cell, ' ', name), word, len))
			return false;
	return true;
}

static bool is(const char *name, const char *word, size_t len)
{
	return strlen(name) == len && !strncmp(name, word, len);
}

char *lead_cell(const struct lead *lead, const struct cell *cell, char name[CELL_NAME])
{
	char all[CELL_NAME];
	size_t at = 0, len;
	const char *word = cell_name(cell, ' ', all);

	*name = '\0';
	for (word += strcspn(word, " "); *word; word += len) {
		word += strspn(word, " ");
		len = strcspn(word, " ");
		if (!is(state_names[cell->state], word, len) &&
		    !is(folio_names[cell->folio], word, len) && all_have(lead, word, len))
			continue;
		at += (size_t)snprintf(name + at, CELL_NAME - at, "%s%.*s", at ? " " : "",
				       (int)len, word);
	}
	return name;
}

char *finding_change(char text[TABLE_CHANGE], double ratio, int decimals)
{
	table_change(text, ratio, decimals);
	/* What is rounded to nothing has no sign */
	if ((*text == '-' || *text == '+') && strspn(text + 1, "0.") == strlen(text + 1) && text[1])
		memmove(text, text + 1, strlen(text));
	return text;
}
