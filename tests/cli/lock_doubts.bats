#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline compare --fail-on-locks: what is no change of a lock, and what says nothing of one.
# Each case is a fault that other comparisons of benchmarks or locks have, or had.
load helpers
load profiles
load lock_runs

# formats WANT [OPTION...]: every format exits with that status
formats() {
	local want=$1 format

	shift
	for format in text json lkp markdown ktap; do
		run "$faultline" compare --format "$format" "$@" "$tmp/a" "$tmp/b"
		echo "$format: $status"
		[ "$status" = "$want" ]
		printf '%s\n' "$output" >"$tmp/$format"
	done
}

same='[10, 12, 9, 11, 10, 8]'

@test "without any event on either side nothing regressed, and that is known" {
	waits a '[0, 0, 0]' 0 '[0, 0, 0]'
	waits b '[0, 0, 0, 0]' 0 '[0, 0, 0, 0]'
	formats 0 --fail-on-locks 5
	grep -qx 'Events   0 kinds: 0 more often than before' "$tmp/text"
	grep -qx 'Verdict  0 locks by more than 5 %' "$tmp/text"
	absent -q SKIP "$tmp/ktap"
	"$faultline" baseline "$tmp/a" >"$tmp/baseline"
	"$faultline" compare --baseline "$tmp/baseline" --fail-on-locks 5 "$tmp/b"
	# One event is chance
	waits b '[0, 1, 0]' 0 '[0, 0, 0]'
	formats 0 --fail-on-locks 0
}

@test "a cell whose lock trials NEW lacks is in doubt for whoever asked for locks, in all formats" {
	waits a "$same"
	waits b "$same"
	change b 'select((.locks and .cell.variant == "xfs" and .cell.state == "sparse" and .cell.folio == "order0") | not) |
		if .type == "end" then .trials -= 6 elif .type == "run" then .steps -= 6 else . end'
	formats 0
	absent -q SKIP "$tmp/ktap"
	formats 3 --fail-on-locks 5
	grep -q '^Untold   the waits of 1 cells: ' "$tmp/text"
	jq -e '.untold_locks == [0, 1, 0]' "$tmp/json"
	grep -qx 'Cannot tell: the waits of 1 cells' "$tmp/lkp"
	grep -qx 'Cannot tell: the waits of 1 cells' "$tmp/markdown"
	[ "$(grep -c '^ok .*SKIP' "$tmp/ktap")" = 1 ]
	grep -qE '^ok [0-9]+ xfs\.4k\.sequential\.sparse\.order0[^ ]* # SKIP cannot tell of locks$' "$tmp/ktap"
	# A cell that only NEW looked at is no doubt about it
	cp -r "$tmp/a" "$tmp/c"
	rm -r "$tmp/a"
	mv "$tmp/b" "$tmp/a"
	mv "$tmp/c" "$tmp/b"
	formats 0 --fail-on-locks 5
}

@test "a trial of NEW that failed is a doubt in KTAP as well" {
	waits a "$same"
	waits b "$same"
	change b 'if .locks and .round == 12 and .cell.variant == "xfs" and .cell.folio == "order0" and
		.cell.state == "sparse" then .wrong = "no" elif .type == "end" then .failed = 1 else . end'
	formats 3
	[ "$(grep -c '^ok .*SKIP' "$tmp/ktap")" = 1 ]
	grep -qE '^ok [0-9]+ xfs\.4k\.sequential\.sparse\.order0[^ ]* # SKIP trials failed$' "$tmp/ktap"
}

@test "a cell whose lock trials have all failed in BASE is in doubt, too" {
	waits a "$same"
	waits b "$same"
	change a 'if .locks and .cell.variant == "xfs" and .cell.state == "sparse" and .cell.folio == "order0"
		then .wrong = "no" elif .type == "end" then .failed = 6 else . end'
	formats 0
	formats 3 --fail-on-locks 5
	grep -q '^Untold   the waits of 1 cells' "$tmp/text"
	[ "$(grep -c '^ok .*SKIP cannot tell of locks' "$tmp/ktap")" = 1 ]
}

@test "one round a side does not say what bursts can do" {
	waits a '[94]' 0 '[10]'
	waits b '[247]' 0 '[10]'
	formats 0
	grep -q '^Untold   the waits of 10 cells' "$tmp/text"
	formats 3 --fail-on-locks 5
	jq -e '.untold_locks == [0, 10, 0] and (first(.comparisons[].waits[]) | .events |
		.ratio > 0 and .ci95 == [null, null] and .p == 1)' "$tmp/json"
	# Nor do rounds without an event
	waits a '[0, 0, 0]' 0 '[0, 0, 0]'
	waits b '[247]' 0 '[0]'
	formats 3 --fail-on-locks 5
	grep -q '^Untold   the waits of 1 cells' "$tmp/text"
	# Rounds of either side do
	waits a '[10, 12, 9]' 0 '[10, 12, 9]'
	waits b '[247]' 0 '[10]'
	formats 1 --fail-on-locks 5
	waits b '[9]' 0 '[9]'
	formats 0 --fail-on-locks 5
	# An old baseline does not have the faults of its one round
	"$faultline" baseline "$tmp/a" >"$tmp/baseline"
	jq -c 'del(.sum) | .faultline_baseline = 1 | .cells[] |= (del(.lock_faults) | if .locks then
		.locks = [{ name: "j_state_lock", count: 3, total: 0 }] else . end)' "$tmp/baseline" >"$tmp/old"
	sum=$("$faultline" compare --baseline "$tmp/old" "$tmp/b" 2>&1 | sed -n 's/.*(sum \([0-9a-f]*\), not none).*/\1/p')
	jq -c --arg sum "$sum" '.sum = $sum' "$tmp/old" >"$tmp/baseline"
	run "$faultline" compare --baseline "$tmp/baseline" --fail-on-locks 5 "$tmp/b"
	assert_failure 3
	assert_line --partial 'Untold   the waits of 10 cells'
}

@test "a lock that grew as those of other cells did is in doubt" {
	waits a "$same" 0 "$same"
	waits b '[26, 40, 22, 31, 29, 36]' 0 '[26, 40, 22, 31, 29, 36]'
	formats 0
	grep -q 'drift [0-9.]* errors$' "$tmp/text"
	formats 3 --fail-on-locks 5
	grep -qE '^Untold   [0-9]+ kinds would be more often or longer waited for' "$tmp/text"
	grep -qE '^Cannot tell: [0-9]+ kinds of waits, as equal runs may differ as much$' "$tmp/lkp"
	jq -e '.untold_locks[2] >= 10 and .grown_waits == [0, 0]' "$tmp/json"
	[ "$(grep -c '^ok .*SKIP cannot tell of locks' "$tmp/ktap")" = 10 ]
	absent -qE '^.{73}' "$tmp/text"
}

@test "a function that has another name, or is inlined now, makes no new lock of what it waits for" {
	local to

	for to in 'rwsem in xfs_vn_update_time.isra.0' 'rwsem in generic_update_time' \
		'rwsem in xfs_vn_update_time.constprop.0.cold'; do
		waits a '[100, 120, 95, 105, 98, 110]'
		waits b '[102, 111, 96, 109, 99, 105]'
		change a 'if .locks then (.locks[] | select(.name == "j_state_lock").name) = "rwsem in xfs_vn_update_time" else . end'
		change b "if .locks then (.locks[] | select(.name == \"j_state_lock\").name) = \"$to\" else . end"
		formats 0 --fail-on-locks 5
		jq -e --arg to "$to" '[first(.comparisons[].waits) | .[] | select(.events.a > 0 and .events.b > 0) | .name] |
			any(. == $to)' "$tmp/json"
		"$faultline" compare "$tmp/b" "$tmp/a"
	done
	# Of another kind, or waited for more often, it is new
	change b 'if .locks then .locks[].name |= sub("^rwsem"; "mutex") else . end'
	formats 1
	waits b '[300, 320, 295, 305, 298, 310]'
	change b 'if .locks then (.locks[] | select(.name == "j_state_lock").name) = "rwsem in generic_update_time" else . end'
	formats 1
	# The compiler's ending alone is the same lock, which regressed
	change b 'if .locks then .locks[].name |= sub("generic_update_time"; "xfs_vn_update_time.isra.0") else . end'
	formats 1
	jq -e 'any(.comparisons[].waits[]; .name == "rwsem in xfs_vn_update_time.isra.0" and .events.regressed and
		.events.a > 100)' "$tmp/json"
}

@test "a fault that maps more pages than it did waits for more of them, and that is no regression" {
	waits a "$same"
	waits b "$same"
	change b 'if .locks then .minflt = 100 else . end'
	formats 0 --fail-on-locks 5
	jq -e '.untold_locks == [0, 0, 0]' "$tmp/json"
	# Nor is it in exposure: half as many faults hold the lock twice as long each
	two_runs 0
	locks a 'lock ffffffff82000000 spin ffffffff81000000 16384 819200'
	locks b 'lock ffffffff82000000 spin ffffffff81000000 16384 819200'
	sed -i 's/^faults 8192 /faults 4096 /' "$tmp/b/profile/14.counts"
	gate 0
	jq -e '.changed_locks == []' "$tmp/json"
	# It is if it holds it longer for all of them
	locks b 'lock ffffffff82000100 spin ffffffff81000000 4096 409600'
	sed -i 's/^faults 8192 /faults 4096 /' "$tmp/b/profile/14.counts"
	gate 1
}

@test "a lock whose taker is inlined, or split, has another name and is nothing new" {
	two_runs 0
	# Two of mt_find's sections are inlined into its caller, then all of them
	locks a 'lock ff11000000000238 spin ffffffff81000100 16384 1638400'
	locks b 'lock ff11000000000238 spin ffffffff81000100 8192 819200' \
		'lock ff11000000000238 spin ffffffff81000000 8192 819200'
	gate 0
	two_runs 0
	locks a 'lock ff11000000000238 spin ffffffff81000100 8192 819200' \
		'lock ff11000000000238 spin ffffffff81000000 8192 409600'
	locks b 'lock ff11000000000238 spin ffffffff81000200 16384 1228800'
	gate 0
	# One more section is a new lock
	two_runs 0
	locks a 'lock ff11000000000238 spin ffffffff81000100 8192 819200'
	locks b 'lock ff11000000000238 spin ffffffff81000100 8192 819200' \
		'lock ff11000000000238 spin ffffffff81000000 8192 163840'
	gate 1
	jq -e '[.changed_locks[] | select(.regressed).name] == ["spin in caller"]' "$tmp/json"
}

@test "a function that is not among the four that are named may have held the lock before" {
	local function_

	for function_ in a b; do
		profiled $function_ 0 f1=100 f2=100 f3=100 f4=100 f5=100
		printf '%s\n' 'ffffffff82000000 d a_lock' 'ffffffff82000100 d last' >>"$tmp/$function_/profile/System.map"
	done
	# f1 grows by 50, and f5 by 10, which makes it one of the four
	locks a 'lock ffffffff82000000 spin ffffffff81000000 8192 4915200' \
		'lock ffffffff82000000 spin ffffffff81000100 8192 1638400' \
		'lock ffffffff82000000 spin ffffffff81000200 8192 1638400' \
		'lock ffffffff82000000 spin ffffffff81000300 8192 819200' \
		'lock ffffffff82000000 spin ffffffff81000400 8192 778240'
	locks b 'lock ffffffff82000000 spin ffffffff81000000 8192 5324800' \
		'lock ffffffff82000000 spin ffffffff81000100 8192 1638400' \
		'lock ffffffff82000000 spin ffffffff81000200 8192 1638400' \
		'lock ffffffff82000000 spin ffffffff81000300 8192 819200' \
		'lock ffffffff82000000 spin ffffffff81000400 8192 860160'
	gate 1 --fail-on-locks 5
	jq -e '.changed_locks[0].taker == "f1"' "$tmp/json"
}

@test "a holder that nobody knows is not printed as one" {
	waits a "$same"
	waits b '[100, 120, 95, 105, 98, 110]'
	change b 'if .locks then .locks[].holder = { label: "unknown", stack: [] } else . end'
	formats 1
	grep -qx '# lock j_state_lock: 10.00 -> 104.67 in 1,000 faults, held by unknown' "$tmp/ktap"
	grep -qF '| `j_state_lock` | - | 10.00 | 104.67 |' "$tmp/markdown"
	change b 'if .locks then del(.locks[].holder, .locks[].waiter) else . end'
	formats 1
	grep -qx '# lock j_state_lock: 10.00 -> 104.67 in 1,000 faults' "$tmp/ktap"
	absent -q 'held by' "$tmp/text" "$tmp/ktap"
	absent -qE ' $' "$tmp/ktap"
}

@test "any number of events has figures, and what is no percentage is refused" {
	local bad

	waits a '[0, 0, 0]' 0 '[0, 0, 0]'
	for many in 1 1000 9e9 9e14; do
		waits b "[$many, $many, $many]" 0 '[0, 0, 0]'
		"$faultline" compare --format json --fail-on-locks 1000 "$tmp/a" "$tmp/b" >"$tmp/json" && [ "$many" != 1 ] && return 1
		jq -e --argjson many "$many" 'all(.comparisons[].waits[]?.events; .p >= 0 and .p <= 1) and
			(first(.comparisons[] | select(.variant == "xfs" and .state == "sparse" and .folio == "order0").waits[]) |
			.events | .ratio == null and .ci95[0] > $many / 10 * ($many / (10 + $many)))' "$tmp/json"
	done
	for bad in nan inf -inf -1 '' ' ' 5x 5%% 1e999 on OFF; do
		run "$faultline" compare "--fail-on-locks=$bad" "$tmp/a" "$tmp/b"
		assert_failure 2
		assert_line --index 0 --partial "--fail-on-locks $bad: expected a percentage, or off"
	done
	# In mode count there is nothing else to compare
	refuses 2 'runs in mode count have no costs, and locks are off' \
		"$faultline" compare --fail-on-locks off "$tmp/a" "$tmp/b"
	# The same directory twice
	"$faultline" compare --fail-on-locks 0 "$tmp/b" "$tmp/b"
}

@test "the same regression in many locks and cells is told in each, with others that are chance" {
	waits a '[0, 0, 0, 0, 0, 0]' 0 '[0, 0, 0, 0, 0, 0]'
	waits b '[40, 52, 45, 47, 51, 44]' 0 '[40, 52, 45, 47, 51, 44]'
	formats 1 --fail-on-locks 5
	jq -e '[.comparisons[] | select(any(.waits[]; .name == "j_state_lock" and .events.regressed))] | length == 10' "$tmp/json"
	[ "$(grep -c '^not ok' "$tmp/ktap")" = 10 ]
}

@test "what a kernel hides from one of the runs is nothing new in the other, and a doubt where it is new's" {
	waits a "$same"
	waits b "$same"
	# In b handles are waited for, and in a that could not be seen
	change b 'if .locks then .locks += [{ name: "handle, commit", kind: "handle", count: 50 }] else . end'
	for run in a b; do
		change $run 'if .type == "run" then .event_kinds = ["lock", "folio", "hazard", "delayed", "handle", "commit"] else . end'
	done
	formats 1 --fail-on-locks 5
	change a 'if .locks then .unseen = ["handle, commit", "handle, folio locked"] else . end'
	formats 0 --fail-on-locks 5
	jq -e '[.comparisons[].waits[].name] | all(. != "handle, commit") and any(. == "j_state_lock")' "$tmp/json"
	"$faultline" baseline "$tmp/a" >"$tmp/baseline"
	"$faultline" compare --baseline "$tmp/baseline" --fail-on-locks 5 "$tmp/b"
	# The other way round the new run cannot show that it did not grow
	run "$faultline" compare --fail-on-locks 5 "$tmp/b" "$tmp/a"
	assert_failure 3
	"$faultline" compare "$tmp/b" "$tmp/a"
	"$faultline" report --no-charts "$tmp/a" >"$tmp/report"
	grep -A2 '^This kernel hides some events' "$tmp/report" | tail -n 2 |
		diff - <(printf '  %s\n' 'handle, folio locked' 'handle, commit')
	jq -e 'any(.cells[]; .unseen == ["handle, folio locked", "handle, commit"])' "$tmp/a/report.json"
	# Without tracepoints of contention no lock is seen
	change b 'if .locks then .unseen = ["lock"] else . end'
	"$faultline" compare --format json "$tmp/b" "$tmp/b" >"$tmp/json"
	jq -e '[.comparisons[].waits[].name] | unique == ["folio lock, handle open", "handle, commit"]' "$tmp/json"
	change b 'if .locks then .unseen = ["door"] else . end'
	refuses 2 'a damaged trace of locks' "$faultline" report "$tmp/b"
}
