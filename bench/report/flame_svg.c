// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>

#include "lib/html.h"
#include "lib/table.h"
#include "report/flame_colour.h"
#include "report/flame_layout.h"
#include "report/flame_script.h"
#include "report/flame_svg.h"

#define MARGIN 10
#define WIDTH 1180		/* of the root, or of the larger one of two */
#define ROW 17
#define LETTER 7.4		/* wider than that of any common fixed-width font of 12 pixels */
#define HEAD 60			/* above the first panel */
#define LEGEND 32		/* the scale of colours, with its words */
#define CAPTION 24		/* above the frames of a panel */

/* A frame narrower than that is no more than its border */
#define LEAST_WIDTH 0.5
/* So that a picture stays below 300 KiB, also if each frame has its longest text; 220 are usual */
#define MOST_FRAMES 700
#define MOST_FRAMES_OF_TWO 300

/* Instead of a change, see has_moved() */
#define MOVED "moved"

/* A symbol and a change, and some */
#define LABEL 640

/* Changes are told from here on, instructions a page */
#define LEAST_CHANGE 0.05

struct panel {
	const struct flame *flame;
	int side;
	bool differs;		/* it is one of two */
	double most;		/* largest growth of a function, up or down */
	double top, bottom;	/* of its frames */
	struct flame_layout layout;
};

/* Printable ASCII: names come from files, and XML has no form for some characters */
static void put_text(FILE *out, const char *text, size_t length)
{
	for (; *text && length; text++, length--) {
		char letter[2] = { *text >= ' ' && *text <= '~' ? *text : '?', '\0' };

		html_text(out, letter);
	}
}

/* "8,914.2". Return: @text */
static const char *number_text(double value, char text[TABLE_DIGITS])
{
	double tenths = round(10 * value);

	table_digits(text, floor(tenths / 10));
	snprintf(text + strlen(text), 3, ".%d", (int)fmod(tenths, 10));
	return text;
}

static const char *unit_of(const struct flame *flame)
{
	return flame->unit ? flame->unit : "instructions";
}

/* The root is the cell. Return: @buf, if that is what it takes */
static const char *name_of(const struct panel *panel, const struct call *call, char buf[LABEL])
{
	char number[TABLE_DIGITS];

	if (call->name)
		return call->name;
	snprintf(buf, LABEL, "%.60s: %.30s %s a page", panel->flame->side[panel->side],
		 number_text(call->all[panel->side], number), unit_of(panel->flame));
	return buf;
}

static double change_of(const struct call *call)
{
	return call->self[1] - call->self[0];
}

static bool is_elsewhere(const struct call *call)
{
	return call->everywhere[0] > call->self[0] || call->everywhere[1] > call->self[1];
}

/* It has other callers, which is most of the change: over all paths there is little */
static bool has_moved(const struct call *call)
{
	return is_elsewhere(call) && fabs(change_of(call)) >= LEAST_CHANGE &&
	       fabs(call->everywhere[1] - call->everywhere[0]) < fabs(change_of(call)) / 2;
}

/* What its colour shows */
static double grown_by(const struct call *call)
{
	return has_moved(call) ? 0 : change_of(call);
}

/* "+53", "-0.3". Return: @text */
static const char *change_text(double change, char text[32])
{
	snprintf(text, 32, "%+.*f", fabs(change) < 9.95 ? 1 : 0, change);
	return text;
}

/* As much of the name and the change as there is room for; flame.js does the same */
static void make_label(char label[LABEL], const char *name, const char *change, int room)
{
	int left = room - (int)strlen(change) - !!*change;

	*label = '\0';
	if (left >= (int)strlen(name))
		snprintf(label, LABEL, "%s%s%s", name, *change ? " " : "", change);
	else if (left >= 5)
		snprintf(label, LABEL, "%.*s..%s%s", left - 2, name, *change ? " " : "", change);
	else if (!strcmp(change, MOVED))
		make_label(label, name, "", room);
	else if (room >= (int)strlen(change))
		snprintf(label, LABEL, "%s", change);
}

/* Samples know nothing of calls */
static void put_calls(const struct panel *panel, const struct call *call, FILE *out)
{
	if (panel->flame->unit)
		return;
	fprintf(out, "\n%s%.3f", panel->differs ? "calls a page: " : "",
		call->calls[panel->differs ? 0 : panel->side]);
	if (panel->differs)
		fprintf(out, " to %.3f", call->calls[1]);
	else
		fputs(" calls a page", out);
}

static void put_values(const struct panel *panel, const struct call *call, FILE *out)
{
	const struct call *root = &panel->flame->tree->call[0];
	const char *unit = unit_of(panel->flame);
	int s = panel->side;

	if (!panel->differs) {
		fprintf(out, "\n%.1f %s a page, %.2f %%\n%.1f of them its own", call->all[s], unit,
			100 * call->all[s] / root->all[s], call->self[s]);
		put_calls(panel, call, out);
		return;
	}
	fprintf(out, "\nits own: %.1f to %.1f, %+.1f %s a page\n"
		"with callees: %.1f (%.2f %%) to %.1f (%.2f %%), %+.1f", call->self[0],
		call->self[1], change_of(call), unit, call->all[0],
		100 * call->all[0] / root->all[0], call->all[1],
		100 * call->all[1] / root->all[1], call->all[1] - call->all[0]);
	put_calls(panel, call, out);
	if (is_elsewhere(call))
		fprintf(out, "\nits own on all paths: %.1f to %.1f, %+.1f", call->everywhere[0],
			call->everywhere[1], call->everywhere[1] - call->everywhere[0]);
}

static unsigned int colour_of(const struct panel *panel, const struct call *call)
{
	if (!call->name)
		return 0xe8e8e8;
	return panel->differs ? flame_change_colour(grown_by(call), panel->most) :
				flame_name_colour(call->name);
}

static void put_box(const struct panel *panel, const struct flame_frame *frame, const char *name,
		    const char *change, double y, FILE *out)
{
	const struct call *call = frame->call;
	unsigned int colour = colour_of(panel, call), ink = flame_ink(colour);

	fprintf(out, "<rect x=\"%.2f\" y=\"%.0f\" width=\"%.2f\" height=\"%d\" fill=\"#%06x\" "
		"data-v=\"%.1f\"", MARGIN + frame->x, y, frame->width, ROW - 1, colour,
		call->all[panel->side]);
	if (ink)
		fprintf(out, " color=\"#%06x\"", ink);
	if (*change)
		fprintf(out, " data-d=\"%s\"", change);
	fputs("><title>", out);
	put_text(out, name, LABEL);
	put_values(panel, call, out);
	fputs("</title></rect>\n", out);
}

static void put_frame(const struct panel *panel, const struct flame_frame *frame, FILE *out)
{
	double y = panel->bottom - ROW * (frame->depth + 1.0);
	unsigned int ink = flame_ink(colour_of(panel, frame->call));
	char buf[LABEL], label[LABEL], change[32] = "";
	const char *name = name_of(panel, frame->call, buf);

	if (panel->differs && frame->call->name && fabs(change_of(frame->call)) >= LEAST_CHANGE)
		change_text(change_of(frame->call), change);
	if (*change && has_moved(frame->call))
		strcpy(change, MOVED);
	put_box(panel, frame, name, change, y, out);
	make_label(label, name, change, (int)floor((frame->width - 6) / LETTER));
	if (!*label)
		return;
	fprintf(out, "<text x=\"%.2f\" y=\"%.0f\"", MARGIN + frame->x + 3, y + ROW - 5);
	if (ink)
		fprintf(out, " fill=\"#%06x\"", ink);
	fputc('>', out);
	put_text(out, label, LABEL);
	fputs("</text>\n", out);
}

static void put_panel(const struct panel *panel, FILE *out)
{
	const struct flame_layout *layout = &panel->layout;
	const struct call *root = &panel->flame->tree->call[0];
	double total = root->all[panel->side];
	char buf[LABEL];

	fprintf(out, "<g class=\"panel\">\n<text x=\"%d\" y=\"%.0f\">", MARGIN, panel->top - 7);
	put_text(out, name_of(panel, root, buf), 100);
	if (layout->left_out)
		fprintf(out, "; not drawn: %zu calls, too narrow, %.1f (%.2f %%)", layout->left_out,
			layout->left_out_all, 100 * layout->left_out_all / total);
	fprintf(out, "</text><text class=\"found\" x=\"%d\" y=\"%.0f\" text-anchor=\"end\" "
		"font-weight=\"bold\"/>\n", MARGIN + WIDTH, panel->top - 7);
	for (size_t i = 0; i < layout->n; i++)
		put_frame(panel, &layout->frame[i], out);
	fputs("</g>\n", out);
}

/* Which colour is which change */
static void put_legend(const struct panel *panel, double y, FILE *out)
{
	static const double parts[] = { -1, -0.125, 0, 0.125, 1 };
	double x = MARGIN + 0.5;
	char text[32];

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++, x += 70) {
		double change = parts[i] * panel->most;
		unsigned int colour = flame_change_colour(change, panel->most);

		fprintf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"70\" height=\"%d\" fill=\"#%06x\" "
			"stroke=\"#555\"/><text x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\" "
			"fill=\"#%06x\">%s</text>\n", x, y + 0.5, ROW, colour, x + 35, y + ROW - 4,
			flame_ink(colour), change < 0 || change > 0 ? change_text(change, text) : "0");
	}
	fprintf(out, "<text x=\"%.0f\" y=\"%.0f\">a function's own %s a page grew by that; "
		"moved: other callers, little change over all paths</text>\n", x + 10, y + ROW - 4,
		unit_of(panel->flame));
}

static void put_head(const struct flame *flame, double height, FILE *out)
{
	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg class=\"flame\" role=\"group\" xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
		"height=\"%.0f\" viewBox=\"0 0 %d %.0f\" font-family=\"monospace\" font-size=\"12\" "
		"data-measures=\"%g %d %d %d\">\n<title>", WIDTH + 2 * MARGIN, height,
		WIDTH + 2 * MARGIN, height, LETTER, ROW, MARGIN, WIDTH);
	put_text(out, flame->title, 200);
	fprintf(out, "</title>\n<style>.flame .panel text{pointer-events:none}"
		".flame .panel rect{stroke:#fff;stroke-width:.6}"
		".flame .panel rect:hover{stroke:#000;stroke-width:1.2}</style>\n"
		"<rect width=\"%d\" height=\"%.0f\" fill=\"#fff\"/>\n"
		"<text x=\"%d\" y=\"22\" font-size=\"14\" font-weight=\"bold\">", WIDTH + 2 * MARGIN,
		height, MARGIN);
	put_text(out, flame->title, 90);
	fprintf(out, "</text>\n<text x=\"%d\" y=\"44\">", MARGIN);
	put_text(out, flame->run, 155);
	fputs("</text>\n", out);
}

/* The largest change, so that the same colour is the same change on both sides */
static double most_changed(const struct call_tree *tree)
{
	double most = 0;

	for (size_t i = 1; i < tree->n; i++)
		most = fmax(most, fabs(grown_by(&tree->call[i])));
	return most;
}

static double scale_of(const struct flame *flame)
{
	double most = 0;

	for (int s = 0; s < CALL_SIDES; s++)
		if (flame->drawn[s])
			most = fmax(most, flame->tree->call[0].all[s]);
	return most > 0 ? WIDTH / most : 1;
}

int flame_svg(const struct flame *flame, FILE *out)
{
	struct panel panel[CALL_SIDES] = { 0 };
	bool differs = flame->drawn[0] && flame->drawn[1];
	double y = HEAD + (differs ? LEGEND : 0);
	int n = 0, ret = 0;

	for (int s = 0; !ret && s < CALL_SIDES; s++) {
		struct panel *p = &panel[n];

		if (!flame->drawn[s])
			continue;
		*p = (struct panel){ .flame = flame, .side = s, .differs = differs,
				     .most = most_changed(flame->tree), .top = y + CAPTION };
		ret = flame_layout_make(flame->tree, s, scale_of(flame), LEAST_WIDTH,
					differs ? MOST_FRAMES_OF_TWO : MOST_FRAMES, &p->layout);
		p->bottom = p->top + (double)ROW * p->layout.levels;
		y = p->bottom + MARGIN;
		n++;
	}
	if (!ret) {
		put_head(flame, y, out);
		if (differs)
			put_legend(&panel[0], HEAD, out);
		for (int i = 0; i < n; i++)
			put_panel(&panel[i], out);
		fprintf(out, "<script>\n%s</script>\n</svg>\n", flame_script);
	}
	for (int i = 0; i < n; i++)
		flame_layout_free(&panel[i].layout);
	return ret;
}
