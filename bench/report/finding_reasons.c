// SPDX-License-Identifier: GPL-2.0-only
/* Findings: what makes the difference. */
#include <math.h>
#include <string.h>

#include "model/parts.h"
#include "report/differing.h"
#include "report/finding_kinds.h"
#include "report/parts.h"

/* What comes to less than this share of a change, or as much more than all of it, is no cause */
#define LEAST_SHARE 0.5

/* No more are named: what many functions make is none's doing */
#define NAMED_MOST 3

#define NAME_SHOWN 48

/* Functions or parts that explain the change of @pair together */
struct cause {
	const struct comparison *pair;
	char name[NAMED_MOST][NAME_SHOWN];
	double by[NAMED_MOST];	/* per touched page */
	int n;
	double share;		/* of the change that they come to */
};

static double change_of(const struct lead *lead, const struct comparison *pair)
{
	const struct analysis *analysis = lead->analysis;

	return result_cost(analysis, pair->b) - result_cost(analysis, pair->a);
}

/* One more; those that differ most come first. Return: do they explain it now? */
static bool add_cause(struct cause *cause, double change, const char *name, double by)
{
	snprintf(cause->name[cause->n], NAME_SHOWN, "%s", name);
	cause->by[cause->n++] = by;
	cause->share += by / change;
	return fabs(1 - cause->share) <= LEAST_SHARE;
}

static bool explained_by_functions(const struct lead *lead, struct cause *cause)
{
	const struct profiles *profiles = lead->profiles;
	double change = change_of(lead, cause->pair);
	struct differing differing;
	bool explained = false;

	if (lead->analysis->mode != MODE_INSN ||
	    !differing_make(profiles, cause->pair, NAMED_MOST, &differing))
		return false;
	for (size_t i = 0; i < differing.n && cause->n < NAMED_MOST && !explained; i++) {
		const struct difference *row = &differing.row[i];

		/* The sum of all others, and that of all */
		if (i + 1 == differing.n || !strcmp(row->name, "(all others)"))
			break;
		explained = add_cause(cause, change, row->name, row->there - row->here);
	}
	differing_free(&differing);
	return explained;
}

static bool explained_by_parts(const struct lead *lead, struct cause *cause)
{
	double change = change_of(lead, cause->pair), by;
	bool told[NR_PARTS] = { false }, explained = false;
	char name[NAME_SHOWN];

	if (!cause->pair->a->has_parts || !cause->pair->b->has_parts)
		return false;
	while (cause->n < NAMED_MOST && !explained) {
		int part = parts_differ_most(cause->pair, told, &by);

		if (part < 0)
			break;
		told[part] = true;
		snprintf(name, sizeof(name), "the part \"%s\"", path_part_names[part]);
		explained = add_cause(cause, change, name, by);
	}
	return explained;
}

static bool explain(const struct lead *lead, const struct comparison *pair, struct cause *cause)
{
	*cause = (struct cause){ .pair = pair };
	if (explained_by_functions(lead, cause))
		return true;
	*cause = (struct cause){ .pair = pair };
	return explained_by_parts(lead, cause);
}

/* Of the cells that cost less, or more: that which changed most of those explained */
static bool find_cause(const struct lead *lead, int sign, struct cause *found)
{
	double most = 0;

	*found = (struct cause){ .pair = NULL };
	for (size_t i = 0; i < lead->set.n; i++) {
		const struct comparison *pair = &lead->set.pair[i];
		struct cause cause;
		double by;

		if (lead_changed(pair) != sign)
			continue;
		by = fabs(log(pair->ratio.value));
		if (by <= most || !explain(lead, pair, &cause))
			continue;
		most = by;
		*found = cause;
	}
	return found->pair;
}

static void say_cause(const struct lead *lead, const struct cause *cause, FILE *out)
{
	char name[CELL_NAME];

	for (int i = 0; i < cause->n; i++)
		fprintf(out, "%s%s %+.0f", !i ? "" : i + 1 == cause->n ? " and " : ", ",
			cause->name[i], cause->by[i]);
	fprintf(out, " (%.0f %% of the change in %s)", 100 * cause->share,
		lead_cell(lead, &cause->pair->a->cell, name));
}

/* Return: was anything said? */
static bool say_causes(const struct lead *lead, FILE *out)
{
	const char *before = NULL;
	struct cause cause;

	if (lead->analysis->mode == MODE_COUNT)
		return false;
	for (int sign = -1; sign <= 1; sign += 2) {
		if (!find_cause(lead, sign, &cause))
			continue;
		if (before)
			fputs(before, out);
		else
			fprintf(out, "What makes the difference, in %s a page: ",
				lead->analysis->mode == MODE_INSN ? "instructions" : "ns");
		say_cause(lead, &cause, out);
		before = "; ";
	}
	if (!before && lead_any_change(lead) && finding_sources(lead)) {
		before = "No three functions or parts of page_mkwrite make half of any change";
		fputs(before, out);
	}
	return before;
}

bool finding_sources(const struct lead *lead)
{
	for (size_t i = 0; i < lead->set.n; i++) {
		const struct comparison *pair = &lead->set.pair[i];

		if ((pair->a->has_parts && pair->b->has_parts) ||
		    (profiles_find(lead->profiles, pair->a) &&
		     profiles_find(lead->profiles, pair->b)))
			return true;
	}
	return false;
}

void finding_reasons(const struct lead *lead, FILE *out)
{
	bool cause = say_causes(lead, out), lock = finding_lock(lead, !cause, out);

	if (cause || lock)
		fputs(".", out);
}
