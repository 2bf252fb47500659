// SPDX-License-Identifier: GPL-2.0-only
/* Who waits for whom: a graph for Graphviz, of the parties that had most part in each wait. */
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "report/chart.h"
#include "report/locks.h"

#define LINES 8		/* of a cell, the locks with the most events */
#define NODE 64

/* Those who wait for one lock, and those who hold it */
struct edge {
	char from[NODE], to[NODE + 16];
	bool hazard;
	const struct waited *waited[LINES];
	size_t n;
	double events;
};

struct edges {
	struct edge *edge;
	size_t n;
};

/* What tasks are called, and what their part is; the rest keep their names */
static const struct {
	const char *begin, *role;
} roles[] = {
	{ "faultline", "faulting threads" },
	{ "jbd2/", "commit (jbd2)" },
	{ "kworker/", "writeback (kworker)" },
	{ "I/O completion", "I/O completion" },
	{ "unknown", "not known" },
};

/* "load-commit (57)" is "load commit" */
static void name_node(const struct party *party, char node[NODE])
{
	size_t len = strcspn(party->who, "(/");

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (!strncmp(party->who, roles[i].begin, strlen(roles[i].begin))) {
			snprintf(node, NODE, "%s", roles[i].role);
			return;
		}
	while (len && party->who[len - 1] == ' ')
		len--;
	snprintf(node, NODE, "%.*s", *party->who && len < NODE ? (int)len : NODE - 1,
		 *party->who ? party->who : "not known");
	if (!strncmp(node, "load-", strlen("load-")))
		node[strlen("load")] = ' ';
}

static int add_wait(struct edges *edges, const struct waited *waited)
{
	struct edge edge = { .hazard = locks_are_hazards(waited) }, *at = NULL;

	char to[NODE];

	name_node(&waited->waiter, edge.from);
	name_node(&waited->holder, to);
	/* An edge from a node to itself has no room for its label */
	snprintf(edge.to, sizeof(edge.to), "%s%s", strcmp(edge.from, to) ? "" : "another of the ",
		 to);
	for (size_t i = 0; i < edges->n && !at; i++)
		if (!strcmp(edges->edge[i].from, edge.from) && !strcmp(edges->edge[i].to, edge.to) &&
		    edges->edge[i].hazard == edge.hazard)
			at = &edges->edge[i];
	if (!at && !grow_by(edges->edge, edges->n, edge))
		return complain("out of memory for a graph of waits");
	at = at ? at : &edges->edge[edges->n - 1];
	at->waited[at->n++] = waited;
	at->events += waited->events_sum;
	return 0;
}

/* In quotes, as labels are */
static void write_text(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		/* An entity of HTML would be taken for one */
		fputs(*text == '&' ? "&amp;" : (char[]){ *text, '\0' }, out);
	}
}

/* The node of a cell: each cell has its own */
static void write_node(size_t cell, const char *name, FILE *out)
{
	fprintf(out, "\"%zu ", cell);
	write_text(name, out);
	fputc('"', out);
}

static bool is_first(const struct edges *edges, size_t i, const char *name)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(edges->edge[j].from, name) || !strcmp(edges->edge[j].to, name))
			return false;
	return true;
}

static void write_nodes(size_t cell, const struct edges *edges, FILE *out)
{
	for (size_t i = 0; i < edges->n; i++) {
		const char *const ends[] = { edges->edge[i].from, edges->edge[i].to };

		for (int e = 0; e < 2; e++) {
			if (!is_first(edges, i, ends[e]))
				continue;
			fputs("\t\t", out);
			write_node(cell, ends[e], out);
			fputs(" [label=\"", out);
			write_text(ends[e], out);
			fprintf(out, "\"%s];\n", !strstr(ends[e], "faulting threads") ? "" :
				", style=filled, fillcolor=\"#e4e4e4\"");
		}
	}
}

static double width(double share)
{
	return 1 + 2 * share;
}

static void write_edge(size_t cell, const struct waits *waits, const struct edge *edge,
		       double events, FILE *out)
{
	char rate[LOCKS_RATE];

	fputs("\t\t", out);
	write_node(cell, edge->from, out);
	fputs(" -> ", out);
	write_node(cell, edge->to, out);
	fputs(" [label=\"", out);
	for (size_t i = 0; i < edge->n; i++) {
		write_text(edge->waited[i]->lock, out);
		fprintf(out, "  %s\\l", locks_rate(rate, waited_rate(waits, edge->waited[i]).value));
	}
	fprintf(out, "\", penwidth=%.2f%s];\n", width(edge->events / events),
		edge->hazard ? ", style=dashed" : "");
}

/* Return: 0, or -1 after complaining */
static int write_cell(size_t cell, const struct result *result, struct chart *chart, FILE *out)
{
	const struct waits *waits = &result->waited;
	struct edges edges = { NULL, 0 };
	double events = 0;
	int ret = 0;

	for (size_t i = 0; i < waits->n && i < LINES && !ret; i++) {
		ret = add_wait(&edges, &waits->lock[i]);
		events += waits->lock[i].events_sum;
	}
	if (!ret && edges.n) {
		fprintf(out, "\tsubgraph cluster_%zu {\n\t\tlabel=\"%s %s %s\";\n", cell,
			variant_names[result->cell.variant], state_names[result->cell.state],
			folio_names[result->cell.folio]);
		write_nodes(cell, &edges, out);
		for (size_t i = 0; i < edges.n; i++)
			write_edge(cell, waits, &edges.edge[i], events, out);
		fputs("\t}\n", out);
		chart->rows++;
	}
	free(edges.edge);
	return ret;
}

static void write_begin(const struct report *report, const struct chart *chart, FILE *out)
{
	char title[CHART_TITLE], *line = chart_title(report, chart, title), *next;

	fputs("digraph who {\n\tgraph [rankdir=LR, fontname=\"DejaVu Sans\", fontsize=13, "
	      "labelloc=t, bgcolor=white, nodesep=0.3, ranksep=0.6, pad=0.2, style=rounded, "
	      "color=\"#909090\",\n\t\tlabel=\"", out);
	for (; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		write_text(line, out);
		fputs("\\n", out);
	}
	fputs("from who waits to who has it; by lock, waits per 1,000 faults; "
	      "dashed: among the others\\n\"];\n"
	      "\tnode [fontname=\"DejaVu Sans\", fontsize=12, shape=box];\n"
	      "\tedge [fontname=\"DejaVu Sans\", fontsize=11];\n", out);
}

int chart_who(const struct report *report, size_t i, const char *dir, const char *slug)
{
	struct chart chart = { .program = CHART_DOT };
	const struct group *group = &report->groups[i];
	struct outfile out;
	int ret = 0;
	size_t cell = 0;

	snprintf(chart.slug, sizeof(chart.slug), "%s", slug);
	snprintf(chart.title, sizeof(chart.title), "who waits for whom: %s", group->title);
	if (chart_open(&chart, dir, &out))
		return -1;
	write_begin(report, &chart, out.file);
	/* From left to right means from the bottom up: so the first comes last */
	for (int s = NR_STATES; s-- > 0;)
		for (int f = NR_FOLIOS; f-- > 0;)
			for (int v = NR_VARIANTS; v-- > 0; cell++)
				if (!ret && group->result[v][s][f])
					ret = write_cell(cell, group->result[v][s][f], &chart, out.file);
	fputs("}\n", out.file);
	if (!ret)
		return chart_finish(report, dir, &chart, &out);
	outfile_discard(&out);
	return -1;
}
