// SPDX-License-Identifier: GPL-2.0-only
/* Samples on their way to disk, and cells as JSON. docs/results-schema.md says it all. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "trial/filesystem.h"
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

int sample_append(int fd, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	size_t len;
	int ret = 0;

	json_decref(object);
	if (!text)
		return complain("out of memory for a sample");
	len = strlen(text);
	text[len++] = '\n';	/* in place of the NUL: one write is one line */
	if (write(fd, text, len) != (ssize_t)len || fdatasync(fd))
		ret = complain("cannot write a sample: %s", strerror(errno));
	free(text);
	return ret;
}

json_t *cell_to_json(const struct cell *cell)
{
	return json_pack("{ss ss si ss ss si ss ss si sI}",
			 "variant", variant_names[cell->variant],
			 "state", state_names[cell->state],
			 "block_size", (int)cell->block_size,
			 "folio", folio_names[cell->folio],
			 "pattern", pattern_names[cell->pattern],
			 "threads", (int)cell->threads,
			 "sharing", sharing_names[cell->sharing],
			 "load", load_names[cell->load],
			 "stride", (int)cell->stride,
			 "size", (json_int_t)cell->size);
}

int cell_from_json(const json_t *object, struct cell *cell)
{
	const char *variant, *state, *folio, *pattern, *sharing, *load = load_names[LOAD_NONE];
	json_int_t block_size, threads, stride, size;
	int v, s, f, p, h, l;

	if (json_unpack((json_t *)object, "{ss ss sI ss ss sI ss s?s sI sI}",
			"variant", &variant, "state", &state, "block_size", &block_size,
			"folio", &folio, "pattern", &pattern, "threads", &threads,
			"sharing", &sharing, "load", &load, "stride", &stride, "size", &size))
		return -1;
	v = name_index(variant_names, NR_VARIANTS, variant);
	s = name_index(state_names, NR_STATES, state);
	f = name_index(folio_names, NR_FOLIOS, folio);
	p = name_index(pattern_names, NR_PATTERNS, pattern);
	h = name_index(sharing_names, NR_SHARINGS, sharing);
	l = name_index(load_names, NR_LOADS, load);
	if (v < 0 || s < 0 || f < 0 || p < 0 || h < 0 || l < 0 || block_size < 1 || threads < 1 ||
	    stride < 1 || block_size > INT_MAX || threads > INT_MAX || stride > INT_MAX ||
	    size < PAGE_BYTES)
		return -1;
	*cell = (struct cell){
		.variant = (enum variant)v, .state = (enum state)s, .folio = (enum folio)f,
		.pattern = (enum pattern)p, .sharing = (enum sharing)h, .load = (enum load)l,
		.block_size = (unsigned int)block_size, .threads = (unsigned int)threads,
		.stride = (unsigned int)stride, .size = (size_t)size,
	};
	return 0;
}

json_t *sample_run(const struct job *job, enum mode mode, size_t steps, json_t *environment)
{
	return json_pack("{ss ss ss ss ss sI si si sf sI sI sI so}",
			 "type", "run", "faultline", FAULTLINE_VERSION,
			 "mode", mode_names[mode], "job", job->path, "job_text", job->text,
			 "seed", (json_int_t)job->seed, "trials", (int)job->trials,
			 "trials_max", (int)job->trials_max, "precision", job->precision,
			 "cells", (json_int_t)job->n_cells,
			 "left_out", (json_int_t)job->n_left_out,
			 "steps", (json_int_t)steps, "environment", environment);
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
static json_t *trace_to_json(const struct testimony *trace)
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

json_t *sample_trial(const struct cell *cell, const struct step *step, size_t index,
		     const struct trial *trial)
{
	json_t *object = json_pack("{ss sI si so ss sI sI sI sI sI sI sI sI so so so}",
		"type", "trial", "index", (json_int_t)index, "round", (int)step->round,
		"cell", cell_to_json(cell), "mount_options", filesystem_options(cell),
		"pages", (json_int_t)trial->pages,
		"minflt", (json_int_t)trial->minflt, "majflt", (json_int_t)trial->majflt,
		"elapsed", (json_int_t)trial->elapsed, "wall", (json_int_t)trial->wall,
		"cpu_time", (json_int_t)trial->cpu_time, "waits", (json_int_t)trial->waits,
		"preemptions", (json_int_t)trial->preemptions,
		"before", facts_to_json(&trial->before), "after", facts_to_json(&trial->after),
		"folios", json_pack("{sI sI sI sI}",
				    "pages", (json_int_t)trial->folios.pages,
				    "tail_pages", (json_int_t)trial->folios.tail_pages,
				    "large_pages", (json_int_t)trial->folios.large_pages,
				    "folios", (json_int_t)trial->folios.folios));

	if (step->kind == STEP_AGAIN)
		json_object_set_new(object, "again", json_true());
	if (cell->load != LOAD_NONE)
		json_object_set_new(object, "load_rounds",
				    json_integer((json_int_t)trial->load_rounds));
	if (trial->has_pmu)
		json_object_update_new(object, json_pack("{sI sI}",
			"cycles", (json_int_t)trial->cycles, "insn", (json_int_t)trial->insn));
	if (trial->seen.by == WITNESS_PATH || trial->seen.by == WITNESS_COUNTS)
		json_object_set_new(object, "path", path_to_json(trial->seen.path));
	if (trial->seen.by == WITNESS_PATH)
		json_object_set_new(object, "trace", trace_to_json(&trial->seen));
	if (trial->seen.by == WITNESS_LOCKS)
		json_object_set(object, "locks", trial->seen.locks);
	if (*trial->wrong)
		json_object_set_new(object, "wrong", json_string(trial->wrong));
	return object;
}

json_t *sample_end(size_t trials, size_t failed, int unsure)
{
	return json_pack("{ss sI sI si}", "type", "end", "trials", (json_int_t)trials,
			 "failed", (json_int_t)failed, "unsure", unsure);
}

const char *fact_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "unknown";
}
