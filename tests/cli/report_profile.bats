#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline report: functions, locks and cache lines, from profiles of known sums.
load helpers

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	faultline=$PWD/build/san/faultline
	tmp=$BATS_TEST_TMPDIR
	# The trials of ext4 and of what stands for iomap, sparse order0, of 8,192 pages
	run_dir r 'as_iomap | profiled(10; 12 * 8192) | profiled(14; 7 * 8192)'
	mkdir "$tmp/r/profile"
	printf '%s\n' 'ffffffff81000100 T both' 'ffffffff81000200 t only_bh' 'ffffffff81000300 t only_iomap' \
		'ffffffff82000000 D sb_lock' 'ffffffff81f00000 T _etext' 'ffffffff82000100 B _end' >"$tmp/r/profile/System.map"
	cat >"$tmp/r/profile/10.counts" <<-END
		insn ffffffff81000110 40960 8192 0 0 8192 4096 2048
		insn ffffffff81000210 57344 0 0 0 0 0 0
		node 1 0 0 0 0
		node 2 1 ffffffff81000100 40960 8192
		node 3 2 ffffffff81000200 57344 8192
		lock ffffffff82000000 spin ffffffff81000200 16384 819200
		lock ff11000000000040 read ffffffff81000200 8192 40960
		lock ff11000000000080 read ffffffff81000204 8192 40960
		share ff11000000000040 ffffffff81000110 8192 4096
		share ff11000000000040 ffffffff81000210 0 8192
		share ff11000000000080 ffffffff81000210 10 0
		faults 8192 2187264 4530176 0
		end
	END
	cat >"$tmp/r/profile/14.counts" <<-END
		insn ffffffff81000110 24576 8192 0 0 0 8192 0
		insn ffffffff81000310 32768 0 0 0 0 0 0
		node 1 0 0 0 0
		node 2 1 ffffffff81000100 24576 8192
		node 3 2 ffffffff81000300 32768 8192
		lock ffffffff82000000 spin ffffffff81000100 8192 81920
		faults 8192 2097152 0 0
		end
	END
}

# The report of the run, and that nothing of it is too wide
report() {
	"$faultline" report --no-charts "$tmp/r" >"$tmp/text" 2>"$tmp/stderr" || return
	cat "$tmp/stderr"
	absent -E '^.{73}' "$tmp/text"
}

@test "the functions that differ most are a table that adds up to the cell" {
	report
	sed -n '/^buffer_head *iomap *differ/,/(all)/p' "$tmp/text" >"$tmp/functions"
	diff "$tmp/functions" - <<-END
		buffer_head     iomap    differ  function
		        7.0       0.0      -7.0  only_bh
		        0.0       4.0      +4.0  only_iomap
		        5.0       3.0      -2.0  both
		       12.0       7.0      -5.0  (all)
	END
	[ ! -s "$tmp/stderr" ]
}

@test "of many functions the rest is one row, and the rows add up" {
	local insns='' map='' address

	for i in {1..40}; do
		address=$(printf 'ffffffff8101%02x00' "$i")
		insns+="insn $address $((i * 8192)) 0 0 0 0 0 0"$'\n'
		map+="$address t function_$i"$'\n'
	done
	printf '%snode 1 0 0 %d 0\nend\n' "$insns" $((820 * 8192)) >"$tmp/r/profile/10.counts"
	printf '%s' "$map" >>"$tmp/r/profile/System.map"
	changed 'as_iomap | profiled(10; 820 * 8192) | profiled(14; 7 * 8192)' >"$tmp/r/samples.jsonl"
	report
	for text in text cover; do
		[ $text = text ] || "$faultline" report --cover-letter --full "$tmp/r" >"$tmp/cover"
		absent -E '^.{73}' "$tmp/$text"
		sed -n '/^buffer_head *iomap *differ/,/(all)/{/function$/d;p}' "$tmp/$text" >"$tmp/functions"
		cat "$tmp/functions"
		awk '/\(all\)/ { exit !(here == $1 && there == $2 && here == 820 && there == 7) }
			{ here += $1; there += $2 }' "$tmp/functions"
		[ "$(wc -l <"$tmp/functions")" = $([ $text = text ] && echo 14 || echo 7) ]
		grep -q '(all others)$' "$tmp/functions"
	done
	grep -c '<th scope="row">function_' "$tmp/r/report.html" | grep -qx 15
	jq -e '[.cells[] | .functions // [] | map(.self) | add // empty] == [820, 7]' "$tmp/r/report.json"
}

@test "locks held per fault stand side by side, most held first" {
	report
	sed -n '/^Locks held/,/^Cache lines/p' "$tmp/text" | sed -n '/^sparse/,/^$/p' >"$tmp/locks"
	diff "$tmp/locks" - <<-END
		sparse order0                      ext4 bh     ext4 iomap
		                            taken     held taken     held
		sb_lock (spin)                2.0    100.0   1.0     10.0
		read in only_bh               2.0     10.0     -        -

	END
	jq -e '[.cells[] | .locks // empty] == [
		[{ name: "sb_lock", kind: "spin", taken: 2, held: 100 },
		 { name: "read in only_bh", kind: "read", taken: 2, held: 10 }],
		[{ name: "sb_lock", kind: "spin", taken: 1, held: 10 }]]' "$tmp/r/report.json"
}

@test "cache lines of a fault, and misses of the model a page, stand side by side" {
	report
	sed -n '/^Cache lines/,/^Threads that/p' "$tmp/text" | sed -n '/^sparse/,/^$/p' >"$tmp/lines"
	diff "$tmp/lines" - <<-END
		sparse order0          ext4     ext4
		                         bh    iomap
		data                  267.0    256.0
		code                  553.0        -
		shared                  2.0        -
		misses, L1 code         1.0      0.0
		misses, L1 data         0.5      1.0
		misses, L2              0.2      0.0

	END
	jq -e '[.cells[] | select(.functions) | .lines, .misses] == [
		{ data: 267, code: 553, shared: 2 }, { code: 1, data: 0.5, second: 0.25 },
		{ data: 256, code: null, shared: null }, { code: 0, data: 1, second: 0 }]' "$tmp/r/report.json"
}

@test "lines that the plugin had no room for, or did not count, are no figures" {
	sed -i 's/^faults .*/faults 8192 2187264 4530176 3/; s/^\(insn .*\) [0-9]* [0-9]* [0-9]*$/\1 0 0 0/' \
		"$tmp/r/profile/10.counts"
	sed -i '/^faults/d' "$tmp/r/profile/14.counts"
	report
	grep -qE '^data +- +-$' "$tmp/text"
	grep -qE '^shared +- +-$' "$tmp/text"
	grep -qE '^misses, L1 data +- +1\.0$' "$tmp/text"
	grep -qE '^sb_lock \(spin\) +2\.0 +100\.0 +- +-$' "$tmp/text"
	jq -e '[.cells[] | select(.functions) | .lines.data] == [null, null]' "$tmp/r/report.json"
}

@test "locks that threads waited for keep their place before those that were held" {
	changed 'as_iomap | profiled(10; 12 * 8192) | locked(80)' >"$tmp/r/samples.jsonl"
	report
	jq -e '[.cells[] | select(.functions)][0].locks | map(has("waits"), has("taken")) ==
		[true, false, true, false, false, true, false, true]' "$tmp/r/report.json"
}

@test "the full cover letter has the functions of each cell, and locks and lines of the first" {
	changed 'as_iomap | profiled(10; 12 * 8192) | profiled(14; 7 * 8192) |
		profiled(12; 12 * 8192) | profiled(16; 7 * 8192)' >"$tmp/r/samples.jsonl"
	cp "$tmp/r/profile/10.counts" "$tmp/r/profile/12.counts"
	cp "$tmp/r/profile/14.counts" "$tmp/r/profile/16.counts"
	"$faultline" report --cover-letter --full "$tmp/r" >"$tmp/text"
	absent -E '^.{73}|	' "$tmp/text"
	[ "$(grep -c '^ *7\.0 *0\.0 *-7\.0  only_bh$' "$tmp/text")" = 2 ]
	[ "$(grep -c '^sb_lock (spin) ' "$tmp/text")" = 1 ]
	[ "$(grep -c '^misses, L2 ' "$tmp/text")" = 1 ]
	report
	[ "$(grep -c '^sb_lock (spin) ' "$tmp/text")" = 2 ]
	[ "$(grep -c '<th scope="row">sb_lock (spin)</th>' "$tmp/r/report.html")" = 2 ]
}

@test "a profile that does not add up to its trial has failed, and is in no table" {
	changed 'as_iomap | profiled(10; 12 * 8192 + 21) | profiled(14; 7 * 8192)' >"$tmp/r/samples.jsonl"
	run report
	assert_failure 1
	local why='its functions have 98304 instructions, its trial 98325'

	[ "$(grep -c . "$tmp/stderr")" = 1 ]
	grep -q "ext4-buffer_head 4k sequential sparse order0 32m FAILED: $why$" "$tmp/stderr"
	grep -A2 '^\*\* PROFILE FAILED, it is left out: \*\*$' "$tmp/text" | grep -q "^    $why$"
	grep -q "class=\"bad\">PROFILE FAILED, it is left out: ext4-buffer_head .*: $why" "$tmp/r/report.html"
	absent only_bh "$tmp/text" "$tmp/r/report.html" "$tmp/r/report.json"
	jq -e '[.cells[] | select(.profile_wrong).functions] == [null]' "$tmp/r/report.json"
	# Twenty are no failure
	changed 'as_iomap | profiled(10; 12 * 8192 + 20) | profiled(14; 7 * 8192)' >"$tmp/r/samples.jsonl"
	report
	grep -q only_bh "$tmp/text"
}

@test "parts of page_mkwrite are those of the profile, if it did not fail" {
	sed -i 's/^end/part 8192 dirtying\nend/' "$tmp/r/profile/10.counts"
	report
	grep -q 'profiled trial of each cell' <(grep -A 3 '^Parts of' "$tmp/text")
	changed 'as_iomap | profiled(10; 12 * 8192 + 21) | profiled(14; 7 * 8192)' >"$tmp/r/samples.jsonl"
	run report
	assert_failure 1
	absent '^Parts of' "$tmp/text"
	changed 'as_iomap | profiled(10; 12 * 8192) | profiled(14; 7 * 8192)' >"$tmp/r/samples.jsonl"
	sed -i 's/^node 3 2 ffffffff81000200 57344/node 3 2 ffffffff81000200 57345/' "$tmp/r/profile/10.counts"
	run report
	assert_failure 1
	grep -q '10.counts: its call paths add up to 98305 instructions, its addresses to 98304$' "$tmp/stderr"
	absent '^Parts of' "$tmp/text"
}

@test "profiles that are not there or damaged are a fault, and leave the rest of the report as it is" {
	local kept

	sed -i '$d' "$tmp/r/profile/10.counts"
	run report
	assert_failure 1
	grep -qx '\*\* PROFILE MISSING, or damaged, of 1 of 2 cells: they are left out \*\*' "$tmp/text"
	grep -q 'class="bad">PROFILE MISSING, or damaged, of 1 of 2 cells: they are left out.</p>' "$tmp/r/report.html"
	[ "$(cat "$tmp/stderr")" = "faultline: $tmp/r/profile/10.counts: cut off; its last line is \"end\"" ]
	absent only_bh "$tmp/text"
	grep -q '^sb_lock (spin) ' "$tmp/text"
	rm -r "$tmp/r/profile"
	"$faultline" report "$tmp/r" >/dev/null 2>"$tmp/stderr" && return 1
	[ "$(grep -c . "$tmp/stderr")" = 1 ]
	run report
	assert_failure 1
	[ "$(grep -c . "$tmp/stderr")" = 1 ]
	[ "$(grep -c 'PROFILE MISSING, or damaged, of 2 of 2 cells' "$tmp/text")" = 1 ]
	kept=$(cat "$tmp/text")
	absent -E 'Cache lines|Locks held|Functions that' "$tmp/text" "$tmp/r/report.html"
	changed 'as_iomap | profiled(10; 1000) | profiled(14; 1000) | if .type == "trial" then
		del(.wall) + {wall} else . end' >"$tmp/r/samples.jsonl"
	run report
	assert_failure 1
	diff "$tmp/text" <(echo "$kept")
}

@test "names from System.map are shown as text in report.html" {
	sed -i 's/only_bh/<img\&src=x>/; s/sb_lock/<b>sb/' "$tmp/r/profile/System.map"
	report
	grep -qF '<th scope="row">&lt;img&amp;src=x&gt;</th>' "$tmp/r/report.html"
	grep -qF '<th scope="row">&lt;b&gt;sb (spin)</th>' "$tmp/r/report.html"
	absent -E '<img|<b>' "$tmp/r/report.html"
	grep -q '  <img&src=x>$' "$tmp/text"
}
