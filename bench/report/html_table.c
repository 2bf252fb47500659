// SPDX-License-Identifier: GPL-2.0-only
/* Tables of report.html: a box around each, and its cells. */
#include "lib/html.h"
#include "lib/table.h"
#include "report/html_filter.h"
#include "report/html_table.h"

void html_table(FILE *out, const char *caption)
{
	html_table_of(out, "", caption);
}

void html_table_of(FILE *out, const char *classes, const char *caption)
{
	/* The box takes the keyboard's focus, or its right end would be out of reach */
	fprintf(out, "<div class=\"scroll%s%s\" tabindex=\"0\"><table>", *classes ? " " : "", classes);
	html_element(out, "caption", "", caption);
}

void html_table_end(FILE *out)
{
	fputs("</tbody></table></div>\n", out);
}

void html_number(FILE *out, double value)
{
	char text[TABLE_DIGITS];

	html_element(out, "td", "", table_digits(text, value));
}

void html_number_of(FILE *out, enum variant variant, double value)
{
	char text[TABLE_DIGITS];

	fprintf(out, "<td class=\"v-%s\">%s</td>", variant_names[variant],
		table_digits(text, value));
}

void html_head_of(FILE *out, enum variant variant)
{
	fprintf(out, "<th scope=\"col\" class=\"v-%s\">%s</th>", variant_names[variant],
		variant_names[variant]);
}

void html_row(FILE *out, enum state state, enum variant variant, unsigned int block_size)
{
	char classes[HTML_CLASSES];

	fprintf(out, "<tr class=\"%s\">", html_classes(state, variant, block_size, classes));
}

void html_head(FILE *out, const char *text)
{
	html_element(out, "th", " scope=\"col\"", text);
}

void html_row_head(FILE *out, enum state state, enum folio folio)
{
	html_row(out, state, NR_VARIANTS, 0);
	fprintf(out, "<th scope=\"row\">%s %s</th>", state_names[state], folio_names[folio]);
}
