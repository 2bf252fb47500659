// SPDX-License-Identifier: GPL-2.0-only
/* Hash maps of the kernel side, as sorted arrays. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "trace/rowmap.h"

static size_t entry_size(const struct rowmap *map)
{
	return map->key_size + map->value_size;
}

char *rowmap_entry(const struct rowmap *map, size_t i)
{
	return map->entry + i * entry_size(map);
}

static int by_key(const void *a, const void *b, void *map)
{
	return memcmp(a, b, ((const struct rowmap *)map)->key_size);
}

static int make_room(struct rowmap *map)
{
	size_t room = map->room ? 2 * map->room : 64;
	char *entry;

	if (map->n < map->room)
		return 0;
	entry = reallocarray(map->entry, room, entry_size(map));
	if (!entry)
		return complain("out of memory for %zu rows of a trace", room);
	map->entry = entry;
	map->room = room;
	return 0;
}

/* @key: room for one, as the array may move */
static int copy_entries(int fd, struct rowmap *map, char *key)
{
	const char *last = NULL;

	for (map->n = 0;; last = key) {
		char *entry;

		if (make_room(map))
			return -1;
		entry = rowmap_entry(map, map->n);
		if (bpf_map_get_next_key(fd, last, entry))
			break;
		memcpy(key, entry, map->key_size);
		if (!bpf_map_lookup_elem(fd, entry, entry + map->key_size))
			map->n++;
	}
	return errno == ENOENT ? 0 : complain("the rows of a trace: %s", strerror(errno));
}

int rowmap_read(int fd, struct rowmap *map)
{
	char *key = malloc(map->key_size);
	int ret;

	if (!key)
		return complain("out of memory for the rows of a trace");
	ret = copy_entries(fd, map, key);
	free(key);
	qsort_r(map->entry, map->n, entry_size(map), by_key, map);
	return ret;
}

void rowmap_clear(int fd, struct rowmap *map)
{
	for (size_t i = 0; i < map->n; i++)
		bpf_map_delete_elem(fd, rowmap_entry(map, i));
	map->n = 0;
}

void *rowmap_value(const struct rowmap *map, const void *key)
{
	size_t low = 0, high = map->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = memcmp(key, rowmap_entry(map, middle), map->key_size);

		if (!order)
			return rowmap_entry(map, middle) + map->key_size;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

unsigned long long rowmap_count(int fd, size_t key_size)
{
	unsigned long long n = 0;
	char key[2][512];

	if (key_size > sizeof(key[0]) || bpf_map_get_next_key(fd, NULL, key[0]))
		return 0;
	while (n++ < 1U << 20 && !bpf_map_get_next_key(fd, key[(n - 1) & 1], key[n & 1]))
		;
	return n;
}

void rowmap_free(struct rowmap *map)
{
	free(map->entry);
	map->entry = NULL;
	map->n = map->room = 0;
}
