// SPDX-License-Identifier: GPL-2.0-only
/*
 * One op from start to end.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ex.h"

static uint64_t file_size(struct ex *ex, struct file *f)
{
	struct stat st;

	if (fstat(f->fd, &st))
		fail(ex, f, 0, 0, "fstat: %s", strerror(errno));
	if ((uint64_t)st.st_size < f->base)
		fail(ex, f, 0, 0, "the size is %#" PRIx64 ", %#" PRIx64 " at least is right",
		     (uint64_t)st.st_size, f->base);
	return (uint64_t)st.st_size - f->base;
}

/* One run of bytes that a failed op left; old ones are what the checker assumes anyway. */
static void log_left(struct ex *ex, const struct op *op, char what, uint64_t from, uint64_t to)
{
	if (to > from && what != 'O')
		log_line(ex, "R %d %" PRIu32 " %" PRIu64 " %" PRIu64 " %c\n", ex->proc, op->nr,
			 from, to - from, what);
}

static bool fits(char what, uint8_t got, uint8_t was, uint8_t wanted)
{
	return got == (what == 'O' ? was : what == 'N' ? wanted : 0);
}

/* What byte p is, 'O'ld, 'N'ew or 'Z'ero, the last answer preferred; 0 if it is none of them. */
static char classify(char last, uint8_t got, uint8_t was, uint8_t wanted, bool zero_ok)
{
	if (last && last != 'A' && fits(last, got, was, wanted))
		return last;
	if (got == was)
		return 'O';
	if (got == wanted)
		return 'N';
	return zero_ok && !got ? 'Z' : 0;
}

/* KNOWN_ZEROFAIL: what the disk held, or nothing, has come back. */
static bool lost_by_zeroing(const struct ex *ex, const struct op *op, uint8_t got)
{
	if (!(ex->cfg->known & KNOWN_ZEROFAIL) ||
	    (op->kind != OP_ZERO && op->kind != OP_ZEROKEEP && op->kind != OP_ZEROEOF))
		return false;
	return ex->cfg->known & KNOWN_STALE || !got || is_tag_byte(got);
}

static void take_left(struct ex *ex, struct file *f, const struct op *op, const struct model *new,
		      uint64_t from, uint64_t to)
{
	bool zero_ok = optypes[op->kind].flags & F_SHIFT;
	uint64_t p, run = from;
	char what = 0, now;
	uint8_t *got, was;
	ssize_t n;

	for (p = from; p < to; p++) {
		got = ex->rdbuf + (p - from) % ex->buf_size;
		if (!((p - from) % ex->buf_size)) {
			n = pread(f->fd, ex->rdbuf, ex->buf_size, (off_t)(f->base + p));
			if (n < 0 || ((uint64_t)n < to - p && (uint64_t)n < ex->buf_size))
				fail(ex, f, p, ex->buf_size, "read after a failed op: %zd", n);
		}
		was = f->m.data[p];
		if (*got != was && model_ok(&f->m, p, *got))
			was = *got;
		now = classify(what, *got, was, new->data[p], zero_ok);
		if (!now && lost_by_zeroing(ex, op, *got))
			now = 'A';
		if (!now)
			fail(ex, f, p, 1, "after a failed %s [%#" PRIx64 ", %#" PRIx64 ") byte %#"
			     PRIx64 " is %#x, neither old %#x nor new %#x",
			     optypes[op->kind].name, op->off, op->off + op->len, p, *got,
			     f->m.data[p], new->data[p]);
		if (now != what) {
			log_left(ex, op, what, run, p);
			run = p;
			what = now;
		}
		if (now == 'N')
			model_put(&f->m, new, p, 1);
		else if (now != 'O')
			model_zero(&f->m, p, 1);
		f->m.data[p] = now == 'A' ? *got : f->m.data[p];
	}
	log_left(ex, op, what, run, to);
}

/*
 * An op ran out of space, `done` bytes into it: see what it left. Each byte is old or new, or in
 * ops that move extents a hole; the size is old, new or between them.
 */
static void resync(struct ex *ex, struct file *f, const struct op *op, uint64_t done)
{
	uint64_t size, low, high, from, to;
	struct model new;
	int err;

	err = model_clone(&new, &f->m);
	if (err)
		setup_error("memory for the model: %s", strerror(-err));
	model_apply(&new, op, ex->key, tag_file(ex, op->slot));
	low = f->m.size < new.size ? f->m.size : new.size;
	high = f->m.size < new.size ? new.size : f->m.size;
	size = file_size(ex, f);
	if (size < low || size > high || (done && size < op->off + done &&
					  !(optypes[op->kind].flags & F_STORE)))
		fail(ex, f, low, high - low, "after a failed op the size is %#" PRIx64
		     ", not in [%#" PRIx64 ", %#" PRIx64 "]", size, low, high);
	model_range(&f->m, op, &from, &to);
	if (to > size)
		to = size;
	ex->st->checked += to > from ? to - from : 0;
	/* what was reported as done must be there */
	model_put(&f->m, &new, op->off, done);
	take_left(ex, f, op, &new, from, to);
	if (size < f->m.size)
		model_zero(&f->m, size, f->m.size - size);
	f->m.size = size;
	model_free(&new);
}

/* A growth inside the last page does not clean what was stored past the new EOF. */
static void track_pollution(struct file *f, uint64_t before)
{
	if (f->m.size < before || f->m.size / PAGE != before / PAGE)
		f->polluted = false;
}

/*
 * KNOWN_DIO: a direct write that starts past EOF leaves what was stored in the rest of EOF's page,
 * which is inside the file now.
 */
static void doubt_after_direct(struct ex *ex, struct file *f, const struct op *op)
{
	uint64_t from = f->m.size, to = from + (PAGE - from % PAGE) % PAGE;

	if ((op->kind != OP_DWRITE && op->kind != OP_DAPPEND) || !f->polluted ||
	    !(ex->cfg->known & KNOWN_DIO))
		return;
	if (to > op->off)
		to = op->off;
	if (to <= from)
		return;
	model_doubt(&f->m, from, to, POLLUTION);
	errors_doubt(f, from, to, POLLUTION);
	log_line(ex, "R %d %" PRIu32 " %" PRIu64 " %" PRIu64 " P\n", ex->proc, op->nr, from,
		 to - from);
}

static long dispatch(struct ex *ex, struct file *f, const struct op *op)
{
	switch (op->kind) {
	case OP_STORE:
	case OP_LSTORE:
	case OP_LOAD:
	case OP_LLOAD:
	case OP_LMAP:
	case OP_MADVISE:
	case OP_BUS:
	case OP_POLLUTE:
		return map_run(ex, f, op);
	case OP_FAULTWRITE:
		return cut_fault(ex, f, op);
	case OP_RENAME:
	case OP_UNLINK:
	case OP_REPLACE:
		return name_run(ex, f, op);
	default:
		return io_run(ex, f, op);
	}
}

static void leave_out(struct ex *ex, struct file *f, const struct op *op)
{
	if (ex->st->ops[op->kind])
		fail(ex, f, op->off, op->len, "%s is not supported now, but was before",
		     optypes[op->kind].name);
	ex->unsupported[op->kind] = true;
	if (ex->cfg->verbose)
		fprintf(stderr, "%s is not supported here: left out\n", optypes[op->kind].name);
}

static void op_failed(struct ex *ex, struct file *f, const struct op *op, int err)
{
	if (errors_failed(ex, f, op, err))
		return;
	if (err == ENOSPC || err == EDQUOT) {
		if (ex->sh->shutdown)
			stop(ex, "shutdown");
		if (err == ENOSPC && !space_is_short(ex->cfg, f->fd))
			fail(ex, f, op->off, op->len, "%s: no space, with half of it free",
			     optypes[op->kind].name);
		if (optypes[op->kind].flags & F_SYNC && !(optypes[op->kind].flags & F_MUTATE))
			fail(ex, f, op->off, op->len, "%s: %s: written data is lost",
			     optypes[op->kind].name, strerror(err));
		ex->st->nospace++;
		if (optypes[op->kind].flags & F_MUTATE && !(optypes[op->kind].flags & F_NAME))
			resync(ex, f, op, 0);
		return;
	}
	errno = err;
	fail(ex, f, op->off, op->len, "%s: %s", optypes[op->kind].name, strerror(err));
}

/* KNOWN_GROW: a write of which nothing was done may have made the file that long. */
static void doubt_after_fault(struct ex *ex, struct file *f, const struct op *op)
{
	if (ex->cfg->known & KNOWN_GROW && op->off > f->m.size && file_size(ex, f) == op->off)
		f->m.size = op->off;
}

static void op_done(struct ex *ex, struct file *f, const struct op *op, long ret)
{
	struct op part = *op;

	ex->st->ops[op->kind]++;
	if (!(optypes[op->kind].flags & F_MUTATE) || optypes[op->kind].flags & F_NAME)
		return;
	if (op->kind == OP_FAULTWRITE)
		part.len = ret;
	if (ex->broken && (uint64_t)ret < part.len && optypes[op->kind].flags & F_WRITE) {
		part.len = ret;
		f->suspect = ex->eio = true;
		ex->st->errors++;
	}
	if (optypes[op->kind].flags & F_WRITE && (uint64_t)ret < part.len) {
		/* a short write says nothing of the rest, but that it is old or new */
		if (!ret || !space_is_short(ex->cfg, f->fd))
			fail(ex, f, op->off, op->len, "%s of %#" PRIx64 " bytes did %#lx",
			     optypes[op->kind].name, op->len, ret);
		ex->st->nospace++;
		resync(ex, f, &part, ret);
		return;
	}
	model_apply(&f->m, &part, ex->key, tag_file(ex, op->slot));
	if (op->kind == OP_FAULTWRITE && !ret)
		doubt_after_fault(ex, f, op);
}

static void check_size(struct ex *ex, struct file *f, const struct op *op)
{
	uint64_t size = file_size(ex, f);

	if (size != f->m.size)
		fail(ex, f, size < f->m.size ? size : f->m.size, 1,
		     "the size is %#" PRIx64 " after %s, not %#" PRIx64, size,
		     optypes[op->kind].name, f->m.size);
}

static void show_op(const struct ex *ex, const struct op *op, long ret)
{
	fprintf(stderr, "process %d ", ex->proc);
	print_op(stderr, op);
	fprintf(stderr, " = %ld\n", ret);
}

static void fill_buffer(struct ex *ex, const struct op *op)
{
	if (optypes[op->kind].flags & F_WRITE)
		tag_fill(ex->iobuf, ex->key, tag_file(ex, op->slot), op->nr, op->off, op->len);
	if (op->kind == OP_REPLACE)
		tag_fill(ex->iobuf, ex->key, tag_file(ex, op->slot), op->nr, 0, op->len);
}

void run_op(struct ex *ex, struct op *op)
{
	struct file *f = &ex->files[op->slot];
	bool logged = optypes[op->kind].flags & F_LOGGED;
	bool name = optypes[op->kind].flags & F_NAME;
	uint64_t before = f->m.size;
	long ret;

	if (ex->unsupported[op->kind]) {
		ex->st->left_out[op->kind]++;
		return;
	}
	fill_buffer(ex, op);
	if (logged)
		log_line(ex, "B %d %" PRIu32 " %s %u %u %" PRIu64 " %" PRIu64 "\n", ex->proc,
			 op->nr, optypes[op->kind].name, op->slot, op->slot2, op->off, op->len);
	errors_begin(ex, f, op);
	ret = dispatch(ex, f, op);
	if (optypes[op->kind].flags & F_WRITE && (op->kind == OP_KILLWRITE || ret < (long)op->len))
		f->leaky = ex->cfg->known & KNOWN_LEAK;
	if (ret > 0)
		doubt_after_direct(ex, f, op);
	if (ret == -EOPNOTSUPP || ret == -ENOSYS) {
		ex->st->left_out[op->kind]++;
		leave_out(ex, f, op);
	} else if (ret < 0) {
		op_failed(ex, f, op, -ret);
	} else {
		op_done(ex, f, op, ret);
		errors_done(ex, f, op, ret);
	}
	if (logged)
		log_line(ex, "E %d %" PRIu32 " %ld %" PRIu64 "\n", ex->proc, op->nr, ret,
			 f->m.size);
	hist_add(ex, op, ret, before, f->m.size);
	if (name && ret >= 0)
		name_finish(ex, op);
	track_pollution(f, before);
	check_size(ex, f, op);
	if (ex->cfg->verbose || ex->cfg->replay)
		show_op(ex, op, ret);
	if (ex->cfg->replay)
		check_file(ex, f);
}
