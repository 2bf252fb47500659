// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/html_filter.h"

#define BLOCK_SIZES 3
#define KINDS_MOST ((int)NR_STATES > (int)NR_VARIANTS ? (int)NR_STATES : (int)NR_VARIANTS)
#define NAME 32

_Static_assert(BLOCK_SIZES <= KINDS_MOST, "room for all block sizes");

static const unsigned int block_sizes[BLOCK_SIZES] = { 4096, 2048, 1024 };

/* What can be filtered by; a new kind is an entry in the table below */
struct kind {
	const char *name, *prefix;
	int n;
	const char *(*name_of)(int i, char name[NAME]);
	bool (*is)(const struct cell *cell, int i);
};

static const char *state_name(int i, char name[NAME])
{
	(void)name;
	return state_names[i];
}

static bool is_state(const struct cell *cell, int i)
{
	return cell->state == (enum state)i;
}

static const char *block_size_name(int i, char name[NAME])
{
	snprintf(name, NAME, "%uk", block_sizes[i] / 1024);
	return name;
}

/* In memory there is no block size */
static bool is_block_size(const struct cell *cell, int i)
{
	return cell->block_size == block_sizes[i] && !variants[cell->variant].in_memory;
}

static const char *variant_name(int i, char name[NAME])
{
	(void)name;
	return variant_names[i];
}

static bool is_variant(const struct cell *cell, int i)
{
	return cell->variant == (enum variant)i;
}

static const struct kind kinds[] = {
	{ "State", "s", NR_STATES, state_name, is_state },
	{ "Block size", "b", BLOCK_SIZES, block_size_name, is_block_size },
	{ "Variant", "v", NR_VARIANTS, variant_name, is_variant },
};

#define NR_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Return: how many of @kind the run has; @has says which */
static int find(const struct report *report, const struct kind *kind, bool has[KINDS_MOST])
{
	const struct analysis *analysis = report->analysis;
	int n = 0;

	for (int i = 0; i < kind->n; i++) {
		has[i] = false;
		for (size_t j = 0; j < analysis->n_results && !has[i]; j++)
			has[i] = kind->is(&analysis->result[j].cell, i);
		n += has[i];
	}
	return n;
}

static size_t add(char buf[HTML_CLASSES], size_t at, const char *prefix, const char *name)
{
	return at + (size_t)snprintf(buf + at, HTML_CLASSES - at, "%s%s-%s", at ? " " : "", prefix,
				     name);
}

char *html_classes(enum state state, enum variant variant, unsigned int block_size,
		   char buf[HTML_CLASSES])
{
	size_t at = 0;

	*buf = '\0';
	if (state != NR_STATES)
		at = add(buf, at, "s", state_names[state]);
	if (variant != NR_VARIANTS)
		at = add(buf, at, "v", variant_names[variant]);
	if (block_size)
		snprintf(buf + at, HTML_CLASSES - at, "%sb-%uk", at ? " " : "", block_size / 1024);
	return buf;
}

char *html_classes_pair(enum variant a, enum variant b, char buf[HTML_CLASSES])
{
	add(buf, add(buf, 0, "v", variant_names[a]), "v", variant_names[b]);
	return buf;
}

/* "4k" has to be that of "4k blocks" */
static bool has_word(const char *text, const char *name, const char *behind)
{
	char word[2 * NAME], all[256];

	snprintf(word, sizeof(word), " %s%s ", name, behind);
	snprintf(all, sizeof(all), " %s ", text);
	for (char *comma = all; (comma = strchr(comma, ','));)
		*comma = ' ';
	return strstr(all, word);
}

char *html_classes_of(const char *text, char buf[HTML_CLASSES])
{
	char name[NAME];
	size_t at = 0;

	*buf = '\0';
	for (size_t k = 0; k < NR_KINDS; k++)
		for (int i = 0; i < kinds[k].n; i++)
			if (at < HTML_CLASSES / 2 &&
			    has_word(text, kinds[k].name_of(i, name),
				     kinds[k].name_of == block_size_name ? " blocks" : ""))
				at = add(buf, at, kinds[k].prefix, kinds[k].name_of(i, name));
	return at ? buf : NULL;
}

static void rules_of(const struct kind *kind, const bool has[KINDS_MOST], FILE *out)
{
	char name[NAME];

	for (int i = 0; i < kind->n; i++) {
		if (!has[i])
			continue;
		fprintf(out, "body:has(#show-%s-%s:not(:checked)) .%s-%s{display:none}\n",
			kind->prefix, kind->name_of(i, name), kind->prefix, kind->name_of(i, name));
		/* What hides a row of a chart is shown instead */
		fprintf(out, "body:has(#show-%s-%s:not(:checked)) .veil.%s-%s{display:inline}\n",
			kind->prefix, kind->name_of(i, name), kind->prefix, kind->name_of(i, name));
	}
}

void html_filter_style(const struct report *report, FILE *out)
{
	bool has[KINDS_MOST] = { false };

	fputs(".filter,.veil,.some{display:none}.veil{fill:#fff}\n"
	      "@supports selector(:has(a)){\n"
	      ".filter{display:block;position:sticky;top:0;z-index:1;background:var(--ground);"
	      "border-bottom:1px solid var(--line);padding:.3rem 0}\n"
	      "[id]{scroll-margin-top:3rem}\n"
	      ".filter fieldset{border:0;padding:0;margin:.3rem 0}.filter legend{float:left;"
	      "width:6rem;color:var(--dim)}.filter label{display:inline-block;margin-right:1rem}\n"
	      ".filter:has(input:not(:checked)) .some{display:inline}\n", out);
	for (size_t k = 0; k < NR_KINDS; k++)
		if (find(report, &kinds[k], has) > 1)
			rules_of(&kinds[k], has, out);
	fputs("}\n@media print{.filter{display:none}}\n", out);
}

static void boxes_of(const struct kind *kind, const bool has[KINDS_MOST], FILE *out)
{
	char name[NAME];

	fprintf(out, "<fieldset><legend>%s</legend>", kind->name);
	for (int i = 0; i < kind->n; i++)
		if (has[i])
			fprintf(out, "<label><input type=\"checkbox\" id=\"show-%s-%s\" checked> "
				"%s</label>\n", kind->prefix, kind->name_of(i, name),
				kind->name_of(i, name));
	fputs("</fieldset>\n", out);
}

void html_filter(const struct report *report, FILE *out)
{
	bool has[KINDS_MOST] = { false }, any = false;

	for (size_t k = 0; k < NR_KINDS; k++) {
		if (find(report, &kinds[k], has) < 2)
			continue;
		if (!any)
			fputs("<form class=\"filter\" autocomplete=\"off\"><details><summary>"
			      "Filter<span "
			      "class=\"some\"> (some rows, columns or charts are hidden)</span></summary>\n",
			      out);
		any = true;
		boxes_of(&kinds[k], has, out);
	}
	if (any)
		fputs("<button type=\"reset\">Show all</button></details></form>\n", out);
}
