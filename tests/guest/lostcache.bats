#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A disk that loses its write cache: a short slice of `make test-crash`.
bats_load_library bats-support
bats_load_library bats-assert

setup() { cd "$BATS_TEST_DIRNAME/../.." || return 1; }

@test "what was promised survives a disk that loses its cache, and barriers are why" {
	make --no-print-directory test-programs
	run tests/lostcache/lost-cache 2 2 5 0 \
		"4096 nobuffered_iomap,delalloc" "4096 buffered_iomap,delalloc" \
		"1024 nobuffered_iomap,nodelalloc" "1024 buffered_iomap,nodelalloc"
	echo "$output"
	assert_success
	[ "$(grep -c '^ok - lost cache' <<<"$output")" = 8 ]
	grep -qE '^# nobarrier: 2 cuts, missed [01]; found by ' <<<"$output"
}
