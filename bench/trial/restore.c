// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/names.h"
#include "lib/write_text.h"
#include "trial/device_mapper.h"
#include "trial/kprobe.h"
#include "trial/restore.h"

#define LOCK_FILE "/run/faultline.lock"

static int lock = -1;
static FILE *file;		/* RESTORE_FILE, to append to */
static json_t *changes;		/* its lines; NULL: none */
static int alive = -1;		/* open in this process only: its end tells the guardian */
static pid_t guardian;

/* Return: 0, or -1 with errno set */
static int remove_directory(const char *path, const char *value)
{
	(void)value;
	return rmdir(path);
}

static void image_identity(const struct stat *image, char text[64])
{
	snprintf(text, 64, "%ju:%ju", (uintmax_t)image->st_dev, (uintmax_t)image->st_ino);
}

/* A file of that name that somebody else has made since is not ours to remove */
static int remove_image(const char *path, const char *value)
{
	char identity[64];
	struct stat now;

	if (lstat(path, &now))
		return -1;
	image_identity(&now, identity);
	return strcmp(identity, value) ? 0 : unlink(path);
}

static int remove_probe(const char *path, const char *value)
{
	(void)value;
	return kprobe_remove(path);
}

static int remove_mapped(const char *path, const char *value)
{
	(void)value;
	return dm_remove(path);
}

static const struct {
	const char *name;
	int (*undo)(const char *path, const char *value);
} kinds[NR_RESTORES] = {
	[RESTORE_SETTING]     = { "setting", write_text },
	[RESTORE_PROBE]	      = { "probe", remove_probe },
	[RESTORE_DIRECTORY]   = { "directory", remove_directory },
	[RESTORE_IMAGE]	      = { "image", remove_image },
	[RESTORE_MAPPED]      = { "device", remove_mapped },
};

static const char *text_of(const json_t *change, const char *key)
{
	const char *text = json_string_value(json_object_get(change, key));

	return text ? text : "";
}

/* Return: NR_RESTORES if this program does not know it */
static enum restore_kind kind_of(const json_t *change)
{
	unsigned int kind = 0;

	while (kind < NR_RESTORES && strcmp(kinds[kind].name, text_of(change, "kind")))
		kind++;
	return (enum restore_kind)kind;
}

/* What is gone is as it should be: the device was taken out, the kprobe removed */
static int undo(const json_t *change)
{
	enum restore_kind kind = kind_of(change);
	const char *path = text_of(change, "path"), *value = text_of(change, "value");

	if (kind == NR_RESTORES)
		return complain(RESTORE_FILE ": unknown kind '%s'", text_of(change, "kind"));
	if (!kinds[kind].undo(path, value) || errno == ENOENT || errno == ENODEV || errno == ENXIO)
		return 0;
	return complain("cannot put the %s %s back%s%s: %s", kinds[kind].name, path,
			*value ? " to " : "", value, strerror(errno));
}

static int undo_changes(void)
{
	int ret = 0;

	for (size_t i = json_array_size(changes); i-- > 0;)
		if (undo(json_array_get(changes, i)))
			ret = -1;
	return ret;
}

/*
 * Each line was written before its change was made.  So the change of a line without an end,
 * the last one of a process that was killed, was not made.
 */
static int read_changes(void)
{
	FILE *left = fopen(RESTORE_FILE, "re");
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t len;
	int ret = 0;

	if (!left)
		return errno == ENOENT ? 0 : complain(RESTORE_FILE ": %s", strerror(errno));
	changes = json_array();
	while (!ret && (len = getline(&line, &room, left)) > 0 && line[len - 1] == '\n') {
		json_t *change = json_loadb(line, (size_t)len, 0, NULL);

		number++;
		if (!change || json_array_append_new(changes, change))
			ret = complain(RESTORE_FILE ":%zu: damaged; set back by hand what the "
				       "file says, and remove it", number);
	}
	free(line);
	fclose(left);
	return ret;
}

static void forget_changes(void)
{
	json_decref(changes);
	changes = NULL;
	if (file)
		fclose(file);
	file = NULL;
}

/* Return: the number of changes put back, or -1 after complaining */
static int put_back_left(void)
{
	int n;

	if (read_changes() || undo_changes()) {
		forget_changes();
		return -1;
	}
	n = (int)json_array_size(changes);
	if (changes && unlink(RESTORE_FILE))
		n = complain(RESTORE_FILE ": %s", strerror(errno));
	forget_changes();
	return n;
}

/* Return: 0, 1 if another process has it, or -1 after complaining */
static int take_machine(void)
{
	lock = open(LOCK_FILE, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
	if (lock < 0)
		return complain(LOCK_FILE ": %s", strerror(errno));
	if (!flock(lock, LOCK_EX | LOCK_NB))
		return 0;
	if (errno != EWOULDBLOCK)
		return complain(LOCK_FILE ": %s", strerror(errno));
	close(lock);
	lock = -1;
	return 1;
}

static void release_machine(void)
{
	if (lock >= 0)
		close(lock);
	lock = -1;
}

/* The lock is held until this process ends as well: nobody measures before all is back */
static _Noreturn void guard(int watched)
{
	sigset_t all;
	char byte;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	setsid();
	prctl(PR_SET_NAME, "faultline-guard");
	while (read(watched, &byte, 1) < 0 && errno == EINTR)
		;
	_exit(put_back_left() < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}

static int start_guardian(void)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return complain("no pipe: %s", strerror(errno));
	guardian = fork();
	if (!guardian) {
		close(ends[1]);
		guard(ends[0]);
	}
	close(ends[0]);
	alive = ends[1];
	return guardian < 0 ? complain("no process to guard the settings: %s", strerror(errno)) : 0;
}

int restore_open(bool guarded)
{
	int ret = take_machine();

	if (ret > 0)
		complain("another faultline run measures on this machine (it has " LOCK_FILE
			 "); start this one after it");
	if (ret)
		return -1;
	ret = put_back_left();
	if (ret > 0)
		note("a run was killed before this one; %d things that it had changed are as before",
		     ret);
	return ret < 0 || (guarded && start_guardian()) ? -1 : 0;
}

static bool is_written_down(enum restore_kind kind, const char *path)
{
	for (size_t i = 0; i < json_array_size(changes); i++) {
		const json_t *change = json_array_get(changes, i);

		if (kind_of(change) == kind && !strcmp(text_of(change, "path"), path))
			return true;
	}
	return false;
}

static int write_down(json_t *change)
{
	if (!file) {
		int fd = open(RESTORE_FILE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

		file = fd < 0 ? NULL : fdopen(fd, "w");
		changes = json_array();
	}
	if (file && !json_array_append(changes, change) && !json_dumpf(change, file, JSON_COMPACT) &&
	    fputc('\n', file) != EOF && !fflush(file))
		return 0;
	return complain(RESTORE_FILE ": %s; nothing is changed that could not be put back",
			strerror(errno));
}

int restore_later(enum restore_kind kind, const char *path, const char *value)
{
	json_t *change;
	int ret;

	if (is_written_down(kind, path))
		return 0;
	change = json_pack("{ss ss ss}", "kind", kinds[kind].name, "path", path, "value", value);
	if (!change)
		return complain("%s: out of memory, or no UTF-8", path);
	ret = write_down(change);
	json_decref(change);
	return ret;
}

int restore_image(const char *path, const struct stat *made)
{
	char identity[64], *whole = realpath(path, NULL);
	int ret;

	if (!whole)
		return complain("%s: %s", path, strerror(errno));
	image_identity(made, identity);
	ret = restore_later(RESTORE_IMAGE, whole, identity);
	free(whole);
	return ret;
}

int restore_all(void)
{
	int ret = undo_changes();

	if (!ret && changes && unlink(RESTORE_FILE))
		ret = complain(RESTORE_FILE ": %s", strerror(errno));
	forget_changes();
	/* Which finds nothing left, or tries again what could not be put back */
	if (alive >= 0)
		close(alive);
	alive = -1;
	if (guardian > 0)
		waitpid(guardian, NULL, 0);
	guardian = 0;
	release_machine();
	return ret;
}

int restore_left(void)
{
	int n = take_machine();

	if (n > 0)
		complain("a run measures on this machine; it puts back what it has changed when it ends");
	if (n)
		return -1;
	n = put_back_left();
	if (n >= 0)
		printf(n ? "%d things that a killed run had changed are as before\n" :
		       "nothing to put back\n", n);
	release_machine();
	return n < 0 ? -1 : 0;
}
