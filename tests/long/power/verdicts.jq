# SPDX-License-Identifier: GPL-2.0-only
# What power and false-alarms ask of reports, comparisons and samples.

def cell_name: "\(.variant) \(.state) \(.folio)";
def percent_off: 100 * (.ratio - 1);
def in_order: .comparisons | sort_by([.variant, .state]);

# Of report.json
def dearest: [.cells[].per_fault.value] | max;

# A line for each comparison: was it flagged, was the part named, what was added (true, per
# cent), how far off is the size (points), which cell. $report: of the run without the addition
def judged($report; $part; $insn; $status):
	.comparisons[] | . as $found |
	($report.cells[] | select(cell_name == ($found | cell_name))) as $cell |
	(100 * $insn * $cell.mkwrites_per_page / .a) as $truth |
	[if $status == 1 and .verdict == "changed" and .regressed then 1 else 0 end,
	 if .grown.part == $part then 1 else 0 end,
	 $truth, (percent_off - $truth | fabs), cell_name] | @tsv;

# A line for each comparison of an A/A pair: the verdict, how far apart, which cell
def apart: .comparisons[] | [.verdict, (percent_off | fabs), cell_name] | @tsv;

# One line: how many cells were called changed, and which
def alarms($name; $status):
	[.comparisons[] | select(.verdict == "changed")] as $changed |
	"\($name): status \($status), \($changed | length) of \(.comparisons | length) cells changed" +
	([$changed[] |
	  ", \(cell_name) \(percent_off * 100 | round / 100) % p \(.p * 1e4 | round / 1e4)"] |
	 add // "");

# How much dearer is the cell by $times what can be detected?
def made_dearer($which; $times): in_order[$which] | 1 + (.mde // 0) * $times;

# 1 if the $which-th cell, and that one alone, is said to be changed, else 0
def found_alone($which):
	if [in_order[].verdict == "changed"] | to_entries | map(select(.value).key) == [$which]
	then 1 else 0 end;

# All lines of samples.jsonl: the $which-th cell costs $factor times as much
def scaled($which; $factor):
	([.[] | select(.type == "trial").cell] | unique_by([.variant, .state]) | .[$which]) as $cell |
	.[] | if .type == "trial" and .cell == $cell
	      then .elapsed = (.elapsed * $factor | round) else . end;
