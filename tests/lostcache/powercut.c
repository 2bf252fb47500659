// SPDX-License-Identifier: GPL-2.0-only
#include "powercut.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

/* ext4's superblock, which it reads before its journal: two sectors with one checksum */
#define SUPER_POS	1024
#define SUPER_LEN	1024

void disk_init(struct disk *d, const struct writelog *w, int filled_with)
{
	d->w = w;
	d->applied = 0;
	d->durable = aligned_alloc(4096, w->fs_size);
	d->image = aligned_alloc(4096, w->fs_size);
	if (!d->durable || !d->image)
		err(2, "memory for the disk");
	memset(d->durable, filled_with, w->fs_size);
}

static void write_whole(char *to, const struct entry *e)
{
	memcpy(to + e->pos, e->data, e->len);
}

/*
 * Each sector by itself, but for those of the superblock: no ext4 mounts one that is torn, on
 * neither path, and disks that ext4 is used on write its 1,024 bytes at once.
 */
static void write_torn(char *to, const struct entry *e, unsigned int *seed)
{
	bool keep = false;
	uint64_t at;

	for (at = 0; at < e->len; at += SECTOR) {
		if (e->pos + at != SUPER_POS + SUPER_LEN - SECTOR || !at)
			keep = rand_r(seed) & 0x100;
		if (keep)
			memcpy(to + e->pos + at, e->data + at, SECTOR);
	}
}

/* Of all writes since the flush as many as chance has it, so that some cuts lose all, some none. */
static void lose_some(char *to, const struct entry *e, struct cut *cut, unsigned int percent)
{
	if ((unsigned int)rand_r(&cut->seed) / 16 % 100 < percent) {
		write_whole(to, e);
		cut->whole++;
	} else if (e->len > SECTOR && rand_r(&cut->seed) & 0x100) {
		write_torn(to, e, &cut->seed);
		cut->torn++;
	} else {
		cut->lost++;
	}
}

/* The last flush up to `at`, or 0 if there is none, as entry 0 is none that matters. */
static size_t last_flush(const struct writelog *w, size_t at)
{
	while (at && w->entries[at].kind != ENTRY_FLUSH)
		at--;
	return at;
}

static size_t last_write(const struct writelog *w, size_t before)
{
	while (before && w->entries[before].kind != ENTRY_WRITE)
		before--;
	return before;
}

static void apply(const struct writelog *w, char *to, size_t from, size_t end)
{
	size_t i;

	for (i = from; i < end; i++)
		if (w->entries[i].kind == ENTRY_WRITE)
			write_whole(to, &w->entries[i]);
}

void disk_cut(struct disk *d, struct cut *cut)
{
	size_t flush = last_flush(d->w, cut->at), sure = flush, i;
	unsigned int percent = rand_r(&cut->seed) / 16 % 101;

	if (cut->drop)
		sure = last_write(d->w, flush);
	if (sure < d->applied)
		errx(2, "cuts out of their order");
	apply(d->w, d->durable, d->applied, sure);
	d->applied = sure;
	memcpy(d->image, d->durable, d->w->fs_size);
	if (sure < flush)
		apply(d->w, d->image, sure + 1, flush);
	for (i = flush; i <= cut->at; i++)
		if (d->w->entries[i].kind == ENTRY_WRITE)
			lose_some(d->image, &d->w->entries[i], cut, percent);
}
