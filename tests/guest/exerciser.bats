#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Data integrity of both paths: a short slice of `make test-long`.
bats_load_library bats-support
bats_load_library bats-assert

@test "random operations and crashes leave every byte right on both paths" {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory test-programs
	run scripts/guest --timeout 900 --console "$BATS_TEST_TMPDIR/console.log" -- \
		tests/exerciser/in-guest 300 1 7
	echo "$output"
	assert_success
	[ "$(grep -c '^ok - ' <<<"$output")" = 9 ]
}

@test "I/O errors that come and go leave every byte right on both paths" {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory test-programs
	run scripts/guest --timeout 900 --console "$BATS_TEST_TMPDIR/console.log" -- \
		tests/exerciser/errors-in-guest 150 7
	echo "$output"
	assert_success
	[ "$(grep -c '^ok - ' <<<"$output")" = 20 ]
}

@test "the mount option is off by default, shown when on, and gone when turned off" {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	run scripts/guest --console "$BATS_TEST_TMPDIR/console.log" -- sh -ec '
		mkfs.ext4 -q /dev/nvme0n1
		mount -t ext4 /dev/nvme0n1 /mnt/scratch
		if grep " /mnt/scratch .*[ ,]buffered_iomap" /proc/mounts; then exit 1; fi
		umount /mnt/scratch
		mount -t ext4 -o buffered_iomap /dev/nvme0n1 /mnt/scratch
		grep -q " /mnt/scratch .*,buffered_iomap" /proc/mounts
		mount -o remount,nobuffered_iomap /mnt/scratch
		if grep " /mnt/scratch .*,buffered_iomap" /proc/mounts; then exit 1; fi'
	echo "$output"
	assert_success
}
