#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# All four tracers on a kernel that is not ours: Debian's 6.12, with ext4 as a module.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all tracing-tests
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
	mapfile -t kernel < <(tests/debian-kernel trixie 2>"$tmp/log")
	[ -r "${kernel[1]}" ] &&
		scripts/guest --kernel "${kernel[0]}" --initrd "${kernel[1]}" --smp 4 --timeout 300 \
			--share "$tmp/out" --console "$tmp/console" -- bash -ec '
			tests/tracing/locks-in-guest "$1" reader freeze truncate
			umount /mnt/scratch
			dmsetup remove slow
			mkfs.ext4 -q -F /dev/nvme0n1
			mount -o nodelalloc,noatime /dev/nvme0n1 /mnt/scratch
			truncate -s 2M /mnt/scratch/f
			cp build/tracing/touch /tmp/
			/tmp/faultline trace --only path,journal --json /tmp/touch /mnt/scratch/f 512 \
				>"$1/touch.json"' debian "$tmp/out" >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		return 1
	}
}

@test "every trace is complete, and names what this kernel does not have" {
	# What the compiler has inlined may differ with the version
	jq -e 'all(.path, .journal; .incomplete == null) and
		(.path.missing | startswith("ext4_da_map_blocks, ext4_es_backed_len"))' "$tmp/out/touch.json"
	jq -e '.folio | .incomplete == null and .missing == ""' "$tmp/out/reader.json"
	for f in freeze truncate; do
		jq -e '.locks | .incomplete == null and
			.missing == "contended_release, __vma_start_exclude_readers"' "$tmp/out/$f.json"
	done
}

@test "faults and their handles are counted to the last one" {
	jq -e '.path.begun == 512 and .path.ended == 512 and .path.calls.start_this_handle >= 512
		and .journal.in_faults == .path.calls.start_this_handle' "$tmp/out/touch.json"
}

@test "who waits for a page that is read, waits for the completion of that" {
	jq -c '.folio.lines' "$tmp/out/reader.json"
	jq -e 'any(.folio.lines[]; .wait == "locked" and .waiter.comm == "waiter" and
		.total > 1e8 and .holder.label == "I/O completion")' "$tmp/out/reader.json"
}

@test "locks are found under their names, and their holders are not made up" {
	jq -c '.locks.lines[]' "$tmp/out/freeze.json" "$tmp/out/truncate.json"
	jq -e 'any(.locks.lines[]; .name == "s_writers (page fault)" and
		.waiter.comm == "frozen" and .total > 1e8)' "$tmp/out/freeze.json"
	jq -e 'any(.locks.lines[]; .name == "invalidate_lock" and
		.waiter.comm == "faulter" and .total > 1e8)' "$tmp/out/truncate.json"
	# No contended_release here
	for f in freeze truncate; do
		jq -e 'all(.locks.lines[]; .holder.label == "unknown" and .holder.comm == "")' "$tmp/out/$f.json"
	done
}
