#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# All four tracers, and a run, on the kernel as its authors left it: 7.3 without our patches.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all tracing-tests
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
	printf '[a]\nvariant=ext4-buffer_head,ext4-iomap,xfs\nstate=sparse,redirty\n%s\n%s\n' \
		folio=order0 size=1m >"$tmp/out/small.job"
	kernel=$(scripts/kernel --unpatched --series 7.3 2>"$tmp/log") &&
		scripts/guest --smp 4 --timeout 600 --share "$tmp/out" --console "$tmp/console" \
			--kernel "$kernel" -- bash -ec '
			tests/tracing/locks-in-guest "$1" reader freeze truncate bh-folio
			umount /mnt/scratch
			dmsetup remove slow
			/tmp/faultline run "$1/small.job" --out "$1/run" --device /dev/nvme0n1 --force
			mkfs.ext4 -q -F /dev/nvme0n1
			mount -o nodelalloc,noatime /dev/nvme0n1 /mnt/scratch
			truncate -s 2M /mnt/scratch/f
			cp build/tracing/touch /tmp/
			/tmp/faultline trace --only path,journal --json /tmp/touch /mnt/scratch/f 512 \
				>"$1/touch.json"' unpatched "$tmp/out" >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		return 1
	}
}

@test "it is without our patches, and every trace is complete all the same" {
	# The other one has been inlined into its only caller
	jq -r '.path.missing' "$tmp/out/touch.json" | grep -qx 'ext4_da_map_blocks, ext4_es_backed_len'
	jq -e 'all(.path, .journal; .incomplete == null)' "$tmp/out/touch.json"
	for f in reader bh-folio; do
		jq -e '.folio | .incomplete == null and .missing == ""' "$tmp/out/$f.json"
	done
	for f in freeze truncate; do
		jq -e '.locks | .incomplete == null and .missing == ""' "$tmp/out/$f.json"
	done
}

@test "faults and their handles are counted to the last one" {
	jq -e '.path.begun == 512 and .path.ended == 512 and .path.calls.start_this_handle >= 512
		and .journal.in_faults == .path.calls.start_this_handle' "$tmp/out/touch.json"
}

@test "who waits for a page that is read, waits for the completion of that" {
	jq -e 'any(.folio.lines[]; .wait == "locked" and .waiter.comm == "waiter" and
		.total > 1e8 and .holder.label == "I/O completion")' "$tmp/out/reader.json"
}

@test "a handle is held while its task waits for a folio lock" {
	jq -c '.folio.waits' "$tmp/out/bh-folio.json"
	jq -e '.folio.waits | .handle_held_for_folio.count > 0 and
		.commit_delayed_meanwhile.count > 0' "$tmp/out/bh-folio.json"
}

@test "a frozen filesystem and a truncation are found under their locks' names" {
	jq -e 'any(.locks.lines[]; .name == "s_writers (page fault)" and
		.waiter.comm == "frozen" and .holder.comm == "fsfreeze")' "$tmp/out/freeze.json"
	jq -c '.locks.lines[] | [.name, .waiter.comm, .holder.comm]' "$tmp/out/truncate.json"
	jq -e 'any(.locks.lines[]; .name == "invalidate_lock" and
		.waiter.comm == "faulter" and .holder.comm == "holder")' "$tmp/out/truncate.json"
}

@test "a run leaves ext4's iomap out, says so, and proves the paths of the others" {
	grep -q 'ext4-iomap is left out: this kernel.s ext4 has no mount option' "$tmp/log"
	build/faultline report --no-charts "$tmp/out/run" >/dev/null
	jq -e '.failed_trials == 0 and ([.cells[].variant] | unique) == ["ext4-buffer_head", "xfs"]
		and all(.cells[]; .path.do_page_mkwrite == 256)' "$tmp/out/run/report.json"
}
