// SPDX-License-Identifier: GPL-2.0-only
/* report.html: flame graphs; those of the largest differences are within the page. */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "lib/html.h"
#include "report/flame_file.h"
#include "report/html_sections.h"

/* Pictures in the page, of at most 300 KiB each */
#define MOST_WITHIN 4

#define PICTURES (FLAME_DIFFERENCE + 1)

/* The pictures of one state and folio size */
struct row {
	const char *state, *folio;
	char file[PICTURES][FLAME_FILE];	/* in charts/; "": there is none */
	double change;		/* of the cost, as a distance of logarithms */
	bool within;		/* the difference is shown in the page */
};

/* Return: whether there is a picture */
static bool look(const struct group *group, enum state s, enum folio f, const char *dir,
		 struct row *row)
{
	const struct comparison *pair = group->pair[flame_variants[0]][s][f];
	double change = pair ? fabs(log(pair->ratio.value)) : 0;
	bool any = false;
	char path[4608];

	*row = (struct row){ .state = state_names[s], .folio = folio_names[f],
			     .change = isfinite(change) ? change : 0 };
	for (int which = 0; which < PICTURES; which++) {
		snprintf(path, sizeof(path), "%s/charts/%s", dir,
			 flame_file(group, s, f, which, row->file[which]));
		if (access(path, R_OK))
			*row->file[which] = '\0';
		else
			any = true;
	}
	return any;
}

/* The rows of the largest differences, of equal ones the first */
static void choose(struct row *row, size_t n)
{
	for (int chosen = 0; chosen < MOST_WITHIN; chosen++) {
		struct row *most = NULL;

		for (size_t i = 0; i < n; i++)
			if (*row[i].file[FLAME_DIFFERENCE] && !row[i].within &&
			    (!most || row[i].change > most->change))
				most = &row[i];
		if (most)
			most->within = true;
	}
}

static int put_picture(const struct row *row, const char *dir, bool open, FILE *out)
{
	const char *file = row->file[FLAME_DIFFERENCE];
	char label[160], path[4608], slug[FLAME_FILE];

	snprintf(label, sizeof(label), "Flame graph: %s %s, %s to %s", row->state, row->folio,
		 variant_names[flame_variants[0]], variant_names[flame_variants[1]]);
	snprintf(path, sizeof(path), "%s/charts/%s", dir, file);
	snprintf(slug, sizeof(slug), "%.*s", (int)(strlen(file) - strlen(".svg")), file);
	fprintf(out, "<details%s><summary>%s</summary>\n<figure id=\"chart-%s\">"
		"<div class=\"scroll chart\" tabindex=\"0\">\n", open ? " open" : "", label, slug);
	if (html_svg(out, path, slug, label))
		return -1;
	fputs("</div></figure></details>\n", out);
	return 0;
}

static void put_links(const struct row *row, FILE *out)
{
	fprintf(out, "<li>%s %s:", row->state, row->folio);
	for (int which = 0; which < PICTURES; which++)
		if (*row->file[which])
			fprintf(out, " <a href=\"charts/%s\">%s</a>", row->file[which],
				which == FLAME_DIFFERENCE ? "difference" :
				variant_names[flame_variants[which]]);
	fputs("</li>\n", out);
}

int html_flames(const struct group *group, const char *dir, FILE *out)
{
	struct row row[NR_STATES * NR_FOLIOS];
	size_t n = 0;
	bool first = true;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			n += look(group, s, f, dir, &row[n]);
	if (!n)
		return 0;
	choose(row, n);
	fprintf(out, "<section id=\"flames\"><h3>Flame graphs</h3>\n<p class=\"note\">Of profiled "
		"trials: instructions, not time. A function stands on its caller, and is as wide as "
		"its instructions with callees. The larger differences are here; all flame graphs "
		"are files beside this page.</p>\n");
	for (size_t i = 0; i < n; i++) {
		if (!row[i].within)
			continue;
		if (put_picture(&row[i], dir, first, out))
			return -1;
		first = false;
	}
	fputs("<ul>\n", out);
	for (size_t i = 0; i < n; i++)
		put_links(&row[i], out);
	fputs("</ul></section>\n", out);
	return 0;
}
