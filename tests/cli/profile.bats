#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline profile, on counts of known sums.
load helpers

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	faultline=$PWD/build/san/faultline
	tmp=$BATS_TEST_TMPDIR
	# One trial of ext4 and one of XFS, of 8,192 pages
	run_dir r 'profiled(10; 81920) | profiled(14; 49152)'
	mkdir "$tmp/r/profile"
	printf '%s\n' 'ffffffff81000100 T asm_fault' 'ffffffff81000200 t touch_it' \
		'ffffffff81000300 T again' 'ffffffff81000400 D a_variable' 'ffffffff81000500 T last' \
		>"$tmp/r/profile/System.map"
	# asm_fault calls touch_it, which calls again, which calls itself
	cat >"$tmp/r/profile/10.counts" <<-END
		insn 400000 8192 0 8192 0 0 0 0
		insn ffffffff81000100 16384 8192 0 0 0 0 0
		insn ffffffff81000200 8192 0 0 1 0 0 0
		insn ffffffff81000204 8192 0 0 0 0 0 0
		insn ffffffff810003f0 40960 0 4096 0 0 0 0
		node 1 0 0 0 0
		node 2 1 400000 8192 1
		node 3 2 ffffffff81000100 16384 8192
		node 4 3 ffffffff81000200 16384 8192
		node 5 4 ffffffff81000300 32768 8192
		node 6 5 ffffffff81000300 8192 4096
		end
	END
	cat >"$tmp/r/profile/14.counts" <<-END
		insn 400000 8192 0 8192 0 0 0 0
		insn ffffffff81000100 16384 8192 0 0 0 0 0
		insn ffffffff81000500 24576 0 0 0 0 0 0
		node 1 0 0 0 0
		node 2 1 400000 8192 1
		node 3 2 ffffffff81000100 16384 8192
		node 4 3 ffffffff81000500 24576 8192
		end
	END
}

profile() { "$faultline" profile "$tmp/r" "$@"; }

@test "each function has its own cost and that of its callees, per touched page" {
	profile --cell 'ext4-buffer_head *' >"$tmp/text"
	cat "$tmp/text"
	sed -n '2,$p' "$tmp/text" | diff - <(cat <<-END
		     self inclusive   loads  stores  lock  function
		      5.0       5.0     0.0     0.5   0.0  again
		      2.0       9.0     1.0     0.0   0.0  asm_fault
		      2.0       7.0     0.0     0.0   1.0  touch_it
		      1.0      10.0     0.0     1.0   0.0  (harness)

		END
	)
	[ "$(wc -L <"$tmp/text")" -le 72 ]
}

@test "two variants are told apart by function, and what differs adds up" {
	profile --cell 'ext4-buffer_head *' --against xfs >"$tmp/text"
	cat "$tmp/text"
	grep -qE '^ +5\.0 +0\.0 +-5\.0  again$' "$tmp/text"
	grep -qE '^ +0\.0 +3\.0 +\+3\.0  last$' "$tmp/text"
	grep -qE '^ +2\.0 +2\.0 +\+0\.0  asm_fault$' "$tmp/text"
	grep -qE '^ +10\.0 +6\.0 +-4\.0  all$' "$tmp/text"
	[ "$(sed -n 4p "$tmp/text" | awk '{ print $4 }')" = again ]
}

@test "JSON Lines and folded stacks hold the same figures" {
	profile --json >"$tmp/json"
	[ "$(wc -l <"$tmp/json")" = 2 ]
	jq -s -e 'all(.pages == 8192) and ([.[0].functions[].self] | add) == 10 and
		([.[1].functions[].self] | add) == 6 and
		any(.[0].functions[]; .name == "again" and .inclusive == 5 and .calls == 1.5)' "$tmp/json"
	profile --cell 'xfs *' --folded >"$tmp/folded"
	cat "$tmp/folded"
	[ "$(awk '{ n += $NF } END { print n }' "$tmp/folded")" = 49152 ]
	grep -qE '^xfs_.*;\(harness\);asm_fault;last 24576$' "$tmp/folded"
}

@test "a profiled trial is in no figure" {
	run_dir without 'select(.index != 10 and .index != 14) |
		if .type == "end" then .trials -= 2 else . end | if .type == "run" then .steps -= 2 else . end'
	for run in r without; do
		"$faultline" report --no-charts "$tmp/$run" >/dev/null
		jq -S '.cells | map(del(.rounds, .functions, .lines, .misses, .locks))' "$tmp/$run/report.json" >"$tmp/$run.cells"
	done
	diff "$tmp/r.cells" "$tmp/without.cells"
}

@test "what is not there, damaged or unknown is one clear line" {
	refuses 2 'no such profiled cell; .*PROFILE=1' profile --cell 'tmpfs *'
	refuses 2 '^faultline: --against nfs: expected ext4-buffer_head, .* or tmpfs' profile --against nfs
	sed -i '$d' "$tmp/r/profile/10.counts"
	refuses 2 '10.counts: cut off; its last line is "end"' profile --cell 'ext4-buffer_head *'
	echo 'node 9 1 0 0 0' >>"$tmp/r/profile/10.counts"
	refuses 2 '10.counts:12: not a line of faultline.s plugin' profile --cell 'ext4-buffer_head *'
	rm "$tmp/r/profile/10.counts"
	refuses 2 '10.counts: No such file' profile --cell 'ext4-buffer_head *'
	rm "$tmp/r/profile/System.map"
	refuses 2 "System.map: No such file .*PROFILE=1" profile
	run "$faultline" profile "$tmp/r" --json --folded
	assert_failure 2
}
