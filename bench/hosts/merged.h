/* SPDX-License-Identifier: GPL-2.0-only */
/* What several hosts say of the same cells. For other folders. */
#ifndef FAULTLINE_HOSTS_MERGED_H
#define FAULTLINE_HOSTS_MERGED_H

#include "hosts/hosts.h"
#include "hosts/merged_cell.h"

/** Cells that one host lacks and another one has. */
struct lacking {
	struct cell *cell;
	size_t n;
};

struct merged {
	const struct hosts *hosts;
	struct merged_cell *cell;	/**< those of one pair of variants next to each other */
	size_t n;
	struct lacking *lacking;	/**< by host */
};

/**
 * merged_make() - put the hosts' ratios side by side, and judge whether they agree.
 * Costs of hosts are never mixed.  A ratio is that of one host's variants: with one run as its own
 * report has it; with several, in MODE_TIME, see ratio_of_repeats(), and in MODE_INSN the mean,
 * with a verdict only if all runs have the same one.
 * Hosts differ, in MODE_TIME, if the p of ratios_heterogeneity(), adjusted for all cells after
 * Benjamini and Hochberg, is up to FALSE_DISCOVERY_RATE; in MODE_INSN, if two of them are farther
 * apart than the spreads of both together.
 * @hosts: stays the caller's, and outlives @merged.
 * Return: 0, or -1 after complaining; merged_free() is due either way.
 */
int merged_make(const struct hosts *hosts, struct merged *merged);

void merged_free(struct merged *merged);

#endif
