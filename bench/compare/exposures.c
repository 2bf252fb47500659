// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "compare/exposures.h"
#include "lib/complain.h"
#include "profile/locks.h"

static bool knows_locks(const struct result *result)
{
	return result->has_profile || result->locks.n;
}

bool exposures_possible(const struct comparisons *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (knows_locks(set->pair[i].a) && knows_locks(set->pair[i].b))
			return true;
	return false;
}

/*
 * A lock that only one side knows as a member of an object would have two names; so objects
 * that not both sides know give no names.  Those of a baseline are given.  What cannot be
 * read is no profile.
 */
static void take(struct result *a, struct result *b, const struct profile_folder *const folder[2])
{
	unsigned int known;

	a->has_profile &= !!folder[0];
	b->has_profile &= !!folder[1];
	if (!b->has_profile)
		return;
	known = profile_known_objects(folder[1], b);
	if (folder[0]) {
		known &= profile_known_objects(folder[0], a);
		profile_take_locks(folder[0], a, known);
		profile_take_locks(folder[1], b, known);
	} else if (!(a->locks.objects & ~known)) {
		profile_take_locks(folder[1], b, a->locks.objects);
	}
}

static int add(struct exposures *exposures, const struct comparison *pair, double tolerance)
{
	struct lock_changes *grown = reallocarray(exposures->of, exposures->n + 1, sizeof(*grown));

	if (!grown)
		return complain("out of memory for what became of locks");
	exposures->of = grown;
	if (lock_changes_find(&grown[exposures->n], pair, tolerance))
		return -1;
	exposures->n++;
	return 0;
}

static int add_untold(struct exposures *exposures, const struct comparison *pair)
{
	const struct comparison **grown = reallocarray(exposures->untold, exposures->n_untold + 1,
						       sizeof(struct comparison *));

	if (!grown)
		return complain("out of memory for what became of locks");
	exposures->untold = grown;
	grown[exposures->n_untold++] = pair;
	return 0;
}

bool exposures_untold(const struct exposures *exposures, const struct comparison *pair)
{
	for (size_t i = 0; i < exposures->n_untold; i++)
		if (exposures->untold[i] == pair)
			return true;
	return false;
}

int exposures_find(struct exposures *exposures, const struct comparisons *set,
		   struct analysis *base, struct analysis *new,
		   const struct profile_folder *const folder[2], double tolerance)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct comparison *pair = &set->pair[i];

		if (!knows_locks(pair->a))
			continue;
		take(&base->result[pair->a - base->result], &new->result[pair->b - new->result],
		     folder);
		if (pair->a->locks.n && pair->b->locks.n) {
			if (add(exposures, pair, tolerance))
				return -1;
		} else if (pair->a->locks.n || !pair->a->has_profile || !pair->b->has_profile) {
			if (add_untold(exposures, pair))
				return -1;
		}
	}
	return 0;
}

const struct lock_changes *exposures_of(const struct exposures *exposures,
					const struct comparison *pair)
{
	for (size_t i = 0; i < exposures->n; i++)
		if (exposures->of[i].pair == pair)
			return &exposures->of[i];
	return NULL;
}

size_t exposures_locks(const struct exposures *exposures)
{
	size_t n = 0;

	for (size_t i = 0; i < exposures->n; i++)
		n += exposures->of[i].locks;
	return n;
}

size_t exposures_grown(const struct exposures *exposures)
{
	size_t n = 0;

	for (size_t i = 0; i < exposures->n; i++)
		n += exposures->of[i].grown;
	return n;
}

size_t exposures_shrunk(const struct exposures *exposures)
{
	size_t n = 0;

	for (size_t i = 0; i < exposures->n; i++)
		n += exposures->of[i].n - exposures->of[i].grown;
	return n;
}

void exposures_free(struct exposures *exposures)
{
	for (size_t i = 0; i < exposures->n; i++)
		lock_changes_free(&exposures->of[i]);
	free(exposures->of);
	free(exposures->untold);
	memset(exposures, 0, sizeof(*exposures));
}
