// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/command.h"
#include "lib/complain.h"
#include "lib/plain.h"
#include "perf/tool.h"

#define WORDS_MOST 32

static const struct perf_tool *const tools[NR_PERF_TOOLS] = {
#define TOOL(id, name) [PERF_##id] = &perf_##name,
	PERF_TOOLS(TOOL)
#undef TOOL
};

const char *const perf_tool_names[NR_PERF_TOOLS] = {
#define TOOL(id, name) [PERF_##id] = #name,
	PERF_TOOLS(TOOL)
#undef TOOL
};

int perf_open(struct perf *perf, enum perf_tool_id id, enum mode mode, const char *out,
	      size_t n_cells)
{
	const struct perf_tool *tool = tools[id];

	*perf = (struct perf){
		.tool = tool, .name = perf_tool_names[id], .mode = mode, .out = out,
		.n_cells = n_cells, .process = { .socket = -1, .text = -1, .data = -1 },
	};
	if (!(tool->modes & 1U << mode))
		return complain("--perf %s: %s, and this is mode %s", perf->name, tool->why,
				mode_names[mode]);
	return tool->check(perf);
}

void perf_close(struct perf *perf)
{
	for (size_t i = 0; perf->stacks && i < perf->n_cells; i++)
		perf_stacks_free(&perf->stacks[i]);
	free(perf->stacks);
	perf->stacks = NULL;
}

int perf_outfile(const struct perf *perf, const struct cell *cell, const char *suffix,
		 struct outfile *out)
{
	char dir[4096], label[CELL_NAME], name[CELL_NAME + 16];

	snprintf(dir, sizeof(dir), "%s/perf", perf->out);
	if (mkdir(dir, 0777) && errno != EEXIST) {
		complain("%s: %s", dir, strerror(errno));
		return -1;
	}
	snprintf(name, sizeof(name), "%s.%s", cell_name(cell, '_', label), suffix);
	return outfile_open(out, dir, name);
}

int perf_missing(void)
{
	return complain("--perf: cannot run perf: %s; it is in Debian's package linux-perf",
			strerror(errno));
}

int perf_try(char *const argv[], char line[120])
{
	int status;

	*line = '\0';
	status = command_run(argv, line, 120);
	if (status < 0)
		return perf_missing();
	line[strcspn(line, "\n")] = '\0';
	plain_make(line);
	return status ? 1 : 0;
}

int perf_keep(const struct perf *perf, const struct cell *cell, FILE *report)
{
	struct outfile out;
	char part[4096];
	size_t n;

	if (perf_outfile(perf, cell, perf->name, &out))
		return -1;
	rewind(report);
	while ((n = fread(part, 1, sizeof(part), report)))
		fwrite(part, 1, n, out.file);
	return outfile_commit(&out);
}

/* What stands for something that the machine decides */
static const char *filled(const struct perf *perf, const char *word)
{
	if (!strcmp(word, "EVENTS"))
		return perf->events;
	return strcmp(word, "PERIOD") ? word : perf->period;
}

int perf_begin(struct perf *perf, const struct cell *cell)
{
	const char *words[WORDS_MOST];
	size_t n = 0;

	for (; perf->tool->words[n]; n++)
		words[n] = filled(perf, perf->tool->words[n]);
	words[n] = NULL;
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
		object = json_pack("{ss}", "tool", perf->name);
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
