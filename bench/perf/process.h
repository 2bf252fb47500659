/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf, beside the threads of one trial and no others: not those of a load, nor the one that
 * makes the file.  It is forked before the file is mapped, waits for the threads to say who
 * they are, and then starts, with its events off.  They have it count in the window alone.
 * For other folders.
 */
#ifndef FAULTLINE_PERF_PROCESS_H
#define FAULTLINE_PERF_PROCESS_H

#include <stdio.h>
#include <sys/types.h>

struct perf_process {
	pid_t pid, owner;	/**< its, and ours */
	int socket;		/**< to it */
	int text, data;		/**< files in memory: what it prints; what it records */
};

/**
 * perf_process_start() - fork what becomes perf when @threads have come to the gate.
 * @words: "perf", its subcommand and options, and NULL; a "DATA" is where it records.
 * Return: 0, to be ended; or -1 after complaining.
 */
int perf_process_start(struct perf_process *perf, const char *const words[], unsigned int threads);

/** perf_process_data() - a name of what it recorded, for another perf. Return: @path. */
char *perf_process_data(const struct perf_process *perf, char path[64]);

/**
 * perf_process_stop() - have it write what it has; the window is over.
 * Return: what it printed, from the begin, to be closed; or NULL after complaining.
 */
FILE *perf_process_stop(struct perf_process *perf);

/**
 * perf_process_read() - have another perf print what it recorded.
 * @words: of that one.
 * Return: what it printed, from the begin, to be closed; or NULL after complaining.
 */
FILE *perf_process_read(struct perf_process *perf, char *const words[]);

/** perf_process_end() - end it, if it still runs, and forget what it recorded. */
void perf_process_end(struct perf_process *perf);

#endif
