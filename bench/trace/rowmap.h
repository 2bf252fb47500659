/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables that the kernel side keeps in a hash map: what has come since they were last read. */
#ifndef FAULTLINE_TRACE_ROWMAP_H
#define FAULTLINE_TRACE_ROWMAP_H

#include <stddef.h>

/** A copy of a map: its keys, each with its value behind it, in the order of memcmp(). */
struct rowmap {
	size_t key_size, value_size;
	char *entry;
	size_t n, room;
};

/**
 * rowmap_read() - copy the hash map @fd, of which nothing is deleted meanwhile.
 * @map: .key_size and .value_size are set; the rest is replaced.
 * Return: 0, or -1 after complaining.
 */
int rowmap_read(int fd, struct rowmap *map);

/** rowmap_clear() - delete from the map @fd what @map has of it, and all of @map. */
void rowmap_clear(int fd, struct rowmap *map);

/** rowmap_entry() - key and value number @i. */
char *rowmap_entry(const struct rowmap *map, size_t i);

/** rowmap_value() - the value of @key. Return: NULL if there is none. */
void *rowmap_value(const struct rowmap *map, const void *key);

/** rowmap_count() - how many keys the map @fd has now; for maps that change meanwhile. */
unsigned long long rowmap_count(int fd, size_t key_size);

void rowmap_free(struct rowmap *map);

#endif
