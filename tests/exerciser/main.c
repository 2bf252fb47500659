// SPDX-License-Identifier: GPL-2.0-only
/*
 * exerciser: random file ops, each byte checked against a model.
 *
 * The parent only starts the processes, remounts the file system between rounds and adds up. Each
 * process has a directory of its own, DIR/p<n>, so that its model is exact whatever the others do;
 * what they share is the file system: its journal, its free space, its page cache.
 */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ex.h"

enum {
	OPT_SEED = 1000, OPT_OPS, OPT_SECONDS, OPT_FILES, OPT_MAX, OPT_THREADS, OPT_RACERS,
	OPT_VERBOSE, OPT_REPLAY, OPT_NODROP, OPT_KNOWN, OPT_HIGH, OPT_FILL, OPT_ERRORS,
	OPT_CLUSTER, OPT_QUOTA, OPT_BEFORE,
	OPT_NOREMOUNT, OPT_RCMD, OPT_REVERY, OPT_DEVICE, OPT_MOPTS, OPT_FSTYPE,
	OPT_WRITER, OPT_CHECK, OPT_LOG, OPT_LOGSYNC, OPT_SHUTDOWN, OPT_SHUTAT, OPT_EXPECT,
	OPT_FINAL, OPT_NOEXT, OPT_LATE, OPT_POISON
};

static const struct argp_option options[] = {
	{ 0, 0, 0, 0, "What to do:", 1 },
	{ "seed", OPT_SEED, "N", 0, "Seed; the same one gives the same ops (default: random)", 1 },
	{ "ops", OPT_OPS, "N", 0, "Ops per process (default 2000)", 1 },
	{ "seconds", OPT_SECONDS, "N", 0, "Run that long instead", 1 },
	{ "files", OPT_FILES, "N", 0, "Files per process (default 4)", 1 },
	{ "max-size", OPT_MAX, "BYTES", 0, "Largest file, K and M allowed (default 3M)", 1 },
	{ "threads", OPT_THREADS, "N", 0, "Processes (default 1)", 1 },
	{ "racers", OPT_RACERS, "N", 0, "Processes beside them that fault, write back and drop the "
	  "same pages and change none (default 0)", 1 },
	{ "no-drop-caches", OPT_NODROP, 0, 0, "Leave the caches of this machine alone", 1 },
	{ "known", OPT_KNOWN, "LIST", 0, "Tolerate these faults of Linux: dio, zero, zerofail, replace, "
	  "stale, grow, trim, leak, seek (known.h)", 1 },
	{ "high", OPT_HIGH, "N", 0, "So many files of each process end where the block size lets "
	  "no file go on (default 1)", 1 },
	{ "fill", OPT_FILL, 0, 0, "Take all space of the file system at times", 1 },
	{ "cluster", OPT_CLUSTER, "BYTES", 0, "Collapse and insert this much at least (default: "
	  "a block)", 1 },
	{ "errors", OPT_ERRORS, "CMD", 0, "\"CMD break\" makes the disk refuse what stdin lists, offset "
	  "and length in bytes, \"CMD mend\" makes it work; see break-disk", 1 },
	{ "quota", OPT_QUOTA, 0, 0, "There may be no space although statvfs sees some", 1 },
	{ "before-check", OPT_BEFORE, "CMD", 0, "Shell command, DIR is $1, before the last check",
	  1 },
	{ "replay", OPT_REPLAY, 0, 0, "Show each op, and check its whole file after it", 1 },
	{ "verbose", OPT_VERBOSE, 0, 0, "Show each op", 1 },
	{ 0, 0, 0, 0, "Remounts, every so many ops and at the end:", 2 },
	{ "remount-cmd", OPT_RCMD, "CMD", 0, "Shell command that does it, DIR is $1", 2 },
	{ "device", OPT_DEVICE, "DEV", 0, "Or: unmount, and mount this", 2 },
	{ "mount-opts", OPT_MOPTS, "OPTS", 0, "... with these options", 2 },
	{ "fstype", OPT_FSTYPE, "TYPE", 0, "... as this (default ext4)", 2 },
	{ "remount-every", OPT_REVERY, "N", 0, "Ops between (default 1000)", 2 },
	{ "no-remount", OPT_NOREMOUNT, 0, 0, "None, whatever else is given", 2 },
	{ 0, 0, 0, 0, "Crashes:", 3 },
	{ "crash-writer", OPT_WRITER, 0, 0, "Log what is written and promised", 3 },
	{ "crash-check", OPT_CHECK, 0, 0, "Check DIR against the log, after journal replay", 3 },
	{ "log", OPT_LOG, "FILE", 0, "The log, not on the file system under test; also fd:N, or a "
	  "block device for direct writes", 3 },
	{ "log-sync", OPT_LOGSYNC, 0, 0, "Open the log with O_DSYNC", 3 },
	{ "shutdown", OPT_SHUTDOWN, "FLAG", 0, "EXT4_IOC_SHUTDOWN 0, 1 or 2 at a random op", 3 },
	{ "shutdown-at", OPT_SHUTAT, "N", 0, "At this one", 3 },
	{ "expect-shutdown", OPT_EXPECT, 0, 0, "Someone else shuts it down: stop at EIO", 3 },
	{ "final-sync", OPT_FINAL, 0, 0, "A crash writer that gets to its end syncs", 3 },
	{ "no-extend", OPT_NOEXT, 0, 0, "The check changes nothing: no look past EOF", 3 },
	{ "late-promises", OPT_LATE, 0, 0, "Believe a sync of another process that was running "
	  "when shutdown was called, too", 3 },
	{ "poison", OPT_POISON, "DEV", 0, "Fill DEV, which is not mounted, with 0xa5 first; "
	  "without DIR, only that", 3 },
	{ 0 }
};

static const char doc[] =
	"Exercise a file system with random writes, stores, truncates, fallocates and syncs, and "
	"check every byte that comes back against a model.\v"
	"Exit status: 0 all bytes right, 1 a mismatch or an error that must not be, 2 usage or "
	"setup.";

static uint64_t number(struct argp_state *state, const char *arg, uint64_t low, uint64_t high)
{
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(arg, &end, 0);
	if (*end == 'K' || *end == 'k')
		n <<= 10, end++;
	else if (*end == 'M' || *end == 'm')
		n <<= 20, end++;
	if (errno || end == arg || *end || *arg == '-' || n < low || n > high)
		argp_error(state, "%s: expected a number from %" PRIu64 " to %" PRIu64, arg,
			   low, high);
	return n;
}

static int parse_crash(int key, char *arg, struct argp_state *state, struct config *cfg)
{
	switch (key) {
	case OPT_WRITER:
		cfg->crash_writer = true;
		break;
	case OPT_CHECK:
		cfg->crash_check = true;
		break;
	case OPT_LOG:
		cfg->log = arg;
		break;
	case OPT_LOGSYNC:
		cfg->log_sync = true;
		break;
	case OPT_SHUTDOWN:
		cfg->shutdown_flag = number(state, arg, 0, 2);
		break;
	case OPT_SHUTAT:
		cfg->shutdown_at = number(state, arg, 1, MAX_OPS);
		break;
	case OPT_EXPECT:
		cfg->expect_shutdown = true;
		break;
	case OPT_FINAL:
		cfg->final_sync = true;
		break;
	case OPT_NOEXT:
		cfg->no_extend = true;
		break;
	case OPT_LATE:
		cfg->late_promises = true;
		break;
	case OPT_POISON:
		cfg->poison = arg;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static int parse_mount(int key, char *arg, struct argp_state *state, struct config *cfg)
{
	switch (key) {
	case OPT_RCMD:
		cfg->remount_cmd = arg;
		break;
	case OPT_DEVICE:
		cfg->device = arg;
		break;
	case OPT_MOPTS:
		cfg->mount_opts = arg;
		break;
	case OPT_FSTYPE:
		cfg->fstype = arg;
		break;
	case OPT_REVERY:
		cfg->remount_every = number(state, arg, 1, MAX_OPS);
		break;
	case OPT_NOREMOUNT:
		cfg->no_remount = true;
		break;
	default:
		return parse_crash(key, arg, state, cfg);
	}
	return 0;
}

static void check_config(struct argp_state *state, struct config *cfg)
{
	if (!cfg->dir && !cfg->poison)
		argp_error(state, "expected DIR");
	if (cfg->ops && cfg->seconds)
		argp_error(state, "--ops and --seconds exclude each other");
	if (!cfg->ops && !cfg->seconds)
		cfg->ops = 2000;
	if (cfg->files * cfg->procs > MAX_TAG_FILES)
		argp_error(state, "at most %d files in all", MAX_TAG_FILES);
	if (cfg->crash_writer && cfg->crash_check)
		argp_error(state, "--crash-writer and --crash-check exclude each other");
	if ((cfg->crash_writer || cfg->crash_check) && !cfg->log)
		argp_error(state, "expected --log");
	if (cfg->shutdown_flag >= 0 && !cfg->crash_writer)
		argp_error(state, "--shutdown is for --crash-writer");
	if (cfg->errors && (cfg->procs > 1 || cfg->racers || cfg->fill || cfg->crash_writer ||
			    (!cfg->device && !cfg->remount_cmd)))
		argp_error(state, "--errors is for one process, and needs a way to remount");
	if (cfg->crash_writer || (!cfg->device && !cfg->remount_cmd))
		cfg->no_remount = true;
	cfg->max_size -= cfg->max_size % PAGE;
	if (!cfg->shutdown_at)
		cfg->shutdown_at = 1 + splitmix64(cfg->seed + 1) % (cfg->ops ? cfg->ops : 2000);
}

/* Those that only switch something on. Is it one of them? */
static bool parse_switch(int key, struct config *cfg)
{
	const struct {
		int key;
		bool *on;
	} switches[] = {
		{ OPT_NODROP, &cfg->no_drop },	{ OPT_FILL, &cfg->fill },
		{ OPT_QUOTA, &cfg->quota },	{ OPT_REPLAY, &cfg->replay },
		{ OPT_VERBOSE, &cfg->verbose },
	};

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (switches[i].key == key)
			return *switches[i].on = true;
	return false;
}

/* Those with a number. Is it one of them? */
static bool parse_number(int key, char *arg, struct argp_state *state, struct config *cfg)
{
	switch (key) {
	case OPT_SEED:
		cfg->seed = number(state, arg, 0, UINT64_MAX);
		return true;
	case OPT_OPS:
		cfg->ops = number(state, arg, 1, MAX_OPS);
		return true;
	case OPT_SECONDS:
		cfg->seconds = number(state, arg, 1, 1u << 30);
		return true;
	case OPT_FILES:
		cfg->files = number(state, arg, 1, MAX_FILES);
		return true;
	case OPT_MAX:
		cfg->max_size = number(state, arg, 16 * PAGE, 1u << 30);
		return true;
	case OPT_THREADS:
		cfg->procs = number(state, arg, 1, MAX_PROCS);
		return true;
	case OPT_RACERS:
		cfg->racers = number(state, arg, 0, MAX_PROCS);
		return true;
	case OPT_HIGH:
		cfg->high = number(state, arg, 0, MAX_FILES);
		return true;
	case OPT_CLUSTER:
		cfg->cluster = number(state, arg, 1024, 1 << 20);
		return true;
	default:
		return false;
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct config *cfg = state->input;

	if (parse_switch(key, cfg) || parse_number(key, arg, state, cfg))
		return 0;
	switch (key) {
	case OPT_KNOWN:
		cfg->known = known_parse(arg);
		if (cfg->known < 0)
			argp_error(state, "--known %s: no such fault", arg);
		break;
	case OPT_ERRORS:
		cfg->errors = arg;
		break;
	case OPT_BEFORE:
		cfg->before_check = arg;
		break;
	case ARGP_KEY_ARG:
		if (cfg->dir)
			argp_error(state, "one DIR only");
		cfg->dir = arg;
		break;
	case ARGP_KEY_END:
		check_config(state, cfg);
		break;
	default:
		return parse_mount(key, arg, state, cfg);
	}
	return 0;
}

/* A pair of pipes: the process says "ready" and waits for 'g'o on or 'f'inish. */
struct child {
	pid_t pid;
	bool alive;
	int ready[2];
	int go[2];
};

static void maybe_shutdown(struct ex *ex)
{
	const struct config *cfg = ex->cfg;
	int ret;

	if (cfg->shutdown_flag < 0 || ex->proc || ex->nr != cfg->shutdown_at)
		return;
	log_line(ex, "S %d %" PRIu32 " %d\n", ex->proc, ex->nr, cfg->shutdown_flag);
	ex->sh->shutdown = 1;
	ret = shutdown_fs(ex->dirfd, cfg->shutdown_flag);
	log_line(ex, "s %d %" PRIu32 " %d %d\n", ex->proc, ex->nr, cfg->shutdown_flag, ret);
	if (ret)
		setup_error("shutdown: %s", strerror(-ret));
}

static void run_round(struct ex *ex, uint64_t deadline)
{
	const struct config *cfg = ex->cfg;
	uint64_t n, most = cfg->no_remount ? MAX_OPS : cfg->remount_every;
	struct op op;

	for (n = 0; n < most; n++) {
		if (cfg->ops ? ex->nr >= cfg->ops : now_ms() >= deadline)
			return;
		if (ex->nr == MAX_OPS - 1)
			return;
		ex->nr++;
		maybe_shutdown(ex);
		memset(&op, 0, sizeof(op));
		if (ex->broken && ex->nr >= ex->mend_at)
			errors_mend(ex);
		op_pick(ex, &op);
		run_op(ex, &op);
		ex->st->last_nr = ex->nr;
	}
}

static void run_final_sync(struct ex *ex)
{
	struct op op = { .nr = ++ex->nr, .kind = OP_SYNCFS };

	run_op(ex, &op);
}

static struct ex *new_ex(const struct config *cfg, struct shared *sh, int proc, int logfd)
{
	struct ex *ex = calloc(1, sizeof(*ex));
	void *buf[2];
	uint8_t *fenced;

	if (!ex || posix_memalign(&buf[0], PAGE, cfg->max_size + PAGE) ||
	    posix_memalign(&buf[1], PAGE, cfg->max_size + PAGE))
		setup_error("memory for the buffers");
	fenced = mmap(NULL, cfg->max_size + PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fenced == MAP_FAILED || mprotect(fenced + cfg->max_size, PAGE, PROT_NONE))
		setup_error("memory for the buffers");
	ex->fence = fenced + cfg->max_size;
	ex->cfg = cfg;
	ex->sh = sh;
	ex->st = &sh->st[proc];
	ex->proc = proc;
	ex->logfd = logfd;
	ex->key = tag_key(cfg->seed);
	ex->iobuf = buf[0];
	ex->rdbuf = buf[1];
	ex->buf_size = cfg->max_size;
	if ((size_t)snprintf(ex->path, sizeof(ex->path), "%s/p%d", cfg->dir, proc) >=
	    sizeof(ex->path))
		setup_error("%s: too long", cfg->dir);
	return ex;
}

static void child_main(const struct config *cfg, struct shared *sh, int proc, int logfd,
		       int ready, int go) __attribute__((noreturn));
static void child_main(const struct config *cfg, struct shared *sh, int proc, int logfd,
		       int ready, int go)
{
	struct ex *ex = new_ex(cfg, sh, proc, logfd);
	uint64_t deadline = now_ms() + cfg->seconds * 1000ull;
	char order = 'g';

	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		setup_error("prctl: %s", strerror(errno));
	map_init();
	files_start(ex);
	while (order == 'g') {
		run_round(ex, deadline);
		errors_mend(ex);
		if (cfg->final_sync)
			run_final_sync(ex);
		files_close(ex);
		if (write(ready, "r", 1) != 1 || read(go, &order, 1) != 1)
			setup_error("the parent is gone");
		files_open(ex);
		check_all(ex);
		if (cfg->replay)
			fprintf(stderr, "process %d: all files checked\n", proc);
	}
	files_close(ex);
	exit(EX_OK);
}

static void start_children(const struct config *cfg, struct shared *sh, struct child *ch,
			   int logfd)
{
	unsigned int i, j, all = cfg->procs + cfg->racers;

	for (i = 0; i < all; i++)
		if (pipe(ch[i].ready) || pipe(ch[i].go))
			setup_error("pipe: %s", strerror(errno));
	fflush(NULL);
	for (i = 0; i < all; i++) {
		ch[i].pid = fork();
		if (ch[i].pid < 0)
			setup_error("fork: %s", strerror(errno));
		ch[i].alive = true;
		if (ch[i].pid)
			continue;
		/* an end left open here would hide another process's death from the parent */
		for (j = 0; j < all; j++) {
			close(ch[j].ready[0]);
			close(ch[j].go[1]);
			if (j == i)
				continue;
			close(ch[j].ready[1]);
			close(ch[j].go[0]);
		}
		if (i < cfg->procs)
			child_main(cfg, sh, i, logfd, ch[i].ready[1], ch[i].go[0]);
		racer_main(cfg, sh, i - cfg->procs, ch[i].ready[1], ch[i].go[0]);
	}
	for (i = 0; i < all; i++) {
		close(ch[i].ready[1]);
		close(ch[i].go[0]);
	}
}

static int reap(struct child *ch)
{
	int status;

	ch->alive = false;
	while (waitpid(ch->pid, &status, 0) < 0)
		if (errno != EINTR)
			setup_error("waitpid: %s", strerror(errno));
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	fprintf(stderr, "exerciser: process %d died of signal %d\n", ch->pid, WTERMSIG(status));
	return EX_MISMATCH;
}

/* Wait until each process is ready or has ended. Returns how many live, or -status. */
static int gather(struct child *ch, unsigned int n)
{
	int alive = 0, status;
	unsigned int i;
	char c;

	for (i = 0; i < n; i++) {
		if (!ch[i].alive)
			continue;
		if (read(ch[i].ready[0], &c, 1) == 1) {
			alive++;
			continue;
		}
		status = reap(&ch[i]);
		if (status)
			return -status;
	}
	return alive;
}

static void tell(struct child *ch, unsigned int n, char order)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (ch[i].alive && write(ch[i].go[1], &order, 1) != 1)
			fprintf(stderr, "exerciser: process %d is gone\n", ch[i].pid);
}

static int run_rounds(const struct config *cfg, struct shared *sh, struct child *ch)
{
	uint64_t done = 0, deadline = now_ms() + cfg->seconds * 1000ull;
	bool finish = false;
	int alive, status;

	while (1) {
		alive = gather(ch, cfg->procs);
		if (alive <= 0 || finish)
			return -alive;
		sh->rest = 1;
		status = gather(ch + cfg->procs, cfg->racers);
		if (status < 0)
			return -status;
		done += cfg->remount_every;
		finish = cfg->no_remount || (cfg->ops ? done >= cfg->ops : now_ms() >= deadline);
		if (!cfg->no_remount) {
			do_remount(cfg);
			sh->st[0].remounts++;
		}
		if (finish && cfg->before_check && run_shell(cfg->before_check, cfg->dir))
			setup_error("the command before the check failed");
		sh->rest = 0;
		tell(ch, cfg->procs + cfg->racers, finish ? 'f' : 'g');
	}
}

static int run_all(const struct config *cfg)
{
	struct child ch[2 * MAX_PROCS] = { 0 };
	struct shared *sh;
	int logfd = -1, status;
	struct statvfs sv;
	unsigned int i;

	sh = mmap(NULL, sizeof(*sh), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sh == MAP_FAILED)
		setup_error("mmap: %s", strerror(errno));
	if (cfg->log && cfg->crash_writer) {
		logfd = log_open(cfg->log, cfg->log_sync);
		if (statvfs(cfg->dir, &sv))
			setup_error("%s: %s", cfg->dir, strerror(errno));
		log_header(logfd, "H 2 %" PRIu64 " %u %u %" PRIu64 " %d %lu\n", cfg->seed,
			   cfg->procs, cfg->files, cfg->max_size, cfg->known, sv.f_bsize);
	}
	start_children(cfg, sh, ch, logfd);
	status = run_rounds(cfg, sh, ch);
	for (i = 0; i < cfg->procs + cfg->racers; i++) {
		if (!ch[i].alive)
			continue;
		kill(ch[i].pid, SIGKILL);
		waitpid(ch[i].pid, NULL, 0);
	}
	print_summary(cfg, sh);
	return status;
}

int main(int argc, char **argv)
{
	struct config cfg = {
		.files = 4, .procs = 1, .max_size = 3 << 20, .remount_every = 1000,
		.high = 1, .fstype = "ext4", .shutdown_flag = -1, .argv = argv,
	};
	const struct argp argp = { options, parse, "DIR", doc, NULL, NULL, NULL };

	if (sysconf(_SC_PAGESIZE) != PAGE)
		setup_error("made for pages of %lu bytes", PAGE);
	if (getrandom(&cfg.seed, sizeof(cfg.seed), 0) != sizeof(cfg.seed))
		setup_error("getrandom: %s", strerror(errno));
	cfg.seed &= 0x7fffffff;
	argp_err_exit_status = EX_SETUP;
	argp_parse(&argp, argc, argv, 0, NULL, &cfg);
	/* a process that is gone shows as a failed write */
	signal(SIGPIPE, SIG_IGN);
	if (cfg.poison)
		poison_device(cfg.poison);
	if (!cfg.dir)
		return EX_OK;
	if (cfg.crash_check)
		return crash_check(&cfg);
	printf("exerciser: seed %" PRIu64 ", %u processes of %u files\n", cfg.seed, cfg.procs,
	       cfg.files);
	fflush(stdout);
	return run_all(&cfg);
}
