// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "trace/filter.h"

/* include/linux/proc_ns.h: the first namespaces have numbers of their own */
#define FIRST_PID_NAMESPACE 0xEFFFFFFCU
#define FIRST_CGROUP_NAMESPACE 0xEFFFFFFBU
/* The inode number of the root of cgroup v2 */
#define ROOT_CGROUP 1

static bool in_namespace(const char *path, ino_t first)
{
	struct stat info;

	return stat(path, &info) || info.st_ino == first;
}

/* Return: the process that thread @pid is of, or 0 */
static pid_t process_of(pid_t pid)
{
	char path[64], line[256];
	long process = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	while (!process && fgets(line, sizeof(line), file))
		if (!strncmp(line, "Tgid:", 5))
			process = strtol(line + 5, NULL, 10);
	fclose(file);
	return (pid_t)process;
}

const char *filter_by_pid(struct trace_filter *filter, const char *text)
{
	static char wrong[80];
	char *end;
	long value = strtol(text, &end, 10);
	pid_t process;

	if (end == text || *end || value <= 0 || value > INT_MAX || kill((pid_t)value, 0))
		return "no such process";
	if (!in_namespace("/proc/self/ns/pid", FIRST_PID_NAMESPACE))
		return "the kernel counts processes otherwise than this PID namespace; "
		       "use --cgroup";
	process = process_of((pid_t)value);
	if (process && process != value) {
		snprintf(wrong, sizeof(wrong), "a thread of process %d; name that", (int)process);
		return wrong;
	}
	filter->tgid = (pid_t)value;
	return NULL;
}

static bool is_cgroup(const char *path)
{
	struct statfs fs;

	return !statfs(path, &fs) && fs.f_type == CGROUP2_SUPER_MAGIC;
}

/* How far below the root of all cgroups, or -1 if this cgroup namespace hides that */
static int level_of(const char *path)
{
	struct stat info;
	char up[PATH_MAX];
	int level = 0;

	if (!in_namespace("/proc/self/ns/cgroup", FIRST_CGROUP_NAMESPACE) || !realpath(path, up))
		return -1;
	while (is_cgroup(up) && !stat(up, &info)) {
		char *slash = strrchr(up, '/');

		if (info.st_ino == ROOT_CGROUP)
			return level;
		if (!slash || slash == up)
			break;
		*slash = '\0';
		level++;
	}
	/* What is mounted there is not all */
	return -1;
}

const char *filter_by_cgroup(struct trace_filter *filter, const char *text)
{
	struct stat info;

	if (stat(text, &info) || !S_ISDIR(info.st_mode))
		return "not a directory";
	if (!is_cgroup(text))
		return "not a cgroup (v2); they are below /sys/fs/cgroup";
	filter->cgroup = info.st_ino;
	filter->cgroup_level = level_of(text);
	return NULL;
}

const char *filter_by_device(struct trace_filter *filter, const char *text)
{
	struct stat info;

	if (stat(text, &info) || !S_ISBLK(info.st_mode))
		return "not a block device";
	filter->device = info.st_rdev;
	return NULL;
}
