// SPDX-License-Identifier: GPL-2.0-only
/*
 * handles OUT load DIR THREADS FAULTS FILES FSYNCS: in each thread, so many
 * write faults that start a journal handle each (on nodelalloc, with buffer
 * heads), new files, and fsyncs, spread evenly.
 *
 * handles OUT held DIR fsync|checkpoint|nothing: a handle is held for as long as
 * reading the disk takes, meanwhile a commit or a barrier waits for it, and a
 * fault for those.
 *
 * handles OUT remove DIR: remove a file whose blocks are in more groups than one
 * transaction has room for.
 *
 * handles OUT stamp DIR TIMES: so many handles, and little else.
 *
 * OUT is what the kernel's own tracepoints and statistics say of it.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef EXT4_IOC_CHECKPOINT
#define EXT4_IOC_CHECKPOINT _IOW('f', 43, uint32_t)
#endif
#define MAX_CPUS 64
#define PAGE 4096UL

static void nap(long ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

/* @cpu -1: only in this process and what it makes */
static int count_event(const char *name, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr), .inherit = cpu < 0,
	};
	char path[128];
	unsigned long id;
	FILE *file;
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/tracing/events/jbd2/%s/id", name);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%lu", &id) != 1)
		err(1, "%s", path);
	fclose(file);
	attr.config = id;
	fd = (int)syscall(SYS_perf_event_open, &attr, cpu < 0 ? 0 : -1, cpu, -1,
			  PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		err(1, "perf_event_open of %s", name);
	return fd;
}

static uint64_t counted(int fd)
{
	uint64_t count;

	if (read(fd, &count, sizeof(count)) != sizeof(count))
		err(1, "reading a count");
	return count;
}

struct counts {
	struct timespec began;
	int handles, restarts, commits[MAX_CPUS];
	long cpus;
	unsigned long transactions;
};

/* Of the only journal there is */
static unsigned long read_transactions(void)
{
	unsigned long transactions;
	glob_t found;
	FILE *file;

	if (glob("/proc/fs/jbd2/*/info", 0, NULL, &found))
		errx(1, "no /proc/fs/jbd2/*/info");
	file = fopen(found.gl_pathv[0], "re");
	if (!file || fscanf(file, "%lu", &transactions) != 1)
		err(1, "%s", found.gl_pathv[0]);
	fclose(file);
	globfree(&found);
	return transactions;
}

static void begin_counting(struct counts *counts)
{
	counts->cpus = sysconf(_SC_NPROCESSORS_ONLN);
	counts->transactions = read_transactions();
	counts->handles = count_event("jbd2_handle_start", -1);
	counts->restarts = count_event("jbd2_handle_restart", -1);
	for (int i = 0; i < counts->cpus; i++)
		counts->commits[i] = count_event("jbd2_end_commit", i);
	clock_gettime(CLOCK_MONOTONIC, &counts->began);
}

static double elapsed(const struct counts *counts)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - counts->began.tv_sec) * 1e9 +
	       (double)(now.tv_nsec - counts->began.tv_nsec);
}

static void end_counting(const struct counts *counts, double ns, const char *path)
{
	FILE *out = fopen(path, "we");
	uint64_t commits = 0;

	for (int i = 0; i < counts->cpus; i++)
		commits += counted(counts->commits[i]);
	if (!out)
		err(1, "%s", path);
	fprintf(out, "{\"handles\":%lu,\"restarts\":%lu,\"commits\":%lu,\"transactions\":%lu,"
		"\"elapsed\":%.0f}\n", counted(counts->handles), counted(counts->restarts), commits,
		read_transactions() - counts->transactions, ns);
	if (fclose(out))
		err(1, "%s", path);
}

/* The commit's own statistics come a moment after it has been waited for */
static void settle(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || syncfs(fd))
		err(1, "syncfs of %s", dir);
	close(fd);
	nap(200);
}

static int open_file(const char *dir, const char *name, int flags)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_RDWR | O_CLOEXEC | flags, 0644);
	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

static volatile char *map_file(int fd, size_t size)
{
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	/* No readahead: a fault for each page */
	if (map == MAP_FAILED || madvise(map, size, MADV_RANDOM))
		err(1, "mmap");
	return map;
}

struct load {
	pthread_t thread;
	const char *dir;
	unsigned long id, faults, files, fsyncs;
};

static int due(unsigned long step, unsigned long steps, unsigned long wanted)
{
	return (step + 1) * wanted / steps != step * wanted / steps;
}

static void *run_load(void *opaque)
{
	const struct load *load = opaque;
	size_t size = load->faults * PAGE;
	unsigned long made = 0;
	volatile char *map;
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "load%lu", load->id);
	fd = open_file(load->dir, name, O_CREAT);
	if (ftruncate(fd, (off_t)size))
		err(1, "ftruncate");
	map = map_file(fd, size);
	for (unsigned long i = 0; i < load->faults; i++) {
		map[i * PAGE] = 1;
		for (; made < (i + 1) * load->files / load->faults; made++) {
			snprintf(name, sizeof(name), "load%lu.%lu", load->id, made);
			close(open_file(load->dir, name, O_CREAT | O_EXCL));
		}
		if (due(i, load->faults, load->fsyncs) && fsync(fd))
			err(1, "fsync");
	}
	munmap((void *)map, size);
	close(fd);
	return NULL;
}

static void load_all(int argc, char **argv)
{
	unsigned long threads;
	struct load *loads;

	if (argc != 8)
		errx(2, "usage: handles OUT load DIR THREADS FAULTS FILES FSYNCS");
	threads = strtoul(argv[4], NULL, 10);
	loads = calloc(threads, sizeof(*loads));
	if (!loads)
		err(1, "calloc");
	for (unsigned long i = 0; i < threads; i++) {
		loads[i] = (struct load){
			.dir = argv[3], .id = i, .faults = strtoul(argv[5], NULL, 10),
			.files = strtoul(argv[6], NULL, 10), .fsyncs = strtoul(argv[7], NULL, 10),
		};
		errno = pthread_create(&loads[i].thread, NULL, run_load, &loads[i]);
		if (errno)
			err(1, "pthread_create");
	}
	for (unsigned long i = 0; i < threads; i++)
		pthread_join(loads[i].thread, NULL);
	free(loads);
}

/* What runs in a thread of its own, until it sleeps */
struct job {
	pthread_t thread;
	void (*run)(const struct job *job);
	const char *path;
	int fd;
	_Atomic pid_t tid;
};

/* Frees an inode, whose bitmap has to be read while the handle is open */
static void hold_handle(const struct job *job)
{
	if (unlink(job->path))
		err(1, "unlink of %s", job->path);
}

static void force_commit(const struct job *job)
{
	if (fsync(job->fd))
		err(1, "fsync");
}

static void raise_barrier(const struct job *job)
{
	uint32_t flags = 0;

	if (ioctl(job->fd, EXT4_IOC_CHECKPOINT, &flags))
		err(1, "EXT4_IOC_CHECKPOINT");
}

static void *run_job(void *opaque)
{
	struct job *job = opaque;

	job->tid = gettid();
	job->run(job);
	return NULL;
}

static char task_state(pid_t tid)
{
	char path[64], state = '?';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		errx(1, "%s: it did not sleep", path);
	fclose(file);
	return state;
}

static void start_until_asleep(struct job *job)
{
	errno = pthread_create(&job->thread, NULL, run_job, job);
	if (errno)
		err(1, "pthread_create");
	while (!job->tid || task_state(job->tid) != 'D')
		nap(1);
}

static void hold_and_fault(int argc, char **argv)
{
	struct job holder = { .run = hold_handle }, forcer = { .run = force_commit };
	volatile char *map;
	char victim[256];
	struct stat info;
	int forces;

	if (argc != 5)
		errx(2, "usage: handles OUT held DIR fsync|checkpoint|nothing");
	forces = !!strcmp(argv[4], "nothing");
	if (!strcmp(argv[4], "checkpoint"))
		forcer.run = raise_barrier;
	/* Whatever else has to be read is read before */
	snprintf(victim, sizeof(victim), "%s/victim", argv[3]);
	holder.path = victim;
	if (stat(victim, &info))
		err(1, "%s", victim);
	forcer.fd = open_file(argv[3], "faulted", 0);
	map = map_file(forcer.fd, PAGE);
	if (fchmod(forcer.fd, 0600))
		err(1, "fchmod");
	start_until_asleep(&holder);
	if (forces)
		start_until_asleep(&forcer);
	/* The commit is another thread's, which only now gets to it */
	nap(200);
	*map = 1;
	if (forces)
		pthread_join(forcer.thread, NULL);
	pthread_join(holder.thread, NULL);
	munmap((void *)map, PAGE);
	close(forcer.fd);
}

static void remove_file(int argc, char **argv)
{
	char path[256];

	if (argc != 4)
		errx(2, "usage: handles OUT remove DIR");
	snprintf(path, sizeof(path), "%s/large", argv[3]);
	if (unlink(path))
		err(1, "unlink of %s", path);
}

/* A handle each, and little else */
static void stamp(int argc, char **argv)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = 0 } };
	int fd;

	if (argc != 5)
		errx(2, "usage: handles OUT stamp DIR TIMES");
	fd = open_file(argv[3], "stamped", O_CREAT);
	for (times[1].tv_sec = 1; times[1].tv_sec <= atol(argv[4]); times[1].tv_sec++)
		if (futimens(fd, times))
			err(1, "futimens");
	close(fd);
}

static const struct {
	const char *name;
	void (*run)(int argc, char **argv);
} scenarios[] = {
	{ "load", load_all }, { "held", hold_and_fault },
	{ "remove", remove_file }, { "stamp", stamp },
};

int main(int argc, char **argv)
{
	void (*scenario)(int argc, char **argv) = NULL;
	struct counts counts;
	double ns;

	for (size_t i = 0; argc > 3 && i < sizeof(scenarios) / sizeof(*scenarios); i++)
		if (!strcmp(argv[2], scenarios[i].name))
			scenario = scenarios[i].run;
	if (!scenario)
		errx(2, "usage: handles OUT load|held|remove|stamp DIR ...");
	settle(argv[3]);
	begin_counting(&counts);
	scenario(argc, argv);
	ns = elapsed(&counts);
	settle(argv[3]);
	end_counting(&counts, ns, argv[1]);
	return 0;
}
