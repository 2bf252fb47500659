// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "profile/source.h"

static const struct source_frame unknown = { SOURCE_UNKNOWN, 0, SOURCE_UNKNOWN };

/* "mm/memory.c:123" and a function */
static bool take_frame(struct source *source, char *at, char *function)
{
	struct source_frame *grown = grow(source->frame, source->n_frames, sizeof(*grown));
	char *colon = strrchr(at, ':'), *end;
	unsigned long line;

	if (!grown)
		return false;
	source->frame = grown;
	if (!colon || colon == at || !function || !*function)
		return false;
	*colon = '\0';
	line = strtoul(colon + 1, &end, 10);
	if (end == colon + 1 || *end || line > UINT32_MAX)
		return false;
	source->frame[source->n_frames++] = (struct source_frame){ at, (unsigned int)line, function };
	return true;
}

static bool take_place(struct source *source, char *line)
{
	struct source_place *grown = grow(source->place, source->n_places, sizeof(*grown)), *place;
	char *at, *end;

	if (!grown)
		return false;
	source->place = grown;
	place = &source->place[source->n_places];
	*place = (struct source_place){ strtoull(line, &end, 16), source->n_frames, 0 };
	if (end == line || *end++ != ' ')
		return false;
	if (source->n_places && place[-1].address >= place->address)
		return false;
	while ((at = strsep(&end, " "))) {
		char *function = strsep(&end, " ");

		if (!take_frame(source, at, function))
			return false;
		place->n++;
	}
	source->n_places++;
	return place->n;
}

/* Return: the file as a string; NULL with errno */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	struct stat stat;
	char *text = NULL;
	size_t len = 0;

	if (!file)
		return NULL;
	if (!fstat(fileno(file), &stat))
		text = malloc((size_t)stat.st_size + 1);
	if (text)
		len = fread(text, 1, (size_t)stat.st_size, file);
	if (text)
		text[len] = '\0';
	fclose(file);
	return text;
}

/* The first line, with what tells its kernel */
static int check_kernel(const char *line, const char *path, const char *kernel)
{
	static const char word[] = "kernel ";

	if (!line || strncmp(line, word, strlen(word)))
		return complain("%s: its first line names no kernel; make it anew: faultline profile "
				"--vmlinux", path);
	line += strlen(word);
	if (strcmp(line, kernel))
		return complain("%s: of kernel %.64s, and the run of %s; make it anew: faultline "
				"profile --vmlinux", path, line, kernel);
	return 0;
}

static int read_lines(struct source *source, const char *path, const char *kernel)
{
	char *rest = source->text, *line = strsep(&rest, "\n");

	if (check_kernel(line, path, kernel))
		return -1;
	for (size_t number = 2; (line = strsep(&rest, "\n")); number++) {
		if (!strcmp(line, "end") && rest && !*rest)
			return 0;
		if (!rest)
			break;
		if (!take_place(source, line))
			return complain("%s:%zu: not a line of 'faultline profile --vmlinux'", path,
					number);
	}
	return complain("%s: cut off; its last line is \"end\"", path);
}

/* The file may be of anybody; no name in it is to command a terminal */
static void make_plain(char *text)
{
	for (; *text; text++)
		if (*text != '\n' && (*text < ' ' || *text > '~'))
			*text = '?';
}

int source_read(const char *path, const char *kernel, struct source *source)
{
	memset(source, 0, sizeof(*source));
	source->text = read_text(path);
	if (!source->text)
		return complain("%s: %s; 'faultline profile --vmlinux' makes it", path,
				strerror(errno));
	make_plain(source->text);
	if (!read_lines(source, path, kernel))
		return 0;
	source_free(source);
	return -1;
}

void source_free(struct source *source)
{
	free(source->text);
	free(source->place);
	free(source->frame);
	memset(source, 0, sizeof(*source));
}

const struct source_place *source_at(const struct source *source, uint64_t address)
{
	size_t low = 0, high = source->n_places;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (source->place[middle].address == address)
			return &source->place[middle];
		if (source->place[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct source_frame *source_inner(const struct source *source, uint64_t address)
{
	const struct source_place *place = source_at(source, address);

	return place ? &source->frame[place->first] : &unknown;
}

const struct source_frame *source_outer(const struct source *source, uint64_t address)
{
	const struct source_place *place = source_at(source, address);

	return place ? &source->frame[place->first + place->n - 1] : &unknown;
}
