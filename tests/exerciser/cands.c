// SPDX-License-Identifier: GPL-2.0-only
/*
 * For each byte of each file: the values that a crash may leave there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "crash.h"
#include "ex.h"

static void *zeroed(size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		setup_error("memory for the checker: %s", strerror(errno));
	return p;
}

struct cfile *cand_new(struct crash *c, uint64_t ino, unsigned int generation, unsigned int slot)
{
	struct cfile *f = calloc(1, sizeof(*f));
	int err;

	if (!f)
		setup_error("memory for the checker");
	err = model_init(&f->m, c->max_size + PAGE);
	if (err)
		setup_error("memory for the model: %s", strerror(-err));
	f->mask = zeroed(f->m.cap * sizeof(*f->mask));
	f->other = zeroed(f->m.cap);
	f->ino = ino;
	f->generation = generation;
	f->slot = slot;
	f->names = 1ull << slot;
	return f;
}

/* What the test does not write is there by a known fault only. */
static uint8_t other_than_tags(uint8_t value)
{
	if (!value || value == ANY_TAG)
		return CAN_ZERO;
	if (value == POLLUTION)
		return CAN_POLLUTE;
	return is_tag_byte(value) ? 0 : CAN_BE_ANY;
}

static void set_exact(struct cfile *f, uint64_t from, uint64_t to)
{
	uint64_t p;
	uint8_t b, alt;

	for (p = from; p < to; p++) {
		b = f->m.data[p];
		alt = f->m.alt[p];
		f->mask[p] = is_tag_byte(b) ? 1ull << (b - TAG_FIRST) : 0;
		if (alt == ANY_TAG)
			f->mask[p] = ~0ull;
		f->other[p] = other_than_tags(b) | (alt ? other_than_tags(alt) : 0);
	}
}

static void may_be(struct cfile *f, uint64_t from, uint64_t to, uint8_t what)
{
	uint64_t p;

	for (p = from; p < to; p++)
		f->other[p] |= what;
}

/* The bytes from..to are about to have more than one candidate. */
static void dirty(struct cfile *f, uint64_t from, uint64_t to)
{
	if (f->dlo == f->dhi) {
		set_exact(f, from, to);
		f->dlo = from;
		f->dhi = to;
		return;
	}
	if (from < f->dlo) {
		set_exact(f, from, f->dlo);
		f->dlo = from;
	}
	if (to > f->dhi) {
		set_exact(f, f->dhi, to);
		f->dhi = to;
	}
}

/*
 * Extents move one by one, in several transactions: each byte may be where it was, where it goes,
 * or its place a hole.
 */
static void begin_shift(struct cfile *f, const struct op *op, uint64_t from, uint64_t to)
{
	uint64_t p;

	if (op->kind == OP_COLLAPSE) {
		for (p = from; p + op->len < to; p++) {
			f->mask[p] |= f->mask[p + op->len];
			f->other[p] |= f->other[p + op->len];
		}
	} else {
		for (p = to; p-- > from + op->len;) {
			f->mask[p] |= f->mask[p - op->len];
			f->other[p] |= f->other[p - op->len];
		}
	}
	may_be(f, from, to, CAN_ZERO);
}

static void note_shift(struct cfile *f, const struct op *op)
{
	struct shift *s = realloc(f->shifts, (f->nshifts + 1) * sizeof(*s));

	if (!s)
		setup_error("memory for the checker");
	f->shifts = s;
	s[f->nshifts].off = op->off;
	s[f->nshifts].len = op->len;
	s[f->nshifts++].insert = op->kind == OP_INSERT;
}

struct written {		/* the bytes of one op */
	const struct op *op;
	uint64_t key;
	unsigned int tag_file;
};

static void mark_tags(struct cfile *f, const struct written *w, uint64_t from, uint64_t to,
		      int64_t moved)
{
	uint8_t buf[4096];
	uint64_t p, n, i;

	if (to + moved > f->m.cap)
		to = f->m.cap - moved;
	if (from >= to)
		return;
	dirty(f, from + moved, to + moved);
	for (p = from; p < to; p += n) {
		n = to - p < sizeof(buf) ? to - p : sizeof(buf);
		tag_fill(buf, w->key, w->tag_file, w->op->nr, p, n);
		for (i = 0; i < n; i++)
			f->mask[p + moved + i] |= 1ull << (buf[i] - TAG_FIRST);
	}
}

/* The p in from..to with p + moved == at, or the nearer end. */
static uint64_t border(uint64_t at, int64_t moved, uint64_t from, uint64_t to)
{
	int64_t p = (int64_t)at - moved;

	if (p < (int64_t)from)
		return from;
	return p > (int64_t)to ? to : (uint64_t)p;
}

/*
 * Bytes from..to of a write may turn up `moved` further on; and, if the last of the `n` shifts
 * is lost in the crash while the block, written in place, is not, where it was before that one.
 */
static void mark_written(struct cfile *f, const struct written *w, uint64_t from, uint64_t to,
			 int64_t moved, unsigned int n)
{
	const struct shift *s;
	uint64_t cut;

	if (from >= to)
		return;
	mark_tags(f, w, from, to, moved);
	if (!n)
		return;
	s = &f->shifts[n - 1];
	cut = border(s->off, moved, from, to);
	mark_written(f, w, from, cut, moved, n - 1);
	if (!s->insert) {
		mark_written(f, w, cut, to, moved + (int64_t)s->len, n - 1);
		return;
	}
	/* what lies in the inserted range was in no block before */
	cut = border(s->off + s->len, moved, cut, to);
	mark_written(f, w, cut, to, moved - (int64_t)s->len, n - 1);
}

/* An op starts: from now until the next promise a crash may leave what it does, or part of it. */
void cand_begin(struct crash *c, struct cfile *f, const struct op *op,
		unsigned int tag_file)
{
	const struct written w = { op, c->key, tag_file };
	uint64_t after = model_size_after(&f->m, op), from, to;

	if (after < f->low)
		f->low = after;
	if (after > f->high)
		f->high = after;
	model_range(&f->m, op, &from, &to);
	/* preallocation inside the file changes no byte */
	if (op->kind == OP_FALLOC && from < f->m.size)
		from = f->m.size;
	if (from >= to)
		return;
	dirty(f, from, to);
	if (optypes[op->kind].flags & F_SHIFT) {
		begin_shift(f, op, from, to);
		note_shift(f, op);
	} else if (optypes[op->kind].flags & F_WRITE) {
		if (op->off > from)
			may_be(f, from, op->off, CAN_ZERO);
		mark_written(f, &w, op->off, op->off + op->len, 0, f->nshifts);
	} else {
		may_be(f, from, to, CAN_ZERO);
	}
}

/* The op that runs may show here what it should not: a value of struct model, alt. */
void cand_doubt(struct cfile *f, uint64_t from, uint64_t to, uint8_t value)
{
	uint64_t p;

	dirty(f, from, to);
	model_doubt(&f->m, from, to, value);
	for (p = from; p < to; p++) {
		if (value == ANY_TAG)
			f->mask[p] = ~0ull;
		else
			f->other[p] |= value == POLLUTION ? CAN_POLLUTE : CAN_BE_ANY;
	}
}

void cand_may_be_zero(struct cfile *f, uint64_t from, uint64_t to)
{
	dirty(f, from, to);
	may_be(f, from, to, CAN_ZERO);
}

/* All that the model says is durable now; after an fsync its name too. */
void cand_promise(struct cfile *f, bool names)
{
	f->dlo = 0;
	f->dhi = 0;
	f->low = f->m.size;
	f->high = f->m.size;
	f->nshifts = 0;
	f->promised = true;
	if (names && f->slot >= 0)
		f->names = 1ull << f->slot;
}

/*
 * The same for a part of the file. The size is promised as far as written bytes go: nothing
 * has to be written out for a hole.
 */
void cand_promise_range(struct cfile *f, uint64_t from, uint64_t to)
{
	uint64_t p;

	if (to > f->m.size)
		to = f->m.size;
	for (p = to; p > from; p--)
		if (f->m.data[p - 1])
			break;
	if (p > from && p > f->low)
		f->low = p;
	if (from < f->dlo)
		from = f->dlo;
	if (to > f->dhi)
		to = f->dhi;
	if (from < to)
		set_exact(f, from, to);
	/* whatever range it was for, its commit holds the extents of the whole file */
	f->nshifts = 0;
	f->promised = true;
}

void cand_gone(struct cfile *f)
{
	f->must_gone = true;
	if (!f->mask)
		return;
	munmap(f->mask, f->m.cap * sizeof(*f->mask));
	munmap(f->other, f->m.cap);
	free(f->touched);
	free(f->shifts);
	f->shifts = NULL;
	f->nshifts = 0;
	model_free(&f->m);
	f->mask = NULL;
	f->other = NULL;
	f->touched = NULL;
	f->ntouched = 0;
}

bool cand_ok(const struct cfile *f, uint64_t pos, uint8_t byte)
{
	if (pos >= f->m.cap)
		return !byte;
	if (pos < f->dlo || pos >= f->dhi)
		return model_ok(&f->m, pos, byte);
	if (f->other[pos] & CAN_BE_ANY)
		return true;
	if (!byte)
		return f->other[pos] & CAN_ZERO;
	if (byte == POLLUTION)
		return f->other[pos] & CAN_POLLUTE;
	return is_tag_byte(byte) && f->mask[pos] >> (byte - TAG_FIRST) & 1;
}

void cand_print(FILE *out, const struct cfile *f, uint64_t pos)
{
	int i;

	if (pos >= f->m.cap || pos < f->dlo || pos >= f->dhi) {
		fprintf(out, " %02x", pos < f->m.cap ? f->m.data[pos] : 0);
		if (pos < f->m.cap && f->m.alt[pos])
			fprintf(out, " %02x", f->m.alt[pos]);
		return;
	}
	if (f->other[pos] & CAN_ZERO)
		fprintf(out, " 00");
	if (f->other[pos] & CAN_BE_ANY)
		fprintf(out, " any");
	if (f->other[pos] & CAN_POLLUTE)
		fprintf(out, " %02x", POLLUTION);
	for (i = 0; i < 64; i++)
		if (f->mask[pos] >> i & 1)
			fprintf(out, " %02x", TAG_FIRST + i);
}
