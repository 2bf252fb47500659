#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# ext4 on both paths, where random operations do not get by themselves.
bats_load_library bats-support
bats_load_library bats-assert

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory test-programs
}

setup() { cd "$BATS_TEST_DIRNAME/../.." || return 1; }

# guest [OPTION...] -- CMD...: CMD prints TAP there; all of it must be good
guest() {
	run scripts/guest --timeout 400 --console "$BATS_TEST_TMPDIR/console.log" "$@"
	echo "$output"
	assert_success
	[ "$(grep -c '^not ok' <<<"$output")" = 0 ]
	[ "$(tail -n 1 <<<"$output")" = "ok - the kernel log has no splats" ]
}

@test "what iomap cannot do falls back inode by inode, or is refused" {
	guest -- tests/ext4/features
}

@test "an I/O error reaches msync and fsync, and leaves nothing behind" {
	guest -- tests/ext4/io-errors
}

@test "no space, quota, freezing, remounting and swapping leave every byte right" {
	guest -- tests/ext4/space 100
}

@test "fio finds the data it wrote" {
	guest -- tests/ext4/fio-verify 2M
}

@test "alternating written and unwritten extents: right, and no dearer than buffer heads" {
	guest --insn -- tests/ext4/alternate
}
