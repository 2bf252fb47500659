/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tracers of waits have alike: a table of rows, and stacks that rows name. */
#ifndef FAULTLINE_TRACE_WAIT_ROWS_H
#define FAULTLINE_TRACE_WAIT_ROWS_H

#include <bpf/libbpf.h>

#include "trace/rowmap.h"
#include "trace/stacks.h"

/** Kept from one reading to the next. */
struct wait_rows {
	const struct bpf_map *map, *stacks;
	struct stack_names *names;	/**< NULL before the first reading */
	struct rowmap last;		/**< as it was read last; its sizes are set from the start */
};

/**
 * wait_rows_read() - the table as it is now; names of stacks from now on.
 * @now: to be given to wait_rows_keep(), or to rowmap_free().
 * Return: 0, or -1 after complaining.
 */
int wait_rows_read(struct wait_rows *rows, struct rowmap *now);

/** wait_rows_keep() - @now is what later readings are compared with. */
void wait_rows_keep(struct wait_rows *rows, const struct rowmap *now);

/** wait_rows_forget() - empty the table. */
void wait_rows_forget(struct wait_rows *rows);

void wait_rows_close(struct wait_rows *rows);

#endif
