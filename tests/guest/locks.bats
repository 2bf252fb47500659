#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The tracer of the other locks: contention that is provoked is found under the
# lock's name, with who released it; where nothing is contended, it is not.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all tracing-tests
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
	scripts/guest --smp 4 --timeout 900 --share "$tmp/out" --console "$tmp/console" -- \
		tests/tracing/locks-in-guest "$tmp/out" freeze freeze-control table truncate mmap \
		parallel serial >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		return 1
	}
}

# holds SCENARIO FILTER: is it true of the trace of that scenario?
holds() {
	jq -c '.locks | .locks[].name, .lines[]' "$tmp/out/$1.json"
	jq -e ".locks | def line(\$name; \$waiter; \$holder): [.lines[] | select(.name == \$name and
		.waiter.comm == \$waiter and .holder.comm == \$holder)][0];
		def named(\$name): any(.locks[]; .name == \$name); $2" "$tmp/out/$1.json"
}

@test "every trace is complete: what began has ended" {
	for f in "$tmp"/out/*.json; do
		jq -c '.locks | del(.locks, .lines)' "$f"
		jq -e '.locks | .incomplete == null and .begun == .ended + .in_flight and
			.lost == 0 and .misses == 0 and .missing == ""' "$f"
	done
}

@test "each wait is in one line, and in one lock's sum" {
	for f in "$tmp"/out/*.json; do
		jq -e '.locks | .ended == ([.lines[].count] | add // 0) and
			([.lines[].total] | add) == ([.locks[].total] | add) and
			all(.locks[] | select(.histogram); .count == ([.histogram[][1]] | add))' "$f"
	done
}

@test "a fault on a frozen filesystem waits for s_writers, until the thaw" {
	holds freeze 'line("s_writers (page fault)"; "frozen"; "fsfreeze") | .count == 1 and
		.total > 5e8 and (.waiter.stack | any(. == "ext4_page_mkwrite"))'
}

@test "mprotect waits for the VMA lock that a fault holds" {
	holds freeze 'line("VMA lock"; "protector"; "frozen") | .count == 1 and .total > 1e8'
}

@test "a truncation holds invalidate_lock and i_rwsem" {
	holds truncate 'line("invalidate_lock"; "faulter"; "holder") | .access == "read" and
		.total > 5e8'
	holds truncate 'line("i_rwsem"; "writer"; "holder") | .access == "exclusive" and
		.total > 5e8'
}

@test "threads that map and unmap wait for mmap_lock, and for each other" {
	holds mmap 'line("mmap_lock"; "faulter"; "mapper") | .count > 0'
	holds mmap 'line("mmap_lock"; "mapper"; "faulter") | .count > 0'
	holds mmap '.locks[0].name == "mmap_lock"'
}

@test "faults in parallel with hole punching: names, and no addresses" {
	holds parallel 'named("invalidate_lock") and .locks[0].count > 0'
	holds parallel '[.lines[] | select(.name == "invalidate_lock" and .access == "read")] |
		any(.[]; .holder.comm == "puncher")'
	holds parallel 'all(.locks[]; .name | test("0x|^[0-9a-f]{16}|\\?") | not)'
}

@test "where there is one task, and nothing is frozen, no lock of the file is waited for" {
	for s in freeze-control serial; do
		holds "$s" '(named("invalidate_lock") or named("i_rwsem") or named("mmap_lock") or
			named("VMA lock") or named("i_data_sem") or named("i_private_lock") or
			named("s_writers (page fault)")) | not'
	done
}

@test "people get the same as a table" {
	cat "$tmp/out/locks.txt"
	grep -q '^s_writers (page fault)  *1  *[0-9]*  *[0-9]*$' "$tmp/out/locks.txt"
	grep -q '^    waiter   frozen ([0-9]*)$' "$tmp/out/locks.txt"
	grep -q '^    holder   fsfreeze ([0-9]*)$' "$tmp/out/locks.txt"
	! grep -v '|$' "$tmp/out/locks.txt" | grep '.\{73,\}'
}
