#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# How costs grow along an axis, of runs whose growth is known; and what bounds their threads.
load helpers

# known_growth: xfs by 120 a doubling, ext4 by 20 a MiB, tmpfs not at all
known_growth='if .[0] == "xfs" then 9000 + 120 * (.[1] | log2)
	elif .[0] == "tmpfs" then 8000 else 8500 + 20 * .[1] end'

# along_dir NAME FILTER [FILTER]: a run of what the first makes of all samples, see samples.jq
along_dir() {
	mkdir -p "$tmp/$1"
	changed "$2" -s | jq -c "${3:-.}" >"$tmp/$1/samples.jsonl"
}

# section FILE: what the report says of growth
section() {
	sed -n '/^How the cost of a touched page grows/,/^$/d; /^By /,/^$/p' "$1"
}

@test "constant, logarithmic and linear costs are called that, with their slopes" {
	along_dir r "sizes([1, 4, 16, 64, 256]; $known_growth)"
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	section "$tmp/stdout" | sed '/ large:/,$d' >"$tmp/order0"
	diff "$tmp/order0" - <<-END
		By file size: 4k sequential
		ext4-buffer_head sparse order0: linear, +20.0 instructions for each MiB
		    (95 % interval 19.9 to 20.1); 8,520 at 1m, 13,620 at 256m
		xfs sparse order0: logarithmic, +120 instructions for each doubling of
		    the file size (95 % interval 118 to 122); 9,000 at 1m, 9,960 at 256m
		tmpfs sparse order0: constant, at 8,000 instructions; 8,000 at 1m, 8,000
		    at 256m
	END
	absent -E '^.{73}' "$tmp/stdout"
	jq -e '[.growth[] | select(.folio == "order0") | [.variant, .axis, .shape, .slope.per,
			(.slope.value | round), has("size"), (.points | map(.at / 1048576))]] == [
		["ext4-buffer_head", "size", "linear", "MiB", 20, false, [1, 4, 16, 64, 256]],
		["xfs", "size", "logarithmic", "doubling", 120, false, [1, 4, 16, 64, 256]],
		["tmpfs", "size", "constant", "MiB", 0, false, [1, 4, 16, 64, 256]]]
		and all(.growth[]; .slope.ci95[0] == null or (.slope.ci95[0] < .slope.value and
			.slope.value < .slope.ci95[1])) and all(.growth[]; has("scalability") | not)' \
		"$tmp/r/report.json"
	sed 's/<[^>]*>/ /g' "$tmp/r/report.html" >"$tmp/page"
	grep -q 'logarithmic, +120 instructions for each doubling of the file size' "$tmp/page"
}

@test "what is within the noise, and what no shape fits, is not called growth" {
	# A tenth of a per cent is what two boots differ by; xfs goes up and down
	along_dir r 'sizes([1, 4, 16, 64]; if .[0] == "xfs" then
		9000 + (if .[1] == 4 or .[1] == 64 then 300 else 0 end) else 8000 + .[1] / 16 end)'
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	jq -e '[.growth[] | select(.folio == "order0") | [.variant, .shape, .why]] == [
		["ext4-buffer_head", "constant", null],
		["xfs", "cannot-tell", "the costs differ by more than the noise, and neither shape is sure"],
		["tmpfs", "constant", null]]' "$tmp/r/report.json"
	tr -s ' \n' '  ' <"$tmp/stdout" | grep -q ' xfs sparse order0: cannot tell: the costs differ by more than the noise, and neither shape is sure; 9,000 at 1m, 9,300 at 64m, most from 1m to 4m, +300 '
}

@test "three values have a chart and no shape, two have nothing" {
	along_dir r "sizes([1, 4, 16]; $known_growth)"
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	[ "$(tr -s ' \n' '  ' <"$tmp/stdout" | grep -o ': cannot tell: fewer than four values; ' | wc -l)" = 6 ]
	jq -e 'all(.growth[]; .shape == "cannot-tell" and .slope.value == null)' "$tmp/r/report.json"
	along_dir two "sizes([1, 4]; $known_growth)"
	"$faultline" report --no-charts "$tmp/two" >"$tmp/stdout"
	absent 'By file size' "$tmp/stdout"
	jq -e '.growth == []' "$tmp/two/report.json"
	absent 'id="growth"' "$tmp/two/report.html"
}

@test "cells that differ in two numbers are no curve" {
	along_dir r "sizes([1, 4, 16, 64]; $known_growth)" \
		'if .cell then .cell.threads = (.cell.size / 1048576) else . end'
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	jq -e '.growth == []' "$tmp/r/report.json"
}

@test "the chart of an axis has the figures of report.json, in memory beside every block size" {
	along_dir r "sizes([1, 4, 16, 64, 256]; $known_growth)" \
		'if .cell and .cell.variant != "tmpfs" then .cell.block_size = 1024 else . end'
	"$faultline" report "$tmp/r" >/dev/null
	[ "$(cd "$tmp/r/charts" && echo by-*)" = "$(echo by-size-1k-sequential.{png,svg,tsv})" ]
	jq -r '.growth[] | [.state, .folio, .variant] as [$s, $f, $v] | .points[] |
		["\($s) \($f)", $v, .at / 1048576, .per_page] | join(" ")' "$tmp/r/report.json" |
		sort >"$tmp/want"
	awk -F '\t' 'NR > 1 { print $1, $2, $3, $5 }' "$tmp/r/charts/by-size-1k-sequential.tsv" |
		sort | diff - "$tmp/want"
	for text in 'by file size: 1k sequential' 'file size (log scale); line: the fit, or from mark to mark where nothing fits' 'sparse order0' \
		'sparse large' 256m tmpfs 'instructions per touched page'; do
		grep -qF ">$text<" "$tmp/r/charts/by-size-1k-sequential.svg"
	done
	grep -q '<figure id="chart-by-size-1k-sequential"' "$tmp/r/report.html"
}

@test "each panel of a chart has room for its own costs" {
	along_dir r "sizes([1, 4, 16, 64]; $known_growth)" \
		'if .elapsed and .cell.folio == "large" then .elapsed *= 6 else . end'
	"$faultline" report "$tmp/r" >/dev/null
	grep -qE '>( *)50000<' "$tmp/r/charts/by-size-4k-sequential.svg"
}

# Throughput by the law; 100 ns a page with one thread
law='.[1] as $n | 100 * (1 + 0.05 * ($n - 1) + 0.004 * $n * ($n - 1))'

@test "in mode time threads have the scalability law, with what it is made of" {
	along_dir r "along([1, 2, 4, 8, 16]; .cell.threads = .value; $law; 0.002)" \
		'if .type == "run" then .mode = "time" | .environment.cpus = 16 else . end'
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	absent -E '^.{73}' "$tmp/stdout"
	jq -e 'all(.growth[]; .axis == "threads" and (.scalability | .why == null and
		(.alpha.value - 0.05 | fabs) < 0.001 and .alpha.ci95[0] < 0.05 and .alpha.ci95[1] > 0.05 and
		(.beta.value - 0.004 | fabs) < 0.0001 and (.pages_per_second.value / 1e7 - 1 | fabs) < 0.01 and
		(.peak_threads - 15.41 | fabs) < 0.2))' "$tmp/r/report.json"
	tr '\n' ' ' <"$tmp/stdout" | tr -s ' ' | grep -q 'Universal Scalability Law: 9,990,0[0-9]* pages/s with one thread; alpha 0.05 (0.049 to 0.051), beta 0.004 (0.0039[0-9]* to 0.0040[0-9]*); most pages/s with 15.4 threads'
}

@test "the law is of as many threads as there are CPUs, of four numbers, and of a clock" {
	# Beyond 8 CPUs a thread waits for a CPU, and that is not in the law
	along_dir r "along([1, 2, 4, 8, 32]; .cell.threads = .value; ($law) * (if .[1] > 8 then 4 else 1 end); 0.002)" \
		'if .type == "run" then .mode = "time" | .environment.cpus = 8 else . end'
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	jq -e 'all(.growth[].scalability; .why == null and (.alpha.value - 0.05 | fabs) < 0.005)' "$tmp/r/report.json"
	jq -c 'if .type == "run" then .environment.cpus = 4 else . end' "$tmp/r/samples.jsonl" >"$tmp/few"
	mv "$tmp/few" "$tmp/r/samples.jsonl"
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	tr -s ' \n' '  ' <"$tmp/stdout" | grep -q '; no Universal Scalability Law: fewer than four numbers of threads '
	jq -e 'all(.growth[].scalability; . == { why: "fewer than four numbers of threads" })' "$tmp/r/report.json"
	along_dir insn "along([1, 2, 4, 8]; .cell.threads = .value; $law; 0.002)"
	"$faultline" report --no-charts "$tmp/insn" >"$tmp/stdout"
	absent 'Scalability' "$tmp/stdout"
	jq -e '.growth | length == 6 and all(has("scalability") | not)' "$tmp/insn/report.json"
}

@test "without a clock the curve over threads is of contended locks, and no cost grows" {
	mkdir "$tmp/r"
	for threads in 1 2 4; do
		changed "counted | trial(.cell.threads = $threads) | contended([$threads, 2 * $threads, $((3 * threads))]; 0)" |
			jq -c "if .type == \"trial\" then .index += $threads * 1000 else . end |
				if .type == \"run\" then .steps *= 3 elif .type == \"end\" then .trials *= 3 else . end"
	done | jq -sc '(map(select(.type == "run"))[0]), (.[] | select(.type == "trial")), (map(select(.type == "end"))[0])' \
		>"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >"$tmp/stdout"
	absent 'grows' "$tmp/stdout"
	jq -e 'all(.growth[]; .shape == "cannot-tell" and all(.points[]; .per_page == null))' "$tmp/r/report.json"
	# 6, 12 and 24 in 3,000 faults; the hazards are among them
	[ "$(awk -F '\t' '$1 == "sparse order0" && $2 == "xfs" { print $3, $5 }' \
		"$tmp/r/charts/by-threads-4k-sequential-32m.tsv" | paste -sd' ')" = '1 2 2 4 4 8' ]
	jq -r '.cells[] | select(.variant == "xfs" and .state == "sparse" and .folio == "order0") |
		[.threads, .contended.per_1000_faults, .contended.ci95[]] | map(. * 1000 | round) | join(" ")' \
		"$tmp/r/report.json" | sort -n >"$tmp/want"
	awk -F '\t' '$1 == "sparse order0" && $2 == "xfs" { printf "%.0f %.0f %.0f %.0f\n", $3 * 1000, $5 * 1000, $6 * 1000, $7 * 1000 }' \
		"$tmp/r/charts/by-threads-4k-sequential-32m.tsv" | diff - "$tmp/want"
	grep -qF '>waits per 1,000 faults (log scale)<' "$tmp/r/charts/by-threads-4k-sequential-32m.svg"
}

# profiled_run FILTER: xfs sparse order0 has a profile of 8,192 faults of 100 instructions each
profiled_run() {
	run_dir r "profiled(14; 100 * 8192) | $1"
	mkdir -p "$tmp/r/profile"
	printf '%s\n' 'ffffffff81000100 T fault' 'ffffffff81000200 T __schedule' 'ffffffff82000000 D big' 'ffffffff82000010 D small' \
		'ffffffff81f00000 T _etext' 'ffffffff82000100 B _end' >"$tmp/r/profile/System.map"
	cat >"$tmp/r/profile/14.counts" <<-END
		insn ffffffff81000110 819200 0 0 0 0 0 0
		node 1 0 0 0 0
		node 2 1 ffffffff81000100 819200 8192
		lock ffffffff82000000 spin ffffffff81000100 8192 81920
		lock ffffffff82000000 spin ffffffff81000110 8192 81920
		lock ffffffff82000010 rwsem-read ffffffff81000100 8192 409600
		lock ff11000000000040 mutex ffffffff81000100 8192 122880
		lock ff11000000000080 mutex ffffffff81000100 8192 122880
		lock ff110000000000c0 spin ffffffff81000200 1 409600
		lock 0 folio ffffffff81000100 8192 327680
		faults 8192 0 0 0
		end
	END
}

@test "what one thread at a time holds longest bounds the threads, by each lock itself" {
	profiled_run .
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout" 2>/dev/null
	# 20 under big by two takers; 30 under two mutexes, 15 each; readers let others in, and run
	# queues and folios are many
	jq -e '[.cells[] | .bound // empty] == [{ threads: 5, name: "big", kind: "spin", held: 20, fault: 100 }]' \
		"$tmp/r/report.json"
	grep -A1 '^sparse   order0 xfs iomap  *5.00 *20.0 *100$' "$tmp/stdout" | grep -qx '    big (spin)'
	absent -E '^.{73}' "$tmp/stdout"
	grep -q '<td>5.00</td><td>20.0</td><td>100</td><td class="text">big (spin)</td>' "$tmp/r/report.html"
}

@test "threads that share a folio wait for its lock, and so that bounds them" {
	profiled_run 'trial(if .cell.variant == "xfs" and .cell.folio == "order0" and .cell.state == "sparse"
		then .cell.folio = "large" | .cell.sharing = "same-folio" else . end)'
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout" 2>/dev/null
	jq -e '[.cells[] | .bound // empty | [.threads, .kind]] == [[2.5, "folio"]]' "$tmp/r/report.json"
}
