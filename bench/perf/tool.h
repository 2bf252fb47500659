/* SPDX-License-Identifier: GPL-2.0-only */
/* The tools of perf that a run can have, in trials of their own. For other folders. */
#ifndef FAULTLINE_PERF_TOOL_H
#define FAULTLINE_PERF_TOOL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "lib/outfile.h"
#include "model/cell.h"
#include "model/mode.h"
#include "perf/process.h"
#include "perf/stacks.h"

/** PERF_TOOLS - TOOL(id, name). Then the linker asks for its struct perf_tool, perf_NAME. */
#define PERF_TOOLS(TOOL)	\
	TOOL(STAT, stat)	\
	TOOL(RECORD, record)	\
	TOOL(LOCK, lock)	\
	TOOL(C2C, c2c)

enum perf_tool_id {
#define TOOL(id, name) PERF_##id,
	PERF_TOOLS(TOOL)
#undef TOOL
	NR_PERF_TOOLS
};

struct perf_tool;

#define TOOL(id, name) extern const struct perf_tool perf_##name;
PERF_TOOLS(TOOL)
#undef TOOL

extern const char *const perf_tool_names[NR_PERF_TOOLS];

/** What a run holds for it. */
struct perf {
	const struct perf_tool *tool;	/**< NULL: none was asked for */
	const char *name;	/**< its */
	enum mode mode;
	const char *out;	/**< directory of the run */
	size_t n_cells;
	char events[256];	/**< as perf's -e has them */
	unsigned int lacking;	/**< bits of the events of stat that the machine has not */
	const char *period;	/**< of record */
	struct perf_stacks *stacks;	/**< likewise, of each cell; NULL: none */
	struct perf_process process;	/**< of the trial at hand */
};

/** What perf is to agree with. */
struct perf_trial {
	const struct cell *cell;
	size_t index;		/**< of that cell */
	long minflt;		/**< by getrusage(2) */
};

struct perf_tool {
	unsigned int modes;	/**< a bit for each in which it makes sense */
	const char *why;	/**< not in others */
	unsigned int rounds;	/**< trials of each cell */
	/** perf's words, see perf_process_start(); "EVENTS" and "PERIOD" are replaced. */
	const char *const *words;
	/** Can this machine?  Return: 0, or -1 after complaining. */
	int (*check)(struct perf *perf);
	/**
	 * What it says of a trial.
	 * @text: that perf printed.
	 * @object: gets it, for samples.jsonl.
	 * @wrong: gets why that cannot be right; empty.
	 * Return: 0, or -1 after complaining.
	 */
	int (*read)(struct perf *perf, const struct perf_trial *trial, FILE *text, json_t *object,
		    char wrong[160]);
};

/** perf_missing() - say that perf cannot be run, by errno. Return: -1. */
int perf_missing(void);

/**
 * perf_try() - run @argv, a command of perf, to see whether it can do that here.
 * @line: gets the first line of what it prints, for a complaint, if it cannot.
 * Return: 0 if it can, 1 if not, or -1 after complaining that there is no perf.
 */
int perf_try(char *const argv[], char line[120]);

/** perf_keep() - write @report, from its begin, to OUT/perf/CELL.TOOL. Return: 0, or -1. */
int perf_keep(const struct perf *perf, const struct cell *cell, FILE *report);

/** perf_stat_try() - may perf count here, and what?  Return: 0, or -1 after complaining. */
int perf_stat_try(struct perf *perf);

/**
 * perf_open() - choose tool @id, and see whether perf, this machine and @mode have it.
 * @out: directory of the run; stays the caller's.
 * @n_cells: that the run has.
 * Return: 0, or -1 after complaining; perf_close() is due either way.
 */
int perf_open(struct perf *perf, enum perf_tool_id id, enum mode mode, const char *out,
	      size_t n_cells);

void perf_close(struct perf *perf);

/** perf_outfile() - begin OUT/perf/CELL.@suffix. Return: 0, or -1 after complaining. */
int perf_outfile(const struct perf *perf, const struct cell *cell, const char *suffix,
		 struct outfile *out);

/** perf_begin() - start it for a trial of @cell. Return: 0, or -1 after complaining. */
int perf_begin(struct perf *perf, const struct cell *cell);

/**
 * perf_end() - and end it.
 * @failed: perf_gate says that it was not there.
 * Return: what it says of the trial; NULL after complaining.
 */
json_t *perf_end(struct perf *perf, const struct perf_trial *trial, bool failed, char wrong[160]);

#endif
