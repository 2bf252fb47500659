// SPDX-License-Identifier: GPL-2.0-only
/*
 * Job files.  [global] sets defaults; every other section is the product of
 * its comma-separated lists.  inih does the syntax; it is fed line by line, so
 * that each message can name the line.
 */
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/data_path.h"
#include "lib/names.h"
#include "lib/page.h"
#include "plan/job.h"

#define MAX_VALUES 16
#define MAX_CELLS 100000
#define TRIALS_DEFAULT_MAX 30
/* Of a file that is mostly holes: what is known of each, and cached of it, fits the memory */
#define SPARSE_PAGES_MOST 65536

/** A list that a section sets: the cells are the product of all lists. */
struct list {
	unsigned long value[MAX_VALUES];
	size_t n;
};

enum list_key {
	LIST_VARIANT, LIST_STATE, LIST_BLOCK_SIZE, LIST_FOLIO, LIST_PATTERN,
	LIST_THREADS, LIST_SHARING, LIST_LOAD, LIST_LOAD_RATE, LIST_STRIDE, LIST_SIZE,
	LIST_TASKS, LIST_PACE, LIST_SETUP, LIST_EXTENT, LIST_FILES, NR_LISTS
};

struct section {
	char name[64];
	int line;
	struct list list[NR_LISTS];
	unsigned int is_set;	/* bit per list: given in this section */
};

struct parser {
	const char *path;
	const char *rest;	/* of the text, not yet given to inih */
	int line;
	int failed;
	struct section global;
	struct section now;
	const char *impossible;	/* why the last cell was left out, if one was */
	struct job *job;
};

static const char *const block_size_names[] = { "1k", "2k", "4k" };
static const unsigned int block_sizes[] = { 1024, 2048, 4096 };

static int bad(struct parser *p, const char *what, const char *got, const char *want)
{
	if (!p->failed)
		complain("%s:%d: %s '%s'; %s", p->path, p->line, what, got, want);
	p->failed = 1;
	return -1;
}

/* A value is names of model/setup.h, joined by '+' */
static int parse_setup(struct parser *p, const char *text, unsigned long *value)
{
	char list[NAMES_ROOM], want[sizeof("expected none, or ; '+' joins several") + NAMES_ROOM];
	unsigned int setup;

	if (!setup_read(text, strlen(text), &setup)) {
		*value = setup;
		return 0;
	}
	snprintf(want, sizeof(want), "expected none, or %s; '+' joins several",
		 names_list(list, setup_names, NR_SETUPS));
	return bad(p, "unknown setup", text, want);
}

/*
 * A count, or a size with k, m or g, as fio reads it: 4k, 4K, 4kb and 4KiB are the same.
 * Refuses signs, junk and overflow.
 */
static int parse_number(const char *text, unsigned long long max, unsigned long long *value)
{
	static const char suffixes[] = "kmg";
	const char *suffix;
	char *end;

	if (*text < '0' || *text > '9')
		return -1;
	errno = 0;
	*value = strtoull(text, &end, 10);
	if (errno)
		return -1;
	if (*end) {
		suffix = strchr(suffixes, tolower(*end));
		if (!suffix || (end[1] && strcasecmp(end + 1, "b") && strcasecmp(end + 1, "ib")))
			return -1;
		for (long i = 0; i <= suffix - suffixes; i++)
			if (__builtin_mul_overflow(*value, 1024ULL, value))
				return -1;
	}
	return *value <= max ? 0 : -1;
}

static int parse_name(struct parser *p, const char *key, const char *const *names,
		      size_t n, const char *text, unsigned long *value)
{
	char list[NAMES_ROOM], want[sizeof("expected ") + NAMES_ROOM], what[64];
	int i = names_index(names, n, text);

	if (i >= 0) {
		*value = (unsigned long)i;
		return 0;
	}
	snprintf(what, sizeof(what), "unknown %s", key);
	snprintf(want, sizeof(want), "expected %s", names_list(list, names, n));
	return bad(p, what, text, want);
}

static const struct {
	const char *key;
	const char *const *names;	/* or NULL: a number from min to max, or a setup */
	size_t n_names;
	unsigned long min, max;
} lists[NR_LISTS] = {
	[LIST_VARIANT]	  = { "variant", variant_names, NR_VARIANTS, 0, 0 },
	[LIST_STATE]	  = { "state", state_names, NR_STATES, 0, 0 },
	[LIST_BLOCK_SIZE] = { "block_size", block_size_names, 3, 0, 0 },
	[LIST_FOLIO]	  = { "folio", folio_names, NR_FOLIOS, 0, 0 },
	[LIST_PATTERN]	  = { "pattern", pattern_names, NR_PATTERNS, 0, 0 },
	[LIST_THREADS]	  = { "threads", NULL, 0, 1, 1024 },
	[LIST_SHARING]	  = { "sharing", sharing_names, NR_SHARINGS, 0, 0 },
	[LIST_LOAD]	  = { "load", load_names, NR_LOADS, 0, 0 },
	[LIST_LOAD_RATE]  = { "load_rate", NULL, 0, 0, 1000000 },
	[LIST_STRIDE]	  = { "stride", NULL, 0, 1, 1U << 20 },
	[LIST_SIZE]	  = { "size", NULL, 0, PAGE_BYTES, CELL_SIZE_MOST },
	[LIST_TASKS]	  = { "tasks", tasks_names, NR_TASKS, 0, 0 },
	[LIST_PACE]	  = { "pace", pace_names, NR_PACES, 0, 0 },
	[LIST_SETUP]	  = { "setup", NULL, 0, 0, 0 },
	[LIST_EXTENT]	  = { "extent", NULL, 0, 0, 1U << 20 },
	[LIST_FILES]	  = { "files", NULL, 0, 1, 4096 },
};

static int parse_value(struct parser *p, enum list_key key, const char *text,
		       unsigned long *value)
{
	unsigned long long number;
	char want[96];

	if (key == LIST_SETUP)
		return parse_setup(p, text, value);
	if (lists[key].names)
		return parse_name(p, lists[key].key, lists[key].names, lists[key].n_names,
				  text, value);

	snprintf(want, sizeof(want), "expected a number from %lu to %lu", lists[key].min,
		 lists[key].max);
	if (parse_number(text, lists[key].max, &number) || number < lists[key].min)
		return bad(p, lists[key].key, text, want);
	if ((key == LIST_SIZE || key == LIST_EXTENT) && number % PAGE_BYTES)
		return bad(p, lists[key].key, text, "whole pages of 4096 bytes are wanted");
	*value = (unsigned long)number;
	return 0;
}

static int parse_list(struct parser *p, enum list_key key, const char *text)
{
	struct list *list = &p->now.list[key];
	char *copy = strdup(text), *save = NULL, *word;
	int ret = -1;

	if (!copy) {
		complain("%s: out of memory", p->path);
		p->failed = 1;
		return -1;
	}
	if (p->now.is_set & 1U << key) {
		bad(p, "second", lists[key].key, "a key is given once in a section");
		goto out;
	}
	p->now.is_set |= 1U << key;
	list->n = 0;
	for (word = strtok_r(copy, ", \t", &save); word; word = strtok_r(NULL, ", \t", &save)) {
		if (list->n == MAX_VALUES) {
			bad(p, lists[key].key, text, "at most 16 values are possible");
			goto out;
		}
		if (parse_value(p, key, word, &list->value[list->n]))
			goto out;
		list->n++;
	}
	if (!list->n) {
		bad(p, lists[key].key, text, "expected at least one value");
		goto out;
	}
	ret = 0;
out:
	free(copy);
	return ret;
}

static int parse_percentage(const char *text, double *ratio)
{
	char *end;

	if (*text < '0' || *text > '9')
		return -1;
	*ratio = strtod(text, &end) / 100;
	return !*end && *ratio > 0 && *ratio <= 1 ? 0 : -1;
}

static const char *const global_keys[] = { "trials", "trials_max", "precision", "seed", "cpus", "mode" };

/* "auto" is decided where the job runs */
static int parse_mode(struct parser *p, const char *text)
{
	unsigned long mode = NR_MODES;
	int ret = 0;

	if (strcmp(text, "auto"))
		ret = parse_name(p, "mode", mode_names, NR_MODES, text, &mode);
	p->job->mode = (enum mode)mode;
	return ret;
}

static int parse_global_key(struct parser *p, const char *key, const char *text)
{
	unsigned long long number;

	if (strcmp(p->now.name, "global"))
		return bad(p, "misplaced key", key, "it belongs in [global]");
	if (!strcmp(key, "trials") || !strcmp(key, "trials_max")) {
		if (parse_number(text, TRIALS_MOST, &number) || number < 1)
			return bad(p, key, text, "expected a number from 1 to 1000");
		*(key[6] ? &p->job->trials_max : &p->job->trials) = (unsigned int)number;
	} else if (!strcmp(key, "cpus")) {
		if (parse_number(text, CPUS_MOST, &number) || number < 1)
			return bad(p, key, text, "expected a number from 1 to 16");
		p->job->cpus = (unsigned int)number;
	} else if (!strcmp(key, "mode")) {
		return parse_mode(p, text);
	} else if (!strcmp(key, "precision")) {
		if (parse_percentage(text, &p->job->precision))
			return bad(p, key, text, "expected a percentage above 0, up to 100");
	} else {
		if (parse_number(text, INT64_MAX, &number))
			return bad(p, key, text, "expected a number from 0 to 2^63-1");
		p->job->seed = number;
	}
	return 0;
}

/* inih calls this for each "key = value"; 1 means understood */
static int on_key(void *user, const char *section, const char *key, const char *value)
{
	struct parser *p = user;

	if (p->failed)
		return 0;
	if (!*section) {
		bad(p, "key outside a section", key, "begin with [global] or a [name]");
		return 0;
	}
	for (size_t i = 0; i < sizeof(global_keys) / sizeof(*global_keys); i++)
		if (!strcmp(key, global_keys[i]))
			return !parse_global_key(p, key, value);
	for (size_t i = 0; i < NR_LISTS; i++)
		if (!strcmp(key, lists[i].key))
			return !parse_list(p, i, value);
	bad(p, "unknown key", key, "see faultline-job(5) for those there are");
	return 0;
}

/* What does not matter to a cell (stride) has one value: it must not make the cell twice */
static struct cell cell_at(const struct list *list, const size_t at[NR_LISTS])
{
	struct cell cell = {
		.variant = list[LIST_VARIANT].value[at[LIST_VARIANT]],
		.state = list[LIST_STATE].value[at[LIST_STATE]],
		.block_size = block_sizes[list[LIST_BLOCK_SIZE].value[at[LIST_BLOCK_SIZE]]],
		.folio = list[LIST_FOLIO].value[at[LIST_FOLIO]],
		.pattern = list[LIST_PATTERN].value[at[LIST_PATTERN]],
		.threads = list[LIST_THREADS].value[at[LIST_THREADS]],
		.sharing = list[LIST_SHARING].value[at[LIST_SHARING]],
		.load = list[LIST_LOAD].value[at[LIST_LOAD]],
		.load_rate = list[LIST_LOAD_RATE].value[at[LIST_LOAD_RATE]],
		.stride = list[LIST_STRIDE].value[at[LIST_STRIDE]],
		.size = list[LIST_SIZE].value[at[LIST_SIZE]],
		.tasks = list[LIST_TASKS].value[at[LIST_TASKS]],
		.pace = list[LIST_PACE].value[at[LIST_PACE]],
		.setup = list[LIST_SETUP].value[at[LIST_SETUP]],
		.extent = list[LIST_EXTENT].value[at[LIST_EXTENT]],
		.files = list[LIST_FILES].value[at[LIST_FILES]],
	};

	if (cell.pattern != PATTERN_STRIDE)
		cell.stride = 1;
	if (cell.threads == 1)
		cell.sharing = SHARING_SHARED;
	if (cell.load == LOAD_NONE)
		cell.load_rate = 0;
	if (cell.files == 1)
		cell.files = 0;
	return cell;
}

/* What could be, and is not worth it. Return: 0, or -1 after complaining */
static int check_cell(struct parser *p, const struct cell *cell)
{
	const size_t pages = cell_touched_pages(cell);

	if (cell->tasks == TASKS_PROCESSES && cell->threads > PROCESSES_MOST)
		return bad(p, "section", p->now.name, "there may be 64 processes at most");
	if (cell->pace != PACE_NONE && pages / cell->threads > PACED_MOST)
		return bad(p, "section", p->now.name, "with pace=tick a thread touches 4096 pages at "
			   "most, as each takes a tick; make the file smaller or the stride larger");
	if (pages < cell->threads)
		return bad(p, "section", p->now.name, "there are fewer pages than threads");
	if (cell->size > CELL_FULL_MOST && cell->state != STATE_SPARSE)
		return bad(p, "section", p->now.name, "a file larger than 1 GiB must be sparse, so "
			   "that it fits the filesystem");
	if (cell->size > CELL_FULL_MOST && pages > SPARSE_PAGES_MOST)
		return bad(p, "section", p->now.name, "of a file larger than 1 GiB 65536 pages at most "
			   "are touched; take pattern=spread, or a larger stride");
	if (cell->extent && cell->size % (2UL * cell->extent))
		return bad(p, "section", p->now.name, "size must be a multiple of twice the extent: each "
			   "extent has a hole of its size behind it");
	return 0;
}

static int add_cell(struct parser *p, const size_t at[NR_LISTS])
{
	const struct cell cell = cell_at(p->now.list, at);
	const char *impossible = cell_impossible(&cell);
	struct job *job = p->job;
	struct cell *cells;

	if (impossible) {
		p->impossible = impossible;
		job->n_skipped++;
		return 0;
	}
	if (check_cell(p, &cell))
		return -1;
	for (size_t i = 0; i < job->n_cells; i++)
		if (!memcmp(&job->cells[i], &cell, sizeof(cell)))
			return 0;
	if (job->n_cells == MAX_CELLS)
		return bad(p, "section", p->now.name, "a job has at most 100000 cells");
	cells = reallocarray(job->cells, job->n_cells + 1, sizeof(*cells));
	if (!cells) {
		p->failed = 1;
		return complain("%s: out of memory", p->path);
	}
	job->cells = cells;
	memcpy(&cells[job->n_cells++], &cell, sizeof(cell));
	return 0;
}

/* Count through the product of the lists like an odometer */
static int add_cells(struct parser *p)
{
	size_t at[NR_LISTS] = { 0 };
	int i;

	for (i = 0; i < NR_LISTS; i++)
		if (!p->now.list[i].n)
			return bad(p, "section", p->now.name,
				   "variant and state must be set here or in [global]");
	do {
		if (add_cell(p, at))
			return -1;
		for (i = NR_LISTS - 1; i >= 0; i--) {
			if (++at[i] < p->now.list[i].n)
				break;
			at[i] = 0;
		}
	} while (i >= 0);
	return 0;
}

static int end_section(struct parser *p)
{
	int ret = 0, line = p->line;

	if (!*p->now.name)
		return 0;
	p->line = p->now.line;
	if (!strcmp(p->now.name, "global"))
		p->global = p->now;
	else
		ret = add_cells(p);
	p->line = line;
	return ret;
}

static int begin_section(struct parser *p, const char *line)
{
	size_t len = strcspn(line, "]\n");
	char name[sizeof(p->now.name)];

	if (len >= sizeof(name))
		return bad(p, "section", "[...]", "a name has at most 63 letters");
	memcpy(name, line, len);
	name[len] = '\0';
	if (end_section(p))
		return -1;
	if (!strcasecmp(name, "global"))
		memcpy(name, "global", sizeof("global"));
	if (!strcmp(name, "global") && *p->now.name)
		return bad(p, "section", name, "[global] comes first, and once");
	p->now = p->global;
	p->now.is_set = 0;
	p->now.line = p->line;
	memcpy(p->now.name, name, len + 1);
	return 0;
}

/*
 * As fio reads a line: blanks before it mean nothing (inih takes it for more of the last
 * value), and "#" begins a comment, behind a value as well (inih knows ";" there).
 */
static void as_fio(char *line, bool first)
{
	static const char mark[] = "\xef\xbb\xbf";	/* that Windows puts before UTF-8 */
	char *at = line;

	if (first && !strncmp(at, mark, strlen(mark)))
		at += strlen(mark);
	at += strspn(at, " \t");
	memmove(line, at, strlen(at) + 1);
	for (at = line; *at; at++)
		if (*at == '#' && (at == line || at[-1] == ' ' || at[-1] == '\t'))
			*at = '\0';
}

/* inih's reader: like fgets(), and it sees where sections begin */
static char *next_line(char *buf, int size, void *user)
{
	struct parser *p = user;
	size_t len = strcspn(p->rest, "\n");

	if (!*p->rest || p->failed)
		return NULL;
	p->line++;
	if (p->rest[len] == '\n')
		len++;
	if (len >= (size_t)size) {
		bad(p, "line", "...", "a line has at most 198 letters");
		return NULL;
	}
	memcpy(buf, p->rest, len);
	buf[len] = '\0';
	p->rest += len;
	as_fio(buf, p->line == 1);
	if (buf[0] == '[' && begin_section(p, buf + 1))
		return NULL;
	return buf;
}

static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		goto fail;
	errno = 0;
	/* A job file is text: everything up to the first NUL, or to its end */
	if (getdelim(&text, &size, '\0', file) < 0) {
		if (ferror(file))
			goto fail;
		free(text);	/* an empty file leaves it undefined */
		text = strdup("");
	}
	fclose(file);
	return text;
fail:
	complain("job file %s: %s", path, strerror(errno));
	free(text);
	if (file)
		fclose(file);
	return NULL;
}

/* What a section has if neither it nor [global] says so */
static const struct list usual[NR_LISTS] = {
	[LIST_BLOCK_SIZE] = { .value = { 2 }, .n = 1 },
	[LIST_FOLIO]	  = { .value = { FOLIO_ORDER0, FOLIO_LARGE }, .n = 2 },
	[LIST_PATTERN]	  = { .value = { PATTERN_SEQUENTIAL }, .n = 1 },
	[LIST_THREADS]	  = { .value = { 1 }, .n = 1 },
	[LIST_SHARING]	  = { .value = { SHARING_SHARED }, .n = 1 },
	[LIST_LOAD]	  = { .value = { LOAD_NONE }, .n = 1 },
	[LIST_LOAD_RATE]  = { .value = { 0 }, .n = 1 },
	[LIST_STRIDE]	  = { .value = { 16 }, .n = 1 },
	[LIST_SIZE]	  = { .value = { 32 << 20 }, .n = 1 },
	[LIST_TASKS]	  = { .value = { TASKS_THREADS }, .n = 1 },
	[LIST_PACE]	  = { .value = { PACE_NONE }, .n = 1 },
	[LIST_SETUP]	  = { .value = { 0 }, .n = 1 },
	[LIST_EXTENT]	  = { .value = { 0 }, .n = 1 },
	[LIST_FILES]	  = { .value = { 1 }, .n = 1 },
};

/* All sections together. Return: 0, or -1 after complaining */
static int check_job(const struct parser *p)
{
	const struct job *job = p->job;

	if (!job->n_cells && p->impossible)
		return complain("%s: no cell to measure: %s", p->path, p->impossible);
	if (!job->n_cells)
		return complain("%s: no cell to measure; a section sets variant= and state=",
				p->path);
	if (job->trials_max < job->trials)
		return complain("%s: trials_max=%u is less than trials=%u", p->path,
				job->trials_max, job->trials);
	if (job->mode == MODE_INSN && job->cpus > 1)
		return complain("%s: mode=insn counts instructions on one CPU, and cpus=%u", p->path,
				job->cpus);
	return 0;
}

const char *job_find(const char *name, char path[PATH_MAX])
{
	char file[NAME_MAX + 16];
	struct stat st;

	/* A directory may be the results of an earlier run */
	if (strchr(name, '/') || (!stat(name, &st) && !S_ISDIR(st.st_mode)))
		return name;
	snprintf(file, sizeof(file), "bench/jobs/%s.job", name);
	return access(data_path(path, file), F_OK) ? name : path;
}

int job_load(const char *path, struct job *job)
{
	struct parser p = {
		.path = path,
		.job = job,
	};
	int error;

	memcpy(p.global.list, usual, sizeof(usual));
	memset(job, 0, sizeof(*job));
	job->trials = 3;
	job->cpus = 1;
	job->mode = NR_MODES;
	job->precision = 0.01;
	job->seed = 1;
	job->text = read_text(path);
	if (!job->text)
		return -1;
	job->path = strdup(path);
	p.rest = job->text;
	error = ini_parse_stream(next_line, &p, on_key, &p);
	if (error > 0 && !p.failed) {
		p.line = error;
		bad(&p, "syntax", "", "a line is [section] or key=value");
	}
	if (!p.failed)
		end_section(&p);
	if (!job->trials_max)
		job->trials_max = job->trials > TRIALS_DEFAULT_MAX ? job->trials :
				  TRIALS_DEFAULT_MAX;
	if (!p.failed && job->path && !check_job(&p))
		return 0;
	job_free(job);
	return -1;
}

/* What a kernel may lack of a variant; each comes with those before it */
enum need {
	NEED_VARIANT,
	NEED_LARGE,		/* large folios made by faults and read-ahead */
	NEED_LARGE_WRITES,	/* and by write(2) */
	NR_NEEDS
};

static const char *const need_words[NR_NEEDS] = {
	"", " with large folios", " with large folios made by write(2)",
};

static enum need needs(const struct cell *cell)
{
	if (cell->folio == FOLIO_ORDER0)
		return NEED_VARIANT;
	return state_flags[cell->state] & STATE_IS_CACHED ? NEED_LARGE_WRITES : NEED_LARGE;
}

/* A cell that needs no more than @need */
static struct cell sample_of(const struct cell *cell, enum need need)
{
	struct cell sample = *cell;

	sample.folio = need == NEED_VARIANT ? FOLIO_ORDER0 : FOLIO_LARGE;
	sample.state = need == NEED_LARGE_WRITES ? cell->state : STATE_SPARSE;
	return sample;
}

int job_leave_out(struct job *job, const char *(*missing)(const struct cell *cell))
{
	enum { UNKNOWN, THERE, LACKING } known[NR_VARIANTS][NR_NEEDS] = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < job->n_cells; i++) {
		const struct cell *cell = &job->cells[i];
		int lacks = 0;

		for (enum need need = 0; need <= needs(cell) && !lacks; need++) {
			const struct cell sample = sample_of(cell, need);
			const char *why = NULL;

			if (!known[cell->variant][need]) {
				why = missing(&sample);
				known[cell->variant][need] = why ? LACKING : THERE;
			}
			if (why)
				note("%s%s is left out: %s", variant_names[cell->variant],
				     need_words[need], why);
			lacks = known[cell->variant][need] == LACKING;
		}
		if (lacks)
			job->n_skipped++;
		else
			job->cells[kept++] = *cell;
	}
	job->n_cells = kept;
	if (!kept)
		return complain("%s: no variant is left to measure", job->path);
	return 0;
}

void job_free(struct job *job)
{
	free(job->path);
	free(job->text);
	free(job->cells);
	memset(job, 0, sizeof(*job));
}
