/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the exerciser and its crash checker share: the ops, the bytes they write, and what each op
 * does to a file's bytes and size.
 */
#ifndef EX_MODEL_H
#define EX_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_FILES	32
#define MAX_PROCS	8
#define MAX_TAG_FILES	64	/* six bits of file id in a tag */
#define MAX_OPS		((1u << 24) - 1)

#define POISON		0xa5	/* what the device held before the file system */
#define POLLUTION	0x99	/* stored past EOF through a mapping: never legal in a file */
#define ANY_BYTE	0xfe	/* in struct model, alt: whatever the disk held */
#define ANY_TAG		0xff	/* ... and that the test wrote, once */
#define TAG_FIRST	0x40	/* bytes written by an op are TAG_FIRST .. TAG_FIRST + 63 */

enum op_kind {
	OP_WRITE, OP_APPEND, OP_DWRITE, OP_DAPPEND, OP_SWRITE, OP_UWRITE, OP_FAULTWRITE,
	OP_KILLWRITE, OP_STORE, OP_LSTORE,
	OP_TRUNC, OP_FALLOC, OP_FKEEP, OP_PUNCH, OP_ZERO, OP_ZEROKEEP, OP_ZEROEOF, OP_COLLAPSE, OP_INSERT,
	OP_FSYNC, OP_FDATASYNC, OP_MSYNC, OP_SYNCFS,
	OP_RENAME, OP_UNLINK, OP_REPLACE,
	OP_READ, OP_DREAD, OP_UREAD, OP_LOAD, OP_LLOAD, OP_SEEK,
	OP_SFR, OP_DONTNEED, OP_DROP, OP_LMAP, OP_MADVISE, OP_BUS, OP_POLLUTE, OP_REOPEN, OP_HOG, OP_BREAK,
	OP_NR
};

#define F_WRITE		0x01	/* puts tagged bytes at [off, off + len) */
#define F_STORE		0x02	/* ... through a mapping: never extends */
#define F_MUTATE	0x04	/* changes bytes, size or name */
#define F_SYNC		0x08	/* promises durability */
#define F_SHIFT		0x10	/* moves bytes: a partial one may leave holes */
#define F_NAME		0x20	/* changes a name, not the content */
#define F_LOGGED	(F_MUTATE | F_SYNC)

struct op {
	uint32_t nr;
	enum op_kind kind;
	unsigned int slot;	/* file */
	unsigned int slot2;	/* rename: the target */
	uint64_t off;		/* truncate: the new size */
	uint64_t len;
	uint32_t arg;		/* a variant, by kind */
};

struct optype {
	const char *name;
	unsigned int weight;
	unsigned int flags;
};

extern const struct optype optypes[OP_NR];
int op_kind_by_name(const char *name);

/* bytes past size are zero, always */
struct model {
	uint8_t *data;
	/*
	 * Where the kernel has a fault that is known and tolerated (known.h), a byte may have
	 * this value instead, for as long as nothing is put over it. 0: it may not.
	 */
	uint8_t *alt;
	bool doubts;		/* there is one in alt */
	uint64_t size;
	uint64_t cap;
};

int model_init(struct model *m, uint64_t cap);
bool model_ok(const struct model *m, uint64_t pos, uint8_t byte);
bool model_same(const struct model *m, uint64_t off, const uint8_t *got, uint64_t len);
void model_put(struct model *m, const struct model *from, uint64_t off, uint64_t len);
void model_zero(struct model *m, uint64_t off, uint64_t len);
void model_doubt(struct model *m, uint64_t from, uint64_t to, uint8_t value);
void model_free(struct model *m);
int model_clone(struct model *to, const struct model *from);
void model_apply(struct model *m, const struct op *op, uint64_t key, unsigned int tag_file);
uint64_t model_size_after(const struct model *m, const struct op *op);
void model_range(const struct model *m, const struct op *op, uint64_t *from, uint64_t *to);
bool all_zero(const uint8_t *p, size_t len);

uint64_t tag_key(uint64_t seed);
void tag_fill(uint8_t *buf, uint64_t key, unsigned int file, uint32_t nr, uint64_t off,
	      uint64_t len);
bool tag_decode(const uint8_t word[8], uint64_t key, unsigned int *file, uint32_t *nr,
		uint64_t *off);

static inline bool is_tag_byte(uint8_t b)
{
	return b >= TAG_FIRST && b < TAG_FIRST + 64;
}

#endif
