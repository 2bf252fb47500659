# SPDX-License-Identifier: GPL-2.0-only
# What the files that measure jobs of their own in the guest share.
# shellcheck shell=bash
bats_load_library bats-support
bats_load_library bats-assert

# begin: what setup_file does first.  $tmp/out is for the guest to write to
begin() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
}

# boot [OPTION...] -- CMD...: CMD in a guest; what it prints is shown if it fails
boot() {
	scripts/guest --share "$tmp/out" --console "$tmp/console" "$@" >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		return 1
	}
}
