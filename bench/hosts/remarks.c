// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/environments.h"
#include "hosts/remarks.h"
#include "hosts/sentence.h"
#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/plain.h"
#include "results/facts.h"

static int add(struct sentences *sentences, say_sentence *say, const struct topic *topic)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool done;

	if (out)
		say(topic, out);
	done = out && !fclose(out);
	/* Names in it are of files that anybody may have written */
	if (done && *plain_make(text) && grow_by(sentences->text, sentences->n, text))
		return 0;
	done = done && !*text;
	free(text);
	return done ? 0 : complain("out of memory for what hosts found");
}

static int add_findings(struct topic *topic, struct sentences *findings)
{
	int ret = 0;

	for (int a = 0; !ret && a < NR_VARIANTS; a++)
		for (int b = 0; !ret && b < NR_VARIANTS; b++) {
			topic->a = a;
			topic->b = b;
			ret = add(findings, say_directions, topic);
		}
	if (!ret)
		ret = add(findings, say_apart, topic);
	for (size_t i = 0; !ret && i < topic->merged->hosts->n; i++) {
		topic->host = i;
		ret = add(findings, say_lacking, topic);
	}
	return ret;
}

/* In what a run differs from the first one beside its host */
static size_t doubts(const struct analysis *first, const struct analysis *run,
		     char why[COMPARE_DECISIVE + 2][COMPARE_WHY])
{
	size_t n = 0;

	if (strcmp(fact_of(first->run, "job_text"), fact_of(run->run, "job_text")) != 0)
		snprintf(why[n++], COMPARE_WHY, "they are of different jobs");
	if (strcmp(fact_delay(first->run), fact_delay(run->run)) != 0)
		snprintf(why[n++], COMPARE_WHY, "they held locks longer on purpose: %.*s, and %.*s",
			 COMPARE_WHY / 3, fact_delay(first->run), COMPARE_WHY / 3,
			 fact_delay(run->run));
	return n + compare_decisive(first, run, true, why + n);
}

static int add_doubts(struct topic *topic, struct sentences *notes)
{
	const struct hosts *hosts = topic->merged->hosts;
	char why[COMPARE_DECISIVE + 2][COMPARE_WHY];
	int ret = 0;

	for (size_t i = 1; i < hosts->n_runs; i++) {
		const size_t n = doubts(&hosts->run[0].analysis, &hosts->run[i].analysis, why);

		topic->run = i;
		for (size_t j = 0; !ret && j < n; j++) {
			topic->why = why[j];
			ret = add(notes, say_why, topic);
		}
	}
	return ret;
}

static int add_notes(struct topic *topic, struct sentences *notes)
{
	int ret = add(notes, say_few_runs, topic) || add(notes, say_kernels, topic) ? -1 : 0;

	if (!ret)
		ret = add_doubts(topic, notes);
	for (size_t i = 0; !ret && i < topic->merged->hosts->n; i++) {
		topic->host = i;
		ret = add(notes, say_failures, topic);
	}
	return ret;
}

int remarks_make(const struct merged *merged, struct remarks *remarks)
{
	struct topic topic = { .merged = merged };

	memset(remarks, 0, sizeof(*remarks));
	if (add_findings(&topic, &remarks->findings))
		return -1;
	return add_notes(&topic, &remarks->notes);
}

static void sentences_free(struct sentences *sentences)
{
	for (size_t i = 0; i < sentences->n; i++)
		free(sentences->text[i]);
	free(sentences->text);
}

void remarks_free(struct remarks *remarks)
{
	sentences_free(&remarks->findings);
	sentences_free(&remarks->notes);
}
