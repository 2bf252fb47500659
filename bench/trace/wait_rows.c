// SPDX-License-Identifier: GPL-2.0-only
#include "trace/wait_rows.h"

int wait_rows_read(struct wait_rows *rows, struct rowmap *now)
{
	*now = (struct rowmap){
		.key_size = rows->last.key_size,
		.value_size = rows->last.value_size,
	};
	if (!rows->names)
		rows->names = stack_names_open(bpf_map__fd(rows->stacks));
	return rows->names ? rowmap_read(bpf_map__fd(rows->map), now) : -1;
}

void wait_rows_keep(struct wait_rows *rows, const struct rowmap *now)
{
	rowmap_free(&rows->last);
	rows->last = *now;
}

void wait_rows_forget(struct wait_rows *rows)
{
	rowmap_clear(bpf_map__fd(rows->map), &rows->last);
}

void wait_rows_close(struct wait_rows *rows)
{
	stack_names_close(rows->names);
	rowmap_free(&rows->last);
}
