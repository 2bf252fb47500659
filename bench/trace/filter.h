/* SPDX-License-Identifier: GPL-2.0-only */
/* Whose events a trace shows, from what the user names. For other folders. */
#ifndef FAULTLINE_TRACE_FILTER_H
#define FAULTLINE_TRACE_FILTER_H

#include "trace/tracer.h"

/*
 * Each sets one part of @filter.  What the kernel side could not tell is refused: a trace that
 * sees nothing would say "0 calls".
 * Return: NULL, or what is wrong with @text.
 */

/** filter_by_pid() - a running process, in the first PID namespace. */
const char *filter_by_pid(struct trace_filter *filter, const char *text);

/** filter_by_cgroup() - a directory of cgroup v2, with all cgroups below it. */
const char *filter_by_cgroup(struct trace_filter *filter, const char *text);

/** filter_by_device() - a block device; files of a filesystem on it are traced. */
const char *filter_by_device(struct trace_filter *filter, const char *text);

#endif
