// SPDX-License-Identifier: GPL-2.0-only
/*
 * /init of a distribution's kernel in scripts/guest: load the modules in the
 * order of /modules, mount what a kernel of ours mounts by itself, and go on
 * with the init that the kernel's command line names.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

static void load_modules(void)
{
	FILE *list = fopen("/modules", "r");
	char name[256];

	if (!list)
		err(1, "/modules");
	while (fgets(name, sizeof(name), list)) {
		int fd;

		name[strcspn(name, "\n")] = '\0';
		fd = open(name, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
			warn("%s", name);
		close(fd);
	}
	fclose(list);
}

static const char *init_of(char *line)
{
	char *at = strstr(line, " init=");

	if (!at)
		errx(1, "no init= on the command line");
	at += strlen(" init=");
	at[strcspn(at, " \n")] = '\0';
	return at;
}

int main(void)
{
	char line[4096] = " ";
	const char *init;
	FILE *cmdline;

	load_modules();
	if (mount("proc", "/proc", "proc", 0, NULL))
		err(1, "/proc");
	cmdline = fopen("/proc/cmdline", "r");
	if (!cmdline || !fgets(line + 1, sizeof(line) - 1, cmdline))
		err(1, "/proc/cmdline");
	init = init_of(line);
	if (mount("hostroot", "/root", "9p", MS_RDONLY,
		  "trans=virtio,version=9p2000.L,msize=512000,cache=loose") ||
	    mount("devtmpfs", "/root/dev", "devtmpfs", 0, NULL) ||
	    chdir("/root") || chroot(".") || chdir("/"))
		err(1, "the root over 9p");
	execl(init, init, NULL);
	err(1, "%s", init);
}
