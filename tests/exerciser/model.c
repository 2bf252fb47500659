// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "model.h"

/*
 * Weights are per thousand, roughly. The heavy ones are rare: under emulation a moved MiB costs
 * more than a hundred small faults.
 */
const struct optype optypes[OP_NR] = {
	[OP_WRITE]	= { "write",		150,	F_MUTATE | F_WRITE },
	[OP_APPEND]	= { "append",		40,	F_MUTATE | F_WRITE },
	[OP_DWRITE]	= { "dwrite",		40,	F_MUTATE | F_WRITE },
	[OP_DAPPEND]	= { "dappend",		30,	F_MUTATE | F_WRITE },
	[OP_SWRITE]	= { "dsyncwrite",	12,	F_MUTATE | F_WRITE | F_SYNC },
	[OP_UWRITE]	= { "uncachedwrite",	25,	F_MUTATE | F_WRITE },
	[OP_FAULTWRITE]	= { "faultwrite",	20,	F_MUTATE | F_WRITE },
	[OP_KILLWRITE]	= { "killwrite",	6,	F_MUTATE | F_WRITE },
	[OP_STORE]	= { "store",		110,	F_MUTATE | F_WRITE | F_STORE },
	[OP_LSTORE]	= { "lstore",		110,	F_MUTATE | F_WRITE | F_STORE },
	[OP_TRUNC]	= { "truncate",		60,	F_MUTATE },
	[OP_FALLOC]	= { "falloc",		25,	F_MUTATE },
	[OP_FKEEP]	= { "fallockeep",	25,	F_MUTATE },
	[OP_PUNCH]	= { "punch",		40,	F_MUTATE },
	[OP_ZERO]	= { "zero",		25,	F_MUTATE },
	[OP_ZEROKEEP]	= { "zerokeep",		20,	F_MUTATE },
	[OP_ZEROEOF]	= { "zeroeof",		15,	F_MUTATE },
	[OP_COLLAPSE]	= { "collapse",		12,	F_MUTATE | F_SHIFT },
	[OP_INSERT]	= { "insert",		12,	F_MUTATE | F_SHIFT },
	[OP_FSYNC]	= { "fsync",		25,	F_SYNC },
	[OP_FDATASYNC]	= { "fdatasync",	25,	F_SYNC },
	[OP_MSYNC]	= { "msync",		25,	F_SYNC },
	[OP_SYNCFS]	= { "syncfs",		3,	F_SYNC },
	[OP_RENAME]	= { "rename",		6,	F_MUTATE | F_NAME },
	[OP_UNLINK]	= { "unlink",		6,	F_MUTATE | F_NAME },
	[OP_REPLACE]	= { "replace",		8,	F_MUTATE | F_NAME },
	[OP_READ]	= { "read",		70,	0 },
	[OP_DREAD]	= { "dread",		20,	0 },
	[OP_UREAD]	= { "uncachedread",	15,	0 },
	[OP_LOAD]	= { "load",		50,	0 },
	[OP_LLOAD]	= { "lload",		50,	0 },
	[OP_SEEK]	= { "seek",		12,	0 },
	[OP_SFR]	= { "syncrange",	20,	0 },
	[OP_DONTNEED]	= { "dontneed",		25,	0 },
	[OP_DROP]	= { "dropcaches",	4,	0 },
	[OP_LMAP]	= { "lmap",		16,	0 },
	[OP_MADVISE]	= { "madvise",		20,	0 },
	[OP_BUS]	= { "sigbus",		12,	0 },
	[OP_POLLUTE]	= { "pollute",		25,	0 },
	[OP_REOPEN]	= { "reopen",		10,	0 },
	[OP_HOG]	= { "hog",		12,	0 },
	[OP_BREAK]	= { "break",		25,	0 },
};

int op_kind_by_name(const char *name)
{
	int k;

	for (k = 0; k < OP_NR; k++)
		if (!strcmp(optypes[k].name, name))
			return k;
	return -1;
}

/*
 * The bytes. Each aligned 8-byte word of a file holds 48 bits, (file, op number, offset) put
 * through a bijection, six bits to a byte, in the 64 byte values from 0x40 on. So
 *  - one byte alone shows whether the test wrote it: it is never 0, POISON or POLLUTION,
 *  - a whole word says which op wrote it and where, whatever place it turns up in,
 *  - every byte differs between two ops, but for one chance in 64.
 * The seed is mixed in, so that bytes of an earlier run on the same disk do not pass for ours.
 */
#define MASK48	((1ull << 48) - 1)
#define MUL_A	0xb0f7a2d6c35bull
#define MUL_B	0x94d049bb1331ull

static uint64_t mix48(uint64_t x)
{
	x ^= x >> 25;
	x = (x * MUL_A) & MASK48;
	x ^= x >> 23;
	x = (x * MUL_B) & MASK48;
	return x ^ (x >> 26);
}

static uint64_t inverse48(uint64_t odd)
{
	uint64_t inv = odd;
	int i;

	for (i = 0; i < 6; i++)
		inv *= 2 - odd * inv;
	return inv & MASK48;
}

static uint64_t unmix48(uint64_t x)
{
	x ^= x >> 26;
	x = (x * inverse48(MUL_B)) & MASK48;
	x ^= (x >> 23) ^ (x >> 46);
	x = (x * inverse48(MUL_A)) & MASK48;
	return x ^ (x >> 25);
}

static uint64_t spread(uint64_t x)
{
	x = (x & 0xffffff) | (x & 0xffffff000000ull) << 8;
	x = (x & 0x00000fff00000fffull) | (x & 0x00fff00000fff000ull) << 4;
	x = (x & 0x003f003f003f003full) | (x & 0x0fc00fc00fc00fc0ull) << 2;
	return x | 0x4040404040404040ull;
}

uint64_t tag_key(uint64_t seed)
{
	uint64_t z = seed + 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	return (z ^ (z >> 31)) & MASK48;
}

static uint64_t tag_word(uint64_t key, unsigned int file, uint32_t nr, uint64_t word)
{
	uint64_t x = (uint64_t)(file & 63) << 42 | (uint64_t)(nr & MAX_OPS) << 18 |
		     (word & 0x3ffff);

	return spread(mix48(x ^ key));
}

void tag_fill(uint8_t *buf, uint64_t key, unsigned int file, uint32_t nr, uint64_t off,
	      uint64_t len)
{
	uint64_t pos = off, end = off + len, word;
	unsigned int skip, n;

	while (pos < end) {
		word = tag_word(key, file, nr, pos / 8);
		skip = pos % 8;
		n = 8 - skip;
		if (n > end - pos)
			n = end - pos;
		memcpy(buf + (pos - off), (uint8_t *)&word + skip, n);
		pos += n;
	}
}

/* The offset comes back modulo 2 MiB. False if a byte of the word is not ours. */
bool tag_decode(const uint8_t word[8], uint64_t key, unsigned int *file, uint32_t *nr,
		uint64_t *off)
{
	uint64_t x = 0;
	int i;

	for (i = 7; i >= 0; i--) {
		if (!is_tag_byte(word[i]))
			return false;
		x = x << 6 | (word[i] - TAG_FIRST);
	}
	x = unmix48(x) ^ key;
	*file = x >> 42;
	*nr = (x >> 18) & MAX_OPS;
	*off = (x & 0x3ffff) * 8;
	return true;
}

bool all_zero(const uint8_t *p, size_t len)
{
	return !len || (!p[0] && !memcmp(p, p + 1, len - 1));
}

/* untouched pages stay unallocated, and zero */
static uint8_t *plane(uint64_t cap)
{
	void *p = mmap(NULL, cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

int model_init(struct model *m, uint64_t cap)
{
	memset(m, 0, sizeof(*m));
	m->cap = cap;
	m->data = plane(cap);
	m->alt = plane(cap);
	if (m->data && m->alt)
		return 0;
	model_free(m);
	return -ENOMEM;
}

void model_free(struct model *m)
{
	if (m->data)
		munmap(m->data, m->cap);
	if (m->alt)
		munmap(m->alt, m->cap);
	memset(m, 0, sizeof(*m));
}

/* Bytes [off, off + len) become what they are in the other model. */
void model_put(struct model *m, const struct model *from, uint64_t off, uint64_t len)
{
	memcpy(m->data + off, from->data + off, len);
	if (m->doubts || from->doubts)
		memcpy(m->alt + off, from->alt + off, len);
	m->doubts |= from->doubts;
}

void model_zero(struct model *m, uint64_t off, uint64_t len)
{
	memset(m->data + off, 0, len);
	if (m->doubts)
		memset(m->alt + off, 0, len);
}

void model_doubt(struct model *m, uint64_t from, uint64_t to, uint8_t value)
{
	memset(m->alt + from, value, to - from);
	m->doubts = true;
}

int model_clone(struct model *to, const struct model *from)
{
	int err = model_init(to, from->cap);

	if (err)
		return err;
	model_put(to, from, 0, from->size);
	to->size = from->size;
	return 0;
}

bool model_ok(const struct model *m, uint64_t pos, uint8_t byte)
{
	if (byte == m->data[pos])
		return true;
	if (!m->doubts || !m->alt[pos])
		return false;
	if (m->alt[pos] == ANY_TAG)
		return !byte || is_tag_byte(byte);
	return byte == m->alt[pos] || m->alt[pos] == ANY_BYTE;
}

bool model_same(const struct model *m, uint64_t off, const uint8_t *got, uint64_t len)
{
	uint64_t p;

	if (!memcmp(got, m->data + off, len))
		return true;
	for (p = 0; m->doubts && p < len; p++)
		if (!model_ok(m, off + p, got[p]))
			return false;
	return m->doubts;
}

uint64_t model_size_after(const struct model *m, const struct op *op)
{
	uint64_t end = op->off + op->len;

	switch (op->kind) {
	case OP_WRITE:
	case OP_APPEND:
	case OP_DWRITE:
	case OP_DAPPEND:
	case OP_SWRITE:
	case OP_UWRITE:
	case OP_FAULTWRITE:
	case OP_KILLWRITE:
	case OP_FALLOC:
	case OP_ZERO:
	case OP_ZEROEOF:
		return op->len && end > m->size ? end : m->size;
	case OP_TRUNC:
		return op->off;
	case OP_COLLAPSE:
		return m->size - op->len;
	case OP_INSERT:
		return m->size + op->len;
	default:
		return m->size;
	}
}

/* The bytes that an op may change, the ones that it brings into the file included. */
void model_range(const struct model *m, const struct op *op, uint64_t *from, uint64_t *to)
{
	uint64_t size = m->size, after = model_size_after(m, op), high;

	high = size > after ? size : after;
	*from = op->off;
	*to = op->off + op->len;
	if (optypes[op->kind].flags & F_SHIFT) {
		*to = high;
	} else if (op->kind == OP_TRUNC) {
		*from = size < after ? size : after;
		*to = high;
	} else if (op->kind == OP_FKEEP || !(optypes[op->kind].flags & F_MUTATE) ||
		   (optypes[op->kind].flags & F_NAME)) {
		*to = *from;
	} else if (after > size && *from > size) {
		*from = size;
	}
	if (*to > high)
		*to = high;
	if (*from > *to)
		*from = *to;
}

static void zero_range(struct model *m, uint64_t off, uint64_t len)
{
	if (off >= m->size)
		return;
	if (len > m->size - off)
		len = m->size - off;
	model_zero(m, off, len);
}

static void shift(uint8_t *data, uint64_t size, const struct op *op)
{
	uint8_t *at = data + op->off;

	if (op->kind == OP_COLLAPSE) {
		memmove(at, at + op->len, size - op->off - op->len);
		memset(data + size - op->len, 0, op->len);
	} else {
		memmove(at + op->len, at, size - op->off);
		memset(at, 0, op->len);
	}
}

void model_apply(struct model *m, const struct op *op, uint64_t key, unsigned int tag_file)
{
	unsigned int flags = optypes[op->kind].flags;
	uint64_t after = model_size_after(m, op);

	if (flags & F_WRITE) {
		model_zero(m, op->off, op->len);
		tag_fill(m->data + op->off, key, tag_file, op->nr, op->off, op->len);
	} else if (flags & F_SHIFT) {
		shift(m->data, m->size, op);
		if (m->doubts)
			shift(m->alt, m->size, op);
	} else if (op->kind == OP_TRUNC) {
		if (after < m->size)
			model_zero(m, after, m->size - after);
	} else if (op->kind == OP_PUNCH || op->kind == OP_ZERO || op->kind == OP_ZEROKEEP ||
		   op->kind == OP_ZEROEOF) {
		zero_range(m, op->off, op->len);
	}
	m->size = after;
}
