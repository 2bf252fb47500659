// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the log of a crash run (its format: log.c) into candidates.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "crash.h"
#include "ex.h"

static void bad_log(const struct crash *c, const char *why) __attribute__((noreturn));
static void bad_log(const struct crash *c, const char *why)
{
	setup_error("the log, line %" PRIu64 ": %s", c->line, why);
}

static void remember(struct cfile *f, const struct op *op, long ret)
{
	struct touch *t = f->touched;

	/* grows by doubling: at each power of two */
	if (!(f->ntouched & (f->ntouched - 1))) {
		t = realloc(t, (f->ntouched ? 2 * f->ntouched : 1) * sizeof(*t));
		if (!t)
			setup_error("memory for the checker");
		f->touched = t;
	}
	t[f->ntouched].op = *op;
	t[f->ntouched++].ret = ret;
}

static struct cfile *op_file(struct crash *c, struct cproc *p, unsigned int slot)
{
	if (!p->slot[slot])
		bad_log(c, "an op on a file that is not there");
	return p->slot[slot];
}

static void created(struct crash *c, struct cproc *p, const char *rest)
{
	unsigned int slot, generation;
	struct cfile *f;
	uint64_t ino, base;

	if (sscanf(rest, "%u %" SCNu64 " %u %" SCNu64, &slot, &ino, &generation, &base) != 4 ||
	    slot >= c->nfiles)
		bad_log(c, "unreadable");
	f = cand_new(c, ino, generation, slot);
	f->base = base;
	f->next = p->all;
	p->all = f;
	p->slot[slot] = f;
	p->creating = -1;
}

/*
 * The new file of an OP_REPLACE, empty yet. Its content counts as promised: if it bears the name
 * that it is to get, it is whole, or with KNOWN_REPLACE as long as it should be.
 */
static void born(struct crash *c, struct cproc *p, const char *rest)
{
	struct op whole = p->op;
	unsigned int generation;
	uint64_t ino, base;
	struct cfile *f;

	if (sscanf(rest, "%" SCNu64 " %u %" SCNu64, &ino, &generation, &base) != 3 ||
	    !p->in_op || p->op.kind != OP_REPLACE || p->op.len > c->max_size)
		bad_log(c, "unreadable");
	f = cand_new(c, ino, generation, p->op.slot);
	f->slot = -1;
	f->names |= 1ull << (TEMPORARY + p->op.slot);
	f->base = base;
	f->born = p->op;
	whole.kind = OP_WRITE;
	model_apply(&f->m, &whole, c->key, (p - c->procs) * c->nfiles + p->op.slot);
	f->low = f->high = f->m.size;
	if (c->known & KNOWN_REPLACE)
		cand_may_be_zero(f, 0, f->m.size);
	f->next = p->all;
	p->all = f;
	p->born = f;
}

static void begun(struct crash *c, struct cproc *p, uint32_t nr, const char *rest)
{
	struct op *op = &p->op;
	struct cfile *f;
	char kind[32];
	int k;

	memset(op, 0, sizeof(*op));
	op->nr = nr;
	if (sscanf(rest, "%31s %u %u %" SCNu64 " %" SCNu64, kind, &op->slot, &op->slot2,
		   &op->off, &op->len) != 5)
		bad_log(c, "unreadable");
	k = op_kind_by_name(kind);
	if (k < 0 || p->in_op || op->slot >= c->nfiles || op->slot2 >= c->nfiles)
		bad_log(c, "no op that this program writes");
	op->kind = k;
	p->in_op = true;
	f = op_file(c, p, op->slot);
	/* an msync may reach past the largest size, where no byte ever is */
	if (optypes[k].flags & F_MUTATE && k != OP_PUNCH && k != OP_ZEROKEEP && k != OP_FKEEP &&
	    (op->off > c->max_size || op->len > c->max_size))
		bad_log(c, "an op outside the largest file");
	if (k == OP_UNLINK || k == OP_REPLACE) {
		f->maybe_gone = true;
	} else if (k == OP_RENAME) {
		f->names |= 1ull << op->slot2;
		op_file(c, p, op->slot2)->maybe_gone = true;
	} else if (optypes[k].flags & F_MUTATE) {
		cand_begin(c, f, op, (p - c->procs) * c->nfiles + op->slot);
	}
}

/* A failed op left these bytes as if it had worked, or zero. */
static void left(struct crash *c, struct cproc *p, const char *rest)
{
	struct cfile *f = op_file(c, p, p->op.slot);
	uint64_t off, len;
	char what;
	int err;

	if (sscanf(rest, "%" SCNu64 " %" SCNu64 " %c", &off, &len, &what) != 3 || !p->in_op ||
	    off + len > f->m.cap)
		bad_log(c, "unreadable");
	if (what == 'P' || what == 'A') {
		cand_doubt(f, off, off + len, 
			   what == 'P' ? POLLUTION : c->known & KNOWN_STALE ? ANY_BYTE : ANY_TAG);
		return;
	}
	if (!p->new.data) {
		err = model_clone(&p->new, &f->m);
		if (err)
			setup_error("memory for the model: %s", strerror(-err));
		model_apply(&p->new, &p->op, c->key, (p - c->procs) * c->nfiles + p->op.slot);
	}
	if (what == 'N')
		model_put(&f->m, &p->new, off, len);
	else
		model_zero(&f->m, off, len);
}

static void sync_all(struct cproc *p)
{
	struct cfile *f;

	for (f = p->all; f; f = f->next) {
		if (f->slot < 0)
			cand_gone(f);
		else
			cand_promise(f, true);
	}
}

static void name_done(struct cproc *p, struct cfile *f)
{
	if (p->op.kind == OP_RENAME) {
		p->slot[p->op.slot2]->slot = -1;
		p->slot[p->op.slot2] = f;
		f->slot = p->op.slot2;
	} else {
		f->slot = -1;
	}
	p->slot[p->op.slot] = NULL;
	if (p->op.kind == OP_REPLACE) {
		p->slot[p->op.slot] = p->born;
		p->born->slot = (int)p->op.slot;
	}
}

static void promised(struct cproc *p, struct cfile *f, long ret)
{
	switch (p->op.kind) {
	case OP_FSYNC:
		cand_promise(f, true);
		break;
	case OP_FDATASYNC:
		cand_promise(f, false);
		break;
	case OP_MSYNC:
		cand_promise_range(f, p->op.off, p->op.off + p->op.len);
		break;
	case OP_SWRITE:
		cand_promise_range(f, p->op.off, p->op.off + ret);
		break;
	default:
		sync_all(p);
	}
}

static void content_done(struct crash *c, struct cproc *p, struct cfile *f, long ret,
			 uint64_t size)
{
	struct op op = p->op;

	if (ret >= 0) {
		if (optypes[op.kind].flags & F_WRITE)
			op.len = ret;
		model_apply(&f->m, &op, c->key, (p - c->procs) * c->nfiles + op.slot);
	}
	if (size > c->max_size || (ret >= 0 && size < f->m.size))
		bad_log(c, "the size is not what the op makes");
	if (size < f->m.size)
		model_zero(&f->m, size, f->m.size - size);
	f->m.size = size;
}

static void ended(struct crash *c, struct cproc *p, uint32_t nr, const char *rest)
{
	unsigned int flags = optypes[p->op.kind].flags;
	struct cfile *f = op_file(c, p, p->op.slot);
	uint64_t size;
	long ret;

	if (sscanf(rest, "%ld %" SCNu64, &ret, &size) != 2 || !p->in_op || nr != p->op.nr)
		bad_log(c, "unreadable");
	p->in_op = false;
	remember(f, &p->op, ret);
	if (flags & F_NAME) {
		if (p->op.kind == OP_REPLACE && ret >= 0 && !p->born)
			bad_log(c, "a new file that was not made");
		if (ret >= 0)
			name_done(p, f);
		else if (p->op.kind == OP_REPLACE)
			f->maybe_gone = false;
		p->born = NULL;
	} else if (flags & F_MUTATE) {
		content_done(c, p, f, ret, size);
	}
	model_free(&p->new);
	if (flags & F_SYNC && ret >= 0 && (c->late_promises || !c->shutting_down))
		promised(p, f, ret);
}

static void header(struct crash *c, const char *line)
{
	unsigned int version, i;

	if (sscanf(line, "H %u %" SCNu64 " %u %u %" SCNu64 " %d %" SCNu64, &version, &c->seed,
		   &c->nprocs, &c->nfiles, &c->max_size, &c->known, &c->bsize) != 7 ||
	    version != 2 || c->nprocs > MAX_PROCS ||
	    c->nfiles > MAX_FILES || c->nprocs * c->nfiles > MAX_TAG_FILES)
		bad_log(c, "no header of this version");
	c->key = tag_key(c->seed);
	for (i = 0; i < MAX_PROCS; i++)
		c->procs[i].creating = -1;
}

static void record(struct crash *c, const char *line)
{
	int rest = 0, flag, ret;
	struct cproc *p;
	unsigned int n;
	uint32_t nr;
	char type;

	if (sscanf(line, "I %u", &n) == 1 && n < c->nprocs) {
		c->procs[n].base = true;
		return;
	}
	if (sscanf(line, "%c %u %" SCNu32 " %n", &type, &n, &nr, &rest) != 3 || !rest ||
	    n >= c->nprocs)
		bad_log(c, "unreadable");
	p = &c->procs[n];
	p->last_nr = nr;
	if (type == 'C')
		p->creating = atoi(line + rest);
	else if (type == 'c')
		created(c, p, line + rest);
	else if (type == 'B')
		begun(c, p, nr, line + rest);
	else if (type == 'n')
		born(c, p, line + rest);
	else if (type == 'R')
		left(c, p, line + rest);
	else if (type == 'E')
		ended(c, p, nr, line + rest);
	else if (type == 's' && sscanf(line + rest, "%d %d", &flag, &ret) == 2 && !flag && !ret)
		sync_all(p);	/* flag 0 writes everything out before it shuts down */
	else if (type == 'S')
		c->shutting_down = true;
	else if (type != 's' && type != 'X')
		bad_log(c, "no record that this program writes");
}

void crash_read_log(struct crash *c, const char *path)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *in;

	in = strcmp(path, "-") ? fopen(path, "r") : stdin;
	if (!in)
		setup_error("--log %s: %s", path, strerror(errno));
	while ((len = getline(&line, &size, in)) > 0) {
		if (line[len - 1] != '\n')
			break;	/* torn by the crash */
		c->line++;
		if (c->line == 1)
			header(c, line);
		else
			record(c, line);
	}
	if (ferror(in))
		setup_error("--log %s: %s", path, strerror(errno));
	free(line);
	if (in != stdin)
		fclose(in);
}
