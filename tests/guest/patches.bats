#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The patch queue as somebody gets it who wants to send it.
bats_load_library bats-support
bats_load_library bats-assert

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	source=$(scripts/kernel-source 7.3)
	queue=$PWD/kernel-patches/7.3
	mapfile -t patches < <(sed "s,^,$queue/," "$queue/series")
	export source
	# Only what the patches touch: a repository of the whole takes minutes
	export TREE=$BATS_FILE_TMPDIR/tree
	git init -q "$TREE"
	(cd "$source" && sed -n 's,^--- a/,,p' "${patches[@]}" | sort -u |
		xargs ls 2>/dev/null | xargs cp --parents -t "$TREE")
	git -C "$TREE" add -A
	git -C "$TREE" -c user.name=t -c user.email=t@t commit -q -m pristine
	printf '%s\n' "${patches[@]}" >"$BATS_FILE_TMPDIR/patches"
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	mapfile -t patches <"$BATS_FILE_TMPDIR/patches"
}

@test "the series lists every patch, and git am takes them in that order" {
	[ "$(cd kernel-patches/7.3 && ls ./*.patch | sed 's,^./,,')" = \
	  "$(cat kernel-patches/7.3/series)" ]
	git -C "$TREE" -c user.name=t -c user.email=t@t am -q "${patches[@]}"
	[ "$(git -C "$TREE" rev-list --count HEAD)" = $((${#patches[@]} + 1)) ]
}

@test "checkpatch finds no error, and no warning but those that do not apply" {
	tests/checkpatch "$source" "${patches[@]}"
	# It would find one
	sed 's/^+\tif (/+\tif(/' "${patches[-1]}" "${patches[6]}" >"$BATS_TEST_TMPDIR/bad.patch"
	run tests/checkpatch "$source" "$BATS_TEST_TMPDIR/bad.patch"
	echo "$output"
	assert_failure 1
	assert_output --partial "ERROR: space required before the open parenthesis"
}
