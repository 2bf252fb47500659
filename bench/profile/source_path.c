// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "profile/source.h"
#include "profile/source_path.h"

struct path {
	const char *name;	/* as in DWARF */
	char *text;
	UT_hash_handle hh;
};

struct source_paths {
	char *root;		/* where the kernel's source begins; NULL: not known */
	struct path *path;
};

/* Take "", "." and ".." out of @path, which begins with a slash */
static void collapse(char *path)
{
	char *to = path, *component, *rest = path;

	while ((component = strsep(&rest, "/"))) {
		size_t len = strlen(component);

		if (!len || !strcmp(component, "."))
			continue;
		if (!strcmp(component, "..")) {
			while (to > path && *--to != '/')
				;
			continue;
		}
		*to++ = '/';
		memmove(to, component, len);
		to += len;
	}
	*to = '\0';
}

/* Return: @name in @directory, which has a slash before it; NULL if memory is out */
static char *whole(const char *directory, const char *name)
{
	const char *before = *name == '/' || !directory ? "" : directory;
	size_t len = strlen(before) + strlen(name) + sizeof("//");
	char *path = malloc(len);

	if (!path)
		return NULL;
	snprintf(path, len, "/%s/%s", before, name);
	collapse(path);
	return path;
}

/* Return: what is in the folder @root; NULL if @path is not there */
static const char *within(const char *path, const char *root)
{
	size_t len = root ? strlen(root) : 0;

	return len && !strncmp(path, root, len) && path[len] == '/' ? path + len + 1 : NULL;
}

struct source_paths *source_paths_new(void)
{
	return calloc(1, sizeof(struct source_paths));
}

void source_paths_root(struct source_paths *paths, const char *directory, const char *name)
{
	static const char first[] = "/init/main.c";
	char *path = name && !paths->root ? whole(directory, name) : NULL;
	size_t len = path ? strlen(path) : 0;

	if (len > strlen(first) && !strcmp(path + len - strlen(first), first)) {
		path[len - strlen(first)] = '\0';
		paths->root = path;
	} else {
		free(path);
	}
}

/* Return: to be freed; NULL if memory is out */
static char *short_path(const struct source_paths *paths, const char *directory, const char *name)
{
	char *path = whole(directory, name), *root = whole(NULL, directory ? directory : ""), *text;
	const char *inside = NULL;

	if (path)
		inside = within(path, paths->root);
	if (path && !inside)
		inside = within(path, root);
	text = path ? strdup(inside ? inside : path) : NULL;
	free(path);
	free(root);
	return text;
}

const char *source_path(struct source_paths *paths, const char *directory, const char *name)
{
	struct path *path;

	if (!name)
		return SOURCE_UNKNOWN;
	HASH_FIND_PTR(paths->path, &name, path);
	if (path)
		return path->text;
	path = calloc(1, sizeof(*path));
	if (!path)
		return SOURCE_UNKNOWN;
	path->name = name;
	path->text = short_path(paths, directory, name);
	if (!path->text) {
		free(path);
		return SOURCE_UNKNOWN;
	}
	HASH_ADD_PTR(paths->path, name, path);
	return path->text;
}

void source_paths_free(struct source_paths *paths)
{
	struct path *path, *next;

	if (!paths)
		return;
	path = paths->path;
	HASH_CLEAR(hh, paths->path);
	for (; path; path = next) {
		next = path->hh.next;
		free(path->text);
		free(path);
	}
	free(paths->root);
	free(paths);
}
