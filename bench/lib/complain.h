/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTLINE_LIB_COMPLAIN_H
#define FAULTLINE_LIB_COMPLAIN_H

/** Exit statuses of every subcommand, see faultline(1). */
enum exit_status {
	EXIT_OK = 0,
	EXIT_FAULT = 1,		/**< a trial failed, or something broke on the way */
	EXIT_USAGE = 2,		/**< bad option, job file, device or result file */
	EXIT_CANNOT_TELL = 3,	/**< compare: neither a regression nor none is shown */
};

/**
 * complain() - print one line, "faultline: MESSAGE", to stderr.
 * Return: always -1, so that "return complain(...)" ends a function.
 */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** note() - the same line for news that is no error. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
