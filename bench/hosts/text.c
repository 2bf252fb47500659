// SPDX-License-Identifier: GPL-2.0-only
/* Several hosts for people, at most 72 columns wide. */
#include <math.h>
#include <string.h>

#include "hosts/formats.h"
#include "lib/table.h"
#include "results/facts.h"

static void print_sentences(const char *head, const struct sentences *sentences, FILE *out)
{
	if (!sentences->n)
		return;
	fputs(head, out);
	for (size_t i = 0; i < sentences->n; i++)
		table_item(out, sentences->text[i]);
}

/* Whose number stands before a line below, and what it is */
static void print_host(const struct host *host, size_t number, FILE *out)
{
	const json_t *run = host->first->analysis.run;

	fprintf(out, "%4zu  ", number);
	table_plain(out, host->name, 24);
	fputs(", Linux ", out);
	table_plain(out, fact_kernel(run), 24);
	if (host->runs > 1)
		fprintf(out, ", %zu runs", host->runs);
	fputs("\n      ", out);
	table_plain(out, fact_machine(run), 36);
	if (fact_cpus(run))
		fprintf(out, ", %lld CPU%s", fact_cpus(run), fact_cpus(run) == 1 ? "" : "s");
	fputs(", ", out);
	table_plain(out, fact_device(run), 18);
	fputc('\n', out);
}

/* @none: what stands where there is no interval */
static void print_line(const char *head, const struct ratio *ratio, const char *none,
		       const char *verdict, FILE *out)
{
	char change[TABLE_CHANGE], low[TABLE_CHANGE], high[TABLE_CHANGE],
		text[2 * TABLE_CHANGE + 8];

	snprintf(text, sizeof(text), "%s to %s", table_change(low, ratio->low, 2),
		 table_change(high, ratio->high, 2));
	fprintf(out, "%4s %10s %%  ", head, table_change(change, ratio->value, 2));
	fprintf(out, *verdict ? "%-22s  %s\n" : "%s%s\n", isnan(ratio->low) ? none : text, verdict);
}

static const char *verdict_text(const struct merged_cell *cell, size_t host)
{
	switch (cell->verdict[host]) {
	case VERDICT_CHANGED:
		return cell->ratio[host].value < 1 ? "less" : "more";
	case VERDICT_SAME:
		return "the same";
	case VERDICT_CANNOT_TELL:
	case NR_VERDICTS:
		break;
	}
	return "cannot tell";
}

static void print_cell(const struct merged_cell *cell, size_t n, FILE *out)
{
	char name[CELL_NAME], head[24], none[40];

	fputc('\n', out);
	table_words(out, strchr(cell_name(&cell->cell, ' ', name), ' ') + 1);
	fputc('\n', out);
	for (size_t i = 0; i < n; i++) {
		if (isnan(cell->ratio[i].value))
			continue;
		snprintf(head, sizeof(head), "%zu", i + 1);
		print_line(head, &cell->ratio[i], "no interval", verdict_text(cell, i), out);
	}
	if (!cell->hosts)
		fputs("     no host has a good trial of both\n", out);
	if (cell->hosts < 2)
		return;
	snprintf(none, sizeof(none), "%zu hosts: no interval", cell->hosts);
	print_line("all", &cell->all, none, cell->differ ? "HOSTS DIFFER" : "", out);
}

/* Where other variants are compared than in the cell before */
static void print_variants(const struct merged *merged, size_t i, FILE *out)
{
	const struct merged_cell *cell = &merged->cell[i];

	if (i && cell[-1].cell.variant == cell->cell.variant && cell[-1].other == cell->other)
		return;
	fprintf(out, "\n%s, compared with %s\n", variant_names[cell->other],
		variant_names[cell->cell.variant]);
}

static void print_method(enum mode mode, FILE *out)
{
	if (mode == MODE_INSN)
		fputs("\nHow many instructions less or more a touched page takes, in %, with\n"
		      "what any two trials of a host could have given. \"all\" is the geometric\n"
		      "mean of the hosts, each of which counts once; its 95 % interval is over\n"
		      "hosts. HOSTS DIFFER by more than the spreads of their trials.\n",
		      out);
	else
		fputs("\nHow much less or more time a touched page takes, in %, with the 95 %\n"
		      "interval of each host. \"all\" is the geometric mean of the hosts, each of\n"
		      "which counts once; its 95 % interval is over hosts. HOSTS DIFFER by more\n"
		      "than their intervals explain; 5 % of such findings may be chance.\n",
		      out);
}

void hosts_text(const struct merged *merged, const struct remarks *remarks, FILE *out)
{
	const struct hosts *hosts = merged->hosts;

	fprintf(out, "Faultline, mode %s, %zu runs of %zu host%s\n", mode_names[hosts->mode],
		hosts->n_runs, hosts->n, hosts->n == 1 ? "" : "s");
	print_sentences("\n", &remarks->findings, out);
	fputs("\nHosts\n", out);
	for (size_t i = 0; i < hosts->n; i++)
		print_host(&hosts->host[i], i + 1, out);
	print_sentences("\nTo note\n", &remarks->notes, out);
	if (merged->n)
		print_method(hosts->mode, out);
	for (size_t i = 0; i < merged->n; i++) {
		print_variants(merged, i, out);
		print_cell(&merged->cell[i], hosts->n, out);
	}
}
