// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/caches.h"
#include "plugin/lines.h"

/* Both tables are open: who finds its place taken takes the next one */
struct line {
	uint64_t line;		/* 0: free */
	uint32_t turns;		/* times that another vCPU used it than before */
	uint16_t last;		/* that vCPU + 1 */
	bool written;
};

struct sharer {
	uint64_t line, insn;	/* 0: free */
	uint64_t loads, stores;
};

static struct line *lines;
static size_t n_lines, room_lines;
static struct sharer *sharers;
static size_t n_sharers, room_sharers;
static uint64_t lost;

static size_t hash(uint64_t key, size_t room)
{
	return (key * 0x9e3779b97f4a7c15) >> 32 & (room - 1);
}

static struct line *line_place(uint64_t line)
{
	size_t at = hash(line, room_lines);

	while (lines[at].line && lines[at].line != line)
		at = (at + 1) & (room_lines - 1);
	return &lines[at];
}

static struct sharer *sharer_place(uint64_t line, uint64_t insn)
{
	size_t at = hash(line ^ insn << 20, room_sharers);

	while (sharers[at].insn && (sharers[at].line != line || sharers[at].insn != insn))
		at = (at + 1) & (room_sharers - 1);
	return &sharers[at];
}

/* Both grow at half full. Return: is there room for one more? */
static bool grow_lines(void)
{
	struct line *old = lines;
	size_t n = room_lines;

	if (n_lines < room_lines / 2)
		return true;
	if (room_lines == LINES_MOST)
		return false;
	room_lines = room_lines ? 2 * room_lines : 4096;
	lines = calloc(room_lines, sizeof(*lines));
	if (!lines)
		abort();
	for (size_t i = 0; i < n; i++)
		if (old[i].line)
			*line_place(old[i].line) = old[i];
	free(old);
	return true;
}

static bool grow_sharers(void)
{
	struct sharer *old = sharers;
	size_t n = room_sharers;

	if (n_sharers < room_sharers / 2)
		return true;
	if (room_sharers == LINES_MOST)
		return false;
	room_sharers = room_sharers ? 2 * room_sharers : 4096;
	sharers = calloc(room_sharers, sizeof(*sharers));
	if (!sharers)
		abort();
	for (size_t i = 0; i < n; i++)
		if (old[i].insn)
			*sharer_place(old[i].line, old[i].insn) = old[i];
	free(old);
	return true;
}

/* Return: NULL if there is no room */
static struct line *find_line(uint64_t line)
{
	bool room = grow_lines();
	struct line *found = line_place(line);

	if (found->line)
		return found;
	if (!room) {
		lost++;
		return NULL;
	}
	n_lines++;
	found->line = line;
	return found;
}

void lines_share(uint64_t line, uint64_t insn, unsigned int vcpu, bool store)
{
	struct line *found = find_line(line);
	struct sharer *sharer;
	bool room = grow_sharers();

	if (!found)
		return;
	found->turns += found->last && found->last != vcpu + 1;
	found->last = (uint16_t)(vcpu + 1);
	found->written |= store;
	sharer = sharer_place(line, insn);
	if (!sharer->insn) {
		if (!room) {
			lost++;
			return;
		}
		n_sharers++;
		sharer->line = line;
		sharer->insn = insn;
	}
	sharer->loads += !store;
	sharer->stores += store;
}

void lines_write(FILE *file)
{
	for (size_t i = 0; i < room_sharers; i++) {
		const struct sharer *sharer = &sharers[i];
		const struct line *line = sharer->insn ? line_place(sharer->line) : NULL;

		if (line && line->written && line->turns >= SHARED_TURNS)
			fprintf(file, "share %" PRIx64 " %" PRIx64 " %" PRIu64 " %" PRIu64 "\n",
				sharer->line << LINE_SHIFT, sharer->insn, sharer->loads,
				sharer->stores);
	}
}

uint64_t lines_lost(void)
{
	return lost;
}

void lines_clear(void)
{
	free(lines);
	free(sharers);
	lines = NULL;
	sharers = NULL;
	n_lines = room_lines = n_sharers = room_sharers = 0;
	lost = 0;
}
