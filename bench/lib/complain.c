// SPDX-License-Identifier: GPL-2.0-only
/* What goes to the user beside results: one line on stderr. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/complain.h"

/* What a file or a command line holds is quoted to a terminal, and stays on its line */
static void say(const char *format, va_list args)
{
	char *line;

	if (vasprintf(&line, format, args) < 0) {
		fputs("faultline: out of memory for a message\n", stderr);
		return;
	}
	for (char *at = line; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	fprintf(stderr, "faultline: %s\n", line);
	free(line);
}

int complain(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return -1;
}

void note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}
