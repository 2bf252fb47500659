// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/names.h"
#include "model/objects.h"
#include "profile/objects.h"

static int add_member(struct object_layouts *layouts, int type, unsigned int offset,
		      const char *name)
{
	size_t n = layouts->of[type].n;
	struct member *grown = grow(layouts->of[type].member, n, sizeof(*grown));

	if (!grown)
		return -1;
	layouts->of[type].member = grown;
	/* The file may be of anybody; no name of it is to command a terminal */
	for (const char *c = name; *c; c++)
		if (*c < '!' || *c > '~')
			return -1;
	grown[n] = (struct member){ offset, strdup(name) };
	layouts->of[type].n += !!grown[n].name;
	return grown[n].name ? 0 : -1;
}

/* A type that is not known any more is passed over, with its members. Return: false if bad */
static bool take_line(struct object_layouts *layouts, const char *line, int *type)
{
	unsigned int number;
	char name[256], end;

	if (sscanf(line, "type %255s %u%c", name, &number, &end) == 3 && end == '\n') {
		*type = names_index(object_types, NR_OBJECTS, name);
		if (*type >= 0)
			layouts->of[*type].size = number;
		return true;
	}
	if (sscanf(line, "member %u %255s%c", &number, name, &end) != 3 || end != '\n')
		return false;
	return *type < 0 || !add_member(layouts, *type, number, name);
}

/* Return: 0, or -1 after complaining */
static int read_lines(struct object_layouts *layouts, FILE *file, const char *path)
{
	char line[512];
	int type = -1;

	for (size_t number = 1; fgets(line, sizeof(line), file); number++) {
		if (!strcmp(line, "end\n"))
			return 0;
		if (!take_line(layouts, line, &type))
			return complain("%s:%zu: neither a type nor a member", path, number);
	}
	return complain("%s: cut off; its last line is \"end\"", path);
}

int object_layouts_read(struct object_layouts *layouts, const char *path)
{
	FILE *file = fopen(path, "re");
	int ret;

	memset(layouts, 0, sizeof(*layouts));
	if (!file)
		return errno == ENOENT ? 0 : complain("%s: %s", path, strerror(errno));
	ret = read_lines(layouts, file, path);
	fclose(file);
	if (ret)
		object_layouts_free(layouts);
	return ret;
}

void object_layouts_free(struct object_layouts *layouts)
{
	for (int i = 0; i < NR_OBJECTS; i++) {
		for (size_t j = 0; j < layouts->of[i].n; j++)
			free(layouts->of[i].member[j].name);
		free(layouts->of[i].member);
	}
	memset(layouts, 0, sizeof(*layouts));
}

/* Return: which object @address is in; -1: none */
static int object_of(const struct object_layouts *layouts, const struct object_addresses *where,
		     uint64_t address)
{
	for (int i = 0; i < NR_OBJECTS; i++)
		if (where->address[i] && address - where->address[i] < layouts->of[i].size)
			return i;
	return -1;
}

const char *object_member(const struct object_layouts *layouts,
			  const struct object_addresses *where, uint64_t address)
{
	int object = object_of(layouts, where, address);
	const char *name = NULL;

	for (size_t i = 0; object >= 0 && i < layouts->of[object].n; i++)
		if (layouts->of[object].member[i].offset <= address - where->address[object])
			name = layouts->of[object].member[i].name;
	return name;
}

static const char *last_word(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

char *object_members(const struct object_layouts *layouts, const struct object_addresses *where,
		     uint64_t address, unsigned int bytes, char *buf, size_t size)
{
	/* An object may begin within the line */
	int object = object_of(layouts, where, address + bytes - 1);
	uint64_t begin;
	size_t at;

	if (object < 0)
		object = object_of(layouts, where, address);
	if (object < 0)
		return NULL;
	begin = address - where->address[object];
	at = (size_t)snprintf(buf, size, "%s:", object_types[object]);
	for (size_t i = 0; i < layouts->of[object].n && at < size; i++) {
		const struct member *member = &layouts->of[object].member[i];

		if (member->offset - begin < bytes)
			at += (size_t)snprintf(buf + at, size - at, " %s,", last_word(member->name));
	}
	if (at >= size)
		memcpy(buf + size - sizeof("..."), "...", sizeof("..."));
	else if (buf[at - 1] == ',')
		buf[at - 1] = '\0';
	return buf;
}
