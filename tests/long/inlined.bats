#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A kernel whose compiler has inlined do_page_mkwrite, as clang does: there is no such
# function to hook, so the functions that it calls have to prove the path.
load other-kernel

setup_file() {
	local source

	begin_kernel
	source=$(scripts/kernel-source 7.3)
	mkdir -p "$patches/b"
	sed 's/^static vm_fault_t do_page_mkwrite(/static __always_inline vm_fault_t do_page_mkwrite(/' \
		"$source/mm/memory.c" >"$patches/b/memory.c"
	diff -u --label a/mm/memory.c --label b/mm/memory.c "$source/mm/memory.c" \
		"$patches/b/memory.c" >"$patches/inline.patch" || true
	echo inline.patch >"$patches/series"
	measure_kernel ext4-buffer_head,ext4-iomap,xfs,tmpfs ' do_page_mkwrite$'
}

@test "the run says so once, and goes on" {
	[ "$(grep -c 'no hook on do_page_mkwrite' "$out/log")" = 1 ]
	grep -q 'calls of functions are counted instead' "$out/log"
}

@test "every path is proven by what is left, and no part is made up" {
	jq -c '.failed_trials, (.cells[] | [.variant, .state, .folio, .path])' "$out/run/report.json"
	jq -e '.failed_trials == 0 and (.cells | length) == 14 and all(.cells[];
		(.path | has("do_page_mkwrite") | not) and .parts == [] and .per_mkwrite.value == null and
		(.path.iomap_page_mkwrite > 0) == (.variant == "ext4-iomap" or .variant == "xfs") and
		(.path.ext4_page_mkwrite > 0) == (.variant | startswith("ext4")))' \
		"$out/run/report.json"
}
