#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# scripts/guest: a command runs in the booted kernel, and nothing that goes
# wrong there looks like success.
bats_load_library bats-support
bats_load_library bats-assert

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	tmp=$BATS_TEST_TMPDIR
	console=$tmp/console.log
}

guest() { scripts/guest --console "$console" "$@"; }

@test "the command's output, arguments and status come back" {
	run guest -- sh -c 'printf "%s|" "$@"; exit 7' sh 'two  words' "quo'te" '$HOME' ''
	echo "$output"
	assert_failure 7
	assert_output --partial "two  words|quo'te|\$HOME||"
	grep -q 'Linux version' "$console"
}

@test "a run in the guest is of the machine around it, as FAULTLINE_HOST says" {
	for name in lab-a ''; do
		FAULTLINE_HOST=$name run guest -- sh -c 'echo "host=[$FAULTLINE_HOST]"'
		assert_line "host=[$name]"
	done
	run env -u FAULTLINE_HOST scripts/guest --console "$console" -- sh -c 'echo "host=[$FAULTLINE_HOST]"'
	assert_line "host=[$(uname -n | cut -d. -f1)]"
}

@test "under --insn the TSC counts instructions, and the command runs as well" {
	run guest --insn -- build/faultline doctor
	assert_success
	assert_output --partial "the TSC counts instructions: mode insn"
}

@test "the guest has what a command expects, and cannot write the host's root" {
	run guest -- sh -c '
		set -e
		[ -b /dev/nvme0n1 ]
		[ "$(blockdev --getsize64 /dev/nvme0n1)" -ge 4294967296 ]
		[ "$(blkid -p /dev/nvme0n1)" = "" ]
		[ -d /mnt/scratch ]
		[ "$(id -u)" = 0 ]
		[ "$(nproc)" = 2 ]
		touch /tmp/in-the-guest
		if touch /usr/in-the-guest 2>/dev/null; then exit 1; fi
		[ -w /sys/kernel/tracing/kprobe_events ]
		[ -r /sys/kernel/btf/vmlinux ]
		[ "$(pwd)" = "'"$PWD"'" ]'
	echo "$output"
	assert_success
	[ ! -e /tmp/in-the-guest ]
}

@test "a guest whose output nobody reads ends, and output that is lost is said" {
	began=$SECONDS
	guest --timeout 100 -- sh -c 'while echo y; do sleep 0.1; done' | head -n 1
	[ $((SECONDS - began)) -lt 60 ]
	run bash -c 'scripts/guest --insn --console "$0" -- echo hi 2>&1 >/dev/full' "$tmp/console"
	assert_failure 2
	assert_output --partial "cannot print what the command says"
}

@test "--share makes one directory writable, at its own path" {
	mkdir "$tmp/share"
	guest --share "$tmp/share" -- sh -c "echo written >'$tmp/share/file'"
	[ "$(cat "$tmp/share/file")" = written ]
}

@test "a checkout below a mount of the guest's own, with blanks and commas in every path" {
	place=$(mktemp -d /run/faultline-test.XXXXXX)
	dir="$place/a  b,ü"
	mkdir -p "$dir/share, too"
	cp -r scripts "$dir/"
	truncate -s 64M "$dir/the, disk"
	echo beside >"$place/a job"
	cd "$dir"
	run scripts/guest --kernel "$BATS_TEST_DIRNAME/../../build/bzImage" --console "$dir/con, sole" \
		--share "$dir/share, too" --disk "$dir/the, disk" -- sh -c \
		'pwd && echo written >"share, too/file" && blockdev --getsize64 /dev/nvme0n1
			cat "$0"; ls -d /mnt/scratch' "$place/a job"
	cd /
	echo "$output"
	written=$(cat "$dir/share, too/file") || true
	rm -rf "$place"
	assert_success
	assert_output --partial "$dir"
	assert_output --partial 67108864
	assert_line beside
	assert_line /mnt/scratch
	[ "$written" = written ]
}

@test "a directory that the guest does not have is an error, not another one" {
	cd /proc/self/fdinfo
	run "$BATS_TEST_DIRNAME/../../scripts/guest" --console "$console" -- pwd
	assert_failure 2
}

@test "QEMU ends with the script, however that ends" {
	for signal in TERM KILL; do
		TMPDIR=$tmp scripts/guest --console "$console" -- sleep 1000 3>&- &
		script=$!
		until qemu=$(pgrep -P $script -x qemu-system-x86); do
			kill -0 $script
			sleep 0.1
		done
		kill -$signal $script
		for _ in {1..100}; do
			[ -e /proc/$qemu ] || break
			sleep 0.1
		done
		[ ! -e /proc/$qemu ]
	done
}

@test "a panic ends the run with status 125 and the kernel's own words" {
	run guest -- sh -c 'echo c >/proc/sysrq-trigger; sleep 60'
	echo "$output"
	assert_failure 125
	[[ $output == *"died before the command ended: "*"anic"*"console: $console"* ]]
	grep -q 'Kernel panic' "$console"
}

@test "an oops ends the run with status 125" {
	run guest -- sh -c 'echo EXCEPTION >/sys/kernel/debug/provoke-crash/DIRECT; sleep 60'
	echo "$output"
	assert_failure 125
	[[ $output == *"died before the command ended: "*"NULL pointer"* ]]
}

@test "a hang of the kernel ends the run with status 125" {
	run guest --timeout 200 --append watchdog_thresh=3 -- \
		sh -c 'echo SOFTLOCKUP >/sys/kernel/debug/provoke-crash/DIRECT'
	echo "$output"
	assert_failure 125
	assert_output --partial "soft lockup"
}

@test "a command that does not end is stopped with status 124" {
	run guest --timeout 15 -- sleep 1000
	echo "$output"
	assert_failure 124
	assert_output --partial "time is up after 15 s"
}

@test "a killed guest is status 125, and nothing of it stays" {
	mkdir "$tmp/dir"
	TMPDIR=$tmp/dir scripts/guest --console "$console" -- sleep 1000 2>"$tmp/err" &
	guest=$!
	for _ in $(seq 300); do
		compgen -G "$tmp/dir/faultline-boot.*/control/started" >/dev/null && break
		sleep 0.2
	done
	pkill -KILL -P "$guest" qemu-system || cat "$tmp/err"
	status=0
	wait "$guest" || status=$?
	cat "$tmp/err"
	[ "$status" = 125 ]
	grep -q 'QEMU was killed by signal 9' "$tmp/err"
	[ -z "$(ls "$tmp/dir")" ]
}
