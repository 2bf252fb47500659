/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of sentences about several hosts. Each writes one, or nothing. */
#ifndef FAULTLINE_HOSTS_SENTENCE_H
#define FAULTLINE_HOSTS_SENTENCE_H

#include <stdio.h>

#include "hosts/merged.h"

/** What a sentence is about; each kind looks at what it needs. */
struct topic {
	const struct merged *merged;
	enum variant a, b;	/**< which are compared */
	size_t host, run;
	const char *why;	/**< that run says little about the first one */
};

typedef void say_sentence(const struct topic *topic, FILE *out);

/** Findings. */
say_sentence say_directions, say_apart, say_lacking;

/** Notes. */
say_sentence say_few_runs, say_kernels, say_why, say_failures;

#endif
