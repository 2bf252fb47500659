/* SPDX-License-Identifier: GPL-2.0-only */
/* A line of samples.jsonl that is of a trial, from its JSON. */
#ifndef FAULTLINE_RESULTS_TRIAL_JSON_H
#define FAULTLINE_RESULTS_TRIAL_JSON_H

#include <jansson.h>

#include "model/mode.h"
#include "results/result.h"
#include "results/trial_line.h"

/**
 * trial_line_from_json() - what every trial has.
 * Return: 0, or -1 with @wrong set if @object is no line of a trial.
 */
int trial_line_from_json(const json_t *object, struct trial_line *line, const char **wrong);

/**
 * result_add_watched() - what a trial that was watched saw: its path, parts and waits, or
 * what perf counted.
 * @line: what trial_line_from_json() read of it.
 * Return: 1 if it was watched, so that its time is the probes'; 0 if not; -1 with @wrong
 * set if that is damaged, and with NULL in it after complaining.
 */
int result_add_watched(struct result *result, const json_t *object,
		       const struct trial_line *line, enum mode mode, const char **wrong);

#endif
