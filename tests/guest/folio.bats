#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The folio lock tracer: contention that is provoked is found, and who caused it
# is named; where nothing is contended, nothing is found.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all tracing-tests
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
	scripts/guest --smp 4 --timeout 900 --share "$tmp/out" --console "$tmp/console" -- \
		tests/tracing/locks-in-guest "$tmp/out" reader reader-control table writeback partial \
		iomap-handle iomap-handle-control bh-folio bh-folio-control >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		return 1
	}
}

# holds SCENARIO FILTER: is it true of the trace of that scenario?
holds() {
	jq -c '.folio | .waits, .lines[]' "$tmp/out/$1.json"
	jq -e ".folio | def line(\$wait; \$comm): .lines[] |
		select(.wait == \$wait and .waiter.comm == \$comm); $2" "$tmp/out/$1.json"
}

@test "every trace is complete: what began has ended" {
	for f in "$tmp"/out/*.json; do
		jq -e '.folio | .incomplete == null and .begun == .ended and .in_flight == 0 and
			.lost == 0 and .misses == 0 and .missing == "" and
			.handle_begun == .handle_ended' "$f"
	done
}

@test "the sums are those of the lines, and of the histograms" {
	for f in "$tmp"/out/*.json; do
		jq -e '.folio | .lines as $lines | all(.waits | to_entries[]; .key as $wait |
			.value.count == ([$lines[] | select(.wait == $wait).count] | add // 0) and
			.value.total == ([$lines[] | select(.wait == $wait).total] | add // 0) and
			.value.count == ([.value.histogram[][1]] | add // 0))' "$f"
	done
}

@test "a fault waits for a page that is being read: the completion of that read held it" {
	holds reader '[line("locked"; "waiter")][0] | .total > 1e8 and .name == "data" and
		.inode > 0 and .holder.label == "I/O completion" and .holder.pid == 0 and
		(.waiter.stack | any(. == "filemap_fault"))'
}

@test "faults on pages that are there wait for nothing" {
	holds reader-control '.begun == 0 and .lines == []'
}

@test "fsync waits for writeback, and not for a lock" {
	holds writeback 'line("writeback"; "waiter") | .total > 1e8 and .name == "data" and
		(.holder.label | startswith("I/O completion"))'
	holds writeback '.waits.locked.count == 0'
}

@test "who waits for writeback with the folio locked is its holder, not the writeback" {
	holds partial 'line("writeback"; "truncate") | .total > 1e8'
	# It may wait once more, briefly, where truncate unlocks the folio and locks it again
	holds partial '[line("locked"; "waiter")] | any(.total > 1e8) and
		all(.holder.comm == "truncate")'
}

@test "iomap: the folio that is locked while its fault waits for a handle, and its victim" {
	holds iomap-handle 'line("folio_held_for_handle"; "blocked") | .count == 1 and .total > 1e8'
	holds iomap-handle 'line("locked"; "victim") | .holder.comm == "blocked" and .name == "hole"'
	holds iomap-handle 'line("folio_waited_for_meanwhile"; "victim") |
		.holder.comm == "blocked" and .total > 1e8'
	# The victim cannot have waited for longer than that
	holds iomap-handle '.waits | .folio_waited_for_meanwhile.total <= .folio_held_for_handle.total'
	holds iomap-handle '.waits.handle_held_for_folio.count == 0'
}

@test "a handle waits for a commit, that for the open handles, and somebody has asked for it" {
	for s in iomap-handle bh-folio; do
		holds $s '[.lines[] | select(.wait == "commit_waited_for_handles")][0] | .total > 1e8 and
			(.waiter.comm | startswith("jbd2/")) and .holder.comm == "holder" and
			(.holder.stack | any(. == "ext4_truncate"))'
		# Sooner or later jbd2 or sync may have another one made
		holds $s '[.lines[] | select(.wait == "commit")] |
			any(.holder.comm == "committer" and (.holder.stack | any(. == "ext4_sync_file"))) and
			all(.total == 0 and .waiter.label == "unknown")'
		holds $s '[.lines[] | select(.wait == "handle_waited_for_commit")] | length > 0 and
			all(.holder.comm | startswith("jbd2/"))'
	done
	# With a folio locked it is a hazard as well
	holds iomap-handle 'line("handle_waited_for_commit"; "blocked") | .count == 1 and .total > 1e8'
	holds iomap-handle '[.lines[] | select(.waiter.comm == "blocked" and .count == 1) | .total] |
		length == 2 and .[0] == .[1]'
	holds bh-folio '([.lines[] | select(.wait == "handle_waited_for_commit") | .waiter.comm] | unique) as
		$who | $who - ["holder"] == ["first", "second"]'
}

@test "where nothing commits and no handle is open, neither waits" {
	for s in reader reader-control; do
		holds $s '[.waits["handle_waited_for_commit", "handle_waited_for_space",
			"commit_waited_for_handles"].count] | add == 0'
	done
	holds iomap-handle-control ".waits.commit.count > 0"
}

@test "buffer heads: the handle that is open while its fault waits for a folio, and the commit" {
	holds bh-folio '[.lines[] | select(.wait == "handle_held_for_folio")] as [$line] |
		$line.total > 1e8 and $line.name == "deep" and $line.max_tid > 0 and
		([$line.waiter.comm, $line.holder.comm] | sort) == ["first", "second"]'
	holds bh-folio '[.lines[] | select(.wait == "handle_held_for_folio")] as [$line] |
		[.lines[] | select(.wait == "commit_delayed_meanwhile")] as [$commit] |
		($commit.waiter.comm | startswith("jbd2/")) and $commit.max_tid == $line.max_tid and
		$commit.holder.comm == $line.waiter.comm and $commit.total <= $line.total'
	holds bh-folio '.waits.folio_held_for_handle.count == 0'
}

@test "no hazard where nobody else wants the folio, or no commit is under way" {
	for s in iomap-handle-control bh-folio-control reader reader-control; do
		holds "$s" '[.waits[["folio_held_for_handle", "folio_waited_for_meanwhile",
			"handle_held_for_folio", "commit_delayed_meanwhile"][]].count] | add == 0'
	done
	holds bh-folio-control '.commits > 0'
}

@test "people get the same as a table" {
	cat "$tmp/out/folio.txt"
	grep -q '^folio lock held while waiting for a handle  *0  *0$' "$tmp/out/folio.txt"
	grep -q '^    file     [0-9:]* inode [0-9]* "data", longest at page [01]$' "$tmp/out/folio.txt"
	grep -q '^    waiter   waiter ([0-9]*)$' "$tmp/out/folio.txt"
	grep -q '^    holder   I/O completion$' "$tmp/out/folio.txt"
	! grep -v '|$' "$tmp/out/folio.txt" | grep '.\{73,\}'
}
