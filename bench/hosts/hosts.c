// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hosts/hosts.h"
#include "hosts/same_run.h"
#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/plain.h"
#include "report/pairs.h"
#include "results/facts.h"
#include "results/read_samples.h"

/* The last part of its path, wherever that is */
static const char *directory_name(const char *dir, char path[PATH_MAX])
{
	const char *name = realpath(dir, path) ? strrchr(path, '/') : NULL;

	return name && name[1] ? name + 1 : dir;
}

static void name_of(const struct host_run *run, char *name, size_t len)
{
	const char *named = fact_host(run->analysis.run);
	char path[PATH_MAX];

	snprintf(name, len, "%s", named ? named : directory_name(run->dir, path));
	plain_make(name);
}

/* A release may be that of many builds */
static bool same_kernel(const struct host_run *a, const struct host_run *b)
{
	const char *id = fact_build_id(a->analysis.run), *other = fact_build_id(b->analysis.run);

	return !strcmp(fact_kernel(a->analysis.run), fact_kernel(b->analysis.run)) &&
	       (!id || !other || !strcmp(id, other));
}

/* May @run be one more of the host that @first is of? */
static int check_host(const char *name, const struct host_run *first, const struct host_run *run)
{
	if (!fact_host(first->analysis.run) && !fact_host(run->analysis.run))
		return complain(
			"%s and %s: neither run names its host, and both directories are called "
			"%s; expected the host's name as that of the directory",
			first->dir, run->dir, name);
	if (!same_kernel(first, run))
		return complain(
			"%s and %s are of one host, %s, but of two kernels; expected one kernel of "
			"each host (faultline trend takes several)",
			first->dir, run->dir, name);
	return 0;
}

static int add_host(struct hosts *hosts, struct host_run *run)
{
	struct host host = { .first = run, .complete = true };

	name_of(run, host.name, sizeof(host.name));
	for (run->host = 0; run->host < hosts->n; run->host++)
		if (!strcmp(hosts->host[run->host].name, host.name))
			return check_host(host.name, hosts->host[run->host].first, run);
	return grow_by(hosts->host, hosts->n, host) ? 0 : complain("out of memory for hosts");
}

static void count_trials(struct host *host, const struct analysis *analysis)
{
	host->runs++;
	host->planned += analysis->planned;
	host->seen += analysis->seen;
	host->failed += analysis->failed;
	host->complete = host->complete && analysis->complete;
}

static int check_mode(const struct host_run *first, const struct host_run *run)
{
	const enum mode mode = run->analysis.mode;

	if (mode == MODE_COUNT)
		return complain(
			"%s: a run in mode count has no costs, and those are what hosts are "
			"compared by",
			run->dir);
	if (mode != first->analysis.mode)
		return complain("%s is of mode %s, and %s of mode %s: expected one mode",
				first->dir, mode_names[first->analysis.mode], run->dir,
				mode_names[mode]);
	return 0;
}

static int check_once(const struct hosts *hosts, const struct host_run *run)
{
	for (const struct host_run *other = hosts->run; other < run; other++) {
		const int same = same_run(other->dir, run->dir);

		if (same > 0)
			complain("%s and %s are the same run; expected each once", other->dir,
				 run->dir);
		if (same)
			return -1;
	}
	return 0;
}

/* The runs before it are read already */
static int read_run(struct hosts *hosts, struct host_run *run, const char *dir)
{
	run->dir = dir;
	if (analysis_read(dir, &run->analysis))
		return -1;
	hosts->n_runs++;
	if (check_once(hosts, run) || check_mode(hosts->run, run) || add_host(hosts, run) ||
	    pairs_make(&run->analysis, &run->set))
		return -1;
	count_trials(&hosts->host[run->host], &run->analysis);
	return 0;
}

int hosts_read(struct hosts *hosts, char *const dir[], size_t n)
{
	memset(hosts, 0, sizeof(*hosts));
	hosts->run = calloc(n, sizeof(*hosts->run));
	if (!hosts->run)
		return complain("out of memory for %zu runs", n);
	for (size_t i = 0; i < n; i++)
		if (read_run(hosts, &hosts->run[i], dir[i]))
			return -1;
	hosts->mode = hosts->run->analysis.mode;
	return 0;
}

bool hosts_whole(const struct hosts *hosts)
{
	for (size_t i = 0; i < hosts->n; i++)
		if (!hosts->host[i].complete || hosts->host[i].failed)
			return false;
	return true;
}

void hosts_free(struct hosts *hosts)
{
	for (size_t i = 0; i < hosts->n_runs; i++) {
		comparisons_free(&hosts->run[i].set);
		analysis_free(&hosts->run[i].analysis);
	}
	free(hosts->run);
	free(hosts->host);
}
