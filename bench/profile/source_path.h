/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of source files: DWARF has them as the compiler saw them, on some machine. */
#ifndef FAULTLINE_PROFILE_SOURCE_PATH_H
#define FAULTLINE_PROFILE_SOURCE_PATH_H

struct source_paths;

/** source_paths_new() - no names yet. Return: NULL if memory is out. */
struct source_paths *source_paths_new(void);

/**
 * source_paths_root() - see whether a unit tells where the kernel's source begins: the one of
 * init/main.c, which every kernel has.
 * @directory: in which it was compiled; @name: of its file. Either may be NULL.
 */
void source_paths_root(struct source_paths *paths, const char *directory, const char *name);

/**
 * source_path() - "mm/memory.c": @name, which is in @directory unless it begins with a slash,
 * without ".." and the like, and without where the source, or what is compiled, begins.
 * @name: a pointer that stays valid and tells files apart.
 * Return: a string of @paths; SOURCE_UNKNOWN if @name is NULL or memory is out.
 */
const char *source_path(struct source_paths *paths, const char *directory, const char *name);

void source_paths_free(struct source_paths *paths);

#endif
