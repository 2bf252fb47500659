/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EX_H
#define EX_H

#include <stdarg.h>
#include <stdio.h>
#include <sys/types.h>

#include "known.h"
#include "model.h"
#include "rng.h"

/* exit codes */
#define EX_OK		0
#define EX_MISMATCH	1
#define EX_SETUP	2

#define HIST_LEN	4096	/* ops remembered for a report; a power of two */
#define PAGE		4096ul

struct config {
	const char *dir;
	uint64_t seed;
	uint64_t ops;		/* per process; 0: until time is up */
	unsigned int seconds;
	unsigned int files;	/* per process */
	unsigned int procs;
	unsigned int racers;
	uint64_t max_size;
	unsigned int remount_every;
	const char *remount_cmd;
	const char *device;
	const char *mount_opts;
	const char *fstype;
	bool no_remount;
	bool no_drop;
	int known;		/* faults of Linux that are tolerated */
	unsigned int high;	/* files at the end of the largest file */
	bool fill;
	uint64_t cluster;	/* 0: a block */
	bool quota;
	bool verbose;
	bool replay;
	const char *errors;
	const char *before_check;
	const char *log;
	bool log_sync;
	bool crash_writer;
	bool crash_check;
	bool final_sync;
	bool expect_shutdown;
	bool no_extend;
	bool late_promises;
	int shutdown_flag;	/* -1: none */
	uint64_t shutdown_at;
	const char *poison;
	char **argv;
};

struct stats {
	uint64_t ops[OP_NR];
	uint64_t left_out[OP_NR];	/* the file system does not have it */
	uint64_t nospace;
	uint64_t errors;		/* ops that the disk made fail */
	uint64_t mended;
	uint64_t checked;		/* bytes */
	uint64_t remounts;
	uint64_t mismatches;
	uint64_t stopped;		/* by a shutdown */
	uint64_t last_nr;
};

/* one page or two, shared by the processes */
struct shared {
	volatile int shutdown;		/* set before the ioctl is issued */
	volatile int rest;		/* racers: let go of all files */
	struct stats st[MAX_PROCS];
};

struct map {
	uint8_t *addr;
	uint64_t off;
	uint64_t len;
};

struct file {
	char name[16];
	int fd;				/* O_RDWR */
	int afd;			/* O_RDWR | O_APPEND */
	int dfd;			/* O_RDWR | O_DIRECT, or -1 */
	uint64_t base;			/* the model's byte 0 in the file; a hole before it */
	uint64_t max;			/* the largest size of the model */
	struct model m;
	struct map lmap;		/* the mapping that outlives truncates and punches */
	struct cfile *cand;		/* --errors: what may be there */
	bool suspect;			/* ... an op has returned EIO: no sync is believed */
	bool leaky;			/* KNOWN_LEAK: direct reads may fail */
	bool polluted;			/* bytes past EOF in the last page may be not zero */
};

struct hist {
	struct op op;
	long ret;
	uint64_t before;		/* the file's size */
	uint64_t size;			/* ... after it */
};

struct ex {
	const struct config *cfg;
	struct shared *sh;
	struct stats *st;
	int proc;
	char path[4096];		/* this process's own directory */
	int dirfd;
	int logfd;			/* -1: none */
	uint64_t key;
	uint32_t nr;			/* the current op */
	uint64_t bsize;			/* of the file system */
	uint64_t cluster;		/* ... what collapse and insert need */
	uint64_t dio_align;
	bool bus_past_eof;		/* the file system faults past EOF strictly */
	bool tail_zero;			/* ... and keeps the rest of the last page zero */
	bool unsupported[OP_NR];
	struct crash *crash;		/* --errors: what candidates share */
	bool broken;			/* the disk is */
	bool eio;			/* ... and an op has seen it */
	uint32_t mend_at;
	int hogfd;			/* what takes the space, or -1 */
	uint8_t *fence;			/* the page here cannot be read; the buffer before it can */
	uint8_t *iobuf;			/* what is written */
	uint8_t *rdbuf;			/* what is read */
	uint64_t buf_size;
	struct file files[MAX_FILES];
	struct hist hist[HIST_LEN];
	uint64_t nhist;
};

static inline unsigned int tag_file(const struct ex *ex, unsigned int slot)
{
	return ex->proc * ex->cfg->files + slot;
}

/* pick.c */
void op_pick(struct ex *ex, struct op *op);

/* run.c: one op from start to end, and what a failed one left behind */
void run_op(struct ex *ex, struct op *op);

/* io.c, map.c: the ops; each returns the bytes done, or -errno */
long io_run(struct ex *ex, struct file *f, const struct op *op);
long map_run(struct ex *ex, struct file *f, const struct op *op);
long map_msync(struct ex *ex, struct file *f, const struct op *op);
void map_drop(struct ex *ex, struct file *f);
void map_init(void);
void check_bytes(struct ex *ex, struct file *f, uint64_t off, const uint8_t *got, uint64_t len,
		 const char *how);
void check_file(struct ex *ex, struct file *f);
void check_all(struct ex *ex);

/* files.c */
void files_start(struct ex *ex);
void files_open(struct ex *ex);
void files_close(struct ex *ex);
void file_open(struct ex *ex, struct file *f);
void file_close(struct ex *ex, struct file *f);
void file_model(struct ex *ex, struct file *f);
void file_identity(struct ex *ex, struct file *f, int fd, uint64_t *ino, unsigned int *generation);
long name_run(struct ex *ex, struct file *f, const struct op *op);
void name_finish(struct ex *ex, const struct op *op);

uint64_t blocks_of(struct ex *ex, struct file *f);

/* cut.c: writes that do not get to their end */
long cut_fault(struct ex *ex, struct file *f, const struct op *op);
long cut_kill(struct ex *ex, struct file *f, const struct op *op);

/* replace.c */
long replace_run(struct ex *ex, struct file *f, const struct op *op);

/* errors.c */
void errors_file(struct ex *ex, struct file *f);
void errors_forget(struct file *f);
void errors_begin(struct ex *ex, struct file *f, const struct op *op);
void errors_doubt(struct file *f, uint64_t from, uint64_t to, uint8_t value);
void errors_done(struct ex *ex, struct file *f, const struct op *op, long ret);
bool errors_may_truncate(struct ex *ex, struct file *f, uint64_t size);
bool errors_failed(struct ex *ex, struct file *f, const struct op *op, int err);
void errors_check(struct ex *ex, struct file *f, uint64_t off, const uint8_t *got, uint64_t len,
		  const char *how);
long errors_break(struct ex *ex, const struct op *op);
void errors_mend(struct ex *ex);

/* hog.c */
void hog_open(struct ex *ex);
void hog_close(struct ex *ex);
long hog_run(struct ex *ex, const struct op *op);

/* log.c */
int log_open(const char *arg, bool sync);
void log_header(int fd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void log_line(struct ex *ex, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* report.c */
void hist_add(struct ex *ex, const struct op *op, long ret, uint64_t before,
	      uint64_t size);
void report_mismatch(struct ex *ex, struct file *f, uint64_t off, const uint8_t *got,
		     uint64_t len, const char *how) __attribute__((noreturn));
void fail(struct ex *ex, struct file *f, uint64_t off, uint64_t len, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 5, 6)));
void stop(struct ex *ex, const char *why) __attribute__((noreturn));
void setup_error(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));
void print_op(FILE *out, const struct op *op);
void hexdump(FILE *out, const char *title, const uint8_t *p, uint64_t off, uint64_t len);
void describe_byte(FILE *out, uint64_t key, unsigned int files, const uint8_t *word,
		   unsigned int at);
void print_summary(const struct config *cfg, const struct shared *sh);
void print_replay(FILE *out, const struct config *cfg, uint64_t ops);

/* host.c */
void do_remount(const struct config *cfg);
int run_shell(const char *cmd, const char *arg);
void poison_device(const char *dev);
int drop_caches(void);
int shutdown_fs(int dirfd, int flag);
bool space_is_short(const struct config *cfg, int fd);
uint64_t now_ms(void);

/* racer.c */
void racer_main(const struct config *cfg, struct shared *sh, int id, int ready, int go)
	__attribute__((noreturn));

/* crash.c */
int crash_check(const struct config *cfg);

#endif
