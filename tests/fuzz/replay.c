// SPDX-License-Identifier: GPL-2.0-only
/* replay DIR: a target's kept inputs, once each; one line of TAP. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

static void replay(const char *path)
{
	static uint8_t data[1 << 20];
	FILE *file = fopen(path, "re");
	uint8_t *copy;
	size_t size;

	if (!file)
		fuzz_wrong(path);
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	/* Of its own size, so that a byte too far is seen */
	copy = malloc(size + !size);
	if (!copy)
		fuzz_wrong("out of memory");
	for (size_t i = 0; i < size; i++)
		copy[i] = data[i];
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

int main(int argc, char **argv)
{
	struct dirent **entry;
	int n = argc == 2 ? scandir(argv[1], &entry, NULL, alphasort) : -1, inputs = 0;
	char path[4096];

	for (int i = 0; i < n; i++) {
		if (entry[i]->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", argv[1], entry[i]->d_name);
			replay(path);
			inputs++;
		}
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	printf("%s - fuzzing found nothing new in %d inputs of %s\n", inputs ? "ok" : "not ok",
	       inputs, argc == 2 ? argv[1] : "a directory");
	return inputs ? 0 : 1;
}
