// SPDX-License-Identifier: GPL-2.0-only
/*
 * lost-cache: cut the power of a disk, again and again, after the fact.
 *
 * From the record of a guest's writes make the disk as a power cut may have left it, at random
 * moments of each run of the exerciser, and have a command look at it. What the exerciser had
 * announced or seen return by then is in DIR/log.
 *
 * Why this can neither cry wolf nor be content with too little: a line is a write in the same
 * record. A line that announces an op had ended before the op could write anything; so up to
 * any cut, no write is there unannounced. A line that says that an op has returned was sent after
 * it returned; so if the line is there, what the op promised must be, too, and the last flush
 * in the record that it had to wait for stands before the line.
 */
#include <argp.h>
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "powercut.h"
#include "run.h"

struct options {
	const char *writes, *dev, *dir;
	uint64_t size;
	unsigned int seed, cuts;
	int fill;
	bool drop;
	char **command;
};

static const struct argp_option argp_options[] = {
	{ "size", 's', "BYTES", 0, "Size of the disk that was recorded", 0 },
	{ "fill", 'f', "BYTE", 0, "What it was filled with before", 0 },
	{ "cuts", 'n', "N", 0, "Power cuts in each run (default 1)", 0 },
	{ "seed", 'r', "N", 0, "Seed of what is lost, and when", 0 },
	{ "drop", 'd', 0, 0, "Also lose the last write before the last flush, as no disk may", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 's':
		o->size = strtoull(arg, NULL, 0);
		break;
	case 'f':
		o->fill = strtol(arg, NULL, 0);
		break;
	case 'n':
		o->cuts = strtoul(arg, NULL, 0);
		break;
	case 'r':
		o->seed = strtoul(arg, NULL, 0);
		break;
	case 'd':
		o->drop = true;
		break;
	case ARGP_KEY_ARGS:
		if (state->argc - state->next < 4)
			argp_usage(state);
		o->writes = state->argv[state->next];
		o->dev = state->argv[state->next + 1];
		o->dir = state->argv[state->next + 2];
		o->command = state->argv + state->next + 3;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static FILE *create(const struct options *o, const char *name)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", o->dir, name);
	f = fopen(path, "w");
	if (!f)
		err(2, "%s", path);
	return f;
}

static void finish(FILE *f)
{
	if (fclose(f))
		err(2, "writing what the command needs");
}

/* Past the page cache, where older reads of the device may linger. */
static void write_image(const struct options *o, const struct disk *d)
{
	int fd = open(o->dev, O_WRONLY | O_DIRECT);
	uint64_t at, n;

	if (fd < 0)
		err(2, "%s", o->dev);
	for (at = 0; at < d->w->fs_size; at += n) {
		n = d->w->fs_size - at < 1 << 20 ? d->w->fs_size - at : 1 << 20;
		if (pwrite(fd, d->image + at, n, at) != (ssize_t)n)
			err(2, "%s", o->dev);
	}
	if (close(fd))
		err(2, "%s", o->dev);
}

/* False if the command was not content. */
static bool run_command(char **command)
{
	pid_t pid;
	int status;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		execvp(command[0], command);
		err(127, "%s", command[0]);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		err(2, "%s", command[0]);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static bool cut_once(const struct options *o, struct disk *d, const struct run *run,
		     struct cut *cut)
{
	FILE *f;

	disk_cut(d, cut);
	write_image(o, d);
	f = create(o, "log");
	run_lines(d->w, run, cut->at, f);
	finish(f);
	f = create(o, "how");
	run_text(d->w, run, f);
	finish(f);
	f = create(o, "cut");
	fprintf(f, "after entry %zu of %zu, of %u unflushed writes %u lost and %u torn\n",
		cut->at - run->mark, run->last - run->mark, cut->whole + cut->torn + cut->lost,
		cut->lost, cut->torn);
	finish(f);
	return run_command(o->command);
}

static int ascending(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

/* After a write: where nothing is unflushed there is nothing to lose. */
static size_t random_write(const struct writelog *w, const struct run *run, unsigned int *seed)
{
	size_t at;

	do {
		at = run->first + (size_t)rand_r(seed) % (run->last - run->first + 1);
	} while (w->entries[at].kind != ENTRY_WRITE);
	return at;
}

static bool cut_run(const struct options *o, struct disk *d, const struct run *run,
		    unsigned int *seed)
{
	size_t *at = calloc(o->cuts, sizeof(*at));
	bool good = true;
	unsigned int i;

	if (!at)
		err(2, "memory");
	for (i = 0; i < o->cuts; i++)
		at[i] = random_write(d->w, run, seed);
	qsort(at, o->cuts, sizeof(*at), ascending);
	for (i = 0; i < o->cuts; i++) {
		struct cut cut = { .at = at[i], .seed = rand_r(seed), .drop = o->drop };

		good = cut_once(o, d, run, &cut) && good;
	}
	free(at);
	return good;
}

int main(int argc, char **argv)
{
	const struct argp argp = {
		argp_options, parse, "WRITES DEV DIR COMMAND...",
		"Leave on DEV what a power cut may have left of the disk whose WRITES were recorded, "
		"and run COMMAND, again and again.\v"
		"DIR/log: the exerciser's log up to the cut. DIR/how: its run. DIR/cut: where it was.\n"
		"Exit status: 0 each COMMAND had 0, 1 one had not, 2 trouble.", 0, 0, 0
	};
	struct options o = { .cuts = 1, .seed = 1 };
	struct run run = { 0 };
	struct writelog w;
	bool good = true;
	struct disk d;
	size_t runs;

	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &o);
	writelog_read(&w, o.writes, o.size);
	disk_init(&d, &w, o.fill);
	for (runs = 0; run_next(&w, run.last, &run); runs++)
		good = cut_run(&o, &d, &run, &o.seed) && good;
	if (!runs)
		errx(2, "%s: no run of the exerciser", o.writes);
	return good ? 0 : 1;
}
