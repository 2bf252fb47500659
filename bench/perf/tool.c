// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "lib/complain.h"
#include "lib/plain.h"
#include "perf/tool.h"

#define WORDS_MOST 32

static const struct perf_tool *const tools[NR_PERF_TOOLS] = {
	[PERF_STAT] = &perf_stat,
};

const char *const perf_tool_names[NR_PERF_TOOLS] = {
	[PERF_STAT] = "stat",
};

int perf_open(struct perf *perf, enum perf_tool_id id, enum mode mode)
{
	const struct perf_tool *tool = tools[id];

	*perf = (struct perf){ .tool = tool, .mode = mode,
			       .process = { .socket = -1, .text = -1, .data = -1 } };
	if (!(tool->modes & 1U << mode))
		return complain("--perf %s: %s, and this is mode %s", perf_tool_names[id], tool->why,
				mode_names[mode]);
	return tool->check(perf);
}

int perf_begin(struct perf *perf, const struct cell *cell)
{
	const char *words[WORDS_MOST];
	size_t n = 0;

	do {
		words[n] = perf->tool->words[n];
		if (words[n] && !strcmp(words[n], "EVENTS"))
			words[n] = perf->events;
	} while (words[n++]);
	return perf_process_start(&perf->process, words, cell->threads);
}

/* perf's first line may be of what it did, the last one is of why it ended */
static void last_line(FILE *text, char line[100])
{
	char next[100];

	*line = '\0';
	while (fgets(next, sizeof(next), text))
		if (*next != '\n')
			memcpy(line, next, sizeof(next));
	line[strcspn(line, "\n")] = '\0';
	plain_make(line);
}

json_t *perf_end(struct perf *perf, const struct perf_trial *trial, bool failed, char wrong[160])
{
	FILE *text = perf_process_stop(&perf->process);
	json_t *object = NULL;
	char line[100];

	if (text)
		object = json_pack("{ss}", "tool", perf->tool->name);
	if (text && !object)
		complain("out of memory for what perf says");
	if (object && failed) {
		last_line(text, line);
		snprintf(wrong, 160, "perf was not there for the whole window: %s", line);
	} else if (object && perf->tool->read(perf, trial, text, object, wrong)) {
		json_decref(object);
		object = NULL;
	}
	if (text)
		fclose(text);
	perf_process_end(&perf->process);
	return object;
}
