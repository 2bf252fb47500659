// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hosts/same_run.h"
#include "lib/complain.h"
#include "model/samples.h"

static FILE *open_samples(const char *dir)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/" SAMPLES_FILE, dir);
	file = fopen(path, "re");
	if (!file)
		complain("%s: %s", path, strerror(errno));
	return file;
}

int same_run(const char *a, const char *b)
{
	FILE *first = open_samples(a), *second = first ? open_samples(b) : NULL;
	int ret = second ? 1 : -1;
	char one[4096], other[4096];

	while (ret > 0) {
		size_t n = fread(one, 1, sizeof(one), first);
		size_t m = fread(other, 1, sizeof(other), second);
		size_t least = n < m ? n : m;

		if (memcmp(one, other, least) != 0)
			ret = 0;
		if (least < sizeof(one))
			break;
	}
	if (first)
		fclose(first);
	if (second)
		fclose(second);
	return ret;
}
