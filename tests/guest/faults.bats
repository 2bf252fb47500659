#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Faults that the iomap path of ext4 once had and buffer heads had not: a slice of
# tests/ext4/faults, all in one guest.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory test-programs
	export log=$BATS_FILE_TMPDIR/log
	# Its status is that of its tests, each of which is judged below
	scripts/guest --timeout 600 --console "$BATS_FILE_TMPDIR/console.log" -- \
		tests/ext4/faults/run short >"$log" 2>&1 || true
}

# recipe NAME: it came to its end, and all that it printed is good
recipe() {
	run sed -n "/^# $1 short$/,/^# $1 took /p" "$log"
	echo "$output"
	[ "$(grep -c '^not ok' <<<"$output")" = 0 ]
	[ "$(grep '^ok' <<<"$output" | tail -n 1)" = "ok - the kernel log has no splats" ]
	[[ $(tail -n 1 <<<"$output") == "# $1 took "* ]]
}

@test "a direct append is not overwritten by the writeback of a mapped store beside it" {
	recipe append
}

@test "no space to split an extent at the end of its I/O: every byte is right" {
	recipe split
}

@test "an error of data is no error of a later truncate, nor of the filesystem" {
	recipe late-error
}

@test "writeback caches no holes beyond its folio" {
	recipe cached-holes
}

@test "what a truncate has cut off does not come back by a crash" {
	recipe stale-tail
}

@test "a file replaced without fsync is there after a crash as with buffer heads" {
	recipe replace
}

@test "a write that fails keeps what was preallocated, and no more" {
	recipe failed-write
}

@test "an unaligned truncate waits for no write" {
	recipe truncate-cost
}

@test "a write beside page faults looks its blocks up once more for each folio at most" {
	recipe write-cost
}

@test "the last page of the largest file can be mapped" {
	recipe last-page
}

@test "a store that does not get all blocks of its folio leaks no reservation" {
	recipe fault-leak
}

@test "zeroing a range across EOF leaves no old bytes" {
	recipe zero-eof
}
