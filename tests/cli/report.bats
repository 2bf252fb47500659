#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
load helpers

samples() { cat "tests/data/samples.jsonl"; }

setup_dir() {
	mkdir -p "$tmp/r"
	samples >"$tmp/r/samples.jsonl"
}

@test "of a run that was stopped, the paths are unproven because it was stopped" {
	run_dir cut 'select(.type == "run" or (.type == "trial" and .round == 0 and (has("path") | not)))'
	"$faultline" report --no-charts "$tmp/cut" >"$tmp/stdout" || true
	grep -q '^Paths    NOT PROVEN: the run ended before the trials that show the path$' "$tmp/stdout"
	run_dir blind 'del(.path, .trace)'
	"$faultline" report --no-charts "$tmp/blind" >"$tmp/stdout" || true
	grep -q '^Paths    NOT PROVEN: this kernel could not count the functions taken$' "$tmp/stdout"
}

@test "report.txt of known samples is the expected one, within 72 columns" {
	setup_dir
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	diff -u tests/data/report.txt "$tmp/r/report.txt"
	diff -u tests/data/report.txt "$tmp/stdout"
	absent -qE '^.{73}' "$tmp/r/report.txt"
	absent -qP '[\t\x1b]' "$tmp/r/report.txt"
}

@test "report.json holds what the schema promises" {
	setup_dir
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	jq -e '.mode == "insn" and .complete and .failed_trials == 0' "$tmp/r/report.json"
	jq -e 'all(.cells[]; has("variant") and has("state") and has("block_size")
		and has("folio") and has("pattern") and has("threads") and has("pages")
		and has("faults_per_page") and (.per_page | has("value") and has("unit"))
		and has("per_fault") and has("per_mkwrite") and has("path") and has("parts"))' \
		"$tmp/r/report.json"
	# A figure is the least of its timed trials
	[ "$(jq -s '[.[] | select(.type == "trial" and .cell.variant == "xfs"
		and .cell.state == "sparse" and .cell.folio == "order0" and (has("path") | not))
		| .elapsed / .pages * 1000 | round] | min' "$tmp/r/samples.jsonl")" = \
	  "$(jq '.cells[] | select(.variant == "xfs" and .state == "sparse"
		and .folio == "order0") | .per_page.value * 1000 | round' "$tmp/r/report.json")" ]
}

@test "a trial that is out of line is shown, with what happened in it, and not left out" {
	setup_dir
	changed 'if .type == "trial" and .index == 12
		then .elapsed *= 3 | .waits = 7 | .preemptions = 2 else . end' >"$tmp/r/samples.jsonl"
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	grep -A1 "^ext4-buffer_head 4k sequential redirty order0 32m$" "$tmp/stdout" |
		grep -q "^ .*round 1: .*, +200.01 %; 7 sleeps, 2 preemptions$"
	absent -qE '^.{73}' "$tmp/stdout"
	jq -e '.outliers[0] | .state == "redirty" and .round == 1 and .waits == 7 and .preemptions == 2
		and .off > 2 and .off < 2.001' "$tmp/r/report.json"
	jq -e '.cells[] | select(.variant == "ext4-buffer_head" and .state == "redirty"
		and .folio == "order0") | (.trial_values | length) == 2' "$tmp/r/report.json"
	grep -q '<h2>Trials out of line</h2>' "$tmp/r/report.html"
}

@test "a trial that failed before it touched a page leaves the others readable" {
	setup_dir
	changed 'if .type == "trial" and .index == 3 then . + {wrong: "the file was not sparse",
		pages: 0, minflt: 0, majflt: 0, elapsed: 0} else . end |
		if .type == "end" then .failed = 1 else . end' >"$tmp/r/samples.jsonl"
	run "$faultline" report --no-charts "$tmp/r"
	assert_failure 1
	jq -e '.failed_trials == 1 and ([.cells[] | select(.failed == 1 and .pages > 0)] | length) == 1' \
		"$tmp/r/report.json"
}

@test "two trials of one cell in one round are no run" {
	setup_dir
	changed 'if .type == "trial" then .round = 0 else . end' >"$tmp/r/samples.jsonl"
	run "$faultline" report --no-charts "$tmp/r"
	assert_failure 2
	assert_output --partial ": a second trial of its cell in its round"
}

# damaged FILTER PATTERN: samples changed so are refused, in both layouts of a line
damaged() {
	local layout

	for layout in . '{cell, pages} + .'; do
		changed "(if $1 else . end) | if .type == \"trial\" then $layout else . end" \
			>"$tmp/r/samples.jsonl"
		refuses 2 "$2" "$faultline" report --no-charts "$tmp/r"
	done
}

@test "numbers that no run can have written are refused" {
	setup_dir
	damaged '.index == 3 then .pages += 1' ':5: a trial of other pages than its cell touches'
	damaged '.index == 3 then .elapsed = 0' ':5: a trial that cost nothing'
	damaged '.index == 3 then .round = 4294967296' ':5: a trial of a round that cannot be'
	damaged '.index == 3 then .cell.threads = 4294967297' ':5: a trial is of a cell that cannot be'
	damaged '.index == 3 then .cell.size = 4' ':5: a trial is of a cell that cannot be'
	damaged '.type == "end" then .failed = 1' ': the end of the run counts other trials'
	damaged '.type == "end" then .trials += 1' ': the end of the run counts other trials'
	damaged '.type == "end" then .unsure = 4294967296' ': the end of the run counts other trials'
}

@test "a run without a clock has no cover letter" {
	setup_dir
	changed 'run(.mode = "count") | trial(.elapsed = 0)' >"$tmp/r/samples.jsonl"
	refuses 2 'r: a run in mode count has no costs' "$faultline" report --cover-letter "$tmp/r"
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	absent -qi nan "$tmp/stdout"
}

@test "large cells with files of their own size stand in the table of the order-0 ones" {
	setup_dir
	changed 'if .type == "trial" and .cell.folio == "large"
		then .cell.size *= 2 | (.pages, .elapsed, .minflt, .majflt, .path[]?) |= . * 2
		else . end' >"$tmp/r/samples.jsonl"
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	diff <(sed 's/32 MiB/32 (large 64) MiB/; s/large 32m/large 64m/; s/redirty order0 (/redirty order0 32m (/; s/sparse large (/sparse large 64m (/' tests/data/report.txt) "$tmp/r/report.txt"
}

@test "what threads waited for is in the report, with who held it, at most 72 columns" {
	mkdir "$tmp/r"
	changed 'locked(80)' >"$tmp/r/samples.jsonl"
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	sed -n '/^ext4-buffer_head sparse order0$/,/^ext4-buffer_head sparse large$/p' \
		"$tmp/stdout" >"$tmp/cell"
	diff "$tmp/cell" - <<-END
		ext4-buffer_head sparse order0
		  j_state_lock                             12     1.46      0.76 to 2.56
		  i_pages                                   3     0.37      0.08 to 1.07
		ext4-buffer_head sparse large
		ext4-buffer_head sparse order0
		  j_state_lock                          80        -         -      4,321
		    held by jbd2/nvme0n1-8 (57) in jbd2_journal_commit_transaction
		  i_pages                                1        -         -          9
		ext4-buffer_head sparse large
	END
	absent -E '^.{73}' "$tmp/stdout"
	jq -e '.cells[0].locks[0] | .ci95 |= map(. * 1000 | round) | .per_1000_faults |= (. * 1000 | round)
		== { name: "j_state_lock", kind: "lock", waits: 12, events: [12], per_1000_faults: 1465,
		ci95: [757, 2559], dispersion: null, per_page: 80, per_fault: 80, p50: null, p99: null,
		longest: 4321, waiter: "", waits_in: "", holder: "jbd2/nvme0n1-8 (57)",
		where: "jbd2_journal_commit_transaction" }' "$tmp/r/report.json"
	# Their time is the tracers': the figures are those of a run without them
	setup_dir
	diff <(sed '/^Contended locks and folios/,/^Every cell/d; /^Trials/d' "$tmp/stdout") \
		<(sed '/^Out of line/,/^Every cell/d; /^Trials/d' tests/data/report.txt)
}

@test "a trace of locks that cannot be is one clear line" {
	mkdir "$tmp/r"
	for bad in '3' '[3]' '[{}]' '[.locks[0], .locks[0]]' '[.locks[0] | .count = 0]' \
		'[.locks[0] | .name = "a\nb"]' '[.locks[0] | .max = .total + 1]'; do
		changed "locked(80) | if .locks then .locks = $bad else . end" \
			>"$tmp/r/samples.jsonl"
		refuses 2 'samples.jsonl:[0-9]+: a damaged trace of locks' \
			"$faultline" report --no-charts "$tmp/r"
	done
}

# with_all_charts: the samples with an iomap to compare, and a histogram in each trace
with_all_charts() {
	changed 'as_iomap |
		if .path then .trace = {traced: 9000000, parts: {dirtying: 5000000},
			histogram: [[1024, 8000], [2048, 150], [8192, 42]]} else . end'
}

@test "charts are drawn as SVG and PNG, and the SVG renders" {
	mkdir "$tmp/r"
	with_all_charts >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	cd "$tmp/r/charts"
	for svg in *.svg; do
		rsvg-convert "$svg" -o "$tmp/out.png"
		grep -q 'job example.job, mode insn' "$svg"
		[ "$(head -c 4 "${svg%.svg}.png" | tail -c 3)" = PNG ]
	done
	[ "$(echo *.svg)" = "$(echo sequential1-32m-1xshared-ratio.svg \
		sequential1-4k-32m-1xshared{-ccdf,-parts,}.svg)" ]
	grep -q 'instructions per touched page' sequential1-4k-32m-1xshared.svg
	for state in sparse redirty; do
		grep -q ">$state large<" sequential1-4k-32m-1xshared.svg
		grep -q ">$state<" ./*-ratio.svg
		grep -q ">$state large<" ./*-ccdf.svg
	done
	[ -z "$(find "$tmp/r" -name '*.tmp')" ]
}

@test "charts hold the ratios, the noise floor and the share of traced calls" {
	mkdir "$tmp/r"
	with_all_charts >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	cd "$tmp/r/charts"
	jq -r '.comparisons[] | select(.state == "sparse") | .ratio, .ci95[] |
		. * 1000000 | round' ../report.json >"$tmp/want"
	awk -F '\t' '$1 == "sparse" { for (i = 2; i <= NF; i++) printf "%.0f\n", $i * 1000000 }' \
		./*-ratio.tsv | cmp - "$tmp/want"
	floor=$(jq '.comparisons[0].aa_floor * 100' ../report.json)
	for chart in *-ratio.svg sequential1-4k-32m-1xshared.svg; do
		grep -q "noise floor (A/A) of the run, ±$(printf '%.2g' "$floor") %" "$chart"
	done
	# 8192 calls: a bucket begins with what is left and ends with what the next one has
	diff <(awk -F '\t' '$1 == "sparse large" && $2 == "ext4-iomap" { print $3, $4 }' \
		./*-ccdf.tsv) - <<-END
		1024 100
		1152 2.34375
		2048 2.34375
		2304 0.512695312
		8192 0.512695312
		9216 0
	END
}

@test "without traced trials and pairs there is the chart of costs, and no other" {
	setup_dir
	changed 'del(.trace)' >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	[ "$(cd "$tmp/r/charts" && echo *)" = "$(echo sequential1-4k-32m-1xshared.{png,svg,tsv})" ]
}

@test "a damaged histogram is refused with its line" {
	mkdir "$tmp/r"
	for histogram in '[[1024]]' '[[1024, 0]]' '[[-1, 3]]' '[[2048, 1], [1024, 1]]' '[["a", 1]]' '{"a": 1}'; do
		with_all_charts | jq -c --argjson h "$histogram" \
			'if .trace then .trace.histogram = $h else . end' >"$tmp/r/samples.jsonl"
		refuses 2 "samples.jsonl:[0-9]+: .*damaged histogram" "$faultline" report "$tmp/r"
	done
}

@test "without gnuplot there are tables and a page, no charts, and a note" {
	setup_dir
	"$faultline" report "$tmp/r" >"$tmp/all"
	ls "$tmp/r/charts/"*.svg "$tmp/r/charts/"*.png
	rm "$tmp/r/report."*
	mkdir "$tmp/bin"
	PATH=$tmp/bin "$faultline" report "$tmp/r" >"$tmp/stdout" 2>"$tmp/err"
	cmp "$tmp/all" "$tmp/stdout"
	cmp "$tmp/all" "$tmp/r/report.txt"
	[ -s "$tmp/r/report.json" ]
	absent -q '<svg' "$tmp/r/report.html"
	grep -q 'no charts as svg: gnuplot: No such file.*--no-charts' "$tmp/err"
	# Those of the earlier report are not taken for this one's
	run compgen -G "$tmp/r/charts/*.[sp][vn]g"
	assert_failure
}

@test "no .gnuplot and no variable of one's own changes a chart" {
	setup_dir
	cp -r "$tmp/r" "$tmp/mine"
	mkdir "$tmp/home"
	echo 'set terminal dumb; set title "mine"; exit status 3' >"$tmp/home/.gnuplot"
	"$faultline" report "$tmp/r" >/dev/null
	HOME=$tmp/home GNUTERM=dumb GNUPLOT_LIB=/nonesuch LC_ALL=de_DE.UTF-8 "$faultline" report "$tmp/mine" >/dev/null
	ls "$tmp/r/charts"/*.svg
	diff -r "$tmp/r/charts" "$tmp/mine/charts"
}

@test "a gnuplot that cannot draw PNG costs these, and one note" {
	setup_dir
	mkdir "$tmp/bin"
	printf '#!/bin/sh\n[ "$4" = svg ] || { echo "unknown terminal"; exit 1; }\nexec %s "$@"\n' \
		"$(command -v gnuplot)" >"$tmp/bin/gnuplot"
	chmod +x "$tmp/bin/gnuplot"
	PATH=$tmp/bin:$PATH "$faultline" report "$tmp/r" >/dev/null 2>"$tmp/err"
	[ "$(cat "$tmp/err")" = "faultline: no charts as png: gnuplot: unknown terminal (--no-charts does without)" ]
	grep -q '<svg' "$tmp/r/report.html"
}

@test "a chart that is cut off, as gnuplot leaves it on a full disk, is none" {
	setup_dir
	mkdir "$tmp/bin"
	printf '#!/bin/sh\n%s "$@" && truncate -s -9 "$6"\n' "$(command -v gnuplot)" >"$tmp/bin/gnuplot"
	chmod +x "$tmp/bin/gnuplot"
	PATH=$tmp/bin:$PATH "$faultline" report "$tmp/r" >/dev/null 2>"$tmp/err"
	sort "$tmp/err" | diff - <(for format in png svg; do
		echo "faultline: no charts as $format: gnuplot: its file is cut off; the disk may be full (--no-charts does without)"
	done)
	absent -q '<svg' "$tmp/r/report.html"
	[ -z "$(find "$tmp/r" -name '*.tmp' -o -name '*.svg' -o -name '*.png')" ]
}

@test "a report that is killed leaves nothing half-written" {
	setup_dir
	mkdir "$tmp/bin"
	printf '#!/bin/sh\necho half >"$6"\necho $$ >%s/drawing\nexec sleep 300\n' "$tmp" >"$tmp/bin/gnuplot"
	chmod +x "$tmp/bin/gnuplot"
	PATH=$tmp/bin:$PATH "$faultline" report "$tmp/r" >/dev/null 3>&- &
	for _ in {1..100}; do
		[ ! -s "$tmp/drawing" ] || break
		sleep 0.1
	done
	[ -n "$(find "$tmp/r" -name '*.tmp')" ]
	kill -TERM $!
	status=0
	wait $! || status=$?
	kill "$(cat "$tmp/drawing")"
	[ "$status" = 143 ]
	[ -z "$(find "$tmp/r" -name '*.tmp')" ]
}

@test "an installed faultline takes the templates beside it, and names one that is gone" {
	setup_dir
	mkdir -p "$tmp/usr/bin" "$tmp/usr/share/faultline"
	cp "$faultline" "$tmp/usr/bin/"
	cp -r plots "$tmp/usr/share/faultline/"
	rm "$tmp/usr/share/faultline/plots/cost.gp"
	"$tmp/usr/bin/faultline" report "$tmp/r" >/dev/null 2>"$tmp/err"
	grep -q "$tmp/usr/share/faultline/plots/cost.gp" "$tmp/err"
}

@test "a run that was killed is reported as incomplete, its samples intact" {
	setup_dir
	samples | head -n 9 >"$tmp/r/samples.jsonl"
	printf '{"type":"trial","index":9,"ro' >>"$tmp/r/samples.jsonl"
	sum=$(sha256sum <"$tmp/r/samples.jsonl")
	run "$faultline" report --no-charts "$tmp/r"
	assert_failure 1
	assert_output --partial "INCOMPLETE"
	assert_output --partial "are missing"
	jq -e '.complete == false and .seen_trials == 8' "$tmp/r/report.json"
	[ "$sum" = "$(sha256sum <"$tmp/r/samples.jsonl")" ]
}

@test "a failed trial is counted, named, and gives status 1" {
	setup_dir
	changed 'if .type == "trial" and .index == 0 then .wrong = "test"
		elif .type == "end" then .failed = 1 else . end' \
		>"$tmp/r/samples.jsonl"
	run "$faultline" report --no-charts "$tmp/r"
	assert_failure 1
	assert_output --partial "1 failed"
	assert_output --partial " 1F"
}

@test "of a cell with failed trials the report says how many, and why the first did" {
	run_dir r 'if .type == "trial" and .cell.variant == "xfs" and (has("path") | not)
		then .wrong = "only \(.index) of 9\u001b pages" elif .type == "end" then empty else . end'
	run "$faultline" report --no-charts "$tmp/r"
	assert_failure 1
	assert_line "xfs 4k sequential redirty large 32m: 2 failed, 0 timed ones are good:"
	[ "$(grep -c '2 failed, 0 timed' <<<"$output")" = 4 ]
	[ "$(grep -c 'of 9. pages$' <<<"$output")" = 4 ]
	absent -q "$(printf '\033')" "$tmp/r/report.txt"
	absent -qE '^.{73}' "$tmp/r/report.txt"
	jq -e '[.cells[] | select(.first_failure) | .failed] == [2, 2, 2, 2]' "$tmp/r/report.json"
	grep -q '<h2>Trials that failed</h2>' "$tmp/r/report.html"
}

@test "damaged, foreign and empty samples are named with their line" {
	mkdir "$tmp/r"
	refuses 2 "samples.jsonl: No such file" "$faultline" report "$tmp/r"
	: >"$tmp/r/samples.jsonl"
	refuses 2 "empty" "$faultline" report "$tmp/r"
	echo '{"hello": 1}' >"$tmp/r/samples.jsonl"
	refuses 2 "samples.jsonl:1: not a line of a faultline run" "$faultline" report "$tmp/r"
	samples | sed '5s/"pages":/"pagez":/' >"$tmp/r/samples.jsonl"
	refuses 2 "samples.jsonl:5: a trial lacks a key" "$faultline" report "$tmp/r"
	samples | sed '5s/^.//' >"$tmp/r/samples.jsonl"
	refuses 2 "samples.jsonl:5: no JSON" "$faultline" report "$tmp/r"
	samples | sed '5s/"variant":"[^"]*"/"variant":"reiserfs"/' >"$tmp/r/samples.jsonl"
	refuses 2 "samples.jsonl:5: a trial is of a cell that cannot be" "$faultline" report "$tmp/r"
	samples | sed '5d' >"$tmp/r/samples.jsonl"
	refuses 2 "counts other trials" "$faultline" report "$tmp/r"
	head -c 4096 /dev/urandom >"$tmp/r/samples.jsonl"
	run "$faultline" report "$tmp/r"
	assert_failure 2
}

@test "an output directory that cannot be written leaves the old report" {
	setup_dir
	mount_tmpfs "$tmp/ro" size=1m
	cp "$tmp/r/samples.jsonl" "$tmp/ro/"
	echo old >"$tmp/ro/report.json"
	mount -o remount,ro "$tmp/ro"
	run -1 --separate-stderr "$faultline" report "$tmp/ro"
	[[ $stderr == *"report.json.tmp: Read-only"* ]]
	# The user sees the tables nevertheless
	[[ $output == "mmap write fault: "* ]]
	[ "$(cat "$tmp/ro/report.json")" = old ]
}

# letters STATUS: the cover letters of the run, a short and a full one; the program ends so
letters() {
	local letter

	run -"$1" --separate-stderr "$faultline" report --cover-letter --full "$tmp/r"
	printf '%s\n' "$output" >"$tmp/letter"
	run -"$1" --separate-stderr "$faultline" report --cover-letter "$tmp/r"
	printf '%s\n' "$output" >"$tmp/short"
	run -"$1" --separate-stderr "$faultline" report --cover-letter --format markdown "$tmp/r"
	printf '%s\n' "$output" >"$tmp/markdown"
	for letter in letter short; do
		absent -qE '^.{73}' "$tmp/$letter"
		absent -qP '[^\x20-\x7e]' "$tmp/$letter"
		# A mail client that wraps at 72 columns has nothing to wrap
		fold -s -w 72 "$tmp/$letter" | cmp - "$tmp/$letter"
	done
	absent -qP '[^\x20-\x7e]' "$tmp/markdown"
	[ "$(wc -l <"$tmp/short")" -le 40 ]
	[ "$(wc -l <"$tmp/markdown")" -le 40 ]
}

# letter FILTER: those of both paths, samples changed so
letter() {
	mkdir -p "$tmp/r"
	changed "as_iomap | ${1:-.}" >"$tmp/r/samples.jsonl"
	letters 0
}

@test "the cover letter stands in 72 columns of plain ASCII, and compares both paths" {
	letter
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	change=$(jq -r '.comparisons[] | select(.state == "sparse" and .folio == "large") |
		(.ratio - 1) * 100 | . * 10 | round / 10' "$tmp/r/report.json")
	grep -qE "^sparse   large .* \\$change %" "$tmp/letter"
	[ "$(grep -c ' iomap  |=' "$tmp/letter")" = 4 ]
	absent -q 'NOT PROVEN' "$tmp/letter"
	[ ! -e "$tmp/r/cover-letter.txt" ]
}

@test "the cover letter of a standard job has 40 lines at most, and says what it left out" {
	mkdir "$tmp/r"
	changed standard -s >"$tmp/r/samples.jsonl"
	letters 0
	# Each row of the first table is there, and of no other
	[ "$(grep -cE '^(sparse|prealloc|delalloc|written|redirty) +(order0|large) +[0-9]' "$tmp/short")" = 10 ]
	[ "$(grep -cE '^(sparse|prealloc|delalloc|written|redirty) +(order0|large) +[0-9]' "$tmp/letter")" = 40 ]
	grep -qE '^prealloc large +2,162 +1,108 +-48\.8 %$' "$tmp/short"
	[ "$(tail -n 1 "$tmp/short")" = 'Left out (--full): 3 tables, chart' ]
	absent -q 'Left out' "$tmp/letter"
	# What was run, and how to repeat it
	for word in Kernel Compiler Machine Mode Job Repeat; do
		grep -q "^$word " "$tmp/short"
		grep -q "^| $word | " "$tmp/markdown"
	done
	grep -q '^| prealloc | large | 2,162 | 1,108 | -48\.8 % |$' "$tmp/markdown"
	[ "$(tail -n 1 "$tmp/markdown")" = 'Left out (`--full`): 3 tables, chart' ]
}

@test "however long the sentences are, the cover letter has 40 lines, and the last of them" {
	mkdir "$tmp/r"
	# The longest names, a trial that failed, one that is missing
	changed 'standard | select(.type != "end" and .index != 3 and .cell.variant != "xfs") |
		trial((if .index == 9 then .wrong = "no" else . end) |
			.cell += {threads: 64, tasks: "processes",
				sharing: "overlapping", load: "writeback", load_rate: 2000000000, pace: "tick",
				setup: "lazytime+data-writeback+small-journal+near-full+stable-pages+slow-device+aged"} |
			.load_rounds = 9 | (.pages, .majflt, .elapsed) *= .cell.threads) |
		run(.job = "j" * 99 | .environment.kernel = "k" * 99 | .delay = "50us@folio lock" |
			.environment.command_line = "faultline.disk_cache=unsafe")' -s >"$tmp/r/samples.jsonl"
	letters 1
	grep -q '^- Not measured: 121 of 480' "$tmp/short"
	grep -q '^Left out (--full): 3 rows, 3 tables, chart' "$tmp/short"
	grep -q '^\*\* INCOMPLETE: 359 of 480 trials seen, 1 failed' "$tmp/short"
}

@test "an interval that is its change again is no column, and one that is not is" {
	letter 'trial(.elapsed = ((.elapsed / .pages / 9 | round) * 9 * .pages))'
	[ "$(grep -c 'any two trials' "$tmp/letter" "$tmp/short" "$tmp/markdown" | cut -d : -f 2 | tr -d '\n')" = 000 ]
	grep -qE '^redirty  order0 .* \+21\.2 %$' "$tmp/letter"
	letter 'trial(if .round == 1 and .cell.state == "redirty" then .elapsed = (.elapsed * 1.003 | floor) else . end)'
	grep -qE '^redirty  order0 .* \+21\.3 % +\+21\.0 to \+21\.7$' "$tmp/letter"
	grep -qE '^redirty  order0 .* \+21\.3 % +\+21\.0 to \+21\.7$' "$tmp/short"
	grep -qE '^\| redirty \| order0 .* \| \+21\.3 % \| \+21\.0 to \+21\.7 \|$' "$tmp/markdown"
	grep -q 'any two trials' "$tmp/letter"
}

@test "no character of a name is markup of the cover letter in Markdown" {
	letter 'run(.job = "a/a|b*c_d`e<f>[g](h)&amp;#.job" | .environment.kernel = "7.3 | x\u0001\n# y **z**")'
	grep -qF '| Job | a\|b\*c\_d\`e\<f\>\[g\](h)\&amp;\#.job, 2 trials a cell |' "$tmp/markdown"
	grep -qF '| Kernel | 7.3 \| x??\# y \*\*z\*\* |' "$tmp/markdown"
	"$faultline" report --cover-letter --full --format=markdown "$tmp/r" >"$tmp/full"
	# The chart is code
	grep -qE '^    sparse order0    bh     \|#+ +9,077$' "$tmp/full"
}

@test "options of the cover letter are refused without it, and formats that are none" {
	setup_dir
	run -2 "$faultline" report --full "$tmp/r"
	[[ $output == *"--full: expected --cover-letter, too"* ]]
	run -2 "$faultline" report --format text "$tmp/r"
	[[ $output == *"--format: expected --cover-letter, too"* ]]
	run -2 "$faultline" report --cover-letter --format html "$tmp/r"
	[[ $output == *"--format html: expected text or markdown"* ]]
}

@test "all formats begin with the same sentences" {
	letter
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	jq -r '.findings[]' "$tmp/r/report.json" >"$tmp/want"
	[ "$(wc -l <"$tmp/want")" = 4 ]
	grep -qx 'On Linux 7.3.4-faultline ext4-iomap costs less than ext4-buffer_head in 2 of 4 cells, more in 2.' "$tmp/want"
	grep -qx 'By state: sparse order0 +4.4 %, large -59 %; redirty order0 +21 %, large -35 %.' "$tmp/want"
	for file in stdout letter short; do
		# The lines up to the second empty one, as one line a sentence
		awk '!NF { n++ } n == 1 && NF' "$tmp/$file" | tr '\n' ' ' |
			sed 's/  */ /g; s/^- //; s/\([.]\) - /\1\n/g; s/ $/\n/' | diff "$tmp/want" -
	done
	sed -n 's/^- //p' "$tmp/markdown" | tr -d '\\' | diff "$tmp/want" -
	sed -n '/id="findings"/,/<.section>/p' "$tmp/r/report.html" | sed 's/<\/li>/\n/g' |
		sed -n 's/.*<li>//p' | diff "$tmp/want" -
}

@test "the cover letter has the verdicts of report.json" {
	letter 'run(.mode = "time") |
		trial(if .round > 0 then .elapsed = (.elapsed * (1 + .index % 7 / 1000) | round) else . end)'
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	[ "$(jq '[.comparisons[] | select(.verdict == "cannot-tell")] | length' "$tmp/r/report.json")" = \
		"$(grep -c '  ?$' "$tmp/letter")" ]
	[ "$(grep -c '  ?$' "$tmp/letter")" -gt 0 ]
}

@test "nothing that a result file says makes the cover letter wider, or commands a terminal" {
	letter 'run(.mode = "time" | .job = "a/" + ("j.x" * 30) + ".job" |
			.faultline = "v" * 99 | .environment.kernel = "\\u001b[31m" + "k" * 99 |
			.environment.cpu = "c\\n" + "c" * 99 | .environment.device.model = "ö" * 60) |
		trial(if .cell.variant == "ext4-iomap" then
			.elapsed = .elapsed * (1 + .index % 5 * 40) else . end)'
	grep -q '>+999' "$tmp/letter"
}

@test "the cover letter says how to repeat it, and what a reader must doubt" {
	letter 'del(.path, .trace) | if .type == "run" then .job = "jobs/mine.v2.job" |
		.environment.kernel = "7.4.0-rc1+" |
		.environment.command_line = "quiet faultline.disk_cache=unsafe" else . end'
	grep -q '^Repeat   make bench JOB=mine.v2 KERNEL_TREE=DIR$' "$tmp/letter"
	grep -q '^Paths    NOT PROVEN' "$tmp/letter"
	grep -q '^Disk .*, QEMU cache=unsafe$' "$tmp/letter"
	grep -q 'the path of the' "$tmp/short"
	absent -q 'Parts of page_mkwrite' "$tmp/letter"
	letter 'run(.environment.kernel = "7.3.4-faultline")'
	grep -q '^Repeat   make bench JOB=[a-z]* SERIES=7.3$' "$tmp/letter"
}

@test "a disk without a model is named by where it is" {
	letter 'run(.environment.device = { path: "/dev/loop0" })'
	grep -q '^Disk     /dev/loop0' "$tmp/letter"
	"$faultline" report --no-charts "$tmp/r" | grep -q '^Disk     /dev/loop0'
	grep -q '/dev/loop0' "$tmp/r/report.html"
}

@test "what could not be printed is no success" {
	setup_dir
	for options in --no-charts --cover-letter; do
		run sh -c '"$0" report "$1" "$2" >/dev/full' "$faultline" "$options" "$tmp/r"
		assert_failure 1
		[[ "$output" == *"stdout: No space left on device" ]]
	done
}
