#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The journal tracer: what it counts is what the kernel counts, and it knows
# what a handle waits for.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all tracing-tests
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
	scripts/guest --timeout 400 --share "$tmp/out" --console "$tmp/console" -- \
		tests/tracing/journal-in-guest "$tmp/out" >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		return 1
	}
}

# of WORKLOAD FILTER: jq over the trace of that workload
of() {
	jq -r ".journal | $2" "$tmp/out/$1.json"
}

# kernel WORKLOAD KEY: what the kernel counted
kernel() {
	jq -r ".$2" "$tmp/out/$1.kernel"
}

# waits WORKLOAD ORIGIN: how many starts waited for what
waits() {
	of "$1" "[.origins[] | select(.name == \"$2\").waits[] | select(.count > 0 and
		.name != \"none\") | \"\\(.name) \\(.count)\"] | join(\", \")"
}

all="quiet load threads space restart held-fsync held-checkpoint held-nothing device"

@test "handles, restarts and commits are counted to the last one" {
	for w in $all; do
		echo "$w: $(of "$w" '"\(.started) \(.restarted) \(.commits.ended)"') $(
			cat "$tmp/out/$w.kernel")"
		[ "$(of "$w" .started)" = "$(kernel "$w" handles)" ]
		[ "$(of "$w" .restarted)" = "$(kernel "$w" restarts)" ]
		[ "$(of "$w" .commits.ended)" = "$(kernel "$w" commits)" ]
		[ "$(of "$w" .commits.ended)" = "$(kernel "$w" transactions)" ]
	done
}

@test "nothing is lost, all that began came to an end, and every hook is there" {
	for w in $all; do
		of "$w" '"\(.incomplete) \(.missing) \(.lost) \(.misses) \(.abandoned) \(.in_flight) \(
			.untimed) \(.commits.open)"'
		[ "$(of "$w" '.incomplete == null and .missing == "" and .lost == 0 and .misses == 0
			and .abandoned == 0 and .in_flight == 0 and .untimed == 0 and
			.commits.open == 0 and .begun == .started + .restarted and
			([.types[] | .ended] | add) == .started')" = true ]
	done
}

@test "types, origins, waits and histograms are the same handles and the same time" {
	for w in $all; do
		[ "$(of "$w" '([.origins[].waits[].time] | add) ==
			([.types[] | .latency + .restart_latency] | add)')" = true ]
		[ "$(of "$w" '([.origins[].histogram[][1]] | add) == .begun')" = true ]
		[ "$(of "$w" '([.commits.phases[].time] | add) == .commits.time')" = true ]
		[ "$(of "$w" '([.commits.histogram[][1]] | add) == .commits.ended')" = true ]
	done
}

@test "a fault's handle is known as such, with its type" {
	for w in quiet load; do
		[ "$(of "$w" '.types[] | select(.name == "WRITE_PAGE") | "\(.starts) \(.faults)"')" = \
		  "500 500" ]
		[ "$(of "$w" '.types[] | select(.name == "DIR").faults')" = 0 ]
		[ "$(of "$w" '([.types[].faults] | add) == .in_faults and .in_faults >= 500')" = true ]
	done
	[ "$(of threads '.types[] | select(.name == "WRITE_PAGE").faults')" = 1600 ]
}

@test "without a commit in the way no start waits" {
	for w in quiet load held-nothing; do
		[ "$(waits "$w" fault)$(waits "$w" other)$(waits "$w" restart)" = "" ]
	done
}

@test "a fault that waits for a commit, which waits for an open handle" {
	[ "$(waits held-fsync fault)" = "commit 1" ]
	[ "$(waits held-fsync other)" = "" ]
	of held-fsync .slowest[0]
	[ "$(of held-fsync '.slowest[0] | .wait == "commit" and .origin == "fault" and
		.type == "INODE" and .command == "handles" and .waited > 50000000 and
		.waited <= .latency and .waited > 0.9 * .latency')" = true ]
	[ "$(of held-fsync '[.commits.phases[] | select(.name == "waiting for handles")][0].time
		> 100000000')" = true ]
	# It joins the transaction after the one that the holder keeps open
	[ "$(of held-fsync '.slowest[0].transaction - ([.slowest[] |
		select(.type == "TRUNCATE")][0].transaction)')" = 1 ]
	# And that one holds its handle for as long as it reads
	[ "$(of held-fsync '[.types[] | select(.name == "TRUNCATE")][0].max_hold > 1000000000')" = true ]
}

@test "a fault that waits for a barrier" {
	[ "$(waits held-checkpoint fault)" = "barrier 1" ]
	[ "$(of held-checkpoint '.slowest[0] | .wait == "barrier" and .origin == "fault" and
		.waited > 50000000')" = true ]
}

@test "waits for log space, in faults and in a handle's restart" {
	waits space fault
	[[ $(waits space fault)$(waits space other) == *"log space"* ]]
	[ "$(of restart .restarted)" -ge 1 ]
	waits restart restart
	[[ $(waits restart restart) == *commit* || $(waits restart restart) == *"log space"* ]]
}

@test "intervals add up, and each has its own slowest" {
	started=$(jq -s '[.[].journal.started] | add' "$tmp/out/intervals.json")
	[ "$started" = "$(kernel intervals handles)" ]
	[ "$(jq -s 'length' "$tmp/out/intervals.json")" -ge 2 ]
	jq -s -e 'all(.[].journal; .incomplete == null) and all(.[].journal | select(.started >= 16);
			.slowest | length == 16)
		and all(.[].journal; ([.types[].max_latency] | max) == .slowest[0].latency)
		and all(.[].journal; .slowest | . == (sort_by(.latency) | reverse) or
			[.[].latency] == ([.[].latency] | sort | reverse))' "$tmp/out/intervals.json"
}

@test "another device's or process's handles are not traced" {
	[ "$(of other-device '"\(.begun) \(.started) \(.commits.begun)"')" = "0 0 0" ]
	[ "$(of other-process '"\(.begun) \(.started)"')" = "0 0" ]
	[ "$(of device '.slowest[0].device')" = 259:0 ]
}

@test "a traced handle costs at most 1,000 instructions" {
	mkdir "$tmp/cost"
	scripts/guest --insn --timeout 300 --share "$tmp/cost" --console "$tmp/console" -- \
		tests/tracing/journal-in-guest "$tmp/cost" cost
	least() { jq -s '[.[].elapsed] | min' "$tmp/cost/$1"[123].kernel; }
	cost=$(( ($(least traced) - $(least bare)) / 5000 ))
	echo "$cost instructions a handle"
	[ "$cost" -gt 0 ]
	[ "$cost" -le 1000 ]
}
