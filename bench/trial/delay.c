// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "lib/complain.h"
#include "trace/delay.h"
#include "trial/delay.h"

void delayed_begin(struct delayed *delayed)
{
	memset(delayed, 0, sizeof(*delayed));
	delayed->asked = delay_asked();
	if (!delayed->asked)
		return;
	delayed->misses = delay_misses();
	delay_read(delayed->sums);
}

void delayed_end(struct delayed *delayed)
{
	struct delay_sum sums[NR_DELAY_LOCKS];

	if (!delayed->asked)
		return;
	delay_read(sums);
	for (int i = 0; i < NR_DELAY_LOCKS; i++) {
		delayed->sums[i].times = sums[i].times - delayed->sums[i].times;
		delayed->sums[i].total = sums[i].total - delayed->sums[i].total;
	}
	delayed->misses = delay_misses() - delayed->misses;
}

/*
 * Must faults of @cell hold @lock somewhere?  By which of its two locks the address space is
 * protected is up to the kernel.  Where blocks are there, or their allocation is delayed, a
 * fault starts a handle only for its timestamp, which is one in thousands.
 */
static bool is_met(enum delay_lock lock, const struct cell *cell)
{
	const struct variant_facts *variant = &variants[cell->variant];
	bool fills_holes = variant->filesystem == FILESYSTEM_EXT4 && cell->state == STATE_SPARSE;

	switch (lock) {
	case DELAY_MMAP:
	case DELAY_VMA:
		return false;
	case DELAY_INVALIDATE:
	case DELAY_FOLIO:
		return variant->path != PATH_NO_MKWRITE;
	case DELAY_I_DATA:
	case DELAY_I_ES:
		return fills_holes;
	case DELAY_HANDLE:
	case DELAY_J_STATE:
		return fills_holes && !variant->delays_allocation;
	case NR_DELAY_LOCKS:
		break;
	}
	return false;
}

const char *delayed_wrong(const struct cell *cell, const struct delayed *delayed, char room[160])
{
	if (!delayed->asked)
		return NULL;
	if (delayed->misses) {
		snprintf(room, 160, "the kernel left %llu delays out, as a thread was in one that "
			 "lost its CPU", delayed->misses);
		return room;
	}
	for (int i = 0; i < NR_DELAY_LOCKS; i++) {
		if (!delayed->asked->of[i].asked || delayed->sums[i].times ||
		    !is_met((enum delay_lock)i, cell))
			continue;
		snprintf(room, 160, "no fault met the delay of %s, %s", delay_names[i],
			 delayed->asked->of[i].text);
		return room;
	}
	return NULL;
}

int delays_unmet(void)
{
	const struct delays *asked = delay_asked();
	struct delay_sum sums[NR_DELAY_LOCKS];
	int ret = 0;

	if (!asked)
		return 0;
	delay_read(sums);
	for (int i = 0; i < NR_DELAY_LOCKS; i++)
		if (asked->of[i].asked && !sums[i].times)
			ret = complain("--delay %s@%s: no fault of any trial met it",
				       asked->of[i].text, delay_names[i]);
	return ret;
}

json_t *delayed_json(const struct delayed *delayed)
{
	json_t *array = json_array();

	for (int i = 0; i < NR_DELAY_LOCKS; i++) {
		if (!delayed->asked->of[i].asked)
			continue;
		json_array_append_new(array, json_pack("{ss ss sI sI}",
			"lock", delay_names[i], "asked", delayed->asked->of[i].text,
			"times", (json_int_t)delayed->sums[i].times,
			"total", (json_int_t)delayed->sums[i].total));
	}
	return array;
}
