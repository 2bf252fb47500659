# SPDX-License-Identifier: GPL-2.0-only
# What the tests of kernels that are not ours share; loaded, not run.
# shellcheck shell=bash

setup() { cd "$BATS_TEST_DIRNAME/../.." || return 1; }

# begin_kernel: build the program; $out is for results, $patches for the kernel's patches
begin_kernel() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all
	export out=$BATS_FILE_TMPDIR/out patches=$BATS_FILE_TMPDIR/patches
	mkdir "$out"
	unset KERNEL_TREE
}

# measure_kernel VARIANTS GONE: measure them on our kernel with $patches, in which no symbol
# matches GONE, into $out/run
measure_kernel() {
	local kernel

	printf '[a]\nvariant=%s\nstate=sparse,redirty\nsize=1m\n' "$1" >"$out/small.job"
	kernel=$(scripts/kernel --series 7.3 --patches "$patches" 2>"$out/log") &&
		scripts/guest --insn --share "$out" --console "$out/console" --kernel "$kernel" -- bash -ec '
			if grep -E "$2" /proc/kallsyms; then exit 1; fi
			build/faultline run "$1/small.job" --mode insn --out "$1/run" --device /dev/nvme0n1' \
			measure "$out" "$2" >>"$out/log" 2>&1 || {
		cat "$out/log" >&2
		return 1
	}
	build/faultline report --no-charts "$out/run" >/dev/null
}
