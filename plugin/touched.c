// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <stdlib.h>

#include "plugin/touched.h"

/* The table is open: who finds its place taken takes the next one */
struct touched {
	uint64_t line;
	uint32_t fault;		/* another one than the fault at hand: free */
};

static struct touched *touched;
static size_t n_touched, room;
static uint32_t fault_at_hand;
static uint64_t lost;

static struct touched *place_of(uint64_t line)
{
	size_t at = (line * 0x9e3779b97f4a7c15) >> 32 & (room - 1);

	while (touched[at].fault == fault_at_hand && touched[at].line != line)
		at = (at + 1) & (room - 1);
	return &touched[at];
}

/* It grows at half full. Return: is there room for one more? */
static bool make_room(void)
{
	struct touched *old = touched;
	size_t n = room;

	if (n_touched < room / 2)
		return true;
	if (room == TOUCHED_MOST)
		return false;
	room = room ? 2 * room : 4096;
	touched = calloc(room, sizeof(*touched));
	if (!touched)
		abort();
	for (size_t i = 0; i < n; i++)
		if (old[i].fault == fault_at_hand)
			*place_of(old[i].line) = old[i];
	free(old);
	return true;
}

bool touched_first(uint64_t line, uint32_t fault)
{
	struct touched *place;
	bool has_room;

	if (fault != fault_at_hand)
		n_touched = 0;
	fault_at_hand = fault;
	has_room = make_room();
	place = place_of(line);
	if (place->fault == fault)
		return false;
	if (!has_room) {
		lost++;
		return false;
	}
	n_touched++;
	*place = (struct touched){ .line = line, .fault = fault };
	return true;
}

uint64_t touched_lost(void)
{
	return lost;
}

void touched_clear(void)
{
	free(touched);
	touched = NULL;
	n_touched = room = 0;
	fault_at_hand = 0;
	lost = 0;
}
