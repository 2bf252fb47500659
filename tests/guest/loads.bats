#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Loads and setups: that each had its effect, and that nothing of them is left behind.
bats_load_library bats-support
bats_load_library bats-assert

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	export OUT=$BATS_FILE_TMPDIR/out
	mkdir "$OUT"
	make --no-print-directory all kernel SERIES=7.3 >/dev/null
	scripts/guest --smp 4 --timeout 1800 --share "$OUT" --console "$BATS_FILE_TMPDIR/console" -- \
		tests/guest/loads-in-guest "$OUT" >"$OUT/guest.log" 2>&1
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	tail -n 5 "$OUT"/*.log
}

# trials RUN FILTER: of all its trials that FILTER takes
trials() {
	jq -cn "[inputs | select(.type == \"trial\") | select($2)]" "$OUT/$1/samples.jsonl"
}

# all RUN FILTER TEST: there are such trials, and each of them passes
all() {
	trials "$1" "$2" | jq -e "(.[] | select(($3) | not) | debug), (length > 0 and all(.[]; $3))"
}

@test "each load runs in every trial, and comes to something that others count" {
	[ "$(cat "$OUT/loads.status")" = 0 ]
	all loads true '.load_rounds > 0'
	all loads '.cell.load == "commit" or .cell.load == "fsync"' '.load_effect.commits > 0'
	all loads '.cell.load == "writeback"' '.load_effect["pages written"] > 0'
	all loads '.cell.load == "metadata"' '.load_effect.files >= .load_rounds'
	all loads '.cell.load == "punch"' '.load_effect["pages punched"] >= 16 * .load_rounds'
	all loads '.cell.load == "read"' '.load_effect["pages read"] > 0'
	all loads '.cell.load == "reclaim"' '.load_effect["pages reclaimed"] > 0'
	[ "$(trials loads true | jq '[.[].cell.load] | unique | length')" = 9 ]
}

@test "each touched page of the test files is there after punch, truncate, read and map" {
	all loads '.cell.load | IN("punch", "truncate", "read", "map", "metadata", "commit")' \
		'.folios.pages == .pages and .after.dirty == .pages and .minflt + .majflt >= .pages'
}

@test "reclaim takes pages of the test files, too" {
	all loads '.cell.load == "reclaim"' '.before.cached == 0 and .folios.pages > 0'
	trials loads '.cell.load == "reclaim"' | jq -e 'any(.[]; .folios.pages < .pages)'
}

@test "a load has a rate, and fails its trial if it cannot keep half of it" {
	all loads '.cell.load_rate' '.load_per_second < 5 * .cell.load_rate'
	[ "$(cat "$OUT/too-fast.status")" = 1 ]
	grep -q 'failed: load commit ran [0-9]* times a second, less than half of load_rate=1000000$' \
		"$OUT/too-fast.log"
}

@test "the locks of map and punch are waited for, and the load is the holder" {
	trials loads '.cell.load == "map" and .locks' | jq -c '[.[].locks[] | [.name, .count, .holder.comm]]'
	trials loads '.cell.load == "map" and .locks' | jq -e 'any(.[].locks[]; .name == "mmap_lock")'
	# This kernel hides no event from the tracers
	trials loads .locks | jq -e 'length > 0 and all(.[]; has("unseen") | not)'
	trials loads '.cell.load == "punch" and .locks' | jq -e 'any(.[].locks[]; .name == "invalidate_lock")'
}

@test "in a nearly full filesystem ext4 allocates in the fault, on both paths" {
	all setups '.cell.setup == "near-full"' '.space_left > .cell.size and
		.space_left < .cell.size + 1572864 and .wrong == null'
	all setups '.cell.setup == "near-full" and .path and .cell.variant == "ext4-buffer_head"' \
		'.path.ext4_block_write_begin > 0 and .path.block_page_mkwrite > 0'
	all setups '.cell.setup == "near-full" and .path and .cell.variant == "ext4-iomap"' \
		'.path.iomap_page_mkwrite == .path.do_page_mkwrite and .path.jbd2_handle_start > 50'
}

@test "stable pages are waited for, and without them nobody waits" {
	trials setups '.cell.load == "writeback"' |
		jq -c '.[] | select(.locks) | [.cell.variant, .cell.setup, .wrong, .locks[].name]'
	all setups '.cell.setup == "stable-pages+slow-device" and .locks and .wrong == null' \
		'any(.locks[]; .name == "folio writeback")'
	all setups '.cell.setup == "slow-device" and .locks and .wrong == null' \
		'all(.locks[]; .name != "folio writeback")'
}

@test "a disk of which a part is mounted is refused, even with --force, and a volume without it" {
	grep -q 'nvme0n1 is mounted or in use' "$OUT/part-in-use.log"
	grep -q '/dev/dm-0 is the device-mapper device volume; --force erases it' "$OUT/volume.log"
	[ "$(cat "$OUT/part-in-use.status" "$OUT/volume.status" | tr -d '\n')" = 22 ]
}

@test "nothing is left behind, nor by a run that a signal has ended in the middle" {
	diff "$OUT/before" "$OUT/loads.after"
	diff "$OUT/before" "$OUT/setups.after"
	for signal in TERM INT KILL; do
		diff "$OUT/before" "$OUT/$signal.after"
		# All of it was there
		grep -q faultline-slow "$OUT/$signal.amid"
		grep -q faultline-reclaim "$OUT/$signal.amid"
	done
	[ "$(cat "$OUT/TERM.status")" = 143 ]
	[ "$(cat "$OUT/INT.status")" = 130 ]
	[ "$(cat "$OUT/KILL.status")" = 137 ]
}
