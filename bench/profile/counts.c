// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/names.h"
#include "profile/counts.h"

#define U64 "%" SCNu64
#define X64 "%" SCNx64

static bool take_insn(struct counts *counts, const char *line)
{
	struct counted_insn insn, *grown;
	char end;

	if (sscanf(line, "insn " X64 " " U64 " " U64 " " U64 " %d " U64 " " U64 " " U64 "%c",
		   &insn.address, &insn.count, &insn.loads, &insn.stores, &insn.locked,
		   &insn.misses.code, &insn.misses.data, &insn.misses.second, &end) != 9 ||
	    end != '\n')
		return false;
	grown = grow(counts->insn, counts->n_insns, sizeof(insn));
	if (!grown)
		return false;
	counts->insn = grown;
	counts->insn[counts->n_insns++] = insn;
	return true;
}

static bool take_touch(struct counts *counts, const char *line)
{
	struct counted_touch touch, *grown;
	char end;

	if (sscanf(line, "touch " X64 " " U64 " " U64 "%c", &touch.address, &touch.data, &touch.code,
		   &end) != 4 || end != '\n')
		return false;
	grown = grow(counts->touch, counts->n_touches, sizeof(touch));
	if (!grown)
		return false;
	counts->touch = grown;
	counts->touch[counts->n_touches++] = touch;
	return true;
}

/* They are numbered from 1 in their order; the root has no parent, which is 0 */
static bool take_node(struct counts *counts, const char *line)
{
	struct counted_node node = { 0 }, *grown;
	uint64_t number, parent;
	char end;

	if (sscanf(line, "node " U64 " " U64 " " X64 " " U64 " " U64 "%c", &number, &parent,
		   &node.function, &node.self, &node.calls, &end) != 6 || end != '\n' ||
	    number != counts->n_nodes + 1 || parent > counts->n_nodes ||
	    !parent != !counts->n_nodes)
		return false;
	node.parent = parent ? parent - 1 : 0;
	node.all = node.self;
	grown = grow(counts->node, counts->n_nodes, sizeof(node));
	if (!grown)
		return false;
	counts->node = grown;
	counts->node[counts->n_nodes++] = node;
	return true;
}

static bool take_lock(struct counts *counts, const char *line)
{
	struct counted_lock lock, *grown;
	char end;

	if (sscanf(line, "lock " X64 " %15s " X64 " " U64 " " U64 "%c", &lock.address, lock.kind,
		   &lock.taker, &lock.taken, &lock.held, &end) != 6 || end != '\n')
		return false;
	grown = grow(counts->lock, counts->n_locks, sizeof(lock));
	if (!grown)
		return false;
	counts->lock = grown;
	counts->lock[counts->n_locks++] = lock;
	return true;
}

static bool take_share(struct counts *counts, const char *line)
{
	struct counted_share share, *grown;
	char end;

	if (sscanf(line, "share " X64 " " X64 " " U64 " " U64 "%c", &share.line, &share.insn,
		   &share.loads, &share.stores, &end) != 5 || end != '\n')
		return false;
	grown = grow(counts->share, counts->n_shares, sizeof(share));
	if (!grown)
		return false;
	counts->share = grown;
	counts->share[counts->n_shares++] = share;
	return true;
}

static bool take_faults(struct counts *counts, const char *line)
{
	char end;

	return sscanf(line, "faults " U64 " " U64 " " U64 " " U64 "%c", &counts->faults,
		      &counts->data_lines, &counts->code_lines, &counts->lost, &end) == 5 &&
	       end == '\n';
}

static bool take_part(struct counted_parts *parts, const char *line)
{
	char name[64];
	uint64_t value;
	int part;

	if (sscanf(line, "part " U64 " %63[^\n]", &value, name) != 2)
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
	if (ret)
		counts_free(counts);
	else
		add_up(counts);
	return ret;
}

/* The first two numbers are all that is wanted of most lines */
static void add_insn(struct counted_parts *parts, const char *line)
{
	uint64_t count;

	if (sscanf(line, "insn %*x " U64, &count) == 1)
		parts->sum += count;
}

int counts_read_parts(const char *path, struct counted_parts *parts)
{
	FILE *file = fopen(path, "re");
	char line[256];
	bool whole = false;

	memset(parts, 0, sizeof(*parts));
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		take_part(parts, line);
		add_insn(parts, line);
		whole = !strcmp(line, "end\n");
	}
	fclose(file);
	return whole && parts->seen ? 0 : -1;
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
