// SPDX-License-Identifier: GPL-2.0-only
/* Tables of report.html: a box around each, and its cells. */
#include "lib/html.h"
#include "lib/table.h"
#include "report/html_table.h"

void html_table(FILE *out, const char *caption)
{
	/* The box takes the keyboard's focus, or its right end would be out of reach */
	fputs("<div class=\"scroll\" tabindex=\"0\"><table>", out);
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

void html_head(FILE *out, const char *text)
{
	html_element(out, "th", " scope=\"col\"", text);
}

void html_row_head(FILE *out, enum state state, enum folio folio)
{
	fprintf(out, "<tr><th scope=\"row\">%s %s</th>", state_names[state], folio_names[folio]);
}
