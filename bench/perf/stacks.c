// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "perf/stacks.h"

#define FRAMES_MOST 128		/* the kernel records 127 */

/* The frames of one sample, the innermost first */
struct sample {
	char *function[FRAMES_MOST];
	size_t n;		/* of the kernel */
	size_t others;		/* of programs */
};

/* Blanks and semicolons part the fields of a folded stack */
static void make_word(char *name)
{
	for (char *at = name; *at; at++)
		if (*at <= ' ' || *at > '~' || *at == ';')
			*at = '?';
}

/* "\tffffffff81571535 perf_event_mmap_output". Return: 0, or -1 if memory is out */
static int add_frame(struct sample *sample, char *line)
{
	char *name;
	unsigned long long address = strtoull(line, &name, 16);

	/* The kernel is in the upper half */
	if (!(address >> 63)) {
		sample->others++;
		return 0;
	}
	if (sample->n == FRAMES_MOST)
		return 0;
	name += strspn(name, " ");
	name[strcspn(name, "\n")] = '\0';
	make_word(name);
	sample->function[sample->n] = strdup(name);
	return sample->function[sample->n] ? (sample->n++, 0) : -1;
}

/* Return: the path, to be freed; NULL if memory is out */
static char *fold(const struct sample *sample)
{
	char *path = NULL;
	size_t length;
	FILE *out;

	if (!sample->n)
		return strdup(PERF_STACKS_USER);
	out = open_memstream(&path, &length);
	if (!out)
		return NULL;
	for (size_t i = sample->n; i--;)
		fprintf(out, "%s%s", sample->function[i], i ? ";" : "");
	return fclose(out) ? NULL : path;
}

/* Return: 0, or -1 if memory is out */
static int end_sample(struct perf_stacks *stacks, struct sample *sample)
{
	char *path;

	if (!sample->n && !sample->others)
		return 0;
	path = fold(sample);
	while (sample->n)
		free(sample->function[--sample->n]);
	sample->others = 0;
	if (path && grow_by(stacks->path, stacks->n, path))
		return 0;
	free(path);
	return -1;
}

int perf_stacks_add(struct perf_stacks *stacks, FILE *script)
{
	struct sample sample = { .n = 0 };
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	while (!ret && getline(&line, &room, script) > 0) {
		if (*line == '\t')
			ret = add_frame(&sample, line + 1);
		else if (*line == '\n')
			ret = end_sample(stacks, &sample);
	}
	if (!ret)
		ret = end_sample(stacks, &sample);
	while (sample.n)
		free(sample.function[--sample.n]);
	free(line);
	return ret ? complain("out of memory for the samples of perf") : 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void perf_stacks_write(struct perf_stacks *stacks, const char *cell, FILE *out)
{
	size_t first = 0;

	if (stacks->n)
		qsort(stacks->path, stacks->n, sizeof(*stacks->path), by_text);
	for (size_t i = 1; i <= stacks->n; i++) {
		if (i < stacks->n && !strcmp(stacks->path[i], stacks->path[first]))
			continue;
		fprintf(out, "%s;%s %zu\n", cell, stacks->path[first], i - first);
		first = i;
	}
}

void perf_stacks_free(struct perf_stacks *stacks)
{
	for (size_t i = 0; i < stacks->n; i++)
		free(stacks->path[i]);
	free(stacks->path);
	*stacks = (struct perf_stacks){ .n = 0 };
}
