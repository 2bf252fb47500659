// SPDX-License-Identifier: GPL-2.0-only
/* What goes to the user beside results: one line on stderr. */
#include <stdarg.h>
#include <stdio.h>

#include "complain.h"

static void say(const char *format, va_list args)
{
	flockfile(stderr);
	fputs("faultline: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	funlockfile(stderr);
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
