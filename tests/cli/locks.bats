#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Contention in two signals that are never mixed: events, and time where there is a clock.
load helpers

# no_time FILE: nothing in it says how long anything took
no_time() {
	absent -wiE 'ns|nanoseconds?|[0-9]+ns|longest' "$1"
}

# cell FILE: the lines on one cell, in each table
cell() {
	sed -n '/^ext4-buffer_head sparse order0$/,/^[a-z].* large$/p' "$1" | grep '^ '
}

@test "in mode count the report has events with an interval, who waited and for whom, and no time" {
	run_dir r 'counted | contended([4, 13, 13]; 0)'
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	# 30 in 3,000 faults: the rounds' dispersion is 2.7, which widens the interval
	diff <(cell "$tmp/stdout") - <<-END
		  j_state_lock                             30     10.0      1.94 to 29.0
		    waiter  faultline (89) in ext4_page_mkwrite
		    held by jbd2/nvme0n1-8 (57) in kjournald2
		  of these with a folio or a handle held, and whom that delayed:
		  folio lock, handle open                   2     0.67      0.03 to 3.27
		    waiter  faultline (89) in ext4_page_mkwrite
		    held by jbd2/nvme0n1-8 (57) in kjournald2
	END
	absent -E '^.{73}' "$tmp/stdout"
	no_time "$tmp/stdout"
	sed 's/<style.*<.style>//; s/<[^>]*>/ /g' "$tmp/r/report.html" >"$tmp/page"
	grep -q 'events per 1,000 faults\|Events per 1,000 faults' "$tmp/page"
	no_time "$tmp/page"
	jq -e '.lock_aa_floor == null and (.cells[0] | .lock_faults == [1000, 1000, 1000] and
		(.locks[0] | .events == [4, 13, 13] and .kind == "lock" and .dispersion == 2.7 and
		.per_page == null and .per_fault == null and .p50 == null and .p99 == null and
		.longest == null) and .locks[1].kind == "hazard")' "$tmp/r/report.json"
}

@test "what an older mode count wrote of an emulated clock is left out" {
	run_dir r 'counted | locked(80)'
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	no_time "$tmp/stdout"
	grep -q '^  j_state_lock  *12  *1.46  *0.76 to 2.56$' "$tmp/stdout"
	jq -e '.cells[0].locks[0] | .per_page == null and .longest == null' "$tmp/r/report.json"
}

@test "the times of a traced trial are left out without a clock" {
	run_dir r 'counted | traced(100) | contended([4, 13, 13]; 0)'
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	jq -e 'all(.cells[]; .parts == [] and (has("tracing_per_page") | not))' "$tmp/r/report.json"
	"$faultline" baseline "$tmp/r" >"$tmp/baseline"
	absent parts "$tmp/baseline"
}

@test "the full cover letter of a run in mode count has its events, at most three locks of a cell" {
	run_dir r 'counted | trial(.cell.threads = 4) | contended([4, 13, 13]; 0)'
	"$faultline" report --cover-letter --full "$tmp/r" >"$tmp/stdout"
	grep -q '^  j_state_lock  *30  *10.0  *1.94 to 29.0$' "$tmp/stdout"
	absent -E '^.{73}' "$tmp/stdout"
	no_time "$tmp/stdout"
	# One thread, and no load: nobody asks what it waits for
	run_dir one 'counted | contended([4, 13, 13]; 0)'
	"$faultline" report --cover-letter --full "$tmp/one" >"$tmp/stdout"
	absent j_state_lock "$tmp/stdout"
}

@test "with a clock there are two tables, each under its own heading" {
	run_dir r 'run(.mode = "time") | contended([10, 20, 30, 40]; 504)'
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	sed -n '/^Contended locks and folios/,/^Time that/p' "$tmp/stdout" >"$tmp/events"
	sed -n '/^Time that threads waited/,/^Every cell/p' "$tmp/stdout" >"$tmp/time"
	no_time <(sed '/^Time that/d' "$tmp/events")
	cell "$tmp/events" | grep -q '^  j_state_lock  *100  *25.0  *9.66 to 51.5$'
	# 50,400 ns in 4,000 faults; the bucket of 504 is 480 to 511; odd rounds 60, even ones 40
	cell "$tmp/time" | grep -q '^  j_state_lock  *13  *496  *496  *504$'
	grep -q '^Noise floor (A/A) of the time per fault, odd and even trials: 50.0 %$' "$tmp/time"
	cell "$tmp/time" | grep -q '^    held by jbd2/nvme0n1-8 (57) in kjournald2$'
	absent '/1,000' "$tmp/time"
	absent -E '^.{73}' "$tmp/stdout"
	jq -e '.lock_aa_floor == 0.5 and (.cells[0].locks[0] | .per_fault == 12.6 and .p50 == 495.5 and
		.p99 == 495.5 and .longest == 504)' "$tmp/r/report.json"
}

@test "a cell that waited for nothing has that said, and an interval of what it can be" {
	run_dir r 'counted | contended([0, 0, 1]; 0)'
	"$faultline" report --no-charts "$tmp/r" >"$tmp/stdout"
	cell "$tmp/stdout" | grep -q '^  j_state_lock  *1  *0.33  *<0.01 to 4.'
	run_dir none 'counted | contended([0, 0, 0]; 0)'
	"$faultline" report --no-charts "$tmp/none" >"$tmp/stdout"
	grep -q '^ext4-buffer_head sparse order0: none$' "$tmp/stdout"
	jq -e '.cells[0] | .locks == [] and .lock_faults == [1000, 1000, 1000]' "$tmp/none/report.json"
}

@test "a lock that was waited for longer is told by all lock trials of both runs" {
	run_dir a 'contended([10, 20, 30]; 8192)'
	run_dir b 'costs(3) | contended([100, 50]; 8192)'
	run "$faultline" compare --fail-on 1% "$tmp/a" "$tmp/b"
	[ "$status" = 1 ]
	# 75 waits a trial, not 20, of one instruction a page each
	grep -A3 REGRESSION <<<"$output" | grep -q "waited longer for j_state_lock, by 55 a page"
	"$faultline" baseline "$tmp/a" >"$tmp/a.json"
	run "$faultline" compare --fail-on 1% --baseline "$tmp/a.json" "$tmp/b"
	grep -q "waited longer for j_state_lock, by 55 a page" <<<"$output"
}

@test "a baseline keeps the events and faults of each lock trial, in mode count, too" {
	run_dir r 'counted | contended([4, 0, 13]; 0)'
	"$faultline" baseline "$tmp/r" >"$tmp/count"
	jq -e '.cells[0] | .lock_faults == [1000, 1000, 1000] and .elapsed == [null, null] and
		.locks[0] == { name: "j_state_lock", events: [4, 0, 13] }' "$tmp/count"
	"$faultline" compare --baseline "$tmp/count" "$tmp/r"
	run_dir t 'contended([4, 0, 13]; 7)'
	"$faultline" baseline "$tmp/t" | jq -e '.cells[0].locks[0] ==
		{ name: "j_state_lock", events: [4, 0, 13], times: [28, 0, 91] }'
	run_dir none counted
	refuses 2 'no costs, and this one no lock trials' "$faultline" baseline "$tmp/none"
}

@test "a damaged lock trial is one clear line" {
	for bad in '.locks[0].histogram = 3' '.locks[0].histogram = [[5, 1], [3, 1]]' \
		'.locks[0].histogram = [[-1, 1]]' '.locks[0].waiter = 3' 'del(.locks[0].total)' \
		'.locks[0].waiter.label = "a\nb"' '.minflt = 0'; do
		run_dir r "contended([10, 20]; 50) | if .locks then $bad else . end"
		refuses 2 'samples.jsonl:[0-9]+: a damaged trace of locks' \
			"$faultline" report --no-charts "$tmp/r"
	done
}
