/* SPDX-License-Identifier: GPL-2.0-only */
/* Two runs, cell by cell. */
#ifndef FAULTLINE_COMPARE_COMPARED_H
#define FAULTLINE_COMPARE_COMPARED_H

#include <stdbool.h>
#include <stddef.h>

#include "compare/contention.h"
#include "compare/environments.h"
#include "compare/explanation.h"
#include "compare/exposures.h"
#include "results/comparison.h"

/** Two runs, and what came of comparing them. */
struct compared {
	const char *base_dir, *new_dir;
	size_t more[2];			/**< further runs of base and of new, see compared_join() */
	struct analysis base, new;
	struct comparisons set;
	size_t only_base, only_new;	/**< cells that have no counterpart */
	double fail_on;			/**< a regression is a change by more, as a ratio: 0.02 */
	double fail_on_locks;		/**< the same of a lock; INFINITY: they are not compared */
	bool locks_asked;		/**< for by name: what cannot be told of them is in doubt */
	bool all;			/**< show unchanged cells as well */
	bool from_baseline;		/**< base_dir is the file of one */
	struct profile_folder profiles[2];	/**< of both, see compared_profiles_open() */
	bool opened[2];
	struct explanations explanations;	/**< of cells that changed, see compared_explain() */
	struct exposures exposures;		/**< locks; see compared_locks() */
	struct contention_changes contention;	/**< waits for them, likewise */
};

/**
 * compared_join() - take @n further runs, directories or baselines @dir, into side @i: 0 is
 * base, 1 new.  Each must be one that may be compared with the first of its side.
 * Return: 0, or -1 after complaining.
 */
int compared_join(struct compared *compared, int i, char *const *dir, size_t n, bool force);

/** compared_joined() - are there several runs of a side? Then a cost is one of a run. */
bool compared_joined(const struct compared *compared);

/** compared_pair_up() - find the cells that both have. Return: 0, or -1 after complaining. */
int compared_pair_up(struct compared *compared);

/** compared_impossible() - why they cannot be compared, even by force; NULL if they can. */
const char *compared_impossible(const struct compared *compared);

#define COMPARED_DOUBTS (2 + COMPARE_DECISIVE)

/** compared_doubts() - @why they say nothing about each other. Return: how many reasons. */
size_t compared_doubts(const struct compared *compared, char why[COMPARED_DOUBTS][COMPARE_WHY]);

/**
 * compared_allowed() - may they be compared?  By force, each doubt is a note.
 * @of_many: there are other runs, too, so a note names these two.
 * Return: 0, or -1 after complaining.
 */
int compared_allowed(const struct compared *compared, bool force, bool of_many);

/** compared_change() - by how much the cell's cost per touched page grew. */
double compared_change(const struct compared *compared, const struct comparison *pair);

/** compared_costs() - do the runs have costs? In mode count there are none. */
bool compared_costs(const struct compared *compared);

/**
 * compared_profiles_open() - the profiles of both runs, if any cell has one in both.
 * What cannot be read is complained about, and explains nothing.
 */
void compared_profiles_open(struct compared *compared);

/**
 * compared_locks() - compare the locks of all cells, in the signals that both runs have:
 * exposure from their profiles, or from what a baseline was made with; events and time from
 * their lock trials.
 * Return: 0, or -1 after complaining that memory is out.
 */
int compared_locks(struct compared *compared);

/** compared_locks_regressed() - in how many signals of locks @pair regressed; NULL: all cells. */
size_t compared_locks_regressed(const struct compared *compared, const struct comparison *pair);

/** compared_any_locks() - is there any signal of locks to tell from? */
bool compared_any_locks(const struct compared *compared);

/** compared_waits_untold() - of how many cells not all waits can be compared, and base has them. */
size_t compared_waits_untold(const struct compared *compared);

/**
 * compared_locks_doubtful() - could a lock of @pair have regressed, for all this comparison can
 * tell?  @pair: NULL: of any cell, or of all of a run without any.
 */
bool compared_locks_doubtful(const struct compared *compared, const struct comparison *pair);

/**
 * compared_explain() - read the profiles of the cells that changed, where both runs have
 * them, for explanation_of().  What cannot be read, or does not add up, is complained
 * about and explains nothing.
 */
void compared_explain(struct compared *compared);

/** compared_free() - all that it holds. */
void compared_free(struct compared *compared);

/** compare_regressed() - did this cell's cost change upwards, and by more than allowed? */
bool compare_regressed(const struct compared *compared, const struct comparison *pair);

/** compare_doubtful() - could it have, for all this comparison can tell? */
bool compare_doubtful(const struct compared *compared, const struct comparison *pair);

#endif
