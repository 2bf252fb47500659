// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "lib/markdown.h"

void markdown_text(FILE *out, const char *text, size_t len)
{
	/* CommonMark takes a backslash before any of these, and GitHub's tables do */
	static const char markup[] = "\\`*_[]<>|~&#!$@";

	for (size_t i = 0; i < len; i++) {
		if (text[i] < ' ' || text[i] > '~') {
			fputc('?', out);
			continue;
		}
		if (strchr(markup, text[i]))
			fputc('\\', out);
		fputc(text[i], out);
	}
}
