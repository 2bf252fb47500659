#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The pictures of locks: waits by lock, who waits for whom, holds per fault.
load helpers

# Lock trials with waits of all kinds: of threads for each other, for a commit, for I/O, for
# nobody knows whom; and of a load and a commit for threads
met='def wait($name; $count; $waiter; $holder): { name: $name, count: $count,
		waiter: { label: $waiter, stack: ["ext4_page_mkwrite"] },
		holder: { label: $holder, stack: ["kjournald2"] } };
	counted | if .type == "trial" and has("path") then
		., (del(.path, .trace) | .minflt = 1000 | .majflt = 0 | .round = 10 + range(3) | .locks = [
			wait("i_pages"; .round * 7; "faultline (89)"; "faultline (90)"),
			wait("i_rwsem"; .round * 2; "faultline (89)"; "faultline (90)"),
			wait("j_state_lock"; 3 * .round; "faultline (8)"; "jbd2/nvme0n1-8 (57)"),
			wait("folio writeback"; .round; "faultline (8)"; "I/O completion"),
			wait("\"j_list_lock\\"; 2; "faultline (8)"; "unknown"),
			wait("folio lock"; 12; "load-writeback (3)"; "faultline (8)"),
			wait("folio lock, handle open"; 5; "faultline (89)"; "faultline (8)"),
			wait("commit, of such a handle"; 2; "jbd2/nvme0n1-8 (57)"; "faultline (8)")])
	elif .type == "run" then .steps += 30
	elif .type == "end" then .trials += 30
	else . end'

slug=sequential1-4k-32m-1xshared

@test "waits by lock have the figures of report.json, with their intervals" {
	run_dir r "$met"
	"$faultline" report "$tmp/r" >/dev/null
	jq -r '.cells[] | select(.variant == "xfs" and .state == "sparse" and .folio == "order0") | .locks[] |
		(if .kind == "hazard" or .kind == "delayed" then "of these: " else "" end) + .name as $name |
		[$name, (.per_1000_faults, .ci95[] | . * 1000 | round)] | join("|")' "$tmp/r/report.json" |
		sort >"$tmp/want"
	[ "$(wc -l <"$tmp/want")" = 8 ]
	# Columns of the second of three variants, until the next state and folio
	awk -F '\t' '/:$/ || / (order0|large):/ { at = $1 } at == "sparse order0:" && NF && $5 + 0 > 0 {
		printf "%s|%.0f|%.0f|%.0f\n", $1, $5 * 1000, $6 * 1000, $7 * 1000 }' \
		"$tmp/r/charts/$slug-waits.tsv" | sort | diff - "$tmp/want"
	for text in 'sparse order0:' 'i_pages' 'of these: commit, of such a handle' 'xfs' \
		'waits per 1,000 faults, and their 95 % interval (log scale)'; do
		grep -qF ">$text<" "$tmp/r/charts/$slug-waits.svg"
	done
	grep -q "<figure id=\"chart-$slug-waits\"" "$tmp/r/report.html"
	# No cost, so no chart of costs
	[ "$(cd "$tmp/r/charts" && echo *)" = "$(cd "$tmp/r/charts" && echo $slug-waits.{png,svg,tsv} $slug-who.{dot,png,svg})" ]
}

@test "with a clock waits are drawn by their time, and the longest lock stands first" {
	run_dir r 'run(.mode = "time") | contended([10, 20, 30, 40]; 504)'
	"$faultline" report "$tmp/r" >/dev/null
	[ "$(sed -n 3p "$tmp/r/charts/$slug-waits.tsv" | cut -f 1-4)" = "$(printf 'j_state_lock\t12.6\t12.6\t12.6')" ]
	grep -qF '>ns that threads wait per fault (log scale)<' "$tmp/r/charts/$slug-waits.svg"
}

@test "who waits for whom is a graph of roles, with the events of each lock" {
	run_dir r "$met"
	"$faultline" report "$tmp/r" >/dev/null
	dot -Tcanon "$tmp/r/charts/$slug-who.dot" >/dev/null
	sed -n '/label="ext4-buffer_head sparse order0"/,/^\t}/s/^\t\t"[0-9]* \([^"]*\)" -> "[0-9]* \([^"]*\)" \[label="\(.*\)", penwidth=[0-9.]*\(.*\)\];$/\1|\2|\3|\4/p' \
		"$tmp/r/charts/$slug-who.dot" >"$tmp/edges"
	diff "$tmp/edges" - <<-'END'
		faulting threads|another of the faulting threads|i_pages  77.0\li_rwsem  22.0\l|
		faulting threads|commit (jbd2)|j_state_lock  33.0\l|
		load writeback|faulting threads|folio lock  12.0\l|
		faulting threads|I/O completion|folio writeback  11.0\l|
		faulting threads|another of the faulting threads|folio lock, handle open  5.00\l|, style=dashed
		faulting threads|not known|\"j_list_lock\\  2.00\l|
		commit (jbd2)|faulting threads|commit, of such a handle  2.00\l|, style=dashed
	END
	# The first cell stands on top, and each edge is in the picture
	grep -o '>[^<>]* order0<' "$tmp/r/charts/$slug-who.svg" | tail -1 |
		grep -qx '>ext4&#45;buffer_head sparse order0<'
	grep -qF '&quot;j_list_lock\' "$tmp/r/charts/$slug-who.svg"
	rsvg-convert "$tmp/r/charts/$slug-who.svg" -o "$tmp/out.png"
	grep -q "<figure id=\"chart-$slug-who\"" "$tmp/r/report.html"
	browse "$tmp/r/report.html" >"$tmp/dom"
}

@test "holds per fault have the figures of report.json" {
	run_dir r 'as_iomap | profiled(10; 12 * 8192) | profiled(14; 7 * 8192)'
	mkdir "$tmp/r/profile"
	printf '%s\n' 'ffffffff81000100 T fault' 'ffffffff82000000 D sb_lock' \
		'ffffffff81f00000 T _etext' 'ffffffff82000100 B _end' >"$tmp/r/profile/System.map"
	for i in 10:12 14:7; do
		cat >"$tmp/r/profile/${i%:*}.counts" <<-END
			insn ffffffff81000110 $((${i#*:} * 8192)) 0 0 0 0 0 0
			node 1 0 0 0 0
			node 2 1 ffffffff81000100 $((${i#*:} * 8192)) 8192
			lock ffffffff82000000 spin ffffffff81000100 16384 $((${i#*:} * 4096))
			lock ff11000000000040 read ffffffff81000100 8192 8192
			faults 8192 0 0 0
			end
		END
	done
	"$faultline" report "$tmp/r" >/dev/null 2>&1
	diff <(cut -f 1,2,5 "$tmp/r/charts/$slug-holds.tsv") - <<-END
		lock	ext4-buffer_head	ext4-iomap
		sparse order0:	NaN	NaN
		sb_lock (spin)	6	3.5
		read in fault	1	1
	END
	grep -qF '>instructions that a fault holds it (log scale)<' "$tmp/r/charts/$slug-holds.svg"
	grep -q "<figure id=\"chart-$slug-holds\"" "$tmp/r/report.html"
}

@test "without dot there is one note for each format, the other charts, and no graph" {
	# Two groups, so two graphs that are not drawn
	run_dir r "trial(if .cell.state == \"sparse\" then .cell.threads = 4 else . end) | $met"
	"$faultline" report "$tmp/r" >/dev/null
	mkdir "$tmp/bin"
	ln -s "$(command -v gnuplot)" "$(command -v dirname)" "$tmp/bin/"
	PATH=$tmp/bin "$faultline" report "$tmp/r" >/dev/null 2>"$tmp/err"
	diff "$tmp/err" - <<-END
		faultline: no charts as svg: dot: No such file or directory (--no-charts does without)
		faultline: no charts as png: dot: No such file or directory (--no-charts does without)
	END
	[ -s "$tmp/r/charts/$slug-waits.svg" ]
	# That of the earlier report is not taken for this one's
	[ "$(cd "$tmp/r/charts" && echo *-who*)" = \
		"$(echo sequential1-4k-32m-{1,4}xshared-who.dot)" ]
	absent 'chart-sequential1-4k-32m-[14]xshared-who' "$tmp/r/report.html"
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	absent '<figure' "$tmp/r/report.html"
}

@test "a chart of an earlier run of other cells is not shown for this one" {
	run_dir r "$met"
	"$faultline" report "$tmp/r" >/dev/null
	changed 'counted | contended([0, 0, 0]; 0)' >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	[ -z "$(ls "$tmp/r/charts")" ]
	absent '<figure' "$tmp/r/report.html"
}
