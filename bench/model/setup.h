/* SPDX-License-Identifier: GPL-2.0-only */
/* How the filesystem of a cell and its disk are set up, beside what its variant says. */
#ifndef FAULTLINE_MODEL_SETUP_H
#define FAULTLINE_MODEL_SETUP_H

#include <stdbool.h>
#include <stddef.h>

#include "model/variant.h"

/** A cell has any set of these: one bit each, SETUP_BIT(). */
enum setup {
#define SETUP(id, ...) SETUP_##id,
#include "model/setup_table.h"
#undef SETUP
	NR_SETUPS
};

#define SETUP_BIT(id) (1U << SETUP_##id)

struct setup_facts {
	/** On each filesystem; one that cannot have it is left out. */
	struct {
		bool possible;
		const char *option;		/**< more for mount(2); NULL: none */
		unsigned int journal_blocks;	/**< size of the journal; 0: the usual */
	} on[NR_FILESYSTEMS];
	const char *elsewhere;		/**< why no other filesystem can have it */
};

extern const struct setup_facts setups[NR_SETUPS];

/** Their names, as job files and results spell them. */
extern const char *const setup_names[NR_SETUPS];

/** SETUP_NAME - bytes that all names in one, and a NUL, take. */
#define SETUP_NAME 96

/** setup_name() - "lazytime+small-journal"; "none" for 0. Return: @buf. */
char *setup_name(unsigned int setup, char buf[SETUP_NAME]);

/**
 * setup_read() - read what setup_name() writes: @len bytes at @text, in any order; none is
 * "none" or "".
 * Return: 0, or -1 if a name is unknown, or is there twice.
 */
int setup_read(const char *text, size_t len, unsigned int *setup);

/** setup_impossible() - can @variant have all of @setup? Return: NULL if so, else why not. */
const char *setup_impossible(unsigned int setup, enum variant variant);

/** setup_journal_blocks() - the size of @filesystem's journal; 0: the usual. */
unsigned int setup_journal_blocks(unsigned int setup, enum filesystem_type filesystem);

#endif
