// SPDX-License-Identifier: GPL-2.0-only
/* Escaping, and pictures within a page. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/html.h"

#define VEILS_MOST 256	/* rows of a chart; more cannot be hidden */

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

/* What the reader of a picture knows of it so far */
struct picture {
	const char *prefix;
	char *(*classes)(const char *text, char buf[HTML_SVG_CLASSES]);
	bool begun, in_tag;
	double width;
	double label;		/* where the next text is a row's, from the top; NAN: it is none */
	struct veil {
		double y;
		char classes[HTML_SVG_CLASSES];
	} veil[VEILS_MOST];
	size_t n_veils;
};

/* Without its tags. Return: @text */
static char *plain_text(const char *line, char text[256])
{
	size_t at = 0;
	bool tag = false;

	for (; *line && at < 255; line++) {
		if (*line == '<' || *line == '>')
			tag = *line == '<';
		else if (!tag && *line != '\n' && *line != '\t')
			text[at++] = *line;
	}
	text[at] = '\0';
	return text;
}

/* Of a line of a chart: its group begins with its title */
static void put_classes_of_plot(struct picture *picture, const char **line, FILE *out)
{
	static const char begin[] = "\t<g id=\"gnuplot_plot_";
	char text[256], buf[HTML_SVG_CLASSES];

	if (strncmp(*line, begin, strlen(begin)) ||
	    !picture->classes(plain_text(*line, text), buf))
		return;
	*line += strlen("\t<g");
	fprintf(out, "\t<g class=\"%s\"", buf);
	picture->in_tag = true;
}

/* Rows have their names at the left, where text ends */
static void note_row(struct picture *picture, const char *line)
{
	const char *place = strstr(line, "translate("), *at = line + strspn(line, "\t ");
	struct veil *veil = &picture->veil[picture->n_veils];
	char text[256];
	double x, y;

	if (!strncmp(at, "viewBox=", 8) && sscanf(at, "viewBox=\"0 0 %lf", &x) == 1)
		picture->width = x;
	if (place && strstr(line, "text-anchor=\"end\"") &&
	    sscanf(place, "translate(%lf,%lf)", &x, &y) == 2) {
		picture->label = y;
	} else if (isfinite(picture->label) && !strncmp(at, "<text>", 6)) {
		if (picture->n_veils < VEILS_MOST &&
		    picture->classes(plain_text(at, text), veil->classes)) {
			veil->y = picture->label;
			picture->n_veils++;
		}
		picture->label = NAN;
	}
}

/* Rows are equally far apart, or have empty ones between them */
static void put_veils(const struct picture *picture, FILE *out)
{
	const double baseline = 4.2;	/* below the middle of a row, at gnuplot's 13 pixels */
	double pitch = INFINITY;

	for (size_t i = 1; i < picture->n_veils; i++)
		pitch = fmin(pitch, fabs(picture->veil[i].y - picture->veil[i - 1].y));
	for (size_t i = 0; i < picture->n_veils && isfinite(pitch); i++) {
		/* Above the first one is the end of the axis */
		double above = i ? 0 : 0.13 * pitch;

		fprintf(out, "<rect class=\"veil %s\" x=\"0\" y=\"%.2f\" width=\"%.0f\" "
			"height=\"%.2f\"/>\n", picture->veil[i].classes,
			picture->veil[i].y - baseline - pitch / 2 - above, picture->width,
			pitch + above);
	}
}

static void put_line(struct picture *picture, const char *line, FILE *out)
{
	if (of_gnuplot(line))
		return;
	if (picture->classes) {
		note_row(picture, line);
		put_classes_of_plot(picture, &line, out);
		if (!strncmp(line, "</svg>", 6))
			put_veils(picture, out);
	}
	write_svg_line(out, line, picture->prefix, &picture->in_tag);
}

int html_svg(FILE *out, const char *path, const char *prefix, const char *label,
	     char *classes(const char *text, char buf[HTML_SVG_CLASSES]))
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	struct picture picture = { .prefix = prefix, .classes = classes, .label = NAN };
	int ret = 0;

	if (!file)
		return complain("%s: %s", path, strerror(errno));
	while (getline(&line, &size, file) > 0) {
		/* The XML declaration is not for the middle of a page */
		if (!picture.begun && strncmp(line, "<svg", 4))
			continue;
		if (!picture.begun) {
			fprintf(out, "<svg%s aria-label=\"",
				strstr(line, " role=") ? "" : " role=\"img\"");
			html_text(out, label);
			fputc('"', out);
			picture.in_tag = true;
		}
		put_line(&picture, picture.begun ? line : line + 4, out);
		picture.begun = true;
	}
	if (ferror(file) || !picture.begun)
		ret = complain("%s: %s", path, picture.begun ? strerror(errno) : "no SVG");
	free(line);
	fclose(file);
	return ret;
}
