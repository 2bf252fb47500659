// SPDX-License-Identifier: GPL-2.0-only
/* Escaping, and pictures within a page. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/html.h"

static const char *entity_of(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		/* No control character is allowed in HTML, not even as an entity */
		return (c < ' ' && c != '\n' && c != '\t') || c == 0x7f ? "&#xfffd;" : NULL;
	}
}

void html_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		const char *entity = entity_of((unsigned char)*text);

		if (entity)
			fputs(entity, out);
		else
			fputc(*text, out);
	}
}

void html_element(FILE *out, const char *name, const char *attributes, const char *text)
{
	fprintf(out, "<%s%s>", name, attributes);
	html_text(out, text);
	fprintf(out, "</%s>", name);
}

/* What comes before a name that is the picture's own, inside a tag */
static size_t before_id(const char *at)
{
	static const char *const befores[] = { " id=\"", " id='", "href='#", "href=\"#", "url(#" };

	for (size_t i = 0; i < sizeof(befores) / sizeof(befores[0]); i++)
		if (!strncmp(at, befores[i], strlen(befores[i])))
			return strlen(befores[i]);
	return 0;
}

static void write_svg_line(FILE *out, const char *line, const char *prefix, bool *in_tag)
{
	while (*line) {
		size_t n = *in_tag ? before_id(line) : 0;

		if (n) {
			fprintf(out, "%.*s%s", (int)n, line, prefix);
			line += n;
			continue;
		}
		if (*line == '<' || *line == '>')
			*in_tag = *line == '<';
		fputc(*line++, out);
	}
}

/* gnuplot's own title would be shown as what the whole picture is about */
static bool of_gnuplot(const char *line)
{
	return !strncmp(line, "<title>Gnuplot<", 15) || !strncmp(line, "<desc>Produced by", 17);
}

int html_svg(FILE *out, const char *path, const char *prefix, const char *label)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	bool begun = false, in_tag = false;
	int ret = 0;

	if (!file)
		return complain("%s: %s", path, strerror(errno));
	while (getline(&line, &size, file) > 0) {
		/* The XML declaration is not for the middle of a page */
		if (!begun && strncmp(line, "<svg", 4))
			continue;
		if (!begun) {
			fprintf(out, "<svg%s aria-label=\"",
				strstr(line, " role=") ? "" : " role=\"img\"");
			html_text(out, label);
			fputc('"', out);
			in_tag = true;
		}
		if (!of_gnuplot(line))
			write_svg_line(out, begun ? line : line + 4, prefix, &in_tag);
		begun = true;
	}
	if (ferror(file) || !begun)
		ret = complain("%s: %s", path, begun ? strerror(errno) : "no SVG");
	free(line);
	fclose(file);
	return ret;
}
