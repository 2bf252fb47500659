/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of addresses in the kernel's objects: "ext4_inode_info.i_es_lock".  For other folders.
 */
#ifndef FAULTLINE_PROFILE_OBJECTS_H
#define FAULTLINE_PROFILE_OBJECTS_H

#include <stddef.h>
#include <stdint.h>

#include "bpf/objects.h"

/** A member, and where it begins in its object; bytes. */
struct member {
	unsigned int offset;
	char *name;		/**< "STRUCT.MEMBER" */
};

/** The layout of each object's type. */
struct object_layouts {
	struct {
		unsigned int size;	/**< bytes; 0: not known */
		struct member *member;	/**< in the order of their offsets */
		size_t n;
	} of[NR_OBJECTS];
};

/**
 * object_layouts_read() - read @path, "OUT/profile/types".
 * No such file is no error: then nothing has a name.
 * Return: 0, or -1 after complaining.
 */
int object_layouts_read(struct object_layouts *layouts, const char *path);

void object_layouts_free(struct object_layouts *layouts);

/**
 * object_member() - the member that @address is in.
 * @where: the trial's objects.
 * Return: its name; NULL if it is in none of them.
 */
const char *object_member(const struct object_layouts *layouts,
			  const struct object_addresses *where, uint64_t address);

/**
 * object_members() - the members that lie in the @bytes bytes from @address on, without their
 * structures: "ext4_inode_info: i_es_lock, i_es_all_nr".
 * Return: @buf, cut to its @size and then ending in "..."; NULL if it is in no object.
 */
char *object_members(const struct object_layouts *layouts, const struct object_addresses *where,
		     uint64_t address, unsigned int bytes, char *buf, size_t size);

#endif
