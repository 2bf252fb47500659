#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A kernel with somebody else's buffered_iomap: nothing of ours but the mount option is
# needed to measure it.
load other-kernel

setup_file() {
	begin_kernel
	tests/long/renamed-queue "$patches"
	measure_kernel ext4-buffer_head,ext4-iomap,ext4-iomap-nodelalloc \
		' ext4_(es_backed_len|iomap_page_mkwrite)$'
}

@test "every variant runs there, and its path is proven" {
	jq -c '.failed_trials, (.cells[] | [.variant, .state, .folio, .path])' "$out/run/report.json"
	jq -e '.failed_trials == 0 and ([.cells[].variant] | unique) ==
			["ext4-buffer_head", "ext4-iomap", "ext4-iomap-nodelalloc"] and
		all(.cells[]; .path.do_page_mkwrite > 0 and .path.iomap_page_mkwrite ==
			if .variant == "ext4-buffer_head" then 0 else .path.do_page_mkwrite end)' \
		"$out/run/report.json"
}

@test "its faults are split into parts that add up" {
	jq -e '[.cells[] | select(.parts)] | length == 12 and all(.[];
		any(.parts[]; .name == "iomap iteration" and .value > 0) ==
			(.variant != "ext4-buffer_head"))' "$out/run/report.json"
}
