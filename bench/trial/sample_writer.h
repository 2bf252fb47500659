/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * samples.jsonl, the raw record of a run, as it is written: one JSON object a line.
 * For other folders.
 */
#ifndef FAULTLINE_TRIAL_SAMPLE_WRITER_H
#define FAULTLINE_TRIAL_SAMPLE_WRITER_H

#include <jansson.h>
#include <stdbool.h>

#include "model/cell.h"
#include "model/delay.h"
#include "model/mode.h"
#include "plan/budget.h"
#include "plan/job.h"
#include "plan/plan.h"
#include "trial/measured.h"

/**
 * samples_create() - make @dir if need be, and a new samples.jsonl in it.
 * A file that is there already is left alone: that is somebody's result.
 * Return: an fd, or -1 after complaining.
 */
int samples_create(const char *dir);

/**
 * samples_discard() - remove samples.jsonl from @dir again.
 * @made: and @dir, which samples_create() has made.
 */
void samples_discard(const char *dir, bool made);

/**
 * sample_append() - append @object as one line and make it durable; takes the
 * reference.
 * Return: 0, or -1 after complaining.
 */
int sample_append(int fd, json_t *object);

/**
 * sample_run() - the first line: job, mode, delays, the time that was asked for, environment,
 * which it takes, and @steps, trials at least.
 * @tuned: what machine_tune() has set, or NULL.
 */
json_t *sample_run(const struct job *job, enum mode mode, size_t steps, const struct delays *delays,
		   const struct budget *budget, json_t *tuned, json_t *environment);

/** sample_trial() - the line of one trial. */
json_t *sample_trial(const struct cell *cell, const struct step *step, size_t index,
		     const struct trial *trial);

/**
 * sample_end() - the last line, which says that no trial is missing.
 * @unsure: blocks of cells that had the most trials, and are not precise enough.
 * @seconds: that the run took.
 */
json_t *sample_end(size_t trials, size_t failed, int unsure, double seconds);

#endif
