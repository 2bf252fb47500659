// SPDX-License-Identifier: GPL-2.0-only
/* Waiters and holders: what to call them, and where in the kernel they were. */
#include <string.h>

#include "lib/plain.h"
#include "trace/who.h"

#define INNERMOST 6
#define WIDTH 72

int who_same(const struct who *a, const struct who *b)
{
	return a->context == b->context && a->pid == b->pid && !strcmp(a->comm, b->comm);
}

static int completes_io(const struct frames *stack)
{
	static const char *const parts[] = {
		"endio", "end_io", "end_bio", "blk_update_request", "blk_mq_end_request", NULL
	};

	return frames_have(stack, parts);
}

/* A task may call itself anything */
static const char *plain_comm(char comm[16], const struct who *who)
{
	snprintf(comm, 16, "%.15s", who->comm);
	return plain_make(comm);
}

char *trace_who_label(char *buf, size_t len, const struct who *who, const struct frames *stack)
{
	const char *what = completes_io(stack) ? "I/O completion" : "interrupt";
	char comm[16];

	if (who->context == WHO_UNKNOWN)
		snprintf(buf, len, "unknown");
	else if (who->context == WHO_INTERRUPT)
		snprintf(buf, len, "%s", what);
	else if (completes_io(stack))
		snprintf(buf, len, "%s in %s (%u)", what, plain_comm(comm, who), who->pid);
	else
		snprintf(buf, len, "%s (%u)", plain_comm(comm, who), who->pid);
	return buf;
}

void trace_print_who(FILE *out, const char *role, const struct who *who, const struct frames *stack)
{
	char label[64];
	int column = WIDTH;

	fprintf(out, "    %-8s %s", role, trace_who_label(label, sizeof(label), who, stack));
	for (int i = 0; i < INNERMOST && i < stack->n; i++) {
		int len = (int)strlen(stack->name[i]);

		if (column + len + 2 > WIDTH)
			column = fprintf(out, "\n            ") - 1;
		column += fprintf(out, " %s", stack->name[i]);
	}
	fputs("\n", out);
}

json_t *trace_who_json(const struct who *who, const struct frames *stack)
{
	json_t *frames = json_array();
	char label[64], comm[16];

	trace_who_label(label, sizeof(label), who, stack);
	for (int i = 0; i < stack->n; i++)
		json_array_append_new(frames, json_string(stack->name[i]));
	return json_pack("{ss si ss so}", "label", label, "pid", (int)who->pid,
			 "comm", plain_comm(comm, who), "stack", frames);
}

char *trace_device(char *buf, size_t len, __u32 device)
{
	snprintf(buf, len, "%u:%u", device >> 20, device & 0xfffff);
	return buf;
}
