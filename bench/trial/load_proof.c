// SPDX-License-Identifier: GPL-2.0-only
/* By the statistics of jbd2, XFS and the block layer, which are always on. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "trial/load_proof.h"

#define SECTORS_PER_PAGE (PAGE_BYTES / 512)

/* How the kernel calls the disk in /proc and /sys. Return: @name, or NULL */
static char *disk_name(int fd, char name[64])
{
	char link[64], target[512];
	const char *slash;
	struct stat st;
	ssize_t len;

	if (fstat(fd, &st))
		return NULL;
	snprintf(link, sizeof(link), "/sys/dev/block/%u:%u", major(st.st_dev), minor(st.st_dev));
	len = readlink(link, target, sizeof(target) - 1);
	if (len <= 0)
		return NULL;
	target[len] = '\0';
	slash = strrchr(target, '/');
	snprintf(name, 64, "%.63s", slash ? slash + 1 : target);
	return name;
}

/* Read by @format the first number that is there, line by line. Return: -1 if it is nowhere */
static long long read_number(const char *path, const char *format)
{
	FILE *file = fopen(path, "re");
	long long number = -1;
	char line[256];

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, format, &number) == 1)
			break;
	fclose(file);
	return number;
}

/* A journal's name has its inode's number behind the disk's */
static long long jbd2_commits(const char *disk)
{
	long long commits = -1;
	char pattern[128];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "/proc/fs/jbd2/%s-*/info", disk);
	if (glob(pattern, 0, NULL, &found))
		return -1;
	if (found.gl_pathc == 1)
		commits = read_number(found.gl_pathv[0], "%lld transactions");
	globfree(&found);
	return commits;
}

static long long xfs_log_writes(const char *disk)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/fs/xfs/%s/stats/stats", disk);
	return read_number(path, "log %lld");
}

long long load_commits(int fd)
{
	long long commits = -1;
	char disk[64];

	if (disk_name(fd, disk)) {
		commits = jbd2_commits(disk);
		if (commits < 0)
			commits = xfs_log_writes(disk);
	}
	return commits < 0 ? complain("no count of commits in /proc/fs/jbd2 and /sys/fs/xfs: "
				      "nothing would prove the load") : commits;
}

long long load_pages_written(int fd)
{
	long long sectors = -1;
	char disk[64], path[128];

	if (disk_name(fd, disk)) {
		snprintf(path, sizeof(path), "/sys/class/block/%s/stat", disk);
		sectors = read_number(path, "%*u %*u %*u %*u %*u %*u %lld");
	}
	return sectors < 0 ? complain("no statistics of the disk in /sys/class/block: "
				      "nothing would prove the load") :
	       sectors / SECTORS_PER_PAGE;
}
