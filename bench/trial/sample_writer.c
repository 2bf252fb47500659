// SPDX-License-Identifier: GPL-2.0-only
/* Samples on their way to disk. docs/results-schema.md says what is in them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/complain.h"
#include "model/cell_json.h"
#include "model/objects.h"
#include "model/parts.h"
#include "model/samples.h"
#include "model/waits.h"
#include "trial/load.h"
#include "trial/sample_writer.h"

int samples_create(const char *dir)
{
	char path[4096];
	int fd;

	if (mkdir(dir, 0777) && errno != EEXIST)
		return complain("output directory %s: %s", dir, strerror(errno));
	snprintf(path, sizeof(path), "%s/" SAMPLES_FILE, dir);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0 && errno == EEXIST)
		return complain("%s holds the results of an earlier run; name another --out",
				dir);
	if (fd < 0)
		return complain("%s: %s", path, strerror(errno));
	return fd;
}

void samples_discard(const char *dir, bool made)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/" SAMPLES_FILE, dir);
	if (unlink(path) || (made && rmdir(dir)))
		note("%s: %s; it holds nothing", dir, strerror(errno));
}

int sample_append(int fd, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	size_t len;
	ssize_t written;
	int ret = 0;

	json_decref(object);
	if (!text)
		return complain("out of memory for a sample");
	len = strlen(text);
	text[len++] = '\n';	/* in place of the NUL: one write is one line */
	written = write(fd, text, len);
	/* What is cut says nothing of why; mostly the disk is full, and the next write would say so */
	if (written >= 0 && written < (ssize_t)len)
		errno = ENOSPC;
	if (written != (ssize_t)len || fdatasync(fd))
		ret = complain("cannot write a sample: %s", strerror(errno));
	free(text);
	return ret;
}

/* What lock trials look at; what they do not, is nothing new in a run that does */
static json_t *event_kinds(void)
{
	json_t *kinds = json_array();

	for (int i = 0; i < NR_WAIT_KINDS; i++)
		json_array_append_new(kinds, json_string(wait_kind_names[i]));
	return kinds;
}

/* How this program was called */
static json_t *arguments(void)
{
	FILE *file = fopen("/proc/self/cmdline", "re");
	json_t *array = json_array();
	char *word = NULL;
	size_t room = 0;

	if (!file)
		return array;
	while (getdelim(&word, &room, '\0', file) > 0)
		json_array_append_new(array, json_string(word));
	free(word);
	fclose(file);
	return array;
}

json_t *sample_run(const struct job *job, enum mode mode, size_t steps, const struct delays *delays,
		   const struct budget *budget, json_t *tuned, json_t *environment)
{
	char text[DELAY_TEXT];
	double load;
	json_t *object = json_pack("{ss ss ss ss ss sI si si sf sI sI sI so}",
		"type", "run", "faultline", FAULTLINE_VERSION,
		"mode", mode_names[mode], "job", job->path, "job_text", job->text,
		"seed", (json_int_t)job->seed, "trials", (int)job->trials,
		"trials_max", (int)job->trials_max, "precision", job->precision,
		"cells", (json_int_t)job->n_cells,
		"left_out", (json_int_t)job->n_skipped,
		"steps", (json_int_t)steps, "environment", environment);

	json_object_set_new(object, "event_kinds", event_kinds());
	json_object_set_new(object, "arguments", arguments());
	if (getloadavg(&load, 1) == 1)
		json_object_set_new(object, "load_average", json_real(load));
	if (budget->asked)
		json_object_set_new(object, "time", json_real(budget->seconds));
	if (tuned)
		json_object_set(object, "tuned", tuned);
	if (delays->any)
		json_object_set_new(object, "delay", json_string(delay_text(delays, text)));
	return object;
}

static json_t *facts_to_json(const struct file_facts *facts)
{
	json_t *object = json_pack("{sI sI sI}", "cached", (json_int_t)facts->cached,
				   "dirty", (json_int_t)facts->dirty,
				   "writeback", (json_int_t)facts->writeback);

	if (facts->has_extents)
		json_object_update_new(object, json_pack("{sI sI sI sI sI}",
			"extents", (json_int_t)facts->extents,
			"first_byte", (json_int_t)facts->first_byte,
			"written_bytes", (json_int_t)facts->written_bytes,
			"unwritten_bytes", (json_int_t)facts->unwritten_bytes,
			"delalloc_bytes", (json_int_t)facts->delalloc_bytes));
	if (facts->has_tree)
		json_object_update_new(object, json_pack("{sI sI}",
			"tree_blocks", (json_int_t)facts->tree_blocks,
			"tree_depth", (json_int_t)facts->tree_depth));
	return object;
}

static json_t *folios_to_json(const struct cell *cell, const struct folio_count *folios)
{
	json_t *object = json_pack("{sI sI sI sI}", "pages", (json_int_t)folios->pages,
				   "tail_pages", (json_int_t)folios->tail_pages,
				   "large_pages", (json_int_t)folios->large_pages,
				   "folios", (json_int_t)folios->folios);

	if (cell_folio_order(cell) > 0)
		json_object_set_new(object, "order_pages", json_integer((json_int_t)
			folios->order_pages[cell_folio_order(cell)]));
	return object;
}

static json_t *path_to_json(const uint64_t count[NR_POINTS])
{
	json_t *object = json_object();

	for (int i = 0; i < NR_POINTS; i++)
		if (count[i] != UINT64_MAX)
			json_object_set_new(object, point_names[i],
					    json_integer((json_int_t)count[i]));
	return object;
}

/* Times in the unit of the mode; what tracing itself cost is taken off, see path.h */
static json_t *trace_to_json(const struct observation *trace)
{
	const struct path_totals *sums = &trace->sums;
	json_t *parts = json_object(), *hist = json_array();

	for (int i = 0; i < NR_PARTS; i++)
		if (sums->part[i])
			json_object_set_new(parts, path_part_names[i],
					    json_integer((json_int_t)sums->part[i]));
	for (__u32 i = 0; i < HIST_BUCKETS; i++)
		if (sums->hist[i])
			json_array_append_new(hist, json_pack("[I,I]",
				(json_int_t)hist_low(i), (json_int_t)sums->hist[i]));
	return json_pack("{sI sI sI sI sI so so}",
			 "traced", (json_int_t)sums->traced, "begun", (json_int_t)sums->begun,
			 "ended", (json_int_t)sums->ended, "lost", (json_int_t)sums->lost,
			 "misses", (json_int_t)trace->misses, "parts", parts,
			 "histogram", hist);
}

/* As the kernel prints addresses; JSON's numbers are too small */
static json_t *objects_to_json(const struct object_addresses *objects)
{
	json_t *object = json_object();
	char address[20];

	for (int i = 0; i < NR_OBJECTS; i++) {
		if (!objects->address[i])
			continue;
		snprintf(address, sizeof(address), "%016llx", objects->address[i]);
		json_object_set_new(object, object_types[i], json_string(address));
	}
	return object;
}

static json_t *load_to_json(enum load kind, const struct load_work *load)
{
	json_t *object = json_pack("{sI sI}", "load_rounds", (json_int_t)load->rounds,
		"load_per_second", (json_int_t)load_per_second(load));

	if (load_effect(kind))
		json_object_set_new(object, "load_effect", json_pack("{sI}", load_effect(kind),
								     (json_int_t)load->effect));
	return object;
}

json_t *sample_trial(const struct cell *cell, const struct step *step, size_t index,
		     const struct trial *trial)
{
	char options[CELL_OPTIONS];
	json_t *object = json_pack("{ss sI si so ss sI sI sI sI sI sI sI sI so so so}",
		"type", "trial", "index", (json_int_t)index, "round", (int)step->round,
		"cell", cell_to_json(cell), "mount_options", cell_mount_options(cell, options),
		"pages", (json_int_t)trial->pages,
		"minflt", (json_int_t)trial->minflt, "majflt", (json_int_t)trial->majflt,
		"elapsed", (json_int_t)trial->elapsed, "wall", (json_int_t)trial->wall,
		"cpu_time", (json_int_t)trial->cpu_time, "waits", (json_int_t)trial->waits,
		"preemptions", (json_int_t)trial->preemptions,
		"before", facts_to_json(&trial->before), "after", facts_to_json(&trial->after),
		"folios", folios_to_json(cell, &trial->folios));

	if (step->kind == STEP_AGAIN)
		json_object_set_new(object, "again", json_true());
	if (step->kind == STEP_PROFILED) {
		json_object_set_new(object, "profiled", json_true());
		json_object_set_new(object, "objects", objects_to_json(&trial->objects));
	}
	if (cell->load != LOAD_NONE)
		json_object_update_new(object, load_to_json(cell->load, &trial->load));
	if (cell->setup & SETUP_BIT(NEAR_FULL))
		json_object_set_new(object, "space_left", json_integer(trial->space_left));
	if (cell->setup & SETUP_BIT(AGED))
		json_object_set_new(object, "free_space", json_pack("{sI sI sI}",
			"pieces", (json_int_t)trial->free_space.pieces,
			"bytes", (json_int_t)trial->free_space.bytes,
			"largest", (json_int_t)trial->free_space.largest));
	if (trial->has_pmu)
		json_object_update_new(object, json_pack("{sI sI}",
			"cycles", (json_int_t)trial->cycles, "insn", (json_int_t)trial->insn));
	if (trial->seen.by == WITNESS_PATH || trial->seen.by == WITNESS_COUNTS)
		json_object_set_new(object, "path", path_to_json(trial->seen.path));
	if (trial->seen.by == WITNESS_PATH)
		json_object_set_new(object, "trace", trace_to_json(&trial->seen));
	if (trial->seen.by == WITNESS_LOCKS)
		json_object_set(object, "locks", trial->seen.locks);
	if (trial->seen.unseen)
		json_object_set_new(object, "unseen", waits_to_json(trial->seen.unseen));
	if (trial->seen.perf)
		json_object_set(object, "perf", trial->seen.perf);
	if (trial->delayed.asked)
		json_object_set_new(object, "delay", delayed_json(&trial->delayed));
	if (*trial->wrong)
		json_object_set_new(object, "wrong", json_string(trial->wrong));
	return object;
}

json_t *sample_end(size_t trials, size_t failed, int unsure, double seconds)
{
	return json_pack("{ss sI sI si sI}", "type", "end", "trials", (json_int_t)trials,
			 "failed", (json_int_t)failed, "unsure", unsure,
			 "seconds", (json_int_t)(seconds + 0.5));
}
