#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The axes along which costs grow: each file is what its cell says, and each trial proves it.
load helpers

setup_file() {
	begin
	cat >"$tmp/out/growth.job" <<-END
		[global]
		trials=1
		folio=order0
		variant=ext4-buffer_head,ext4-iomap,xfs
		[size]
		variant=ext4-buffer_head,ext4-iomap,xfs,tmpfs
		state=sparse
		pattern=spread
		size=64g
		[extents]
		state=sparse,prealloc,delalloc,written,redirty
		size=2m
		extent=4k
		[few]
		state=prealloc
		size=2m
		extent=256k
		[deep]
		state=prealloc
		size=16m
		extent=4k
		[order]
		variant=ext4-buffer_head,ext4-iomap,xfs,tmpfs
		state=sparse,delalloc
		size=4m
		folio=order1,order4,order9
		[ahead]
		variant=xfs
		state=delalloc
		size=8m
		folio=order9
		[files]
		state=redirty
		size=8k
		files=1500
		[aged]
		state=prealloc
		size=4m
		setup=none,aged
	END
	printf '[a]\nvariant=xfs\nstate=written\nfolio=order0\nsize=128m\nfiles=3\n' >"$tmp/out/memory.job"
	boot --insn --memory 480M -- bash -c '
		set -e
		before=$(cat /sys/block/nvme0n1/queue/read_ahead_kb)
		build/faultline run "$1/growth.job" --out "$1/growth" --device /dev/nvme0n1
		[ "$(cat /sys/block/nvme0n1/queue/read_ahead_kb)" = "$before" ]
		build/faultline run "$1/memory.job" --out "$1/memory" --device /dev/nvme0n1 || echo $? >"$1/status"' \
		growth "$tmp/out"
}

# trials FILTER [SUMMARY]: is FILTER true of the trials, as an array?
trials() {
	jq -c 'select(.type == "trial") | [.cell, .before, .folios, .pages, .wrong]' "$tmp/out/growth/samples.jsonl"
	jq -se "[.[] | select(.type == \"trial\")] | $1" "$tmp/out/growth/samples.jsonl"
}

@test "all trials are good" {
	trials 'length >= 114 and all(.[]; .wrong == null)'
}

@test "of a file of 64 GiB 4096 pages are touched, from its first to near its last" {
	trials '[.[] | select(.cell.size == 68719476736)] | length >= 7 and
		all(.[]; .pages == 4096 and .folios.pages == 4096 and .after.cached == 4096)'
}

@test "a file has as many extents as its holes leave, of the kind that its state says" {
	trials '[.[] | select(.cell.extent and .cell.size == 2097152)] | length >= 36 and
		all(.[]; .before.extents == .cell.size / 2 / .cell.extent and
			.pages == 256 and (.before | .written_bytes + .unwritten_bytes + .delalloc_bytes) == 1048576)'
}

@test "the tree of extents is as deep as its blocks say" {
	trials '([.[] | select(.cell.extent == 262144 and .before.tree_depth)] | all(.[]; .before.tree_depth == 0)) and
		([.[] | select(.cell.extent == 4096 and .cell.size == 2097152 and .cell.state == "prealloc" and
			.before.tree_blocks)] | length == 4 and all(.[]; .before.tree_depth == 1)) and
		([.[] | select(.cell.size == 16777216)] | length == 6 and
			all(.[] | select(.cell.variant != "xfs"); .before.tree_depth == 2) and
			all(.[] | select(.cell.variant == "xfs"); .before.tree_depth == null))'
}

@test "folios have exactly their order, but for the windows of readahead before the first" {
	trials '[.[] | select(.cell.folio != "order0")] |
		([.[] | select(.cell.variant == "tmpfs")] | length == 8) and
		all(.[] | select(.cell.state == "delalloc" or .cell.folio == "order9");
			.folios.order_pages == .pages) and
		all(.[] | select(.cell.state == "sparse" and .cell.folio == "order4");
			.folios.order_pages == 1024 - 32) and
		all(.[] | select(.cell.state == "sparse" and .cell.folio == "order1");
			.folios.order_pages == 1024 - 2)'
}

@test "1500 files are touched in turn" {
	trials '[.[] | select(.cell.files)] | length >= 6 and all(.[]; .pages == 3000 and .minflt + .majflt >= 3000)'
}

@test "aged free space is in small pieces, and gives a file many extents" {
	trials '[.[] | select(.cell.state == "prealloc" and .cell.size == 4194304 and .cell.folio == "order0")] |
		([.[] | select(.cell.setup == "aged")] | length >= 6 and
			all(.[]; .free_space.pieces > 3000 and .free_space.largest <= 131072 and .before.extents >= 64)) and
		([.[] | select(.cell.setup == null)] | length >= 6 and all(.[]; .before.extents < 4))'
}

@test "what does not fit the memory is refused" {
	[ "$(cat "$tmp/out/status")" = 2 ]
	grep -q 'memory.job: 3 files of which 384 MiB are cached do not fit three quarters of the [0-9]* MiB of memory' "$tmp/log"
}
