#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Whatever way a run ends, what it changed of the machine is as before.
load helpers

journal=/run/faultline.restore

# machine: all that a run changes or makes
machine() {
	tail -n +1 /proc/sys/vm/dirty_* /proc/sys/vm/stat_interval \
		/proc/sys/fs/xfs/xfssyncd_centisecs /proc/sys/vm/percpu_pagelist_high_fraction \
		/sys/kernel/mm/transparent_hugepage/enabled /sys/fs/cgroup/cgroup.subtree_control \
		/sys/kernel/tracing/kprobe_events 2>/dev/null || true
	losetup -n -O BACK-FILE | grep "$tmp" || true
	cat /proc/mounts
	find /run /sys/fs/cgroup "$tmp" -maxdepth 1 \( -name 'faultline.??????' -o \
		-name 'faultline-*' -o -name img \)
}

# begin: a long run in the background, and no more
begin() {
	printf '%s\n' '[global]' trials=1000 trials_max=1000 '[a]' variant=ext4-buffer_head,xfs \
		"state=${1-sparse}" size=64m folio=order0 >"$tmp/long.job"
	machine >"$tmp/before"
	# shellcheck disable=SC2086 # several options, or none
	"$faultline" run "$tmp/long.job" --out "$tmp/out.$RANDOM$RANDOM" --image "$tmp/img" \
		${options-} 2>"$tmp/log" 3>&- &
	pid=$!
}

# start [STATE]: a long run in the background; returns once it has changed settings
start() {
	begin "$@"
	for _ in {1..300}; do
		grep -q transparent_hugepage $journal 2>/dev/null && return
		sleep 0.1
	done
	cat "$tmp/log"
	return 1
}

# settled: the guardian is through, when it lets go of the lock.  The kernel lets go of a loop
# device behind the last close, in its own time.
settled() {
	flock --timeout 30 /run/faultline.lock true
	for _ in {1..50}; do
		! machine | diff "$tmp/before" - >"$tmp/left" || break
		sleep 0.1
	done
	cat "$tmp/left"
	[ ! -s "$tmp/left" ] && [ ! -e $journal ]
}

# gone: both the run and the process that waits for its death are killed
gone() {
	local guardian

	guardian=$(pgrep -P "$pid" -x faultline-guard)
	kill -KILL "$guardian" "$pid"
	wait "$pid" || true
	[ -s $journal ]
	[ "$(cat /proc/sys/vm/stat_interval)" = 3600 ]
}

# moment: up to three seconds, and as often as not within half of one
moment() {
	sleep "$((RANDOM % 2 ? RANDOM % 3 : 0)).$(printf %03d $((RANDOM % (RANDOM % 2 ? 1000 : 500))))"
}

# changes: how many settings are written down as changed
changes() {
	if [ -e $journal ]; then grep -c . $journal || true; else echo 0; fi
}

# make test-kills has more of them
@test "a run that is killed at any moment leaves nothing changed, mounted or made" {
	for ((i = 1; i <= ${KILLS:-6}; i++)); do
		begin
		moment
		kill -KILL "$pid"
		wait "$pid" || true
		echo "kill $i of the run, after $(changes) changes"
		settled
	done
}

@test "a run that is killed at any moment with the process that waits for it is put back by doctor" {
	for ((i = 1; i <= ${KILLS:-6}; i++)); do
		begin
		moment
		# Its children, too: the one that waits for its death, whatever its name is yet
		# shellcheck disable=SC2046 # a list
		kill -KILL $(pgrep -P "$pid") "$pid"
		wait "$pid" || true
		echo "kill $i of both, after $(changes) changes"
		"$faultline" doctor --restore
		settled
	done
}

@test "a run that is killed has no mkfs that goes on" {
	mkdir "$tmp/bin"
	printf '%s\n' '#!/bin/sh' "echo \$\$ >'$tmp/mkfs.pid'" 'exec sleep 60' >"$tmp/bin/mkfs.ext4"
	chmod +x "$tmp/bin/mkfs.ext4"
	cp "$tmp/bin/mkfs.ext4" "$tmp/bin/mkfs.xfs"
	machine >"$tmp/before"
	PATH=$tmp/bin:$PATH begin
	for _ in {1..100}; do
		[ ! -s "$tmp/mkfs.pid" ] || break
		sleep 0.1
	done
	kill -KILL "$pid"
	wait "$pid" || true
	mkfs=$(cat "$tmp/mkfs.pid")
	for _ in {1..20}; do
		[ -e "/proc/$mkfs" ] || break
		sleep 0.1
	done
	[ ! -e "/proc/$mkfs" ] || { kill -KILL "$mkfs"; false; }
	settled
}

# tuned_run: a run with --tune, then one that is killed; ksmd scans before, and does after each
tuned_run() {
	local ksm=/sys/kernel/mm/ksm/run

	"$faultline" run "$tmp/ok.job" --out "$tmp/tuned" --image "$tmp/img" --time 30s --tune \
		2>"$tmp/log"
	cat "$tmp/log"
	[ "$(cat $ksm)" = 1 ] && grep -q -- '--tune: .*run=0' "$tmp/log" || return 1
	jq -se '.[0].tuned[] | select(.path == "/sys/kernel/mm/ksm/run") |
		.before == "1" and .now == "0"' "$tmp/tuned/samples.jsonl" || return 1
	options=--tune start
	[ "$(cat $ksm)" = 0 ] || return 1
	kill -KILL "$pid"
	wait "$pid" || true
	settled && [ "$(cat $ksm)" = 1 ]
}

@test "what --tune sets comes back, whichever way the run ends" {
	[ -w /sys/kernel/mm/ksm/run ] || skip "no ksmd here"
	before=$(cat /sys/kernel/mm/ksm/run)
	echo 1 >/sys/kernel/mm/ksm/run
	worked=0
	tuned_run || worked=$?
	echo "$before" >/sys/kernel/mm/ksm/run
	[ "$worked" = 0 ]
}

@test "what is doubtful of the machine is named, with a remedy, and nothing of it is set" {
	[ -w /sys/kernel/mm/ksm/run ] || skip "no ksmd here"
	before=$(cat /sys/kernel/mm/ksm/run)
	echo 1 >/sys/kernel/mm/ksm/run
	run "$faultline" run "$tmp/ok.job" --out "$tmp/out" --image "$tmp/img" --time 60s
	after=$(cat /sys/kernel/mm/ksm/run)
	"$faultline" doctor >"$tmp/doctor"
	echo "$before" >/sys/kernel/mm/ksm/run
	echo "$output"
	[ "$after" = 1 ]
	assert_output --partial 'remedy: --tune, or echo 0 >/sys/kernel/mm/ksm/run'
	grep -A 2 'steady times *run is 1' "$tmp/doctor" | grep -q 'run --tune, or echo 0'
	run "$faultline" run "$tmp/ok.job" --out "$tmp/out2" --image "$tmp/img" --tune --mode count
	assert_failure 2
	assert_output --partial "--tune: only mode time"
}

@test "what two killed processes have left, doctor names and puts back" {
	start
	gone
	"$faultline" doctor | grep -A 1 '^NO   settings untouched' | grep -q 'doctor --restore'
	run "$faultline" doctor --restore
	assert_success
	assert_output --regexp '^[1-9][0-9]* things that a killed run had changed are as before$'
	settled
	run "$faultline" doctor --restore
	assert_success
	assert_output "nothing to put back"
}

@test "what two killed processes have left, the next run puts back first" {
	start
	gone
	printf '%s\n' '[global]' trials=1 trials_max=1 '[a]' variant=xfs state=sparse size=1m \
		folio=order0 >"$tmp/ok.job"
	run "$faultline" run "$tmp/ok.job" --out "$tmp/next" --image "$tmp/other"
	assert_success
	assert_output --partial "a run was killed before this one"
	settled
}

@test "a second Ctrl-C ends a run at once, and settings come back" {
	start redirty
	kill -INT "$pid"
	sleep 2.5
	if kill -INT "$pid"; then
		status=0
		wait "$pid" || status=$?
		[ "$status" = 130 ]
	fi
	settled
}

@test "the same signal twice in a moment, as timeout sends it, ends a run in order" {
	start
	kill -TERM "$pid"
	sleep 0.1
	kill -TERM "$pid" || true
	status=0
	wait "$pid" || status=$?
	[ "$status" = 143 ]
	grep -q 'stopped by signal 15 after' "$tmp/log"
	settled
}

@test "nohup is honoured" {
	printf '%s\n' '[global]' trials=5 trials_max=5 '[a]' variant=xfs state=sparse size=16m \
		folio=order0 >"$tmp/long.job"
	nohup "$faultline" run "$tmp/long.job" --out "$tmp/out" --image "$tmp/img" \
		>"$tmp/log" 2>&1 3>&- &
	pid=$!
	for _ in {1..100}; do
		[ -e $journal ] && break
		sleep 0.1
	done
	kill -HUP "$pid"
	wait "$pid"
}

@test "while a run is under way nothing is put back" {
	start
	refuses 1 "a run measures on this machine; it puts back" "$faultline" doctor --restore
	[ "$(cat /proc/sys/vm/stat_interval)" = 3600 ]
	kill -KILL "$pid"
	wait "$pid" || true
	settled
}

@test "an image that somebody else has made since is not removed" {
	machine >"$tmp/before"
	echo precious >"$tmp/img"
	printf '{"kind":"image","path":"%s","value":"1:1"}\n' "$tmp/img" >$journal
	"$faultline" doctor --restore
	[ "$(cat "$tmp/img")" = precious ] && [ ! -e $journal ]
}

@test "a line without an end was never acted upon, and any other damage is named" {
	before=$(cat /proc/sys/vm/stat_interval)
	printf '{"kind":"setting","path":"/proc/sys/vm/stat_interval","value":"77"}' >$journal
	"$faultline" doctor --restore
	[ "$(cat /proc/sys/vm/stat_interval)" = "$before" ] && [ ! -e $journal ]
	printf '{"kind":"directory","path":"%s/none","value":""}\nrubbish\n' "$tmp" >$journal
	refuses 1 'faultline.restore:2: damaged; set back by hand' "$faultline" doctor --restore
	refuses 2 'faultline.restore:2: damaged; set back by hand' "$faultline" run "$tmp/ok.job" \
		--out "$tmp/out" --image "$tmp/img"
	[ -e $journal ] && [ ! -e "$tmp/img" ]
	rm $journal
}

@test "what cannot be put back is named, and stays written down" {
	mkdir -p "$tmp/full/of"
	printf '{"kind":"directory","path":"%s","value":""}\n' "$tmp/full" >$journal
	refuses 1 "cannot put the directory $tmp/full back: Directory not empty" \
		"$faultline" doctor --restore
	rmdir "$tmp/full/of"
	"$faultline" doctor --restore
	[ ! -e "$tmp/full" ] && [ ! -e $journal ]
}
