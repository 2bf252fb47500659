// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.html: one file that needs nothing else, and no network.  The tables of
 * report.txt, the verdicts, and the charts as SVG within the page.  There is one script,
 * that of the flame graphs, which are readable without it.
 */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "lib/html.h"
#include "lib/outfile.h"
#include "report/chart_kinds.h"
#include "report/flame_script.h"
#include "report/formats.h"
#include "report/html_filter.h"
#include "report/html_sections.h"
#include "report/html_table.h"
#include "report/parts.h"
#include "report/quantity.h"
#include "results/facts.h"

struct page {
	const struct report *report;
	const char *dir;	/* OUT */
	bool charts;
	FILE *out;
};

/* Charts have a white ground, so they are readable on a dark page as they are */
static const char style[] =
	":root{color-scheme:light dark;--ink:#1a1a1a;--ground:#fff;--line:#d0d0d0;--dim:#595959;"
	"--bad:#a01818}\n"
	"@media(prefers-color-scheme:dark){:root{--ink:#e4e4e4;--ground:#161616;--line:#444;"
	"--dim:#a8a8a8;--bad:#ff9d8a}}\n"
	"body{margin:0 auto;padding:1rem;max-width:70rem;font:16px/1.5 system-ui,sans-serif;"
	"color:var(--ink);background:var(--ground);overflow-wrap:anywhere}\n"
	"h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}h3{font-size:1rem}\n"
	"a{color:inherit}nav ul{padding-left:1.2rem}\n"
	".scroll{overflow-x:auto;margin:1rem 0}\n"
	"table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem;"
	"overflow-wrap:normal}\n"
	"caption{text-align:left;font-weight:600;padding:.2rem 0}\n"
	"th,td{padding:.15rem .6rem;text-align:right;white-space:nowrap;"
	"border-bottom:1px solid var(--line)}\n"
	"thead th{vertical-align:bottom;white-space:normal}\n"
	"tbody th{white-space:normal;min-width:8rem;max-width:40vw}\n"
	"tbody th,thead th:first-child{text-align:left;font-weight:400;position:sticky;left:0;"
	"background:var(--ground)}\n"
	".sum th,.sum td{border-top:2px solid var(--ink)}\n"
	".changed{font-weight:600}.bad{color:var(--bad);font-weight:600}\n"
	"td.text,th.text{text-align:left}.head{font-weight:600;padding-top:.6rem}\n"
	".what td{text-align:left;white-space:normal;overflow-wrap:anywhere}.what table{width:100%}\n"
	".what th{vertical-align:top}\n"
	"figure{margin:1rem 0}.chart{background:#fff;padding:.5rem;border:1px solid var(--line)}\n"
	".chart svg{display:block;width:100%;min-width:40rem;max-width:54rem;height:auto;margin:auto}\n"
	".chart svg.flame{min-width:60rem;max-width:none}summary{cursor:pointer}\n"
	/* Graphs of Graphviz, whose size is in points, are as large as what is in them */
	".chart svg[width$=pt]{width:auto;min-width:0}\n"
	"pre{white-space:pre-wrap;font-size:.85rem;border:1px solid var(--line);padding:.5rem}\n"
	".note{color:var(--dim)}\n"
	"@media print{:root{--ink:#000;--ground:#fff;--line:#aaa;--dim:#333;--bad:#000}"
	"nav{display:none}body{max-width:none;font-size:10pt}.scroll{overflow:visible}"
	"table{font-size:7.5pt}th,td{padding:.1rem .3rem}tbody th{position:static}"
	".chart{border:0}.chart svg{min-width:0}tr,figure{break-inside:avoid}"
	"h2,h3,caption{break-after:avoid}}\n";

static void print_top(const struct report *report, FILE *out)
{
	const struct analysis *analysis = report->analysis;

	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; script-src '", out);
	html_text(out, flame_script_hash);
	fputs("'\">\n<title>mmap write fault: ", out);
	html_text(out, report_quantity[analysis->mode]);
	fprintf(out, "</title>\n<style>\n%s", style);
	html_filter_style(report, out);
	fputs("</style></head><body>\n<h1>mmap write fault: ", out);
	html_text(out, report_quantity[analysis->mode]);
	fputs("</h1>\n", out);
	if (!analysis->complete || analysis->failed)
		fprintf(out, "<p class=\"bad\">%sOf %zu trials, %zu are missing and %zu failed.</p>\n",
			analysis->complete ? "" : "INCOMPLETE: the run did not end. ",
			analysis->planned, analysis->planned - analysis->seen, analysis->failed);
	if (report_unproven(analysis))
		fprintf(out, "<p class=\"bad\">Paths are NOT PROVEN: %s.</p>\n",
			report_unproven(analysis));
	html_failed_profiles(report, out);
	fputs("<section id=\"findings\"><ul>\n", out);
	for (size_t i = 0; i < report->findings.n; i++)
		html_element(out, "li", "", report->findings.sentence[i]);
	fputs("</ul></section>\n", out);
}

static void print_links(const struct report *report, FILE *out)
{
	fputs("<nav><ul>\n<li><a href=\"#run\">What was run</a></li>\n", out);
	if (report->set.n)
		fputs("<li><a href=\"#verdicts\">Verdicts</a></li>\n", out);
	for (size_t i = 0; i < report->n_groups; i++) {
		fprintf(out, "<li class=\"b-%uk\"><a href=\"#group-%zu\">",
			report->groups[i].key.block_size / 1024, i);
		html_text(out, report->groups[i].title);
		fputs("</a></li>\n", out);
	}
	if (report->growths.n)
		fputs("<li><a href=\"#growth\">Growth</a></li>\n", out);
	if (report->analysis->failed)
		fputs("<li><a href=\"#failures\">Trials that failed</a></li>\n", out);
	if (report->n_outliers)
		fputs("<li><a href=\"#outliers\">Trials out of line</a></li>\n", out);
	fputs("<li><a href=\"#cells\">Every cell</a></li>\n"
	      "<li><a href=\"#machine\">The machine and the job file</a></li>\n</ul></nav>\n", out);
}

static void print_fact(FILE *out, const char *name, const char *text)
{
	fputs("<tr>", out);
	html_element(out, "th", " scope=\"row\"", name);
	html_element(out, "td", "", text);
	fputs("</tr>\n", out);
}

static void print_trials(const struct analysis *analysis, FILE *out)
{
	unsigned int least, most;

	analysis_trials(analysis, &least, &most);
	fputs("<tr><th scope=\"row\">Trials</th><td>", out);
	fprintf(out, "%zu of %zu seen, %zu failed; ", analysis->seen, analysis->planned,
		analysis->failed);
	if (least != most)
		fprintf(out, "%u to ", least);
	fprintf(out, "%u timed ones a cell, seed %lld", most,
		(long long)json_integer_value(json_object_get(analysis->run, "seed")));
	if (analysis->unsure)
		fprintf(out, "; %d blocks of cells are not within %g %% after %u trials",
			analysis->unsure,
			100 * json_real_value(json_object_get(analysis->run, "precision")), most);
	fputs("</td></tr>\n", out);
}

static void print_disk_cache(const json_t *run, FILE *out)
{
	char value[64];
	int len;
	const char *cache = fact_disk_cache(run, &len);

	if (!cache)
		return;
	snprintf(value, sizeof(value), "QEMU cache=%.*s", len, cache);
	print_fact(out, "Disk cache", value);
}

static void print_delays(const struct analysis *analysis, FILE *out)
{
	char text[DELAYED_TEXT];

	for (int i = 0; i < NR_DELAY_LOCKS; i++)
		if (delayed_text(analysis->delayed, i, analysis->mode, text))
			print_fact(out, "Delay", text);
}

static void print_run(const struct report *report, FILE *out)
{
	static const char *const modes[NR_MODES] = {
		[MODE_INSN] = ("insn: the TSC counts guest instructions (qemu -icount); no caches, "
			       "no contention, no time; the least of the trials"),
		[MODE_TIME] = "time: CLOCK_MONOTONIC, median of the trials",
		[MODE_COUNT] = "count: no clock, faults only",
	};
	const json_t *run = report->analysis->run;

	fputs("<section id=\"run\" class=\"what\"><h2>What was run</h2>\n", out);
	html_table(out, "The run");
	fputs("<tbody>\n", out);
	print_fact(out, "Kernel", fact_kernel(run));
	print_fact(out, "Job", fact_job(run));
	print_fact(out, "Compiler", fact_compiler(run));
	print_fact(out, "Machine", fact_machine(run));
	if (fact_emulator(run))
		print_fact(out, "Emulator", fact_emulator(run));
	print_fact(out, "Disk", fact_device(run));
	print_disk_cache(run, out);
	print_fact(out, "Mode", modes[report->analysis->mode]);
	print_delays(report->analysis, out);
	print_trials(report->analysis, out);
	print_fact(out, "faultline", fact_of(run, "faultline"));
	html_table_end(out);
	fputs("</section>\n", out);
}

static void print_verdicts(const struct report *report, FILE *out)
{
	const struct comparisons *set = &report->set;

	if (!set->n)
		return;
	fputs("<section id=\"verdicts\"><h2>Verdicts</h2>\n<p>", out);
	if (report->analysis->mode == MODE_INSN)
		fprintf(out, "Instructions hardly differ from trial to trial: up to %.1f %% is the "
			"same.", 100 * set->tolerance);
	else
		fprintf(out, "Of paired trials; the interval is a bootstrap-t one. Changed: Student's "
			"t, Benjamini-Hochberg at %.0f %%. The same: the interval is within %.1f %%.",
			100 * FALSE_DISCOVERY_RATE, 100 * set->tolerance);
	if (isfinite(set->aa_floor))
		fprintf(out, " The noise floor (A/A) of this run, by which a variant differs from "
			"itself, is %.2g %%.", 100 * set->aa_floor);
	fputs("</p>\n", out);
	html_verdicts(report, out);
	fputs("</section>\n", out);
}

/* Return: 0, or -1 after complaining; a chart that there was nothing to draw for is none */
static int print_chart(FILE *out, const char *dir, const char *slug, const char *label,
		       const char *classes)
{
	char path[4500], prefix[CHART_SLUG + 1];

	snprintf(path, sizeof(path), "%s/charts/%s.svg", dir, slug);
	snprintf(prefix, sizeof(prefix), "%s-", slug);
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	fprintf(out, "<figure id=\"chart-%s\" class=\"%s\"><div class=\"scroll chart\" tabindex=\"0\">\n", slug,
		classes);
	if (html_svg(out, path, prefix, label, html_classes_of))
		return -1;
	fputs("</div></figure>\n", out);
	return 0;
}

/* One of a group is of its block size; that of a family compares both paths of ext4 */
static char *chart_classes(const struct report *report, const struct chart_kind *kind, size_t i,
			   char classes[HTML_CLASSES])
{
	if (kind->of == CHART_OF_FAMILY)
		return html_classes_pair(VARIANT_EXT4_BUFFER_HEAD, VARIANT_EXT4_IOMAP, classes);
	return html_classes(NR_STATES, NR_VARIANTS, kind->of == CHART_OF_GROUP ?
			    report->groups[i].key.block_size : 0, classes);
}

/* Those of group or curve @i that stand at @place; what else lies there is of another run */
static int print_charts(const struct page *page, enum chart_place place, size_t i)
{
	char slug[CHART_SLUG], classes[HTML_CLASSES];

	for (const struct chart_kind *kind = chart_kinds; page->charts && kind->draw; kind++)
		if (kind->place == place && chart_makes_sense(kind, page->report, i) &&
		    print_chart(page->out, page->dir, chart_slug(kind, page->report, i, slug),
				kind->label, chart_classes(page->report, kind, i, classes)))
			return -1;
	return 0;
}

static bool any_parts(const struct group *group)
{
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			if (parts_row_find(group, s, f).any)
				return true;
	return false;
}

/* As in report.txt: the first group's tables stand for the others, whose charts do */
static void print_parts(const struct report *report, const struct group *group, FILE *out)
{
	fprintf(out, "<section id=\"parts\"><h3>Parts of page_mkwrite</h3>\n<p class=\"note\">"
		"From %s; the tables above are of others.</p>\n", parts_source(report->analysis));
	html_parts(report, group, out);
	fputs("</section>\n", out);
}

static int print_profiles(const struct page *page, size_t i)
{
	const struct report *report = page->report;
	const struct group *group = &report->groups[i];

	if (!i || report->analysis->mode == MODE_COUNT)
		html_profiles(report, group, page->out);
	html_bounds(report, group, page->out);
	if (print_charts(page, CHART_AFTER_PROFILES, i))
		return -1;
	return !i && page->charts && report->analysis->mode != MODE_COUNT ?
	       html_flames(report, group, page->dir, page->out) : 0;
}

static int print_group(const struct page *page, size_t i)
{
	const struct report *report = page->report;
	const struct group *group = &report->groups[i];
	FILE *out = page->out;
	char load[GROUP_LOAD], classes[HTML_CLASSES];

	html_classes(NR_STATES, NR_VARIANTS, group->key.block_size, classes);
	fprintf(out, "<section id=\"group-%zu\"><div class=\"%s\"><h2>", i, classes);
	html_text(out, group->title);
	fputs("</h2>\n", out);
	if (*group_load(report->analysis, group, load))
		fprintf(out, "<p class=\"note\">%s.</p>\n", load);
	html_group(report, group, out);
	if (print_charts(page, CHART_AFTER_COSTS, i))
		return -1;
	html_pairs(report, group, out);
	fputs("</div>\n", out);
	/* That of a family has other block sizes, too */
	if (print_charts(page, CHART_AFTER_PAIRS, i))
		return -1;
	fprintf(out, "<div class=\"%s\">\n", classes);
	if (!i && report->analysis->mode != MODE_COUNT && any_parts(group))
		print_parts(report, group, out);
	if (print_profiles(page, i))
		return -1;
	html_locks(report, group, out);
	if (print_charts(page, CHART_AFTER_LOCKS, i))
		return -1;
	html_perf(report, group, out);
	fputs("</div></section>\n", out);
	return 0;
}

static int print_growth(const struct page *page)
{
	const struct growths *growths = &page->report->growths;

	if (!growths->n)
		return 0;
	fputs("<section id=\"growth\"><h2>Growth</h2>\n<p class=\"note\">Cells that differ in one "
	      "number alone.", page->out);
	if (page->report->analysis->mode != MODE_COUNT && growths->floor > 0)
		fprintf(page->out, " Costs up to %.2g %% apart are not (noise floor, A/A).",
			100 * growths->floor);
	fputs("</p>\n", page->out);
	for (size_t i = 0; i < growths->n; i++) {
		if (!growths_leads(growths, i))
			continue;
		html_growth(page->report, i, page->out);
		if (print_charts(page, CHART_AFTER_GROWTH, i))
			return -1;
	}
	fputs("</section>\n", page->out);
	return 0;
}

static void print_facts(const json_t *object, FILE *out)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		if (json_is_object(value))
			print_facts(value, out);
		else if (json_is_string(value))
			print_fact(out, key, json_string_value(value));
	}
}

static void print_machine(const struct report *report, FILE *out)
{
	const json_t *run = report->analysis->run;

	fputs("<section id=\"machine\" class=\"what\"><h2>The machine and the job file</h2>\n", out);
	html_table(out, "The machine");
	fputs("<tbody>\n", out);
	print_facts(json_object_get(run, "environment"), out);
	html_table_end(out);
	html_element(out, "pre", " tabindex=\"0\"", fact_of(run, "job_text"));
	fputs("\n</section>\n", out);
}

static int print_page(const struct page *page)
{
	const struct report *report = page->report;
	FILE *out = page->out;

	print_top(report, out);
	html_filter(report, out);
	print_links(report, out);
	print_run(report, out);
	print_verdicts(report, out);
	for (size_t i = 0; i < report->n_groups; i++)
		if (print_group(page, i))
			return -1;
	fputs("<p class=\"note\">buffer_head and iomap are ext4's two paths. xfs is the iomap-native "
	      "reference. tmpfs has no page_mkwrite, so no fault can cost less. "
	      "-: no such cell.</p>\n", out);
	if (print_growth(page))
		return -1;
	html_failures(report, out);
	html_outliers(report, out);
	fputs("<section id=\"cells\"><h2>Every cell</h2>\n<p class=\"note\">Per page, per fault and per "
	      "mkwrite share a unit; spread is largest / least - 1 of its trials.</p>\n", out);
	for (size_t i = 0; i < report->n_groups; i++)
		html_cells(report, &report->groups[i], out);
	fputs("</section>\n", out);
	print_machine(report, out);
	fputs("</body></html>\n", out);
	return 0;
}

int report_as_html(const struct report *report, const char *dir, bool charts)
{
	struct outfile out;
	struct page page = { report, dir, charts, NULL };

	if (outfile_open(&out, dir, "report.html"))
		return -1;
	page.out = out.file;
	if (print_page(&page)) {
		outfile_discard(&out);
		return -1;
	}
	return outfile_commit(&out);
}
