// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "lib/complain.h"
#include "profile/call_edges.h"
#include "profile/callgrind.h"
#include "profile/functions.h"

enum event { IR, DR, DW, I1M, D1M, L2M, LOCKED, NR_EVENTS };

static const struct {
	const char *name, *text;
} events[NR_EVENTS] = {
	[IR] = { "Ir", "Instructions" },
	[DR] = { "Dr", "Loads" },
	[DW] = { "Dw", "Stores" },
	[I1M] = { "I1m", "Misses of a modelled L1I" },
	[D1M] = { "D1m", "Misses of a modelled L1D" },
	[L2M] = { "L2m", "Misses of a modelled L2" },
	[LOCKED] = { "Locked", "Instructions that lock the bus" },
};

/* NULL: the harness. @file: of the function itself, and not of what is inlined into it */
struct caller {
	const struct symbol *function;
	const char *file;
	bool named;		/* its name was printed; from there on its number does */
};

/* A source line in one function */
struct row {
	size_t caller;
	bool elsewhere;		/* in another file than the function */
	const char *file;
	unsigned int line;
	uint64_t event[NR_EVENTS];
};

struct file {
	const char *name;
	unsigned int number;
	UT_hash_handle hh;
};

struct writer {
	FILE *out;
	struct caller *caller;
	size_t n_callers;
	struct row *row;
	size_t n_rows;
	struct call_edge *edge;
	size_t n_edges;
	struct file *files;
	bool failed;		/* memory is out */
};

static int by_function(const void *a, const void *b)
{
	const struct caller *x = a, *y = b;

	return (x->function > y->function) - (x->function < y->function);
}

/* Each function once, with a file if any of its addresses has one */
static void merge_callers(struct writer *writer)
{
	struct caller *all = writer->caller;
	size_t kept = 0;

	qsort(all, writer->n_callers, sizeof(*all), by_function);
	for (size_t i = 0; i < writer->n_callers; i++) {
		if (!kept || all[kept - 1].function != all[i].function)
			all[kept++] = all[i];
		else if (!strcmp(all[kept - 1].file, SOURCE_UNKNOWN))
			all[kept - 1].file = all[i].file;
	}
	writer->n_callers = kept;
}

static size_t caller_of(const struct writer *writer, const struct symbol *function)
{
	const struct caller wanted = { .function = function };
	const struct caller *found = bsearch(&wanted, writer->caller, writer->n_callers,
					     sizeof(wanted), by_function);

	return (size_t)(found - writer->caller);
}

static void find_callers(struct writer *writer, const struct counts *counts,
			 const struct symbol_table *symbols, const struct source *source)
{
	for (size_t i = 0; i < counts->n_insns + counts->n_nodes; i++) {
		uint64_t address = i < counts->n_insns ?
					   counts->insn[i].address :
					   counts->node[i - counts->n_insns].function;

		writer->caller[writer->n_callers++] = (struct caller){
			profile_symbol(symbols, address), source_outer(source, address)->file, false,
		};
	}
	merge_callers(writer);
}

static int by_place(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order;

	if (x->caller != y->caller)
		return x->caller < y->caller ? -1 : 1;
	if (x->elsewhere != y->elsewhere)
		return x->elsewhere - y->elsewhere;
	order = strcmp(x->file, y->file);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static struct row row_of(const struct writer *writer, const struct counted_insn *insn,
			 const struct symbol_table *symbols, const struct source *source)
{
	const struct source_frame *at = source_inner(source, insn->address);
	size_t caller = caller_of(writer, profile_symbol(symbols, insn->address));

	return (struct row){
		caller, !!strcmp(at->file, writer->caller[caller].file), at->file, at->line,
		{
			[IR] = insn->count,
			[DR] = insn->loads,
			[DW] = insn->stores,
			[I1M] = insn->misses.code,
			[D1M] = insn->misses.data,
			[L2M] = insn->misses.second,
			[LOCKED] = insn->locked ? insn->count : 0,
		}
	};
}

static void add_events(uint64_t to[NR_EVENTS], const uint64_t from[NR_EVENTS])
{
	for (size_t i = 0; i < NR_EVENTS; i++)
		to[i] += from[i];
}

static void find_rows(struct writer *writer, const struct counts *counts,
		      const struct symbol_table *symbols, const struct source *source)
{
	struct row *row = writer->row;
	size_t kept = 0;

	for (size_t i = 0; i < counts->n_insns; i++)
		row[i] = row_of(writer, &counts->insn[i], symbols, source);
	qsort(row, counts->n_insns, sizeof(*row), by_place);
	for (size_t i = 0; i < counts->n_insns; i++) {
		if (kept && !by_place(&row[kept - 1], &row[i]))
			add_events(row[kept - 1].event, row[i].event);
		else
			row[kept++] = row[i];
	}
	writer->n_rows = kept;
}

/* "fl=(3) mm/memory.c" at first, then "fl=(3)" */
static void write_file(struct writer *writer, const char *what, const char *name)
{
	struct file *file;

	HASH_FIND_STR(writer->files, name, file);
	if (file) {
		fprintf(writer->out, "%s=(%u)\n", what, file->number);
		return;
	}
	file = calloc(1, sizeof(*file));
	if (!file) {
		writer->failed = true;
		return;
	}
	file->name = name;
	file->number = HASH_COUNT(writer->files) + 1;
	HASH_ADD_KEYPTR(hh, writer->files, name, strlen(name), file);
	fprintf(writer->out, "%s=(%u) %s\n", what, file->number, name);
}

static void write_function(struct writer *writer, const char *what, struct caller *caller)
{
	fprintf(writer->out, "%s=(%zu)", what, (size_t)(caller - writer->caller) + 1);
	if (!caller->named)
		fprintf(writer->out, " %s",
			caller->function ? caller->function->name : PROFILE_HARNESS);
	caller->named = true;
	putc('\n', writer->out);
}

static void write_events(FILE *out, const uint64_t event[NR_EVENTS])
{
	for (size_t i = 0; i < NR_EVENTS; i++)
		fprintf(out, " %" PRIu64, event[i]);
	putc('\n', out);
}

/* Return: the first row that is not of @caller */
static size_t write_rows(struct writer *writer, size_t at, const struct caller *caller)
{
	const char *file = caller->file;

	for (; at < writer->n_rows && &writer->caller[writer->row[at].caller] == caller; at++) {
		const struct row *row = &writer->row[at];

		if (strcmp(file, row->file))
			write_file(writer, "fi", row->file);
		file = row->file;
		fprintf(writer->out, "%u", row->line);
		write_events(writer->out, row->event);
	}
	if (strcmp(file, caller->file))
		write_file(writer, "fe", caller->file);
	return at;
}

/*
 * One that had begun before the window is no call in it, but has a cost: it counts as one, as
 * callgrind_annotate takes a cost behind calls=0 for the caller's own.
 * Return: the first call that is not of @caller
 */
static size_t write_calls(struct writer *writer, size_t at, const struct caller *caller)
{
	for (; at < writer->n_edges && writer->edge[at].caller == caller->function; at++) {
		const struct call_edge *edge = &writer->edge[at];
		struct caller *callee = &writer->caller[caller_of(writer, edge->callee)];

		if (!edge->calls && !edge->all)
			continue;
		write_file(writer, "cfi", callee->file);
		write_function(writer, "cfn", callee);
		fprintf(writer->out, "calls=%" PRIu64 " 0\n0 %" PRIu64 "\n",
			edge->calls ? edge->calls : 1, edge->all);
	}
	return at;
}

static void write_header(FILE *out, const char *cell, double pages)
{
	fprintf(out, "# callgrind format\nversion: 1\ncreator: faultline\ncmd: %s\n"
		"desc: Touched pages: %.0f\npositions: line\n", cell, pages);
	for (size_t i = 0; i < NR_EVENTS; i++)
		fprintf(out, "event: %s : %s\n", events[i].name, events[i].text);
	fprintf(out, "events:");
	for (size_t i = 0; i < NR_EVENTS; i++)
		fprintf(out, " %s", events[i].name);
	putc('\n', out);
}

static void write_all(struct writer *writer, const char *cell, double pages)
{
	uint64_t sum[NR_EVENTS] = { 0 };
	size_t row = 0, edge = 0;

	for (size_t i = 0; i < writer->n_rows; i++)
		add_events(sum, writer->row[i].event);
	write_header(writer->out, cell, pages);
	fprintf(writer->out, "summary:");
	write_events(writer->out, sum);
	for (size_t i = 0; i < writer->n_callers; i++) {
		putc('\n', writer->out);
		write_file(writer, "fl", writer->caller[i].file);
		write_function(writer, "fn", &writer->caller[i]);
		row = write_rows(writer, row, &writer->caller[i]);
		edge = write_calls(writer, edge, &writer->caller[i]);
	}
	fprintf(writer->out, "\ntotals:");
	write_events(writer->out, sum);
}

static void free_writer(struct writer *writer)
{
	struct file *file = writer->files, *next;

	HASH_CLEAR(hh, writer->files);
	for (; file; file = next) {
		next = file->hh.next;
		free(file);
	}
	free(writer->caller);
	free(writer->row);
	free(writer->edge);
}

int callgrind_write(FILE *out, const char *cell, double pages, const struct counts *counts,
		    const struct symbol_table *symbols, const struct source *source)
{
	struct writer writer = { .out = out };
	int ret = -1;

	writer.caller = calloc(counts->n_insns + counts->n_nodes + 1, sizeof(*writer.caller));
	writer.row = calloc(counts->n_insns + 1, sizeof(*writer.row));
	writer.edge = call_edges(counts, symbols, &writer.n_edges);
	if (writer.caller && writer.row && writer.edge) {
		find_callers(&writer, counts, symbols, source);
		find_rows(&writer, counts, symbols, source);
		write_all(&writer, cell, pages);
		ret = writer.failed ? -1 : 0;
	}
	if (ret)
		complain("out of memory for a callgrind file");
	free_writer(&writer);
	return ret;
}
