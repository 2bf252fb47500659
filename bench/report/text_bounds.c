// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "lib/table.h"
#include "report/bound.h"
#include "report/text_bounds.h"

static void print_bound(const struct result *result, const struct bound *bound, FILE *out)
{
	const char *const *head = variants[result->cell.variant].head;
	char label[HELD_LOCK_NAME], name[32], threads[GROWN_NUMBER];

	snprintf(name, sizeof(name), "%s %s", head[0], head[1]);
	fprintf(out, "%-9s%-7s%-18s%9s", state_names[result->cell.state],
		folio_names[result->cell.folio], name, grown_number(threads, bound->threads));
	fprintf(out, "%10s", grown_number(threads, bound->held));
	fprintf(out, "%10s\n    ", grown_number(threads, bound->fault));
	table_plain(out, held_lock_label(bound->lock, label), 68);
	fputc('\n', out);
}

static void print_heads(const struct group *group, bool *titled, FILE *out)
{
	if (!*titled)
		fputs("\nThreads that can fault at once, at most: instructions of a fault over\n"
		      "those under the one lock that one thread at a time holds longest\n", out);
	*titled = true;
	fputc('\n', out);
	table_words(out, group->title);
	fprintf(out, "\n%-9s%-7s%-18s%9s%10s%10s\n", "state", "folio", "", "threads", "held",
		"fault");
}

/* In the order of its grid, each cell once */
static void print_group(const struct report *report, const struct group *group, bool *titled,
			FILE *out)
{
	bool begun = false;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			for (int v = 0; v < NR_VARIANTS; v++) {
				struct bound bound;

				if (!group_lists(group, v) ||
				    !bound_find(&report->profiles, group->result[v][s][f], &bound))
					continue;
				if (!begun)
					print_heads(group, titled, out);
				begun = true;
				print_bound(group->result[v][s][f], &bound, out);
			}
}

void report_bounds(const struct report *report, FILE *out)
{
	bool titled = false;

	for (size_t i = 0; i < report->n_groups; i++)
		print_group(report, &report->groups[i], &titled, out);
}
