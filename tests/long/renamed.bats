#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A kernel with somebody else's buffered_iomap: nothing of ours but the mount option is
# needed to measure it.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all
	export out=$BATS_FILE_TMPDIR/out
	mkdir "$out"
	printf '[a]\nvariant=ext4-buffer_head,ext4-iomap,ext4-iomap-nodelalloc\nstate=sparse,redirty\n%s\n' \
		size=1m >"$out/small.job"
	unset KERNEL_TREE
	tests/long/renamed-queue "$BATS_FILE_TMPDIR/patches"
	kernel=$(scripts/kernel --series 7.3 --patches "$BATS_FILE_TMPDIR/patches" 2>"$out/log") &&
		scripts/guest --insn --share "$out" --console "$out/console" --kernel "$kernel" -- bash -ec '
			if grep -E " ext4_(es_backed_len|iomap_page_mkwrite)$" /proc/kallsyms; then exit 1; fi
			build/faultline run "$1/small.job" --mode insn --out "$1/run" --device /dev/nvme0n1' \
			renamed "$out" >>"$out/log" 2>&1 || {
		cat "$out/log" >&2
		return 1
	}
	build/faultline report --no-charts "$out/run" >/dev/null
}

setup() { cd "$BATS_TEST_DIRNAME/../.." || return 1; }

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
