// SPDX-License-Identifier: GPL-2.0-only
/* Waiters and holders: what to call them, and where in the kernel they were. */
#include <string.h>

#include "trace/who.h"

#define INNERMOST 6
#define WIDTH 72

int who_same(const struct who *a, const struct who *b)
{
	return a->context == b->context && a->pid == b->pid && !strcmp(a->comm, b->comm);
}

static int completes_io(const char *stack)
{
	return strstr(stack, "endio") || strstr(stack, "end_io") || strstr(stack, "end_bio") ||
	       strstr(stack, "blk_update_request") || strstr(stack, "blk_mq_end_request");
}

/* A task may call itself anything */
static const char *plain_comm(char comm[16], const struct who *who)
{
	snprintf(comm, 16, "%.15s", who->comm);
	for (char *at = comm; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
	return comm;
}

char *trace_who_label(char *buf, size_t len, const struct who *who, const char *stack)
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

void trace_print_who(FILE *out, const char *role, const struct who *who, const char *stack)
{
	char label[64];
	int column = WIDTH;

	fprintf(out, "    %-8s %s", role, trace_who_label(label, sizeof(label), who, stack));
	for (int i = 0; i < INNERMOST && *stack; i++) {
		int len = (int)strcspn(stack, ";");

		if (column + len + 2 > WIDTH)
			column = fprintf(out, "\n            ") - 1;
		column += fprintf(out, " %.*s", len, stack);
		stack += len + !!stack[len];
	}
	fputs("\n", out);
}

json_t *trace_who_json(const struct who *who, const char *stack)
{
	json_t *frames = json_array();
	char label[64], comm[16];

	trace_who_label(label, sizeof(label), who, stack);
	while (*stack) {
		size_t len = strcspn(stack, ";");

		json_array_append_new(frames, json_stringn(stack, len));
		stack += len + !!stack[len];
	}
	return json_pack("{ss si ss so}", "label", label, "pid", (int)who->pid,
			 "comm", plain_comm(comm, who), "stack", frames);
}

char *trace_device(char *buf, size_t len, __u32 device)
{
	snprintf(buf, len, "%u:%u", device >> 20, device & 0xfffff);
	return buf;
}
