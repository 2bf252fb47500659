// SPDX-License-Identifier: GPL-2.0-only
/*
 * Choosing an op: a function of the seed, the process, the op's number and the model alone.
 */
#include "ex.h"

static enum op_kind pick_kind(struct rng *r)
{
	static unsigned int total;
	unsigned int k, n;

	if (!total)
		for (k = 0; k < OP_NR; k++)
			total += optypes[k].weight;
	n = rng_below(r, total);
	for (k = 0; n >= optypes[k].weight; k++)
		n -= optypes[k].weight;
	return k;
}

/* Mostly small, some for large folios: 60 KiB on average with the default largest size. */
static uint64_t pick_len(struct rng *r, uint64_t max)
{
	unsigned int n = rng_below(r, 100);
	uint64_t top = max;

	if (n < 30)
		top = 64;
	else if (n < 65)
		top = 3 * PAGE;
	else if (n < 90)
		top = 16 * PAGE;
	else if (n < 97)
		top = 128 * PAGE;
	if (top > max)
		top = max;
	return 1 + rng_below(r, top);
}

/* Where things break: about EOF, page, block and folio borders. 0 .. max - 1. */
static uint64_t pick_off(struct ex *ex, struct rng *r, uint64_t size, uint64_t max)
{
	static const uint64_t grain[] = { PAGE, PAGE, 16 * PAGE, 512 * PAGE };
	unsigned int n = rng_below(r, 100);
	int64_t off;
	uint64_t g;

	if (!max)
		return 0;
	if (n < 25) {
		off = (int64_t)size - 2 * (int64_t)PAGE + (int64_t)rng_below(r, 4 * PAGE);
	} else if (n < 65) {
		g = n < 35 ? ex->bsize : grain[rng_below(r, 4)];
		off = (int64_t)(g * rng_below(r, max / g + 1));
		if (rng_percent(r, 60))
			off += (int64_t)rng_below(r, 33) - 16;
	} else {
		off = (int64_t)rng_below(r, max);
	}
	if (off < 0)
		return 0;
	return (uint64_t)off < max ? (uint64_t)off : max - 1;
}

static void clip(struct op *op, uint64_t end)
{
	if (op->len > end - op->off)
		op->len = end - op->off;
}

static uint64_t down(uint64_t x, uint64_t to)
{
	return x - x % to;
}

static uint64_t up(uint64_t x, uint64_t to)
{
	return down(x + to - 1, to);
}

static void pick_direct(struct ex *ex, struct rng *r, struct op *op, struct file *f)
{
	uint64_t align = ex->dio_align;

	if (rng_percent(r, 40))
		align = PAGE > align ? PAGE : align;
	op->off = down(op->off, align);
	op->len = up(op->len, align);
	clip(op, f->max);
	if (op->kind == OP_DWRITE && ex->cfg->racers)
		op->kind = OP_WRITE;
	if (op->kind == OP_DREAD && f->leaky)
		op->kind = OP_READ;
}

/*
 * A direct write that makes the file longer: over the start of EOF's block, or from the next
 * place that direct I/O can write, or further on.
 */
static void pick_direct_append(struct ex *ex, struct rng *r, struct op *op, struct file *f)
{
	uint64_t align = ex->dio_align, size = f->m.size;

	if (rng_percent(r, 30))
		align = PAGE > align ? PAGE : align;
	op->off = rng_percent(r, 50) ? down(size, align) : up(size, align);
	if (rng_percent(r, 30))
		op->off += align * rng_below(r, 16);
	op->len = up(op->len, align);
	if (op->off >= f->max || ex->cfg->racers) {
		op->kind = OP_READ;
		return;
	}
	clip(op, f->max);
}

/*
 * KNOWN_ZERO is avoided, for it spoils what comes later: not even what is written into that block
 * afterwards is sure to stay. The fault is in whole blocks only.
 */
static void avoid_known_zero(struct ex *ex, struct op *op, struct file *f)
{
	uint64_t end = op->off + op->len;

	if (ex->cfg->known & KNOWN_ZERO && !(op->off % ex->bsize) && !(end % ex->bsize) &&
	    op->off < f->m.size && end > f->m.size)
		op->len--;
}

/* Whole blocks on both sides of EOF. */
static void pick_zero_over_eof(struct ex *ex, struct rng *r, struct op *op, struct file *f)
{
	uint64_t b = ex->bsize, end;

	op->off = down(f->m.size - 1, b);
	if (rng_percent(r, 60))
		op->off -= b * rng_below(r, 1 + op->off / b);
	end = up(f->m.size, b) + b * rng_below(r, 16);
	op->len = (end < f->max ? end : f->max) - op->off;
	avoid_known_zero(ex, op, f);
}

/* A write whose buffer ends somewhere in the middle, often one that makes the file longer. */
static void pick_fault_write(struct rng *r, struct op *op, struct file *f)
{
	if (rng_percent(r, 50) && f->m.size < f->max) {
		op->off = f->m.size;
		op->len = pick_len(r, f->max - op->off);
	}
	op->arg = rng_percent(r, 30) ? 0 : (uint32_t)rng_below(r, op->len);
}

/* A large one, and when to kill it, in microseconds. */
static void pick_kill_write(struct rng *r, struct op *op, struct file *f)
{
	op->off = rng_percent(r, 30) ? f->m.size : op->off / 2;
	if (op->off >= f->max)
		op->off = 0;
	op->len = 1 + rng_below(r, f->max - op->off);
	op->arg = (uint32_t)rng_below(r, 50 + op->len / 256);
}

/* A range that starts inside the file; len may be cut to it. */
static void pick_inside(struct ex *ex, struct rng *r, struct op *op, uint64_t from, uint64_t to)
{
	op->off = pick_off(ex, r, to, to);
	if (op->off < from)
		op->off = from + rng_below(r, to - from);
	op->len = pick_len(r, to - op->off);
}

static void pick_shift(struct ex *ex, struct rng *r, struct op *op, struct file *f)
{
	uint64_t b = ex->cluster, size = f->m.size, room;

	/* what is preallocated past EOF must not be moved past the largest file */
	if (op->kind == OP_INSERT) {
		room = f->base ? 0 : (f->max - size) / b;
		op->off = b * rng_below(r, (size + b - 1) / b);
	} else {
		/* the range must end before EOF */
		op->off = b * rng_below(r, size / b);
		room = (size - op->off - 1) / b;
	}
	if (!size || !room) {
		op->kind = OP_WRITE;
		op->off = pick_off(ex, r, size, f->max);
		op->len = pick_len(r, f->max - op->off);
		return;
	}
	op->len = b * (1 + rng_below(r, rng_percent(r, 80) && room > 16 ? 16 : room));
}

static void pick_truncate(struct ex *ex, struct rng *r, struct op *op, struct file *f)
{
	unsigned int n = rng_below(r, 100);

	op->len = 0;
	if (n < 6)
		op->off = 0;
	else if (n < 40)
		op->off = rng_below(r, f->max + 1);
	else
		op->off = pick_off(ex, r, f->m.size, f->max);
}

static void pick_lmap(struct ex *ex, struct rng *r, struct op *op)
{
	uint64_t pages = ex->cfg->max_size / PAGE + 16;

	op->kind = OP_LMAP;
	op->arg = rng_below(r, 4);
	op->off = rng_percent(r, 60) ? 0 : PAGE * rng_below(r, pages);
	op->len = PAGE * (rng_percent(r, 30) ? 1 + rng_below(r, 4) : pages);
	clip(op, pages * PAGE);
}

/* The ops on the mapping that is kept. Without one they make one. */
static void pick_mapped(struct ex *ex, struct rng *r, struct op *op, struct file *f)
{
	uint64_t end = f->lmap.off + f->lmap.len, top, first;

	if (!f->lmap.addr) {
		pick_lmap(ex, r, op);
		return;
	}
	top = end < f->m.size ? end : f->m.size;
	first = up(f->m.size, PAGE);
	if (first < f->lmap.off)
		first = f->lmap.off;
	if (op->kind != OP_BUS && top > f->lmap.off) {
		pick_inside(ex, r, op, f->lmap.off, top);
		op->arg = rng_below(r, 7);
	} else if (first < end) {
		op->kind = OP_BUS;
		op->off = first + (rng_percent(r, 50) ? 0 : rng_below(r, end - first));
		op->len = 1;
	} else {
		pick_lmap(ex, r, op);
	}
}

static void pick_names(struct ex *ex, struct rng *r, struct op *op)
{
	op->off = 0;
	op->len = 0;
	op->arg = rng_below(r, 2);
	if (ex->cfg->files < 2)
		op->kind = OP_UNLINK;
	if (op->kind == OP_RENAME)
		op->slot2 = (op->slot + 1 + rng_below(r, ex->cfg->files - 1)) % ex->cfg->files;
}

static void pick_msync(struct rng *r, struct op *op, struct file *f)
{
	if (f->lmap.addr && rng_percent(r, 50)) {
		op->off = f->lmap.off;
		op->len = f->lmap.len;
		return;
	}
	op->off = down(op->off, PAGE);
	op->len = up(op->len, PAGE);
	clip(op, up(f->max, PAGE));
}

/* The kinds that need a file with something in it turn into writes on an empty one. */
static bool needs_data(enum op_kind kind)
{
	return kind == OP_STORE || kind == OP_LOAD || kind == OP_SEEK || kind == OP_COLLAPSE ||
	       kind == OP_INSERT || kind == OP_POLLUTE || kind == OP_ZEROEOF;
}

static void pick_append(struct op *op, struct file *f)
{
	op->off = f->m.size;
	clip(op, f->max);
	if (!op->len)
		op->kind = OP_READ;
}

/* The rest of EOF's page. */
static void pick_pollute(struct rng *r, struct op *op, struct file *f)
{
	op->off = f->m.size;
	op->len = up(f->m.size, PAGE) - f->m.size;
	op->arg = rng_below(r, 2);
	if (!op->len)
		op->kind = OP_READ;
}

/* Those that need no place in the file, or one in a mapping. */
static void pick_other_args(struct ex *ex, struct rng *r, struct op *op, struct file *f)
{
	switch (op->kind) {
	case OP_MSYNC:
		pick_msync(r, op, f);
		break;
	case OP_LMAP:
		pick_lmap(ex, r, op);
		break;
	case OP_LSTORE:
	case OP_LLOAD:
	case OP_MADVISE:
	case OP_BUS:
		pick_mapped(ex, r, op, f);
		break;
	case OP_SFR:
	case OP_DONTNEED:
	case OP_DROP:
	case OP_REOPEN:
	case OP_HOG:
	case OP_BREAK:
		op->arg = 1 + rng_below(r, 7);
		break;
	case OP_REPLACE:
		op->off = 0;
		op->arg = rng_below(r, 2);
		break;
	case OP_RENAME:
	case OP_UNLINK:
		pick_names(ex, r, op);
		break;
	case OP_FSYNC:
	case OP_FDATASYNC:
	case OP_SYNCFS:
		op->off = 0;
		op->len = 0;
		break;
	default:
		break;
	}
}

static void pick_args(struct ex *ex, struct rng *r, struct op *op, struct file *f)
{
	switch (op->kind) {
	case OP_APPEND:
		pick_append(op, f);
		break;
	case OP_DWRITE:
	case OP_DREAD:
		pick_direct(ex, r, op, f);
		break;
	case OP_DAPPEND:
		pick_direct_append(ex, r, op, f);
		break;
	case OP_FAULTWRITE:
		pick_fault_write(r, op, f);
		break;
	case OP_KILLWRITE:
		pick_kill_write(r, op, f);
		break;
	case OP_ZEROEOF:
		pick_zero_over_eof(ex, r, op, f);
		break;
	case OP_ZERO:
		avoid_known_zero(ex, op, f);
		break;
	case OP_STORE:
	case OP_LOAD:
	case OP_SEEK:
		pick_inside(ex, r, op, 0, f->m.size);
		op->arg = rng_below(r, 4);
		break;
	case OP_TRUNC:
		pick_truncate(ex, r, op, f);
		break;
	case OP_COLLAPSE:
	case OP_INSERT:
		pick_shift(ex, r, op, f);
		break;
	case OP_POLLUTE:
		pick_pollute(r, op, f);
		break;
	default:
		pick_other_args(ex, r, op, f);
		break;
	}
}

/* What looks at a file itself, or at more than one. */
static bool not_on_a_broken_disk(enum op_kind kind)
{
	return optypes[kind].flags & F_NAME || kind == OP_KILLWRITE || kind == OP_SEEK ||
	       kind == OP_HOG;
}

void op_pick(struct ex *ex, struct op *op)
{
	static const enum op_kind growth[] = {
		OP_DAPPEND, OP_DAPPEND, OP_TRUNC, OP_ZEROEOF, OP_FALLOC, OP_WRITE
	};
	struct file *f;
	struct rng r;

	rng_seed(&r, ex->cfg->seed, ex->proc, ex->nr);
	op->nr = ex->nr;
	op->kind = pick_kind(&r);
	if ((op->kind == OP_HOG && !ex->cfg->fill) || (op->kind == OP_BREAK && !ex->cfg->errors))
		op->kind = OP_READ;
	if (ex->broken && not_on_a_broken_disk(op->kind))
		op->kind = OP_STORE;
	/* a crash proves most where much has been promised */
	if (ex->cfg->crash_writer && rng_percent(&r, 6))
		op->kind = OP_FSYNC;
	op->slot = op->slot2 = rng_below(&r, ex->cfg->files);
	if (ex->nr <= ex->cfg->files) {
		op->kind = OP_STORE;	/* turned into a first write, below */
		op->slot = op->slot2 = ex->nr - 1;
	}
	op->arg = 0;
	f = &ex->files[op->slot];
	/* what was stored past EOF shows, if it does, when the file grows */
	if (f->polluted && rng_percent(&r, 30))
		op->kind = growth[rng_below(&r, 6)];
	op->off = pick_off(ex, &r, f->m.size, f->max);
	op->len = pick_len(&r, f->max - op->off);
	if (!f->m.size && needs_data(op->kind)) {
		/* a lot of it: in a file of holes there is little to get wrong */
		op->kind = OP_WRITE;
		op->off = 0;
		op->len = 1 + rng_below(&r, f->max);
	} else {
		pick_args(ex, &r, op, f);
		if (op->kind == OP_TRUNC && !errors_may_truncate(ex, f, op->off))
			op->kind = OP_READ;
	}
}
