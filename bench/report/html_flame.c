// SPDX-License-Identifier: GPL-2.0-only
/* report.html: flame graphs, within the page, which needs no other file. */
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "lib/html.h"
#include "report/flame_file.h"
#include "report/html_filter.h"
#include "report/html_sections.h"

/* "sparse order0, ext4-iomap", or both variants of a difference */
static void picture_label(const struct report *report, enum state s, enum folio f, int which,
			  char label[160])
{
	bool differs = which == FLAME_DIFFERENCE;

	snprintf(label, 160, "Flame graph: %s %s, %s%s%s", state_names[s], folio_names[f],
		 variant_names[flame_variant(report, differs ? 0 : which)], differs ? " to " : "",
		 differs ? variant_names[flame_variant(report, 1)] : "");
}

/* Of one side, or of both */
static char *picture_classes(const struct report *report, enum state s, int which,
			     char classes[2 * HTML_CLASSES])
{
	char of[HTML_CLASSES];

	if (which == FLAME_DIFFERENCE)
		snprintf(classes, 2 * HTML_CLASSES, "s-%s %s", state_names[s],
			 html_classes_pair(flame_variant(report, 0), flame_variant(report, 1), of));
	else
		html_classes(s, flame_variant(report, which), 0, classes);
	return classes;
}

/* Folded, but for the first one. Return: 0, or -1 after complaining */
static int put_picture(const char *file, const char *dir, const char *label, bool open,
		       const char *classes, FILE *out)
{
	char path[4608], slug[FLAME_FILE];

	snprintf(path, sizeof(path), "%s/charts/%s", dir, file);
	snprintf(slug, sizeof(slug), "%.*s", (int)(strlen(file) - strlen(".svg")), file);
	fprintf(out, "<details class=\"%s\"%s><summary>%s</summary>\n<figure id=\"chart-%s\">"
		"<div class=\"scroll chart\" tabindex=\"0\">\n", classes, open ? " open" : "", label, slug);
	if (html_svg(out, path, slug, label, NULL))
		return -1;
	fputs("</div></figure></details>\n", out);
	return 0;
}

static void begin_section(const struct report *report, FILE *out)
{
	const bool sampled = report->samples.n;

	fprintf(out, "<section id=\"flames\"><h3>Flame graphs</h3>\n<p class=\"note\">%s A function "
		"stands on its caller, and is as wide as its %s with callees. Where both variants were "
		"%s, one picture has both; charts/ of the run has each alone, too.</p>\n",
		sampled ? "Of the samples of perf record; each picture says how many." :
			  "Of profiled trials: instructions, not time.",
		sampled ? "samples" : "instructions", sampled ? "sampled" : "profiled");
}

/* A difference has both sides in it. @n: pictures so far. Return: 0, or -1 after complaining */
static int put_row(const struct report *report, const struct group *group, enum state s,
		   enum folio f, const char *dir, size_t *n, FILE *out)
{
	char file[FLAME_FILE], path[4608], label[160], classes[2 * HTML_CLASSES];

	for (int which = FLAME_DIFFERENCE; which >= 0; which--) {
		snprintf(path, sizeof(path), "%s/charts/%s", dir,
			 flame_file(report, group, s, f, which, file));
		if (access(path, R_OK))
			continue;
		if (!*n)
			begin_section(report, out);
		picture_label(report, s, f, which, label);
		if (put_picture(file, dir, label, !*n, picture_classes(report, s, which, classes),
				out))
			return -1;
		++*n;
		if (which == FLAME_DIFFERENCE)
			break;
	}
	return 0;
}

int html_flames(const struct report *report, const struct group *group, const char *dir, FILE *out)
{
	size_t n = 0;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			if (put_row(report, group, s, f, dir, &n, out))
				return -1;
	if (n)
		fputs("</section>\n", out);
	return 0;
}
