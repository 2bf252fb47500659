/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the kernel's objects behind a mapped file are, and what is in them. For other folders. */
#ifndef FAULTLINE_TRACE_OBJECTS_H
#define FAULTLINE_TRACE_OBJECTS_H

#include <stdio.h>

#include "bpf/objects.h"

/** objects_open() - load the program that finds them. Return: NULL after complaining. */
struct objects *objects_open(void);

/**
 * objects_find() - those behind @fd, which is mapped.
 * Return: 0, or -1 after complaining.
 */
int objects_find(const struct objects *objects, int fd, struct object_addresses *found);

/**
 * objects_write_types() - the layout of the types, from the kernel's BTF.
 * "type NAME SIZE", then for each of its members "member OFFSET STRUCT.NAME": STRUCT is the
 * innermost one that has a name, and small ones, such as locks, are not looked into.  The last line is "end".
 * Return: 0, or -1 after complaining.
 */
int objects_write_types(FILE *file);

void objects_close(struct objects *objects);

#endif
