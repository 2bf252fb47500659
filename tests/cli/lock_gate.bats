#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline compare --fail-on-locks: a lock that a fault holds longer, or takes more often, fails.
load helpers
load profiles
load lock_runs

@test "a lock that is held longer fails, the one that grew most for what it was first" {
	two_runs 0
	# The inner one is held 300 instructions longer, so the outer one is, too
	locks a 'lock ffffffff82000000 read ffffffff81000100 8192 819200' \
		'lock ffffffff82000000 read ffffffff81000200 8192 8192' \
		'lock ffffffff82000100 mutex ffffffff81000000 8192 32768000' \
		'lock ffffffff82000200 spin ffffffff81000000 8192 819200'
	locks b 'lock ffffffff82000000 read ffffffff81000100 8192 3276800' \
		'lock ffffffff82000000 read ffffffff81000200 8192 8192' \
		'lock ffffffff82000100 mutex ffffffff81000000 8192 35225600' \
		'lock ffffffff82000200 spin ffffffff81000000 8192 860160'
	gate 1
	sed -n '/LOCK REGRESSION/,$p' "$tmp/text" | diff - <(cat <<-END
		         LOCK REGRESSIONS in exposure, a fault:
		           a_lock (read)
		             taken 2.00  held 101.0 -> 401.0
		             in mt_find
		           outer_lock (mutex)
		             taken 1.00  held 4000.0 -> 4300.0
		             in caller
	END
	)
	grep -q '^Locks    3 in 1 profiled cells: a fault takes or holds 2 of them$' "$tmp/text"
	grep -q '^Verdict  0 cells regressed by more than 1 %, 2 locks by more than 5 %$' "$tmp/text"
	jq -e '.verdict == "same" and .changed_locks == [
		{ name: "a_lock (read)", taker: "mt_find", held: [101, 401], taken: [2, 2],
		  regressed: true },
		{ name: "outer_lock (mutex)", taker: "caller", held: [4000, 4300], taken: [1, 1],
		  regressed: true }]' "$tmp/json"
	jq -e '.locks == 3 and .changed_locks == [2, 0] and .fail_on_locks == 0.05' "$tmp/stdout"
}

@test "a lock of a rare event, taken twice in a trial, is no regression; one taken three times is" {
	two_runs 0
	locks a 'lock ffffffff82000100 mutex ffffffff81000000 8192 32768000'
	locks b 'lock ffffffff82000100 mutex ffffffff81000000 8192 32768000' \
		'lock ffffffff82000000 spin ffffffff81000000 2 1000000'
	gate 0
	two_runs 0
	locks a 'lock ffffffff82000100 mutex ffffffff81000000 8192 32768000'
	locks b 'lock ffffffff82000100 mutex ffffffff81000000 8192 32768000' \
		'lock ffffffff82000000 spin ffffffff81000000 3 1000000'
	gate 1
	grep -q 'a_lock (spin)' "$tmp/text"
}

@test "a lock is allowed what --fail-on-locks says, and off lets all pass" {
	two_runs 0
	locks a 'lock ffffffff82000100 mutex ffffffff81000000 8192 32768000'
	locks b 'lock ffffffff82000100 mutex ffffffff81000000 8192 35225600'
	gate 1 --fail-on-locks 7
	gate 0 --fail-on-locks 8%
	gate 0 --fail-on-locks off
	absent -q '^Locks\|locks' "$tmp/text"
	run "$faultline" compare --fail-on-locks x "$tmp/a" "$tmp/b"
	assert_failure 2
	assert_line --partial '--fail-on-locks x: expected a percentage, or off'
}

@test "a lock that is new, or taken more often, fails; one that is gone, or less held, does not" {
	two_runs 0
	locks a 'lock ffffffff82000000 spin ffffffff81000000 8192 819200' \
		'lock ffffffff82000100 mutex ffffffff81000000 8192 32768000'
	locks b 'lock ffffffff82000000 spin ffffffff81000000 16384 819200' \
		'lock ffffffff82000100 mutex ffffffff81000000 8192 30000000' \
		'lock ffffffff82000200 read ffffffff81000100 8192 8192'
	gate 1
	jq -e '[.changed_locks[] | .name, .taken, .regressed] == ["quiet_lock (read)", [0, 1], true,
		"a_lock (spin)", [1, 2], true, "outer_lock (mutex)", [1, 1], false]' "$tmp/json"
	"$faultline" compare --format ktap "$tmp/a" "$tmp/b" >"$tmp/text" && return 1
	grep -qx '# lock quiet_lock (read): taken 0.00 -> 1.00, held 0.0 -> 1.0 a fault, in mt_find' "$tmp/text"
	grep -qE '^not ok [0-9]+ xfs\.4k\.sequential\.sparse\.order0[^ ]* # \+0\.00 %$' "$tmp/text"
	"$faultline" compare --format markdown "$tmp/a" "$tmp/b" >"$tmp/text" && return 1
	grep -q '| `a_lock (spin)` | `caller` | 1.00 -> 2.00 | 100.0 -> 100.0 | \*\*regression\*\* |$' "$tmp/text"
	"$faultline" compare --format lkp "$tmp/a" "$tmp/b" >"$tmp/text" && return 1
	grep -qE \
		'^ +0\.00 +\+1\.00 +1\.00 +faultline\.xfs\.[^ ]*\.lock_taken_per_fault\.quiet_lock\.read\.in\.mt_find$' "$tmp/text"
}

@test "what two boots differ in is no change of a lock" {
	two_runs 0
	# 9 instructions a fault, of 10; and one section in 60 faults
	locks a 'lock ffffffff82000000 spin ffffffff81000000 8192 81920'
	locks b 'lock ffffffff82000000 spin ffffffff81000000 8192 155648' \
		'lock ffffffff82000100 mutex ffffffff81000000 136 1360'
	gate 0
}

@test "a lock with another name only is no new lock" {
	two_runs 0
	locks a 'lock ffffffff82000000 spin ffffffff81000000 8192 819200'
	locks b 'lock ffffffff82000200 spin ffffffff81000000 8192 819200'
	gate 0
	# Of another kind, or held longer, it is
	locks b 'lock ffffffff82000100 mutex ffffffff81000000 4096 819200'
	gate 1
}

@test "a lock is one lock, also if only one of the runs knows the objects of its kernel" {
	two_runs 200
	for run in a b; do
		# The inode's, and one of the journal, which both know in the end
		locks $run "lock ff11000000000238 read ffffffff81000100 8192 $([ $run = a ] && echo 819200 || echo 2457600)" \
			"lock ff11000000001010 spin ffffffff81000100 8192 $([ $run = a ] && echo 81920 || echo 819200)"
		jq -c 'if .profiled then .objects = { ext4_inode_info: "ff11000000000200", journal_s: "ff11000000001000" }
			else . end' "$tmp/$run/samples.jsonl" >"$tmp/named"
		mv "$tmp/named" "$tmp/$run/samples.jsonl"
	done
	printf '%s\n' 'type ext4_inode_info 1024' 'member 56 ext4_inode_info.i_es_lock' \
		'type journal_s 200' 'member 16 journal_s.j_state_lock' end >"$tmp/b/profile/types"
	gate 1 --fail-on 50
	jq -e '[.changed_locks[] | .name, .held] == ["spin in mt_find", [10, 100],
		"read in mt_find", [100, 300]]' "$tmp/json"
	printf '%s\n' 'type journal_s 200' 'member 16 journal_s.j_state_lock' end >"$tmp/a/profile/types"
	gate 1 --fail-on 50
	jq -e '[.changed_locks[] | .name, .held] == ["journal_s.j_state_lock (spin)", [10, 100],
		"read in mt_find", [100, 300]]' "$tmp/json"
	# A baseline knows it as what its run did
	"$faultline" baseline "$tmp/a" >"$tmp/baseline"
	"$faultline" compare --baseline "$tmp/baseline" --fail-on 50 --format json "$tmp/b" >"$tmp/stdout" && return 1
	jq -e '[.comparisons[].changed_locks // empty | .[] | .name, .held] ==
		["journal_s.j_state_lock (spin)", [10, 100], "read in mt_find", [100, 300]]' "$tmp/stdout"
}

@test "a baseline whose names of locks the new run cannot tell compares no locks, and says so" {
	two_runs 0
	locks a 'lock ff11000000001010 spin ffffffff81000100 8192 81920'
	locks b 'lock ff11000000001010 spin ffffffff81000100 8192 819200'
	jq -c 'if .profiled then .objects = { journal_s: "ff11000000001000" } else . end' \
		"$tmp/a/samples.jsonl" >"$tmp/named"
	mv "$tmp/named" "$tmp/a/samples.jsonl"
	printf '%s\n' 'type journal_s 200' 'member 16 journal_s.j_state_lock' end >"$tmp/a/profile/types"
	"$faultline" baseline "$tmp/a" >"$tmp/baseline"
	"$faultline" compare --baseline "$tmp/baseline" "$tmp/b" >"$tmp/text"
	grep -q '^Untold   the locks of 1 cells' "$tmp/text"
	"$faultline" compare --baseline "$tmp/baseline" --fail-on-locks 5 "$tmp/b" || [ $? = 3 ]
}

@test "without a profile in the new run nothing is told of locks, and whoever asked for them hears 3" {
	two_runs 0
	locks a 'lock ffffffff82000000 spin ffffffff81000000 8192 81920'
	run_dir b
	gate 0
	grep -q '^Untold   the locks of 1 cells: base has a profile of them, or had one,$' "$tmp/text"
	gate 3 --fail-on-locks 5
	# Nor where the kernel's symbols are gone
	two_runs 0
	rm "$tmp/b/profile/System.map"
	gate 3 --fail-on-locks 5
	# Nor without any
	run_dir b
	run_dir a
	gate 0
	gate 3 --fail-on-locks 5
}

@test "runs in mode count have no costs, and their locks are compared" {
	two_runs 0
	for run in a b; do
		locks $run "lock ffffffff82000000 spin ffffffff81000000 8192 $([ $run = a ] && echo 819200 || echo 8192000)"
		jq -c 'if .type == "run" then .mode = "count" elif .elapsed then .elapsed = 0 else . end' \
			"$tmp/$run/samples.jsonl" >"$tmp/counted"
		mv "$tmp/counted" "$tmp/$run/samples.jsonl"
	done
	gate 1
	grep -q '^Verdict  1 locks by more than 5 %$' "$tmp/text"
	absent -q '^Method\|^Cells' "$tmp/text"
	jq -e '.changed_locks[0].held == [100, 1000] and (has("ratio") | not)' "$tmp/json"
	gate 0 --fail-on-locks 1000
	# And without locks there is nothing
	run_dir b 'if .type == "run" then .mode = "count" else . end'
	refuses 2 'have no locks either' "$faultline" compare "$tmp/a" "$tmp/b"
}

@test "a lock that is waited for more often fails, with who waits and who holds it; chance does not" {
	waits a '[10, 12, 9, 11, 10, 8]'
	waits b '[100, 120, 95, 105, 98, 110]'
	gate 1
	sed -n '/LOCK REGRESSION/,/held by/p' "$tmp/text" | diff - <(cat <<-END
		         LOCK REGRESSIONS in events, in 1,000 faults (95 %):
		           j_state_lock
		             10.00 -> 104.67, x 10.47 (8.02 to 13.88)
		             waiter  faultline (89) in ext4_page_mkwrite
		             held by jbd2/nvme0n1-8 (57) in kjournald2
	END
	)
	grep -q '^Verdict  2 locks by more than 5 %$' "$tmp/text"
	absent -q 'in time\|^Waits' "$tmp/text"
	jq -e '.grown_waits == [2, 0] and ([.comparisons[].waits[] | select(.events.regressed) | .name] ==
		["j_state_lock", "folio lock, handle open"]) and all(.comparisons[].waits[]; has("time") | not)' "$tmp/stdout"
	jq -e 'first(.comparisons[].waits[] | select(.events.regressed)) | del(.events) == { name: "j_state_lock",
		kind: "lock", waiter: "faultline (89)", waits_in: "ext4_page_mkwrite",
		holder: "jbd2/nvme0n1-8 (57)", where: "kjournald2" }' "$tmp/stdout"
	"$faultline" compare --format ktap "$tmp/a" "$tmp/b" >"$tmp/ktap" && return 1
	grep -A2 '^# lock j_state_lock: 10.00 -> 104.67 in 1,000 faults, held by jbd2' "$tmp/ktap" | grep -q '^not ok '
	"$faultline" compare --format lkp "$tmp/a" "$tmp/b" >"$tmp/lkp" && return 1
	grep -qE '^ +10\.00 +\+94\.67 +104\.67 +faultline\.xfs\.[^ ]*\.lock_events_per_1000_faults\.j_state_lock\.in\.kjournald2$' "$tmp/lkp"
	"$faultline" compare --format markdown "$tmp/a" "$tmp/b" >"$tmp/markdown" && return 1
	grep -q '| `j_state_lock` | `kjournald2` | 10.00 | 104.67 | \*\*regression\*\* |$' "$tmp/markdown"
	# What bursts and chance can do
	waits b '[12, 9, 14, 11, 8, 13]'
	gate 0
	# And the other way round it is none
	waits b '[100, 120, 95, 105, 98, 110]'
	"$faultline" compare "$tmp/b" "$tmp/a"
}

@test "a newly contended lock fails, and by how much is at least is said" {
	waits a '[0, 0, 0, 0, 0, 0]'
	waits b '[40, 52, 45, 47, 51, 44]'
	gate 1
	grep -q '0.00 -> 46.50, new: x [0-9.]* or more$' "$tmp/text"
	jq -e '[.comparisons[].waits[] | select(.events.regressed) | .events.ratio] == [null, null]' "$tmp/stdout"
	"$faultline" baseline "$tmp/a" >"$tmp/baseline"
	"$faultline" compare --baseline "$tmp/baseline" "$tmp/b" >"$tmp/text" && return 1
	grep -q 'LOCK REGRESSIONS\? in events' "$tmp/text"
}

@test "with a clock the time of waits has a verdict of its own" {
	waits a '[10, 12, 9, 11, 10, 8]' 500
	waits b '[10, 12, 9, 11, 10, 8]' 500
	jq -c 'if .locks and .cell.variant == "xfs" and .cell.state == "sparse" and .cell.folio == "order0"
		then .locks[] |= (.total *= 9 | .max *= 9 | .histogram[0][0] *= 9) else . end' \
		"$tmp/b/samples.jsonl" >"$tmp/longer"
	mv "$tmp/longer" "$tmp/b/samples.jsonl"
	gate 1 --force --all
	grep -q '^         LOCK REGRESSIONS in time, ns of waiting a fault (95 %):$' "$tmp/text"
	grep -q '^             5.00 -> 45.00, x 9.00' "$tmp/text"
	absent -q 'in events' "$tmp/text"
	jq -e '.grown_waits == [0, 2]' "$tmp/stdout"
}

# committed RUN COUNT [KINDS]: each lock trial of it saw so many commits, which faults had asked
# for; the run says that it looked for KINDS of events
committed() {
	jq -c --argjson n "$2" --argjson kinds "${3-[\"lock\", \"hazard\", \"commit\"]}" '
		if .type == "run" then .event_kinds = $kinds elif .locks then .locks += [{ name: "commit", kind: "commit", count: $n,
		holder: { label: "faultline (89)", stack: ["ext4_page_mkwrite"] } }] else . end' \
		"$tmp/$1/samples.jsonl" >"$tmp/committed"
	mv "$tmp/committed" "$tmp/$1/samples.jsonl"
}

@test "more commits fail as more waits do, with who asked for them, and they take no time" {
	for each in 0 500; do
		waits a '[10, 12, 9, 11, 10, 8]' $each
		waits b '[10, 12, 9, 11, 10, 8]' $each
		committed a 2
		committed b 40
		gate 1 --force --all
		sed -n '/^xfs 4k sequential sparse order0/,/asked by/p' "$tmp/text" | tail -n 4 | diff - <(cat <<-END
			         LOCK REGRESSION in events, in 1,000 faults (95 %):
			           commit
			             2.00 -> 40.00, x 20.00 (11.24 to 39.25)
			             asked by faultline (89) in ext4_page_mkwrite
		END
		)
		absent -q 'in time\|held by faultline' "$tmp/text"
		"$faultline" compare --force --format ktap "$tmp/a" "$tmp/b" >"$tmp/ktap" && return 1
		grep -qx '# lock commit: 2.00 -> 40.00 in 1,000 faults, asked by faultline (89) in ext4_page_mkwrite' "$tmp/ktap"
		"$faultline" report "$tmp/b" >"$tmp/report"
		sed -n '/^Contended locks/,/^Time that/p' "$tmp/report" >"$tmp/events"
		grep -qE '^  commit  .* 240 +40.0 ' "$tmp/events"
		sed -n '/^Time that/,/^Every/p' "$tmp/report" >"$tmp/time"
		absent -q '^  commit' "$tmp/time"
		jq -e '[.cells[].locks[]? | select(.name == "commit")] | length == 10 and
			all(.kind == "commit" and .holder == "faultline (89)" and .longest == null)' "$tmp/b/report.json"
	done
}

@test "what the other run did not look for is nothing new" {
	waits a '[10, 12, 9, 11, 10, 8]'
	waits b '[10, 12, 9, 11, 10, 8]'
	committed b 40
	# One from before there was such a list, and one that has another list
	gate 0
	jq -c 'if .type == "run" then .event_kinds = ["lock", "hazard"] else . end' \
		"$tmp/a/samples.jsonl" >"$tmp/known"
	mv "$tmp/known" "$tmp/a/samples.jsonl"
	gate 0
	jq -e '[.comparisons[].waits[].name] | all(. != "commit") and any(. == "j_state_lock") and
		any(. == "folio lock, handle open")' "$tmp/stdout"
	"$faultline" baseline "$tmp/a" >"$tmp/baseline"
	"$faultline" compare --baseline "$tmp/baseline" "$tmp/b"
	# The same events, where it is known that there were none
	waits a '[10, 12, 9, 11, 10, 8]'
	jq -c 'if .type == "run" then .event_kinds = ["lock", "hazard", "commit"] else . end' \
		"$tmp/a/samples.jsonl" >"$tmp/known"
	mv "$tmp/known" "$tmp/a/samples.jsonl"
	gate 1
}
