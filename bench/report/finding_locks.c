// SPDX-License-Identifier: GPL-2.0-only
/* Findings: the lock that threads wait for, or that they would meet at first. */
#include <math.h>
#include <string.h>

#include "report/bound.h"
#include "report/finding_kinds.h"
#include "report/locks.h"

/* A lock in a cell */
struct met {
	const struct result *result;
	const struct waited *waited;
};

/* Is @result of what the findings are about, and could its threads meet? */
static bool could_meet(const struct lead *lead, const struct result *result)
{
	return (!lead->set.n || result->cell.variant == lead->a || result->cell.variant == lead->b) &&
	       cell_may_wait(&result->cell);
}

/* A commit is an event that nobody waits for; a hazard is among the waits of others */
static bool is_waited_for(const struct waited *waited)
{
	return !locks_are_hazards(waited) && waited->kind != KIND_COMMIT;
}

static double rate_of(const struct met *met)
{
	return waited_rate(&met->result->waited, met->waited).value;
}

/* Its result is NULL if nobody waits for anything */
static struct met find_met(const struct lead *lead)
{
	const struct analysis *analysis = lead->analysis;
	struct met found = { .result = NULL };
	double most = 0;

	for (size_t i = 0; i < analysis->n_results; i++) {
		struct met met = { .result = &analysis->result[i] };

		for (size_t j = 0; could_meet(lead, met.result) && j < met.result->waited.n; j++) {
			met.waited = &met.result->waited.lock[j];
			if (!is_waited_for(met.waited) || !(rate_of(&met) > most))
				continue;
			most = rate_of(&met);
			found = met;
		}
	}
	return found;
}

/* The result that @result is compared with; NULL: with none */
static const struct result *other_side(const struct lead *lead, const struct result *result)
{
	for (size_t i = 0; i < lead->set.n; i++) {
		if (lead->set.pair[i].a == result)
			return lead->set.pair[i].b;
		if (lead->set.pair[i].b == result)
			return lead->set.pair[i].a;
	}
	return NULL;
}

static void say_met(const struct lead *lead, const struct met *met, FILE *out)
{
	const struct result *other = other_side(lead, met->result);
	char text[LOCKS_RATE], name[CELL_NAME];

	fprintf(out, "hreads wait most often for %s, %s times in 1,000 faults of %s",
		met->waited->lock, locks_rate(text, rate_of(met)),
		cell_name(&met->result->cell, ' ', name));
	if (*met->waited->holder.where)
		fprintf(out, ", %s %s in %s", wait_holder_role(met->waited->kind),
			met->waited->holder.who, met->waited->holder.where);
	if (other && other->waited.rounds) {
		const struct waited *there = waited_find(&other->waited, met->waited->lock);
		struct met beside = { other, there };

		fprintf(out, "; with %s %s times", variant_names[other->cell.variant],
			there ? locks_rate(text, rate_of(&beside)) : "0");
	}
}

/* Of a run with profiles alone: the lock that would stop the fewest threads */
static const struct result *find_bound(const struct lead *lead, struct bound *found)
{
	const struct analysis *analysis = lead->analysis;
	const struct result *least = NULL;

	for (size_t i = 0; i < analysis->n_results; i++) {
		const struct result *result = &analysis->result[i];
		struct bound bound;

		if ((lead->set.n && result->cell.variant != lead->a &&
		     result->cell.variant != lead->b) ||
		    !bound_find(lead->profiles, result, &bound) ||
		    (least && !(bound.threads < found->threads)))
			continue;
		least = result;
		*found = bound;
	}
	return least;
}

static void say_bound(const struct lead *lead, const struct result *result,
		      const struct bound *bound, FILE *out)
{
	const struct result *other = other_side(lead, result);
	char label[HELD_LOCK_NAME], name[CELL_NAME];
	struct bound beside;

	fprintf(out, "he lock that stops threads first is %s, which lets %.1f threads at "
		"most fault at a time in %s",
		held_lock_label(bound->lock, label), bound->threads,
		cell_name(&result->cell, ' ', name));
	if (bound_find(lead->profiles, other, &beside))
		fprintf(out, "; with %s %.1f%s%s", variant_names[other->cell.variant],
			beside.threads, strcmp(beside.lock->name, bound->lock->name) ? ", by " : "",
			strcmp(beside.lock->name, bound->lock->name) ?
			held_lock_label(beside.lock, label) : "");
}

bool finding_lock(const struct lead *lead, bool first, FILE *out)
{
	const struct result *result;
	struct bound bound;
	struct met met = find_met(lead);

	if (met.result) {
		fputs(first ? "T" : "; t", out);
		say_met(lead, &met, out);
		return true;
	}
	result = find_bound(lead, &bound);
	if (!result)
		return false;
	fputs(first ? "T" : "; t", out);
	say_bound(lead, result, &bound, out);
	return true;
}
