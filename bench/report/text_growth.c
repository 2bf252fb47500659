// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "lib/table.h"
#include "report/text_growth.h"

static void print_title(const struct report *report, FILE *out)
{
	fputs("\nHow the cost of a touched page grows, all else being the same: constant,\n"
	      "logarithmic or linear, if the noise lets that be told.", out);
	if (report->growths.floor > 0)
		fprintf(out, "  Costs up to\n%.2g %% apart are not (noise floor, A/A).",
			100 * report->growths.floor);
	fputc('\n', out);
}

static void print_curve(const struct report *report, const struct grown *grown, FILE *out)
{
	char panel[CELL_NAME], text[GROWN_TEXT], ends[GROWN_TEXT], law[GROWN_TEXT];
	char all[CELL_NAME + 3 * GROWN_TEXT];
	bool has_law = grown_has_law(report->analysis, grown);

	snprintf(all, sizeof(all), "%s %s: %s; %s%s%s", variant_names[grown->curve->rest.variant],
		 curve_panel(grown->curve, ' ', panel),
		 grown_text(report->analysis, grown, text),
		 grown_ends(report->analysis, grown, ends), has_law ? "; " : "",
		 has_law ? grown_law_text(grown, law) : "");
	table_words(out, all);
	fputc('\n', out);
}

void report_growth(const struct report *report, FILE *out)
{
	const struct growths *growths = &report->growths;
	char rest[CELL_NAME], head[2 * CELL_NAME];

	if (!growths->n || report->analysis->mode == MODE_COUNT)
		return;
	print_title(report, out);
	for (size_t i = 0; i < growths->n; i++) {
		const struct curve *curve = &growths->curve[i];

		if (growths_leads(growths, i)) {
			snprintf(head, sizeof(head), "By %s: %s", axes[curve->axis].name,
				 curve_rest(curve, ' ', rest));
			fputc('\n', out);
			table_words(out, head);
			fputc('\n', out);
		}
		print_curve(report, &growths->of[i], out);
	}
}
