// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the exerciser asks of the machine around the files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ex.h"

#ifndef EXT4_IOC_SHUTDOWN
#define EXT4_IOC_SHUTDOWN _IOR('X', 125, __u32)
#endif

uint64_t now_ms(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts))
		setup_error("clock_gettime: %s", strerror(errno));
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

/* The exit status, or 128 if it had none. */
static int run(char *const argv[])
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		setup_error("fork: %s", strerror(errno));
	if (!pid) {
		execvp(argv[0], argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			setup_error("waitpid: %s", strerror(errno));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int run_shell(const char *cmd, const char *arg)
{
	char *argv[] = { "sh", "-c", (char *)cmd, "sh", (char *)arg, NULL };

	return run(argv);
}

/* Up from dir, as far as it is the same file system. */
static void mount_point(const char *dir, char *path, size_t size)
{
	char up[4096 + 4], *slash;
	struct stat here, there;

	if (!realpath(dir, up) || strlen(up) >= size || stat(up, &here))
		setup_error("%s: %s", dir, strerror(errno));
	snprintf(path, size, "%s", up);
	while (strcmp(up, "/")) {
		slash = strrchr(up, '/');
		slash[slash == up] = 0;
		if (stat(up, &there))
			setup_error("%s: %s", up, strerror(errno));
		if (there.st_dev != here.st_dev)
			break;
		snprintf(path, size, "%s", up);
	}
}

void do_remount(const struct config *cfg)
{
	static char at[4096];
	char *umount[] = { "umount", at, NULL };
	char *mount[] = {
		"mount", "-t", (char *)cfg->fstype, "-o",
		(char *)(cfg->mount_opts ? cfg->mount_opts : "defaults"),
		(char *)cfg->device, at, NULL
	};
	int i, status;

	if (cfg->remount_cmd) {
		status = run_shell(cfg->remount_cmd, cfg->dir);
		if (status)
			setup_error("the remount command exited with %d", status);
		return;
	}
	if (!at[0])
		mount_point(cfg->dir, at, sizeof(at));
	/* someone else (udev, a df) may be looking at it for a moment */
	for (i = 0; run(umount); i++) {
		if (i == 20)
			setup_error("cannot unmount %s", at);
		usleep(100000);
	}
	if (run(mount))
		setup_error("cannot mount %s on %s", cfg->device, at);
}

void poison_device(const char *dev)
{
	const size_t chunk = 1 << 20;
	uint8_t *buf = malloc(chunk);
	struct stat st;
	off_t end, pos;
	ssize_t n;
	int fd;

	if (!buf || stat(dev, &st))
		setup_error("%s: %s", dev, strerror(errno));
	/* O_EXCL on a block device: not while it is mounted or otherwise held */
	fd = open(dev, O_WRONLY | (S_ISBLK(st.st_mode) ? O_EXCL : 0));
	end = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	if (end < 0)
		setup_error("%s: %s", dev, strerror(errno));
	memset(buf, POISON, chunk);
	for (pos = 0; pos < end; pos += n) {
		n = pwrite(fd, buf, end - pos < (off_t)chunk ? (size_t)(end - pos) : chunk, pos);
		if (n <= 0)
			setup_error("%s: %s", dev, strerror(errno));
	}
	if (fsync(fd) || close(fd))
		setup_error("%s: %s", dev, strerror(errno));
	free(buf);
}

int drop_caches(void)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
	int ret = 0;

	if (fd < 0)
		return -EOPNOTSUPP;
	if (write(fd, "3", 1) != 1)
		ret = -errno;
	close(fd);
	return ret;
}

int shutdown_fs(int dirfd, int flag)
{
	__u32 arg = flag;

	return ioctl(dirfd, EXT4_IOC_SHUTDOWN, &arg) ? -errno : 0;
}

/*
 * May "no space" have been true? Free space that only a commit gives back, and reservations,
 * count as free in statvfs; more than half of the file system they are not. The other processes
 * may have freed since then all that they had.
 */
bool space_is_short(const struct config *cfg, int fd)
{
	uint64_t freed_since = (cfg->procs - 1) * cfg->files * cfg->max_size;
	struct statvfs sv;

	return cfg->quota || cfg->fill || (!fstatvfs(fd, &sv) &&
	       sv.f_bavail * sv.f_frsize <= sv.f_blocks * sv.f_frsize / 2 + freed_since);
}
