// SPDX-License-Identifier: GPL-2.0-only
/* Write to a temporary, fsync, rename. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/outfile.h"

static struct outfile *volatile open_files;

/* SA_RESETHAND: the signal comes again, and ends us as it would have */
static void remove_open(int signo)
{
	for (const struct outfile *out = open_files; out; out = out->next)
		unlink(out->tmp);
	raise(signo);
}

/* What is ignored, or handled already, stays so */
static void remove_on_signals(void)
{
	static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGXFSZ };
	struct sigaction action = { .sa_handler = remove_open, .sa_flags = (int)SA_RESETHAND };
	struct sigaction before;

	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		if (!sigaction(ending[i], NULL, &before) && before.sa_handler == SIG_DFL)
			sigaction(ending[i], &action, NULL);
}

static void forget(const struct outfile *out)
{
	struct outfile *before = open_files;

	if (before == out) {
		open_files = out->next;
		return;
	}
	while (before && before->next != out)
		before = before->next;
	if (before)
		before->next = out->next;
}

int outfile_open(struct outfile *out, const char *dir, const char *name)
{
	struct stat there;

	snprintf(out->path, sizeof(out->path), "%s/%s", dir, name);
	/* A rename would take the place of a device for everybody */
	if (!stat(out->path, &there) && !S_ISREG(there.st_mode))
		return complain("%s: not a regular file, so it is not replaced", out->path);
	snprintf(out->tmp, sizeof(out->tmp), "%s.tmp", out->path);
	out->next = open_files;
	open_files = out;
	remove_on_signals();
	out->file = fopen(out->tmp, "we");
	if (out->file)
		return 0;
	complain("%s: %s", out->tmp, strerror(errno));
	forget(out);
	return -1;
}

int outfile_commit(struct outfile *out)
{
	int error = fflush(out->file) || fsync(fileno(out->file));

	error |= fclose(out->file);
	out->file = NULL;
	error = error || rename(out->tmp, out->path);
	if (error) {
		complain("%s: %s", out->path, strerror(errno));
		unlink(out->tmp);
	}
	forget(out);
	return error ? -1 : 0;
}

int outfile_flush_stdout(void)
{
	static bool told;

	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	if (!told)
		complain("stdout: %s", strerror(errno));
	told = true;
	return -1;
}

void outfile_discard(struct outfile *out)
{
	if (out->file)
		fclose(out->file);
	out->file = NULL;
	unlink(out->tmp);
	forget(out);
}
