// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/names.h"
#include "plugin/lock_kinds.h"
#include "profile/counts.h"

/* All that the plugin tells apart; no other word is taken from a file, which may be of anybody */
static const char *const lock_kinds[] = {
#define KIND(id, name) name,
	LOCK_KINDS(KIND)
#undef KIND
};

#define NR_LOCK_KINDS ((int)(sizeof(lock_kinds) / sizeof(lock_kinds[0])))

/* Behind a blank: only digits, and no more than fit. Return: what is behind it; NULL if bad */
static const char *take_number(const char *line, const char *digits, int base, uint64_t *value)
{
	size_t len = *line == ' ' ? strspn(line + 1, digits) : 0;
	char *end;

	if (!len)
		return NULL;
	errno = 0;
	*value = strtoull(line + 1, &end, base);
	return !errno && end == line + 1 + len ? end : NULL;
}

static const char *take_decimal(const char *line, uint64_t *value)
{
	return take_number(line, "0123456789", 10, value);
}

static const char *take_kind(const char *line, char kind[16])
{
	size_t len = *line == ' ' ? strcspn(line + 1, " \n") : 0;

	if (!len || len >= 16)
		return NULL;
	memcpy(kind, line + 1, len);
	kind[len] = '\0';
	return names_index(lock_kinds, NR_LOCK_KINDS, kind) < 0 ? NULL : line + 1 + len;
}

/*
 * @line is @name and a word for each letter of @words: 'x' an address, 'u' a number, both to a
 * uint64_t; 'k' the kind of a lock, to its text
 */
static bool take_words(const char *line, const char *name, const char *words, ...)
{
	size_t len = strlen(name);
	va_list to;

	if (strncmp(line, name, len))
		return false;
	line += len;
	va_start(to, words);
	for (; line && *words; words++) {
		if (*words == 'x')
			line = take_number(line, "0123456789abcdef", 16, va_arg(to, uint64_t *));
		else if (*words == 'u')
			line = take_decimal(line, va_arg(to, uint64_t *));
		else
			line = take_kind(line, va_arg(to, char *));
	}
	va_end(to);
	return line && !strcmp(line, "\n");
}

static bool take_insn(struct counts *counts, const char *line)
{
	struct counted_insn insn;
	uint64_t locked;

	if (!take_words(line, "insn", "xuuuuuuu", &insn.address, &insn.count, &insn.loads,
			&insn.stores, &locked, &insn.misses.code, &insn.misses.data,
			&insn.misses.second) || locked > 1)
		return false;
	insn.locked = (int)locked;
	return grow_by(counts->insn, counts->n_insns, insn);
}

static bool take_touch(struct counts *counts, const char *line)
{
	struct counted_touch touch;

	if (!take_words(line, "touch", "xuu", &touch.address, &touch.data, &touch.code))
		return false;
	return grow_by(counts->touch, counts->n_touches, touch);
}

/* They are numbered from 1 in their order; the root has no parent, which is 0 */
static bool take_node(struct counts *counts, const char *line)
{
	struct counted_node node = { 0 };
	uint64_t number, parent;

	if (!take_words(line, "node", "uuxuu", &number, &parent, &node.function, &node.self,
			&node.calls) ||
	    number != counts->n_nodes + 1 || parent > counts->n_nodes ||
	    !parent != !counts->n_nodes)
		return false;
	node.parent = parent ? parent - 1 : 0;
	node.all = node.self;
	return grow_by(counts->node, counts->n_nodes, node);
}

static bool take_lock(struct counts *counts, const char *line)
{
	struct counted_lock lock = { 0 };

	if (!take_words(line, "lock", "xkxuu", &lock.address, lock.kind, &lock.taker, &lock.taken,
			&lock.held))
		return false;
	return grow_by(counts->lock, counts->n_locks, lock);
}

static bool take_share(struct counts *counts, const char *line)
{
	struct counted_share share;

	if (!take_words(line, "share", "xxuu", &share.line, &share.insn, &share.loads,
			&share.stores))
		return false;
	return grow_by(counts->share, counts->n_shares, share);
}

static bool take_faults(struct counts *counts, const char *line)
{
	return take_words(line, "faults", "uuuu", &counts->faults, &counts->data_lines,
			  &counts->code_lines, &counts->lost);
}

static bool take_part(struct counted_parts *parts, const char *line)
{
	char name[64];
	uint64_t value;
	int part;

	/* The name has blanks */
	line = strncmp(line, "part", 4) ? NULL : take_decimal(line + 4, &value);
	if (!line || sscanf(line, " %63[^\n]", name) != 1)
		return false;
	part = names_index(path_part_names, NR_PARTS, name);
	if (part < 0)
		return false;
	parts->part[part] = value;
	parts->seen = 1;
	return true;
}

static bool take_line(struct counts *counts, const char *line)
{
	return take_insn(counts, line) || take_touch(counts, line) ||
	       take_node(counts, line) || take_lock(counts, line) ||
	       take_share(counts, line) || take_part(&counts->parts, line) ||
	       take_faults(counts, line);
}

/* Children stand behind their parents, so from the last one back each is complete */
static void add_up(struct counts *counts)
{
	for (size_t i = counts->n_nodes; i-- > 1;)
		counts->node[counts->node[i].parent].all += counts->node[i].all;
}

/* Each instruction was counted by its address, and by the path that led to it */
static int check_sums(const struct counts *counts, const char *path)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < counts->n_insns; i++)
		sum += counts->insn[i].count;
	if (counts->node[0].all == sum)
		return 0;
	return complain("%s: its call paths add up to %" PRIu64 " instructions, its addresses to %"
			PRIu64, path, counts->node[0].all, sum);
}

static int read_lines(FILE *file, const char *path, struct counts *counts)
{
	char line[256];

	for (size_t number = 1; fgets(line, sizeof(line), file); number++) {
		if (!strcmp(line, "end\n"))
			return counts->n_nodes ? 0 : complain("%s: no function", path);
		if (!take_line(counts, line))
			return complain("%s:%zu: not a line of faultline's plugin", path, number);
	}
	return complain("%s: cut off; its last line is \"end\"", path);
}

int counts_read(const char *path, struct counts *counts)
{
	FILE *file = fopen(path, "re");
	int ret;

	memset(counts, 0, sizeof(*counts));
	if (!file)
		return complain("%s: %s", path, strerror(errno));
	ret = read_lines(file, path, counts);
	fclose(file);
	if (!ret) {
		add_up(counts);
		ret = check_sums(counts, path);
	}
	if (ret)
		counts_free(counts);
	return ret;
}

/* What is bad in other lines is said by counts_read() */
static bool take_part_or_sum(struct counted_parts *parts, uint64_t *in_paths, const char *line)
{
	uint64_t count = 0, self = 0, unused;
	bool good = true;

	if (!strncmp(line, "part", 4))
		return take_part(parts, line);
	if (!strncmp(line, "insn", 4))
		good = take_words(line, "insn", "xuuuuuuu", &unused, &count, &unused, &unused,
				  &unused, &unused, &unused, &unused);
	else if (!strncmp(line, "node", 4))
		good = take_words(line, "node", "uuxuu", &unused, &unused, &unused, &self, &unused);
	if (!good)
		return false;
	parts->sum += count;
	*in_paths += self;
	return true;
}

int counts_read_parts(const char *path, struct counted_parts *parts)
{
	FILE *file = fopen(path, "re");
	char line[256];
	uint64_t in_paths = 0;
	bool good = true, whole = false;

	memset(parts, 0, sizeof(*parts));
	if (!file)
		return -1;
	while (good && fgets(line, sizeof(line), file)) {
		good = take_part_or_sum(parts, &in_paths, line);
		whole = !strcmp(line, "end\n");
	}
	fclose(file);
	return good && whole && parts->seen && in_paths == parts->sum ? 0 : -1;
}

void counts_free(struct counts *counts)
{
	free(counts->insn);
	free(counts->touch);
	free(counts->node);
	free(counts->lock);
	free(counts->share);
	memset(counts, 0, sizeof(*counts));
}
