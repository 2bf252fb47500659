// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.reclaim reclaims as a limit would, when it is told to and as much as it is told to: no
 * guess is needed of what the files, and the program itself, take.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/read_line.h"
#include "lib/write_text.h"
#include "trial/memory_cgroup.h"
#include "trial/restore.h"

#define ROOT "/sys/fs/cgroup"
#define OWN ROOT "/faultline-reclaim"

static int inside;		/* this process is in it */
static char home[512];		/* cgroup.procs of where it was before */

/* Is @word among those of the one line of @path? */
static int has_word(const char *path, const char *word)
{
	char line[512], *save = NULL;

	if (!read_line(path, line, sizeof(line)))
		return 0;
	for (char *at = strtok_r(line, " ", &save); at; at = strtok_r(NULL, " ", &save))
		if (!strcmp(at, word))
			return 1;
	return 0;
}

int memory_cgroup_possible(void)
{
	if (has_word(ROOT "/cgroup.controllers", "memory"))
		return 1;
	complain("load=reclaim takes cgroup v2 with its memory controller on " ROOT
		 "; here is none");
	return 0;
}

/* "0::/user.slice/..." is the line of cgroup v2. Return: 0, or -1 if there is none */
static int find_home(void)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	char line[384];
	int ret = -1;

	if (!file)
		return -1;
	while (ret && fgets(line, sizeof(line), file)) {
		if (strncmp(line, "0::/", 4))
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(home, sizeof(home), ROOT "%s/cgroup.procs", line + 3);
		ret = 0;
	}
	fclose(file);
	return ret;
}

static int make_own(void)
{
	if (!has_word(ROOT "/cgroup.subtree_control", "memory")) {
		if (restore_later(RESTORE_SETTING, ROOT "/cgroup.subtree_control", "-memory"))
			return -1;
		if (write_text(ROOT "/cgroup.subtree_control", "+memory"))
			return complain("load=reclaim: cannot switch the memory controller on in "
					ROOT ": %s", strerror(errno));
	}
	if (restore_later(RESTORE_DIRECTORY, OWN, ""))
		return -1;
	if (mkdir(OWN, 0755) && errno != EEXIST)
		return complain("load=reclaim: " OWN ": %s", strerror(errno));
	if (access(OWN "/memory.reclaim", W_OK))
		return complain("load=reclaim: this kernel has no memory.reclaim; Linux 5.19 or "
				"newer is needed");
	return 0;
}

int memory_cgroup_enter(void)
{
	if (access(OWN "/memory.reclaim", F_OK) && make_own())
		return -1;
	if (find_home())
		return complain("load=reclaim: /proc/self/cgroup names no cgroup v2");
	if (write_text(OWN "/cgroup.procs", "0"))
		return complain("load=reclaim: cannot enter " OWN ": %s", strerror(errno));
	inside = 1;
	return 0;
}

int memory_cgroup_leave(void)
{
	if (!inside)
		return 0;
	if (write_text(home, "0"))
		return complain("load=reclaim: cannot go back to %s: %s", home, strerror(errno));
	inside = 0;
	return 0;
}

int memory_cgroup_reclaim(size_t bytes)
{
	char text[32];

	snprintf(text, sizeof(text), "%zu", bytes);
	/* EAGAIN: less than that could be reclaimed; how much, the statistics say */
	return write_text(OWN "/memory.reclaim", text) && errno != EAGAIN ? -1 : 0;
}

long long memory_cgroup_reclaimed(void)
{
	FILE *file = fopen(OWN "/memory.stat", "re");
	long long pages = -1;
	char line[128];

	while (file && pages < 0 && fgets(line, sizeof(line), file))
		if (sscanf(line, "pgsteal %lld", &pages) != 1)
			pages = -1;
	if (file)
		fclose(file);
	return pages < 0 ? complain("load=reclaim: no pgsteal in " OWN "/memory.stat: "
				    "nothing would prove the load") : pages;
}
