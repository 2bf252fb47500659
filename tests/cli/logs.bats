#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Logs of runs that CI has no time for are of the patches as they are.
load helpers

@test "the kept logs of make test-debug, test-crash, test-patches, test-power, test-known, test-locks and test-scenarios are of this patch queue" {
	. tests/long/kept-log.sh
	for log in tests/logs/debug.log tests/logs/shutdown.log tests/logs/killed.log \
		tests/logs/lost-cache.log tests/logs/patches.log tests/logs/power.log \
		tests/logs/known.log tests/logs/locks.log tests/logs/scenarios.log; do
		grep -qx "patch queue: $(queue_digest)" "$log" ||
			{ echo "$log is of other patches; make it anew, see the head of it"; false; }
		[ "$(tail -n 1 "$log")" = "result: passed" ]
	done
}

@test "they ran on both paths, and found nothing" {
	run grep -hE '^not ok|[1-9][0-9]* not ok|console: [1-9]' tests/logs/*.log
	echo "$output"
	[ "$output" = "" ]
	for path in nobuffered_iomap buffered_iomap; do
		[ "$(grep -cE "^# crash.* $path," tests/logs/shutdown.log)" -ge 50 ]
		[ "$(grep -cE "^ok - killed $path," tests/logs/killed.log)" -ge 10 ]
	done
}

@test "each patch of the queue was taken, built without a warning and checked" {
	while read -r patch; do
		grep -qE "^ok - $patch: W=1 status 0, 0 warnings; checkpatch 0;" tests/logs/patches.log
	done <kernel-patches/7.3/series
	[ "$(grep -c '^ok - ' tests/logs/patches.log)" = "$(grep -c . kernel-patches/7.3/series)" ]
}

@test "a disk that loses its cache: 200 power cuts, and they find what is wrong on purpose" {
	log=tests/logs/lost-cache.log
	for block in 4096 1024; do
		for path in nobuffered_iomap buffered_iomap; do
			for alloc in delalloc nodelalloc; do
				[ "$(grep -cE "^ok - lost cache $path,$alloc, $block bytes a block, after entry .*; bytes checked " "$log")" -ge 25 ]
			done
		done
	done
	# of a write that was unflushed something was lost in most
	[ "$(grep -cE '^ok - lost cache .* of [1-9][0-9]* unflushed writes ([1-9]|0 lost and [1-9])' "$log")" -ge 100 ]
	[ "$(grep -cE '^# nobarrier: .*found by .*crash check [1-9]' "$log")" -ge 5 ]
	[ "$(grep -cE '^# lying: .*found by .*crash check [1-9]' "$log")" -ge 5 ]
}

@test "a longer page_mkwrite was found in every run and cell, and nothing where nothing was" {
	[ "$(grep -cE '^[125] %, run .*: 12 of 12 cells flagged, part named in 12,' tests/logs/power.log)" = 30 ]
	[ "$(grep -cE '^A/A pair .*: 0 of 12 cells flagged' tests/logs/power.log)" -ge 20 ]
}

@test "equal runs were called changed in 5 % of 200 comparisons at most" {
	log=tests/logs/false-alarms.log
	[ "$(tail -n 1 "$log")" = "result: passed" ]
	[ "$(grep -cE '^(one after the other|far apart), [0-9]+\.base and ' "$log")" -ge 200 ]
	[ "$(grep -cE '^(one after the other|far apart): a cell called changed in [0-5] of 100 ' "$log")" = 2 ]
}

@test "a profile finds known instructions, locks and lines, and compare names what is planted" {
	[ "$(grep -c '^ok - .*: 10 cells$' tests/logs/known.log)" = 13 ]
	[ "$(grep -cE '^ok - ([0-9]+) of \1 cells name .*; \1 changed$' tests/logs/known.log)" = 4 ]
}

@test "a guest of several vCPUs lived on for 200 attachments, and others died of what keeps it alive" {
	log=tests/logs/alive.log
	[ "$(tail -n 1 $log)" = "result: passed" ]
	grep -qE '^one thread for all vCPUs: 200 cycles, ' $log
	grep -qE '^a thread for each vCPU: [1-9] of 3 guests died of int3$' $log
	grep -qE '^    vCPU [0-9] executed int3 at .*; memory has (0f|66|e8|e9);' $log
}

@test "each scenario ran to its end, every load was proven, and no cell took more than a minute" {
	for job in commit-storm shared-file same-folio stable-pages near-full truncate-race reclaim \
		mmap-lock; do
		grep -qE "^ok - $job: [1-9][0-9]* cells, [0-9]+ trials, 0 failed, [0-9]+ s a cell$" \
			tests/logs/scenarios.log
		grep -q "^## $job$" docs/scenarios.md
		[ -r "bench/jobs/$job.job" ]
	done
	[ "$(sed -n 's/^ok - .* \([0-9]*\) s a cell$/\1/p' tests/logs/scenarios.log | sort -n | tail -n 1)" -le 60 ]
}

@test "locks held longer, new ones, waits and commits were named in 10 of 10 runs, and none in 20 without" {
	log=tests/logs/locks.log
	grep -qE '^exposure, made 20[0-9-]+:$' $log
	grep -qE '^events, made 20[0-9-]+:$' $log
	[ "$(grep -c '^ok - .*: 10 of 10 runs$' $log)" = 5 ]
	grep -qx 'ok - nothing planted, no lock named: 20 of 20 runs' $log
	[ "$(grep -cE '^ok - nothing planted, no event named, (own|same)-pages: 20 of 20 runs$' $log)" = 2 ]
}

@test "equal runs of contention.job had a lock flagged in 5 % of 45 pairs at most" {
	log=tests/logs/contention.log
	[ "$(tail -n 1 $log)" = "result: passed" ]
	[ "$(grep -cE '^runs [0-9]+ and [0-9]+: ' $log)" -ge 40 ]
	[ "$(grep -cE '^runs [0-9]+ and [0-9]+: flagged: ' $log)" -le 2 ]
}

@test "50 runs were killed at random moments, and nothing was left" {
	log=tests/logs/kills.log
	[ "$(tail -n 1 $log)" = "result: passed" ]
	[ "$(grep -cE '^# kill [0-9]+ of (the run|both), after [0-9]+ changes$' $log)" -ge 50 ]
	[ "$(grep -cE 'after [1-9][0-9]* changes$' $log)" -ge 20 ]
}

@test "the table of docs/lock-order.md is that of the kept log" {
	diff <(grep '^|' tests/logs/scenarios.log) <(grep '^|' docs/lock-order.md)
}

@test "profiles add up in all cells of the standard job, in three QEMUs, and two boots agree" {
	log=tests/logs/qemus.log
	[ "$(tail -n 1 $log)" = "result: passed" ]
	[ "$(grep -cE '^(own|again|trixie|sid): ([0-9]+) of \2 profiles add up to their trials' $log)" = 4 ]
	grep -qE '^own: .*qemu-7\.' $log
	grep -qE '^trixie: .*qemu-10\.' $log
	# One may have a rare event, such as new random numbers, where a fault maps many pages
	grep -qE '^own and again: in 17[0-2] of 172 profiles no function is 0\.1 % of the fault apart' $log
	[ "$(grep -cE '^[a-z]+ and [a-z]+: ([0-9]+) of \1 cells within 0\.1 %' $log)" = 6 ]
}
