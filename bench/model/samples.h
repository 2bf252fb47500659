/* SPDX-License-Identifier: GPL-2.0-only */
/* What the writer of a run's samples and their readers agree on. */
#ifndef FAULTLINE_MODEL_SAMPLES_H
#define FAULTLINE_MODEL_SAMPLES_H

#define SAMPLES_FILE "samples.jsonl"

/** The most timed trials that a cell can have. */
#define TRIALS_MOST 1000

#endif
