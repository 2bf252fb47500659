/* SPDX-License-Identifier: GPL-2.0-only */
/* What the runs of several hosts found, and what to know of them, in sentences. */
#ifndef FAULTLINE_HOSTS_REMARKS_H
#define FAULTLINE_HOSTS_REMARKS_H

#include "hosts/merged.h"

/** Printable ASCII, of any length. */
struct sentences {
	char **text;
	size_t n;
};

struct remarks {
	/**
	 * In how many cells all hosts agree on which variant costs less, a sentence for each
	 * pair of variants; in how many cells hosts differ, and in which most; what hosts lack.
	 */
	struct sentences findings;
	/**
	 * What may differ beside the hosts: their runs, if they have few; kernels, compilers,
	 * jobs, delays; and trials that failed or are missing, a sentence a host.
	 */
	struct sentences notes;
};

/** remarks_make() - Return: 0, or -1 after complaining; remarks_free() is due either way. */
int remarks_make(const struct merged *merged, struct remarks *remarks);

void remarks_free(struct remarks *remarks);

#endif
