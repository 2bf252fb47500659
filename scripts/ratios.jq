# SPDX-License-Identifier: GPL-2.0-only
# How far do ratios of instructions predict ratios of times?  The table of docs/calibration.md,
# from a run in mode insn and one in mode time: jq -rs -f scripts/ratios.jq INSN TIME, where
# both are a report.json.

# What a cell is, but for its variant
def key: [.state, .folio, .block_size, .pattern, .stride, .size] | map(tostring) | join(" ");
def title: "\(.state) \(.folio), \(if .pattern == "random" then "random" elif .stride > 1 then "stride \(.stride)" else "sequential" end), \(.block_size / 1024 | floor)k blocks";
def digits: . * 100 | round | . / 100 | tostring | if contains(".") then . + "0" * (2 - (split(".")[1] | length)) else . + ".00" end;

# By key, how many times the cost of A that of B is
def ratios($a; $b): .cells | map(select(.per_page)) | group_by(key) | map(
	(map(select(.variant == $a))[0]) as $x | (map(select(.variant == $b))[0]) as $y |
	select($x and $y) | { key: ($x | key), value: { cell: $x, ratio: ($y.per_page.value / $x.per_page.value) } }) |
	from_entries;
def row($name; $insn; $time): "| \($name) | \($insn | digits) | \($time | digits) | \(if ($insn < 1) == ($time < 1) then "yes" else "no" end) |";

.[0] as $insn | .[1] as $time |
($insn | ratios("ext4-buffer_head"; "xfs")) as $i | ($time | ratios("ext4-buffer_head"; "xfs")) as $t |
[$i | keys_unsorted[] | select($t[.])] as $both |
"| XFS / ext4 buffer heads | instructions | time | same side of 1 |", "|---|---:|---:|---|",
($both | sort_by(-$i[.].ratio)[] | . as $key | row($i[$key].cell | title; $i[$key].ratio; $t[$key].ratio)),
"", "\([$both[] | select(($i[.].ratio < 1) == ($t[.].ratio < 1))] | length) of \($both | length) cells are on the same side of 1."
