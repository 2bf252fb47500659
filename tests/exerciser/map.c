// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ops through mappings. The model knows which page must fault with SIGBUS and which must not;
 * a SIGBUS is caught, and is right only past EOF, on a store without space left, or once the file
 * system has been shut down.
 */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "ex.h"

static sigjmp_buf bus_env;
static volatile sig_atomic_t bus_armed;

static void on_sigbus(int sig)
{
	if (bus_armed)
		siglongjmp(bus_env, 1);
	signal(sig, SIG_DFL);	/* not ours: die of it when the access is repeated */
}

void map_init(void)
{
	struct sigaction sa = { .sa_handler = on_sigbus, .sa_flags = SA_NODEFER };

	sigemptyset(&sa.sa_mask);
	if (sigaction(SIGBUS, &sa, NULL))
		setup_error("sigaction: %s", strerror(errno));
}

/* memcpy that returns -EFAULT on a SIGBUS; part of it may have been done then. */
static __attribute__((noinline)) int guarded_copy(void *to, const void *from, size_t len)
{
	if (sigsetjmp(bus_env, 0)) {
		bus_armed = 0;
		return -EFAULT;
	}
	bus_armed = 1;
	__asm__ volatile("" ::: "memory");
	memcpy(to, from, len);
	__asm__ volatile("" ::: "memory");
	bus_armed = 0;
	return 0;
}

/* 0, or -1 with errno. */
static int map_range(struct map *map, const struct file *f, uint64_t off, uint64_t len)
{
	uint64_t start = off - off % PAGE;
	void *addr;

	len += off - start;
	len += (PAGE - len % PAGE) % PAGE;
	addr = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, f->fd,
		    (off_t)(f->base + start));
	if (addr == MAP_FAILED)
		return -1;
	map->addr = addr;
	map->off = start;
	map->len = len;
	return 0;
}

static void unmap(struct ex *ex, struct file *f, struct map *map)
{
	if (map->addr && munmap(map->addr, map->len))
		fail(ex, f, 0, 0, "munmap: %s", strerror(errno));
	map->addr = NULL;
}

void map_drop(struct ex *ex, struct file *f)
{
	unmap(ex, f, &f->lmap);
}

static long store(struct ex *ex, struct file *f, struct map *map, const struct op *op)
{
	if (!guarded_copy(map->addr + (op->off - map->off), ex->iobuf, op->len))
		return op->len;
	if (ex->sh->shutdown || ex->broken)
		return -EIO;
	if (space_is_short(ex->cfg, f->fd))
		return -ENOSPC;
	fail(ex, f, op->off, op->len, "SIGBUS on a store inside the file, with space left");
}

/* The rest of the last page reads as zero, unless the test has stored there itself. */
static void check_tail(struct ex *ex, struct file *f, struct map *map)
{
	uint64_t size = f->m.size, len = (PAGE - size % PAGE) % PAGE, i;

	if (!ex->tail_zero || f->polluted || ex->broken || !len || size < map->off ||
	    size + len > map->off + map->len)
		return;
	if (guarded_copy(ex->rdbuf, map->addr + (size - map->off), len))
		fail(ex, f, size, len, "SIGBUS on a load in the last page");
	ex->st->checked += len;
	for (i = 0; i < len; i++)
		if (ex->rdbuf[i])
			report_mismatch(ex, f, size, ex->rdbuf, len, "a load after EOF");
}

static long load(struct ex *ex, struct file *f, struct map *map, const struct op *op)
{
	if (guarded_copy(ex->rdbuf, map->addr + (op->off - map->off), op->len)) {
		if (ex->broken)
			return -EIO;
		fail(ex, f, op->off, op->len, "SIGBUS on a load inside the file");
	}
	check_bytes(ex, f, op->off, ex->rdbuf, op->len,
		    op->kind == OP_LLOAD ? "a load through the old mapping" : "a load");
	if (op->off + op->len == f->m.size)
		check_tail(ex, f, map);
	return op->len;
}

/* Advice may be refused (no huge pages in this kernel): that changes nothing that is checked. */
static void advise(const struct map *map, uint32_t arg)
{
	static const int advice[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_HUGEPAGE, MADV_SEQUENTIAL
	};

	(void)madvise(map->addr, map->len, advice[arg % 4]);
}

static long fresh(struct ex *ex, struct file *f, const struct op *op)
{
	struct map map = { 0 };
	long ret;

	if (map_range(&map, f, op->off, op->len))
		return -errno;
	advise(&map, op->arg);
	if (op->kind == OP_STORE)
		ret = store(ex, f, &map, op);
	else
		ret = load(ex, f, &map, op);
	unmap(ex, f, &map);
	return ret;
}

static long keep_mapping(struct ex *ex, struct file *f, const struct op *op)
{
	map_drop(ex, f);
	if (map_range(&f->lmap, f, op->off, op->len))
		return -errno;
	advise(&f->lmap, op->arg);
	return 0;
}

static long populate(struct ex *ex, struct file *f, const struct op *op)
{
	uint64_t start = op->off - op->off % PAGE;
	uint64_t len = op->off + op->len - start;

	if (!madvise(f->lmap.addr + (start - f->lmap.off), len, MADV_POPULATE_WRITE))
		return 0;
	if (errno == EINVAL)
		return 0;	/* a kernel before 5.14 */
	if ((errno == EFAULT || errno == ENOSPC) && space_is_short(ex->cfg, f->fd))
		return -ENOSPC;
	if (ex->sh->shutdown || ex->broken)
		return -EIO;
	fail(ex, f, op->off, op->len, "MADV_POPULATE_WRITE: %s", strerror(errno));
}

static long change_advice(struct ex *ex, struct file *f, const struct op *op)
{
	uint64_t start = op->off - op->off % PAGE;
	uint64_t len = op->off + op->len - start;
	uint8_t *addr = f->lmap.addr + (start - f->lmap.off);

	switch (op->arg) {
	case 4:
		if (madvise(addr, len, MADV_DONTNEED))
			return -errno;
		break;
	case 5:
		(void)madvise(addr, len, MADV_PAGEOUT);
		break;
	case 6:
		return populate(ex, f, op);
	default:
		advise(&f->lmap, op->arg);
	}
	return 0;
}

static long touch_past_eof(struct ex *ex, struct file *f, const struct op *op)
{
	uint8_t byte;

	if (!ex->bus_past_eof)
		return -EOPNOTSUPP;
	if (!guarded_copy(&byte, f->lmap.addr + (op->off - f->lmap.off), 1))
		fail(ex, f, op->off, 1, "no SIGBUS at %#" PRIx64 ", in a page past EOF %#" PRIx64,
		     op->off, f->m.size);
	return 0;
}

/*
 * A store past EOF in the last page is legal and must never reach the file: not by writeback, not
 * when the file grows over it.
 */
static long pollute(struct ex *ex, struct file *f, const struct op *op)
{
	struct map map;
	long ret;

	if (!ex->tail_zero)
		return -EOPNOTSUPP;
	f->polluted = true;
	memset(ex->iobuf, POLLUTION, op->len);
	/* a mapping that is kept is there, with its page dirty, when the file grows */
	if (f->lmap.addr && op->arg && op->off >= f->lmap.off &&
	    op->off + op->len <= f->lmap.off + f->lmap.len) {
		ret = store(ex, f, &f->lmap, op);
		return ret == -ENOSPC ? 0 : ret;
	}
	if (map_range(&map, f, op->off, op->len))
		return -errno;
	ret = store(ex, f, &map, op);
	unmap(ex, f, &map);
	return ret == -ENOSPC ? 0 : ret;
}

long map_msync(struct ex *ex, struct file *f, const struct op *op)
{
	struct map map = { NULL, 0, 0 };
	uint8_t *addr;
	long ret;

	if (f->lmap.addr && op->off == f->lmap.off && op->len == f->lmap.len) {
		addr = f->lmap.addr;
	} else {
		if (map_range(&map, f, op->off, op->len))
			return -errno;
		addr = map.addr;
	}
	ret = msync(addr, op->len, MS_SYNC) ? -errno : 0;
	unmap(ex, f, &map);
	return ret;
}

long map_run(struct ex *ex, struct file *f, const struct op *op)
{
	switch (op->kind) {
	case OP_STORE:
	case OP_LOAD:
		return fresh(ex, f, op);
	case OP_LSTORE:
		return store(ex, f, &f->lmap, op);
	case OP_LLOAD:
		return load(ex, f, &f->lmap, op);
	case OP_LMAP:
		return keep_mapping(ex, f, op);
	case OP_MADVISE:
		return change_advice(ex, f, op);
	case OP_BUS:
		return touch_past_eof(ex, f, op);
	case OP_POLLUTE:
		return pollute(ex, f, op);
	default:
		return -ENOSYS;
	}
}
