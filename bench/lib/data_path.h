/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that Faultline brings along: templates of charts, jobs, scripts. */
#ifndef FAULTLINE_LIB_DATA_PATH_H
#define FAULTLINE_LIB_DATA_PATH_H

#include <limits.h>

/**
 * data_path() - the path of @name, "plots" or "bench/jobs/smoke.job": in ../share/faultline beside
 * the directory of the program if that is there, as installed, or else in its source.
 * Return: @path; the file itself may be missing.
 */
char *data_path(char path[PATH_MAX], const char *name);

#endif
