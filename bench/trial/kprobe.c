// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <unistd.h>

#include "lib/write_text.h"
#include "trial/kprobe.h"

/* Each write is a command: nothing is truncated, and all that was there stays */
#define KPROBE_EVENTS "/sys/kernel/tracing/kprobe_events"

bool kprobe_possible(void)
{
	return !access(KPROBE_EVENTS, W_OK);
}

int kprobe_add(const char *function)
{
	char command[160];

	snprintf(command, sizeof(command), "p:" KPROBE_GROUP "/%s %s\n", function, function);
	return write_text(KPROBE_EVENTS, command);
}

int kprobe_remove(const char *function)
{
	char command[160];

	snprintf(command, sizeof(command), "-:" KPROBE_GROUP "/%s\n", function);
	return write_text(KPROBE_EVENTS, command);
}
