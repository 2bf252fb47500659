# SPDX-License-Identifier: GPL-2.0-only
# How far do ratios of instructions predict ratios of times?  The table of docs/calibration.md:
# jq -rs -f scripts/ratios.jq INSN TIME..., each the report.json of a run of the same job, the
# first one in mode insn, the others in mode time.

# What a cell is, but for its variant
def key: [.state, .folio, .block_size, .pattern, .stride, .size] | map(tostring) | join(" ");
def order: if .pattern == "random" then "random" elif .stride > 1 then "stride \(.stride)"
	else "sequential" end;
def title: "\(.state) \(.folio), \(order), \(.block_size / 1024 | floor)k blocks";
# Two digits behind the point
def digits: . * 100 | round | "\(. / 100 | floor).\(. % 100 + 100 | tostring[1:])";

# By key, how many times the cost of A that of B is
def ratios($a; $b): .cells | map(select(.per_page)) | group_by(key) | map(
	(map(select(.variant == $a))[0]) as $x | (map(select(.variant == $b))[0]) as $y |
	select($x and $y) | { key: ($x | key),
		value: { title: ($x | title), ratio: ($y.per_page.value / $x.per_page.value) } }) |
	from_entries;

# The same of paired trials, with its interval; a run compares either with the other
def paired($a; $b): .comparisons | map(select(.ci95) |
	if .a == $a and .b == $b then { key: key, value: [.ratio, .ci95[0], .ci95[1]] }
	elif .a == $b and .b == $a then { key: key, value: [1 / .ratio, 1 / .ci95[1], 1 / .ci95[0]] }
	else empty end) | from_entries;
def interval: "\(.[0] | digits) (\(.[1] | digits) to \(.[2] | digits))";

# Is the ratio of times on that side of 1, too?
def side($insn): if $insn < 1 then (if .[2] < 1 then "yes" elif .[1] > 1 then "no" else "?" end)
	else (if .[1] > 1 then "yes" elif .[2] < 1 then "no" else "?" end) end;
def verdict($insn): map(side($insn)) | if all(. == "yes") then "yes" elif all(. == "no") then "no"
	else "?" end;

(.[0] | ratios("ext4-buffer_head"; "xfs")) as $insn |
(.[1:] | map(paired("ext4-buffer_head"; "xfs"))) as $times |
[$insn | keys_unsorted[] | . as $key | select(all($times[]; .[$key])) |
	{ title: $insn[.].title, insn: $insn[.].ratio, times: [$times[][$key]] } |
	.verdict = (.insn as $of | .times | verdict($of))] | sort_by(-.insn) as $rows |
"| XFS / ext4 buffer heads | instructions |\(" time |" * ($times | length)) same side of 1 |",
"|---|---:|\("---:|" * ($times | length))---|",
($rows[] | "| \(.title) | \(.insn | digits) | \(.times | map(interval) | join(" | ")) | \(.verdict) |"),
"", ("yes", "no", "?" | . as $v | "\($v): \([$rows[] | select(.verdict == $v)] | length) of \($rows | length) cells")
