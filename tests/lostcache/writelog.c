// SPDX-License-Identifier: GPL-2.0-only
#include "writelog.h"

#include <endian.h>
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Documentation/admin-guide/device-mapper/log-writes.rst; all is little-endian */
#define MAGIC		0x6a736677736872ull
#define VERSION		1
#define FLAG_FLUSH	1

struct disk_super {
	uint64_t magic;
	uint64_t version;
	uint64_t nr_entries;
	uint32_t sectorsize;
};

struct disk_entry {
	uint64_t sector;
	uint64_t nr_sectors;
	uint64_t flags;
	uint64_t data_len;
	char zeroes[SECTOR - 32];
};

static const char *map_file(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	void *map;

	if (fd < 0 || fstat(fd, &st))
		err(2, "%s", path);
	map = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		err(2, "%s", path);
	close(fd);
	*len = st.st_size;
	return map;
}

/* The entry at `at`; returns where the next one starts. */
static size_t take_entry(const struct writelog *w, struct entry *e, const char *map, size_t at,
			 size_t len)
{
	const struct disk_entry *d = (const struct disk_entry *)(map + at);
	static const char zeroes[sizeof(d->zeroes)];
	uint64_t flags;

	if (at + SECTOR > len)
		errx(2, "the record of writes is cut off");
	/* QEMU before 7.2.9 mixes zeroes that are written with what comes after them */
	if (d->data_len || memcmp(d->zeroes, zeroes, sizeof(zeroes)))
		errx(2, "the record of writes is damaged");
	flags = le64toh(d->flags);
	e->pos = le64toh(d->sector) * SECTOR;
	e->len = le64toh(d->nr_sectors) * SECTOR;
	e->data = map + at + SECTOR;
	if (flags & ~(uint64_t)FLAG_FLUSH)
		errx(2, "a discard, or what else flags %#" PRIx64 " mean", flags);
	if (e->len > len - at - SECTOR)
		errx(2, "the record of writes is cut off");
	if (e->pos + e->len > w->fs_size + LINES_SIZE ||
	    (e->pos < w->fs_size && e->pos + e->len > w->fs_size))
		errx(2, "a write outside the disk, or over the border of its two parts");
	if (flags)
		e->kind = ENTRY_FLUSH;
	else
		e->kind = e->pos < w->fs_size ? ENTRY_WRITE : ENTRY_LINE;
	return at + SECTOR + e->len;
}

void writelog_read(struct writelog *w, const char *path, uint64_t disk_size)
{
	size_t len, i, at = SECTOR;
	const struct disk_super *s;
	const char *map;

	map = map_file(path, &len);
	s = (const struct disk_super *)map;
	if (len < SECTOR || le64toh(s->magic) != MAGIC || le64toh(s->version) != VERSION ||
	    le32toh(s->sectorsize) != SECTOR)
		errx(2, "%s: no record of writes, or its guest was killed", path);
	if (disk_size <= LINES_SIZE)
		errx(2, "the disk is too small");
	w->fs_size = disk_size - LINES_SIZE;
	w->nr = le64toh(s->nr_entries);
	if (w->nr > len / SECTOR)
		errx(2, "%s: too short for its entries", path);
	w->entries = calloc(w->nr, sizeof(*w->entries));
	if (!w->entries)
		err(2, "memory");
	for (i = 0; i < w->nr; i++)
		at = take_entry(w, &w->entries[i], map, at, len);
	if (at != len)
		errx(2, "%s: damaged, it does not end with its last entry", path);
}
