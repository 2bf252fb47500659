// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "results/renamed_waits.h"

/* Rates that differ more surely are of two locks */
#define DIFFERS 0.05

static bool same_beginning(const char *a, const char *b, size_t len_a, size_t len_b)
{
	return len_a && len_a == len_b && !strncmp(a, b, len_a);
}

/* No name in C has a dot: from there on it is the compiler's */
static bool same_but_for_compiler(const struct waits *before, const struct waited *gone,
				  const struct waits *after, const struct waited *new)
{
	(void)before;
	(void)after;
	return same_beginning(gone->lock, new->lock, strcspn(gone->lock, "."),
			      strcspn(new->lock, "."));
}

/* "rwsem in f": without a name of its own it has that of who waits. Return: 0: it has one */
static size_t kind_length(const char *lock)
{
	const char *in = strstr(lock, " in ");

	return in ? (size_t)(in - lock) : 0;
}

static bool same_kind_as_often(const struct waits *before, const struct waited *gone,
			       const struct waits *after, const struct waited *new)
{
	const struct event_rounds a = waited_rounds(before, gone, NULL);
	const struct event_rounds b = waited_rounds(after, new, NULL);

	return same_beginning(gone->lock, new->lock, kind_length(gone->lock),
			      kind_length(new->lock)) && rate_ratio(&a, &b, 1).p > DIFFERS;
}

renamed_waits_rule *const renamed_waits_rules[] = { same_but_for_compiler, same_kind_as_often };
const size_t n_renamed_waits_rules = sizeof(renamed_waits_rules) / sizeof(*renamed_waits_rules);
