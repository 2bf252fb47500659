/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs of several machines, and which are of one. For other folders. */
#ifndef FAULTLINE_HOSTS_HOSTS_H
#define FAULTLINE_HOSTS_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "results/analysis.h"
#include "results/comparison.h"

struct host_run {
	const char *dir;
	size_t host;		/**< the index of its host */
	struct analysis analysis;
	struct comparisons set;	/**< of its variants with each other, see pairs_make() */
};

struct host {
	char name[80];		/**< printable ASCII */
	const struct host_run *first;	/**< which says for all of its runs what the machine is */
	size_t runs;
	/** Of all its runs together. */
	size_t planned, seen, failed;
	bool complete;
};

struct hosts {
	struct host_run *run;	/**< as on the command line */
	size_t n_runs;
	struct host *host;	/**< by their first runs */
	size_t n;
	enum mode mode;		/**< of all */
};

/**
 * hosts_read() - read the runs in @n directories.
 * A run is of the host that it names; an older one, which names none, of one with the name of its
 * directory.  All runs of a host are of one kernel, and no run is there twice.
 * Return: 0, or -1 after complaining; hosts_free() is due either way.
 */
int hosts_read(struct hosts *hosts, char *const dir[], size_t n);

/** hosts_whole() - did no trial of any run fail, and is none missing? */
bool hosts_whole(const struct hosts *hosts);

void hosts_free(struct hosts *hosts);

#endif
