/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EX_CRASH_H
#define EX_CRASH_H

#include <stdio.h>

#include "model.h"

#define CAN_ZERO	1
#define CAN_POLLUTE	2
#define CAN_BE_ANY	4
#define TEMPORARY	32	/* the first bit of names for r<n> */

struct touch {			/* one op, for the report */
	struct op op;
	long ret;
};

struct shift {			/* a collapse, or an insert, that may not be durable */
	uint64_t off, len;
	bool insert;
};

/* One inode of the run, and what a crash may have made of it. */
struct cfile {
	struct cfile *next;	/* older */
	uint64_t ino;
	unsigned int generation;
	int slot;		/* the name it has now, -1: none */
	uint64_t names;		/* bit n: it may be found as f<n>; bit 32 + n: as r<n> */
	uint64_t base;		/* the model's byte 0 in the file */
	struct op born;		/* an OP_REPLACE: made by it, as r<n> first */
	bool promised;		/* it must exist ... */
	bool maybe_gone;	/* ... unless its name was taken away since */
	bool must_gone;		/* the removal was promised */
	bool seen;

	struct model m;		/* what the test last saw */
	uint64_t low, high;	/* the sizes that it may have */
	/* Outside [dlo, dhi) a byte can only be what the model says. Inside: */
	uint64_t dlo, dhi;
	uint64_t *mask;		/* bit n: TAG_FIRST + n may be there */
	uint8_t *other;		/* CAN_...: that may be there, too */
	struct shift *shifts;	/* since the last commit that is known, oldest first */
	unsigned int nshifts;

	struct touch *touched;
	size_t ntouched;
};

struct cproc {
	bool base;		/* its directory is durable */
	bool in_op;
	struct op op;
	int creating;		/* slot, or -1 */
	struct cfile *slot[MAX_FILES];
	struct cfile *all;
	struct cfile *born;	/* what a running OP_REPLACE makes */
	struct model new;	/* the outcome of op, made when a failed op is read */
	uint32_t last_nr;
};

struct crash {
	uint64_t seed, key, max_size, bsize;
	int known;
	unsigned int nprocs, nfiles;
	struct cproc procs[MAX_PROCS];
	uint64_t line;
	bool late_promises;	/* believe a sync that returned after shutdown was called */
	bool shutting_down;
};

/* cands.c: what may be in a file */
struct cfile *cand_new(struct crash *c, uint64_t ino, unsigned int generation, unsigned int slot);
void cand_doubt(struct cfile *f, uint64_t from, uint64_t to, uint8_t value);
void cand_may_be_zero(struct cfile *f, uint64_t from, uint64_t to);
void cand_begin(struct crash *c, struct cfile *f, const struct op *op,
		unsigned int tag_file);
void cand_promise(struct cfile *f, bool names);
void cand_promise_range(struct cfile *f, uint64_t from, uint64_t to);
void cand_gone(struct cfile *f);
bool cand_ok(const struct cfile *f, uint64_t pos, uint8_t byte);
void cand_print(FILE *out, const struct cfile *f, uint64_t pos);

/* crashlog.c */
void crash_read_log(struct crash *c, const char *path);

#endif
