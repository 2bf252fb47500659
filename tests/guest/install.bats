#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# An installed Faultline measures with its checkout out of sight.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	export tmp=$BATS_FILE_TMPDIR
	make --no-print-directory install PREFIX=/opt/faultline DESTDIR="$tmp/root" >/dev/null
	bin=$tmp/root/opt/faultline/bin
	find "$tmp/root" -printf '%p %T@\n' | sort >"$tmp/before"
	mkdir "$tmp/home"
	# In a place of its own the checkout is an empty folder; the emulator sees that, too
	unshare --mount --propagation private bash -ec 'mount -t tmpfs none "$1"; cd "$2"
		ls -A "$1"; PROFILE=0 exec "$3/faultline-bench" --series 7.3 smoke' \
		checkout "$PWD" "$tmp/home" "$bin" >"$tmp/said" 2>"$tmp/log" || {
		cat "$tmp/log" >&2
		return 1
	}
}

@test "faultline-bench has its results in the current directory, and each cell its cost" {
	cd "$tmp/home"
	[ "$(echo results/*)" = "$(sed -n "s|^Results  $PWD/\(.*\): .*|\1|p" "$tmp/said")" ]
	jq -e '.complete and .failed_trials == 0 and (.cells | length == 54) and
		all(.cells[]; .per_page.value > 0) and
		all(.cells[] | select(.variant != "tmpfs"); .parts != [])' results/*/report.json
	ls results/*/charts/*.svg >/dev/null
}

@test "nothing is written among the installed files" {
	find "$tmp/root" -printf '%p %T@\n' | sort | diff "$tmp/before" -
}
