#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Locks that a run holds longer: what is refused, and what reports and comparisons say.
load helpers

# delayed NAME: as run_dir, of a run that held the folio lock longer in each timed trial
delayed() {
	run_dir "$1" 'run(.delay = "200i@folio lock") |
		trial(.delay = [{ lock: "folio lock", asked: "200i", times: 10, total: 2960 }])'
}

run_with() { "$faultline" run "$tmp/ok.job" --out "$tmp/out" --image "$tmp/img" "$@"; }

@test "a delay that cannot be is refused in one line, before anything runs" {
	refuses 2 "--delay 50us@i_private_lock: no lock 'i_private_lock'; expected mmap_lock, VMA" \
		run_with --delay 50us@i_private_lock
	refuses 2 "--delay 50us: expected TIME@LOCK" run_with -J 50us
	refuses 2 "'50' is no time like 500ns" run_with --delay '50@folio lock'
	refuses 2 'at most 1 ms for this lock' run_with --delay 2ms@i_es_lock
	refuses 2 'folio lock has a delay already' run_with -J '1us@folio lock' -J '2us@folio lock'
	[ ! -e "$tmp/out" ] && [ ! -e "$tmp/img" ]
}

@test "only mode insn knows instructions" {
	refuses 2 'in mode count it is a time like 50us' \
		run_with --mode count --delay '200i@folio lock'
	[ ! -e "$tmp/out" ] && [ ! -e "$tmp/img" ]
}

@test "a report says which lock was held longer, how often and how much" {
	delayed slow
	"$faultline" report --no-charts "$tmp/slow"
	grep -qx 'Delay    200i@folio lock, [0-9]*0 times, 296 instructions each' \
		"$tmp/slow/report.txt"
	grep -q '200i@folio lock, [0-9]*0 times' "$tmp/slow/report.html"
	jq -e '.delay | length == 1 and .[0].lock == "folio lock" and .[0].asked == "200i" and
		.[0].total == 296 * .[0].times' "$tmp/slow/report.json"
	"$faultline" report --cover-letter "$tmp/slow" | grep -q '^Delay    200i@folio lock'
}

@test "a run without delays says nothing of them" {
	run_dir plain
	"$faultline" report --no-charts "$tmp/plain"
	absent '^Delay' "$tmp/plain/report.txt"
	jq -e '.delay == []' "$tmp/plain/report.json"
}

@test "a comparison with a run that held a lock longer is made, and says so" {
	run_dir plain
	delayed slow
	run "$faultline" compare "$tmp/plain" "$tmp/slow"
	assert_success
	assert_line --index 2 --partial 'Kernel'
	assert_line --index 3 'Differs  delay'
	assert_line --index 4 '         - none'
	assert_line --index 5 '         + 200i@folio lock'
	"$faultline" compare "$tmp/slow" "$tmp/slow" >"$tmp/same"
	absent delay "$tmp/same"
}

@test "a damaged record of delays is named with its line" {
	run_dir bad 'trial(.delay = [{ lock: "door", asked: "200i", times: 10, total: 2960 }])'
	refuses 2 'samples.jsonl:2: a damaged record of delays' "$faultline" report "$tmp/bad"
}
