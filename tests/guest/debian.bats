#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The tracers on a kernel that is not ours: Debian's 6.12, with ext4 as a module.

@test "the tracers run on Debian 13's kernel, and name what it does not have" {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all tracing-tests
	mapfile -t kernel < <(tests/debian-kernel trixie)
	[ -r "${kernel[1]}" ]
	run scripts/guest --kernel "${kernel[0]}" --initrd "${kernel[1]}" --timeout 180 \
		--console "$BATS_TEST_TMPDIR/console" -- bash -ec '
		cp build/faultline build/tracing/touch /tmp/
		mkfs.ext4 -q /dev/nvme0n1
		mount -o nodelalloc,noatime /dev/nvme0n1 /mnt/scratch
		truncate -s 2M /mnt/scratch/f
		/tmp/faultline trace --only path,journal --json /tmp/touch /mnt/scratch/f 512 2>/dev/null |
			jq -r "[.path.begun, .path.ended, .path.incomplete, .journal.incomplete,
				.path.calls.start_this_handle >= 512, .path.missing] | @tsv"'
	echo "$output"
	[ "$status" = 0 ]
	grep -qP '^512\t512\t\t\ttrue\text4_da_map_blocks, ext4_es_backed_len' <<<"$output"
}
