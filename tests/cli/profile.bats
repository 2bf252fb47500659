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
		'ffffffff81f00000 T _etext' 'ffffffff83000000 B _end' \
		>"$tmp/r/profile/System.map"
	counts_of_ten_instructions >"$tmp/r/profile/10.counts"
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
		     self inclusive   loads  stores atomic  function
		      5.0       5.0     0.0     0.5    0.0  again
		      2.0       9.0     1.0     0.0    0.0  asm_fault
		      2.0       7.0     0.0     0.0    1.0  touch_it
		      1.0      10.0     0.0     1.0    0.0  (harness)

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

@test "locks, cache lines and who shares them stand behind the functions, per fault" {
	sed -i '$d; s/^\(insn 400000 .*\) 0 0 0$/\1 8192 4096 819/' "$tmp/r/profile/10.counts"
	cat >>"$tmp/r/profile/10.counts" <<-END
		lock ffffffff81000400 spin ffffffff81000200 8192 81920
		lock ff11000000000040 folio ffffffff81000200 4096 819200
		share ff11000000000040 ffffffff81000100 8192 4096
		share ff11000000000040 ffffffff81000200 0 8192
		share ff11000000000080 ffffffff81000204 32768 0
		faults 4096 409600 819200 0
		end
	END
	profile --cell 'ext4-buffer_head *' >"$tmp/text"
	cat "$tmp/text"
	sed '1,/^$/d' "$tmp/text" | diff - <(cat <<-END
		    taken      held  lock, per fault
		     1.00     200.0  folio in touch_it
		     2.00      20.0  a_variable (spin)

		    100.0  cache lines of data in a fault
		    200.0  cache lines of code in a fault
		        2  cache lines written by one vCPU and used by another
		      1.0  misses of code a page in the model of a first level cache
		      0.5  misses of data
		      0.1  misses in that of a second level

		    loads    stores  shared line, per fault, and who uses it most
		      8.0       0.0  ff11000000000080
		      8.0       0.0    touch_it
		      2.0       3.0  ff11000000000040
		      2.0       1.0    asm_fault
		      0.0       2.0    touch_it

	END
	)
	[ "$(wc -L <"$tmp/text")" -le 72 ]
	profile --cell 'ext4-buffer_head *' --json >"$tmp/json"
	jq -e '(.locks | map(del(.takers))) == [
			{ name: "folio in touch_it", kind: "folio", taken: 1, held: 200 },
			{ name: "a_variable", kind: "spin", taken: 2, held: 20 }] and
		.lines == { data: 100, code: 200, shared: 2, lost: 0 } and .faults == 4096 and
		.misses.data == 0.5 and (.shared | length == 2) and .shared[1] == { line: "ff11000000000040", name: "",
			loads: 2, stores: 3, functions: [{ name: "asm_fault", loads: 2, stores: 1 },
				{ name: "touch_it", loads: 0, stores: 2 }] }' "$tmp/json"
	# What the plugin had no room for is said beside what it would have been in
	sed -i 's/^faults .*/faults 4096 409600 819200 7/' "$tmp/r/profile/10.counts"
	profile --cell 'ext4-buffer_head *' | grep -q '^ *7  ACCESSES LOST: '
}

@test "a lock in an object has that name, and who takes it; a shared line those of its members" {
	sed -i '$d' "$tmp/r/profile/10.counts"
	cat >>"$tmp/r/profile/10.counts" <<-END
		lock ff11000000000238 read ffffffff81000200 8192 81920
		lock ff11000000000238 read ffffffff81000300 4096 819200
		lock ff11000000000238 write ffffffff81000300 4096 4096
		share ff11000000000200 ffffffff81000100 8192 4096
		share ffffffff81000400 ffffffff81000100 4096 4096
		faults 4096 409600 819200 0
		end
	END
	printf '%s\n' 'type ext4_inode_info 1024' 'member 0 ext4_inode_info.i_data' \
		'member 56 ext4_inode_info.i_es_lock' 'member 60 ext4_inode_info.i_es_nr' end >"$tmp/r/profile/types"
	jq -c 'if .index == 10 then .objects = { ext4_inode_info: "ff11000000000200" } else . end' \
		"$tmp/r/samples.jsonl" >"$tmp/named" && mv "$tmp/named" "$tmp/r/samples.jsonl"
	profile --cell 'ext4-buffer_head *' >"$tmp/text"
	cat "$tmp/text"
	grep -A 3 ' lock, per fault' "$tmp/text" | sed 1d | diff - <(cat <<-END
		     3.00     220.0  ext4_inode_info.i_es_lock (read)
		     1.00     200.0    in again
		     2.00      20.0    in touch_it
	END
	)
	grep -q '^ *1\.00 *1\.0  ext4_inode_info.i_es_lock (write)$' "$tmp/text"
	grep -A 1 'ff11000000000200$' "$tmp/text" | grep -qE '^ +ext4_inode_info: i_data, i_es_lock, i_es_nr$'
	grep -A 1 'ffffffff81000400$' "$tmp/text" | grep -qE '^ +a_variable$'
	sed -i '5i member here' "$tmp/r/profile/types"
	refuses 2 'types:5: neither a type nor a member' profile --cell 'ext4-buffer_head *'
	sed -i '5,$d' "$tmp/r/profile/types"
	refuses 2 'types: cut off; its last line is "end"' profile --cell 'ext4-buffer_head *'
	: >"$tmp/r/profile/types"
	refuses 2 'types: cut off; its last line is "end"' profile --cell 'ext4-buffer_head *'
}

@test "what interrupts execute is told apart, whatever they call" {
	sed -i 's/asm_fault/asm_common_interrupt/' "$tmp/r/profile/System.map"
	profile --cell 'ext4-buffer_head *' >"$tmp/text"
	cat "$tmp/text"
	grep -qE '^ +9\.0  of these in interrupts$' "$tmp/text"
	profile --cell 'ext4-buffer_head *' --json | jq -e '.interrupts == 9'
}

@test "of many locks and shared lines the least are counted, and names are cut to fit" {
	sed -i '$d' "$tmp/r/profile/10.counts"
	local long

	long=$(printf 'f%.0s' {1..100})
	sed -i "s/touch_it/$long/" "$tmp/r/profile/System.map"
	for i in {1..40}; do
		printf 'ffffffff8102%02x00 D lock_%d_%s\n' $i $i "$long" >>"$tmp/r/profile/System.map"
		printf 'lock ffffffff8102%02x00 spin ffffffff81000200 4096 %d\n' $i $((i * 4096))
		printf 'share %x ffffffff81000200 4096 %d\n' $((i * 64)) $((i * 4096))
	done >>"$tmp/r/profile/10.counts"
	printf 'faults 4096 0 0 0\nend\n' >>"$tmp/r/profile/10.counts"
	profile --cell 'ext4-buffer_head *' >"$tmp/text"
	cat "$tmp/text"
	[ "$(wc -L <"$tmp/text")" = 72 ]
	grep -A1 '1\.00 *11\.0  lock_11_f*$' "$tmp/text" | grep -q '^ *and 10 more that are held less$'
	grep -A2 '1\.0 *21\.0  0000000000000540$' "$tmp/text" | grep -q '^ *and 20 more that are used less$'
	profile --cell 'ext4-buffer_head *' --json | jq -e '(.locks | length) == 40 and (.shared | length) == 40'
}

@test "a profile that is not that of its trial is refused, whatever is asked for" {
	run_dir r 'profiled(10; 81920 - 21) | profiled(14; 49152)'
	printf '%s\n' 'kernel none' end >"$tmp/r/profile/source"
	profile --lines 2>"$tmp/stderr" || true
	sed -i "1s/.*/kernel $(grep -o 'map-[0-9a-f]*' "$tmp/stderr")/" "$tmp/r/profile/source"
	for option in '' --json '--against xfs' --folded --lines --callgrind; do
		# shellcheck disable=SC2086 # options
		refuses 2 'r: the profile of ext4-buffer_head .* FAILED: its functions have 81920 .* 81899$' \
			profile --cell 'ext4-buffer_head *' $option
	done
	profile --cell 'xfs *' >"$tmp/text"
	grep -q ' last$' "$tmp/text"
}

@test "counts whose call paths do not add up to their instructions are refused" {
	# The root's own instructions are counted like those of any function
	sed -i 's/^node 1 0 0 0 0/node 1 0 0 8 0/; s/^node 2 1 400000 8192 1/node 2 1 400000 8184 1/' "$tmp/r/profile/14.counts"
	profile --cell 'xfs *' >/dev/null
	sed -i 's/^node 1 0 0 8 0/node 1 0 0 9 0/' "$tmp/r/profile/14.counts"
	for option in '' --json '--against ext4-buffer_head' --folded; do
		# shellcheck disable=SC2086 # options
		refuses 2 'r/profile/14.counts: its call paths add up to 49153 instructions, its addresses to 49152$' \
			profile --cell 'xfs *' $option
	done
	profile --cell 'ext4-buffer_head *' >/dev/null
}

@test "what is behind the kernel's image has no name of the kernel" {
	sed -i 's/ffffffff81000500/ffffffffc0000500/; $d' "$tmp/r/profile/14.counts"
	printf '%s\n' 'share ffffffffc0000540 ffffffff81000100 8192 4096' 'faults 8192 0 0 0' end >>"$tmp/r/profile/14.counts"
	profile --cell 'xfs *' >"$tmp/text"
	grep -qE '^ +3\.0 .*  \(module or BPF\)$' "$tmp/text"
	absent -E 'last|_end' "$tmp/text"
}

@test "per-CPU variables that begin at zero name no lock" {
	sed -i '$d' "$tmp/r/profile/10.counts"
	echo '0000000000014000 D runqueues' >>"$tmp/r/profile/System.map"
	printf '%s\n' 'lock 14000 spin ffffffff81000200 8192 81920' 'faults 8192 0 0 0' end >>"$tmp/r/profile/10.counts"
	profile --cell 'ext4-buffer_head *' >"$tmp/text"
	grep -q ' spin in touch_it$' "$tmp/text"
}

@test "a System.map that is cut off is refused" {
	for symbol in _etext _end; do
		sed -i.whole "/ $symbol\$/d" "$tmp/r/profile/System.map"
		refuses 2 "System.map: no symbol $symbol in it, so it is cut off" profile
		mv "$tmp/r/profile/System.map.whole" "$tmp/r/profile/System.map"
	done
}

@test "--against says what it has nothing to compare with" {
	refuses 2 'r: --against xfs: all cells that are chosen are of xfs' profile --cell 'xfs *' --against xfs
	refuses 2 'r: --against tmpfs: the run has no profiled cell of tmpfs' profile --against tmpfs
	refuses 2 'no such profiled cell; ' profile --cell 'tmpfs *' --against xfs
}

@test "what user code cannot call is a note, as its callers are lost, and is no failure" {
	# Of 49,152 instructions 40,960 are below an entry; 491 would be 1 %
	sed -i 's/^node 3 .*/node 3 2 ffffffff81000100 40469 8192/; s/^node 4 .*/node 4 2 ffffffff81000500 491 8192/' \
		"$tmp/r/profile/14.counts"
	profile --cell 'xfs *' >/dev/null 2>"$tmp/err"
	[ ! -s "$tmp/err" ]
	sed -i 's/ 40469 / 40468 /; s/ 491 / 492 /' "$tmp/r/profile/14.counts"
	for option in '' --json --folded; do
		# shellcheck disable=SC2086 # an option
		profile --cell 'xfs *' $option 2>"$tmp/err" >"$tmp/text"
		[ -s "$tmp/text" ]
		cat "$tmp/err"
		[ "$(grep -c . "$tmp/err")" = 1 ]
		grep -q 'r: xfs 4k .*: call paths are broken in 1.0 % of the instructions: flame graphs and inclusive figures are off$' "$tmp/err"
	done
	"$faultline" report "$tmp/r" >"$tmp/text" 2>"$tmp/err"
	[ "$(grep -c 'call paths are broken' "$tmp/err")" = 1 ]
}

@test "numbers are plain and fit, and locks are of the kinds that there are" {
	local bad counts=$tmp/r/profile/14.counts

	sed -i '$d' "$counts"
	cp "$counts" "$tmp/counts"
	for good in 'touch ffffffff81000100 5 6' 'lock 40 rwsem-read 400000 18446744073709551615 0' \
		'share ffffffffffffffc0 40 1 2' 'faults 8192 0 0 0' 'part 5 folio lock'; do
		{ cat "$tmp/counts"; printf '%s\n' "$good" end; } >"$counts"
		profile --cell 'xfs *' >/dev/null
	done
	for bad in 'insn -1 1 0 0 0 0 0 0' 'insn 1 -1 0 0 0 0 0 0' 'insn 1 1 0 0 2 0 0 0' \
		'insn 1 18446744073709551616 0 0 0 0 0 0' 'insn 10000000000000000 1 0 0 0 0 0 0' \
		'insn 0x1 1 0 0 0 0 0 0' 'insn 1 1 0 0 0 0 0  0' 'insn 1 1 0 0 0 0 0 0 0' \
		'node 5 1 400000 +1 1' 'node 5 1 400000 -1 1' 'node 5 -1 400000 1 1' 'touch 1 -1 1' \
		'lock 40 spin 400000 -1 1' 'lock 40 spin 400000 1 18446744073709551616' \
		'lock 40 seq 400000 1 1' 'lock 40 bit 400000 1 1' $'lock 40 \e[2J 400000 1 1' 'lock 40 spinning 400000 1 1' \
		'share 40 -40 1 1' 'share 40 40 1 1e3' 'faults -1 0 0 0' 'part -5 folio lock' \
		'part 5 folio lockers' 'insn' ''; do
		{ cat "$tmp/counts"; printf '%s\n' "$bad" end; } >"$counts"
		refuses 2 "14.counts:8: not a line of faultline's plugin\$" profile --cell 'xfs *'
	done
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
