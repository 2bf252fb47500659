// SPDX-License-Identifier: GPL-2.0-only
/* Write to a temporary, fsync, rename. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/outfile.h"

int outfile_open(struct outfile *out, const char *dir, const char *name)
{
	struct stat there;

	snprintf(out->path, sizeof(out->path), "%s/%s", dir, name);
	/* A rename would take the place of a device for everybody */
	if (!stat(out->path, &there) && !S_ISREG(there.st_mode))
		return complain("%s: not a regular file, so it is not replaced", out->path);
	snprintf(out->tmp, sizeof(out->tmp), "%s.tmp", out->path);
	out->file = fopen(out->tmp, "we");
	return out->file ? 0 : complain("%s: %s", out->tmp, strerror(errno));
}

int outfile_commit(struct outfile *out)
{
	int error = fflush(out->file) || fsync(fileno(out->file));

	error |= fclose(out->file);
	out->file = NULL;
	if (!error && !rename(out->tmp, out->path))
		return 0;
	complain("%s: %s", out->path, strerror(errno));
	unlink(out->tmp);
	return -1;
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
}
