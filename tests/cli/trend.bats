#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline trend: several kernels in a row.
load helpers

# kernel NAME RELEASE [FILTER]: a run on that kernel
kernel() {
	run_dir "$1" "run(.environment.kernel = \"$2\") | ${3:-.}"
}

cell='xfs 4k sequential sparse order0'

@test "a change is named at the kernel that brought it, and unchanged cells are counted" {
	kernel a 7.1.0
	kernel b 7.2.0
	kernel c 7.3.0 'costs(3)'
	kernel d 7.4.0 'costs(3)'
	"$faultline" trend "$tmp"/{a,b,c,d} >"$tmp/stdout"
	cat "$tmp/stdout"
	absent -qE '^.{73}' "$tmp/stdout"
	[ "$(grep -c CHANGED "$tmp/stdout")" = 2 ]
	grep -qE '^ +3 .* \+3\.[0-9]+ %  CHANGED +7\.3\.0$' "$tmp/stdout"
	grep -qE '^ all .* \+3\.[0-9]+ %  CHANGED$' "$tmp/stdout"
	grep -qE '^1 of [1-9][0-9]* cells changed;' "$tmp/stdout"
	[ "$(grep -c "^$cell" "$tmp/stdout")" = 1 ]
}

@test "small steps that no run shows by itself add up" {
	kernel a 1
	kernel b 2 'costs(0.08)'
	kernel c 3 'costs(0.16)'
	"$faultline" trend "$tmp"/{a,b,c} >"$tmp/stdout"
	cat "$tmp/stdout"
	[ "$(grep -c CHANGED "$tmp/stdout")" = 1 ]
	grep -qE '^ all .* CHANGED$' "$tmp/stdout"
}

@test "without a change nothing but that is said; --all shows each cell" {
	kernel a 1
	kernel b 2
	"$faultline" trend "$tmp"/{a,b} >"$tmp/stdout"
	absent -q "^$cell" "$tmp/stdout"
	grep -qE '^0 of [1-9][0-9]* cells changed$' "$tmp/stdout"
	"$faultline" trend --all "$tmp"/{a,b} | grep -q "^$cell"
}

@test "baselines are a history as good as the runs" {
	kernel a 1
	kernel b 2 'costs(3)'
	kernel c 3
	for run in a b c; do
		"$faultline" baseline "$tmp/$run" --out "$tmp/$run.json"
	done
	diff <("$faultline" trend --all "$tmp"/{a,b,c} | sed 's/\.json$//') \
		<("$faultline" trend --all "$tmp"/{a,b,c}.json | sed 's/\.json$//')
	diff <("$faultline" trend --json "$tmp"/{a,b,c} | jq .cells) \
		<("$faultline" trend --json "$tmp"/{a.json,b,c.json} | jq .cells)
}

@test "a chart for each cell that changed marks the run it changed with; --all draws each cell" {
	kernel a 7.1.0
	kernel b 7.2.0
	kernel c 7.3.0 'costs(3)'
	kernel d 7.4.0 'costs(3)'
	"$faultline" trend --charts "$tmp/charts" "$tmp"/{a,b,c,d} >"$tmp/stdout"
	file=${cell// /-}-32m
	[ "$(cd "$tmp/charts" && echo *)" = "$file.png $file.svg $file.tsv" ]
	chart=$tmp/charts/$file
	cat "$chart.tsv"
	[ "$(awk -F'\t' '$6 != "-" { print $1, $2, $6 }' "$chart.tsv" | sed 1d)" = "3 7.3.0 +3.0 %" ]
	xmllint --noout "$chart.svg"
	for text in "$cell" 7.1.0 7.4.0 '+3.0 %'; do grep -qF ">$text" "$chart.svg"; done
	"$faultline" trend --all --charts "$tmp/all" "$tmp"/{a,b} >"$tmp/stdout"
	[ "$(find "$tmp/all" -name '*.svg' | wc -l)" = "$(grep -c '^xfs\|^ext4\|^tmpfs' "$tmp/stdout")" ]
	# Two runs of one kernel are told apart by their names
	"$faultline" trend --all --charts "$tmp/same" "$tmp"/{a,b,b} >"$tmp/stdout"
	grep -qE '^3	b	' "$tmp/same/$file.tsv"
	# A file is no directory
	refuses 1 'ok.job/.*: Not a directory' "$faultline" trend --charts "$tmp/ok.job" "$tmp/a" "$tmp/c"
}

@test "JSON has each cell and run, and null where a run lacks the cell" {
	kernel a 1 'trial(if .cell.variant == "xfs" and .cell.state == "sparse" and .cell.folio == "order0"
		then .cell.pattern = "random" else . end)'
	kernel b 2
	kernel c 3 'costs(3)'
	"$faultline" trend --force --json "$tmp"/{a,b,c} >"$tmp/json"
	jq -e '.unit == "insn" and [.runs[].kernel] == ["1", "2", "3"] and
		(.cells | length > 1 and all(.[]; .points | length == 3))' "$tmp/json"
	jq -e '.cells[] | select(.variant == "xfs" and .state == "sparse" and .folio == "order0") |
		.points[0].value == null and .points[1].change == null and .all == null and
		.points[2].change.verdict == "changed" and
		(.points[2].change.ratio - .points[2].value / .points[1].value | fabs) < 0.001' "$tmp/json"
}

@test "runs that cannot be compared are refused, with both names" {
	kernel a 1
	kernel b 2 'run(.environment.compiler = "gcc 99")'
	refuses 2 "$tmp/a and $tmp/b cannot be compared: their kernels are of other compilers" \
		"$faultline" trend "$tmp/a" "$tmp/b"
	"$faultline" trend --force "$tmp/a" "$tmp/b" 2>&1 | grep -q "compared all the same: their kernels"
	timed_dir t 1 0
	refuses 2 "$tmp/b and $tmp/t cannot be compared: one counts instructions" \
		"$faultline" trend --force "$tmp/b" "$tmp/t"
}

@test "a run that cannot be read is named, and one run is no trend" {
	kernel a 1
	refuses 2 "$tmp/none" "$faultline" trend "$tmp/a" "$tmp/none"
	run "$faultline" trend "$tmp/a"
	assert_failure 2
	assert_output --partial "two runs at least"
}
