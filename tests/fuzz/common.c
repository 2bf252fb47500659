// SPDX-License-Identifier: GPL-2.0-only
/* What the targets share: input as a file, and messages that are looked at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

static char *said;	/* all that went to stderr since the last judgement */
static size_t said_len;
static char dir[] = "/tmp/faultline-fuzz.XXXXXX", link_path[64], path[64];
static int fd = -1;

_Noreturn void fuzz_wrong(const char *why)
{
	printf("fuzz: %s\n", why);
	fflush(stdout);
	abort();
}

void fuzz_hush(void)
{
	fflush(stderr);
	rewind(stderr);
}

void fuzz_judge(int ret)
{
	fflush(stderr);
	said[said_len] = '\0';
	if (getenv("FUZZ_SHOW"))
		printf("%s", said);
	if (!ret && said_len)
		fuzz_wrong("it complained, and went on");
	if (ret && (strncmp(said, "faultline: ", 11) || said_len < 12))
		fuzz_wrong("it failed, and does not say why");
	for (size_t i = 0; i < said_len; i++)
		if (i + 1 < said_len ? (unsigned char)said[i] < ' ' || said[i] == 0x7f :
				       said[i] != '\n')
			fuzz_wrong("what it says is more than a line of text");
	fuzz_hush();
}

static void clean_up(void)
{
	unlink(link_path);
	rmdir(dir);
}

static void set_up(void)
{
	fd = memfd_create("fuzz", 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0 || !mkdtemp(dir))
		fuzz_wrong("no place for the input");
	snprintf(link_path, sizeof(link_path), "%s/samples.jsonl", dir);
	if (symlink(path, link_path))
		fuzz_wrong("no place for the input");
	atexit(clean_up);
	stderr = open_memstream(&said, &said_len);
	if (!stderr)
		fuzz_wrong("no place for messages");
}

const char *fuzz_path(const uint8_t *data, size_t size)
{
	if (fd < 0)
		set_up();
	if (ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
		fuzz_wrong("no room for the input");
	return path;
}

const char *fuzz_dir(const uint8_t *data, size_t size)
{
	fuzz_path(data, size);
	return dir;
}
