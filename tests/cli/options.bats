#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
load helpers

@test "help and version go to stdout with status 0" {
	"$faultline" --help | grep -q '^Usage: faultline'
	"$faultline" --version | grep -q '^faultline '
	for sub in run report doctor; do
		"$faultline" "$sub" --help | grep -q "^Usage: faultline $sub"
	done
}

@test "help asks a subcommand as well" {
	"$faultline" help run | grep -q '^Usage: faultline run'
	"$faultline" help | grep -q '^Usage: faultline SUBCOMMAND'
	refuses 2 "no subcommand 'rum'" "$faultline" help rum
}

@test "what cannot be printed is an error, for help and version too" {
	mkdir "$tmp/a"
	cp tests/data/samples.jsonl "$tmp/a/"
	for asked in --help --version help "help run" "run --help" "compare --version" doctor \
		"compare $tmp/a $tmp/a" "baseline $tmp/a" "report --no-charts $tmp/a"; do
		for stdout in /dev/full closed; do
			status=0
			# shellcheck disable=SC2086 # words
			if [ $stdout = closed ]; then
				"$faultline" $asked 2>"$tmp/err" >&- || status=$?
			else
				"$faultline" $asked 2>"$tmp/err" >$stdout || status=$?
			fi
			echo "$asked, $stdout: status $status, $(cat "$tmp/err")"
			[ $status -ge 1 ]
			[ "$(grep -c '^faultline: stdout: ' "$tmp/err")" = 1 ]
		done
	done
}

@test "a machine without HOME in the environment has one nevertheless" {
	env -u HOME "$faultline" --help >/dev/null
	env -u HOME scripts/guest --help >/dev/null
	env -u HOME -u XDG_CACHE_HOME bash -c '. scripts/lib.sh; echo "$cache"' >"$tmp/cache"
	[ "$(cat "$tmp/cache")" = "$(cd ~ && pwd)/.cache/faultline" ]
}

@test "an unknown subcommand, and none, exit with 2" {
	refuses 2 "no subcommand 'rum'" "$faultline" rum
	run "$faultline"
	assert_failure 2
}

@test "what a message quotes stays on its line, and does not reach the terminal" {
	printf '[a]\nvariant=\033[31mxfs\r\nstate=sparse\n' >"$tmp/bad.job"
	refuses 2 "unknown variant '[?][[]31mxfs'" "$faultline" run "$tmp/bad.job" --out "$tmp/out" --image "$tmp/i"
	refuses 2 "no subcommand 'two[?]lines'" "$faultline" $'two\nlines'
}

@test "run names what is missing on its command line" {
	run "$faultline" run
	assert_failure 2
	assert_output --partial "no job file named"
	run "$faultline" run "$tmp/ok.job"
	assert_failure 2
	assert_output --partial "no --out"
	run "$faultline" run "$tmp/ok.job" --out "$tmp/out"
	assert_failure 2
	assert_output --partial "one of --device and --image"
	[ ! -e "$tmp/out" ]
}

@test "doctor says yes or no to each, and what a no costs" {
	run "$faultline" doctor
	assert_success
	for what in qemu-system-x86_64 KVM PMU BPF disk memory gnuplot; do
		grep -qE "^(yes|NO) +$what " <<<"$output"
	done
	awk '/^NO/ { getline; if ($0 !~ /^        /) exit 1 }' <<<"$output"
}

@test "deps names a missing package and the command, and changes nothing" {
	mkdir "$tmp/bin"
	printf '#!/bin/sh\nexit 0\n' >"$tmp/bin/dpkg-query"
	printf '#!/bin/sh\necho 1000\n' >"$tmp/bin/id"
	printf '#!/bin/sh\necho "apt-get was run" >&2\nexit 1\n' >"$tmp/bin/apt-get"
	chmod +x "$tmp/bin/"*
	PATH=$tmp/bin:$PATH refuses 2 \
		'missing packages; as root, type: .*apt-get install .*libjansson-dev' \
		scripts/deps build
}

# on DISTRIBUTION CMD...: with another /etc/os-release
on() {
	local id=$1

	shift
	printf 'ID=%s\nPRETTY_NAME="Some Linux (1)"\n' "$id" >"$tmp/os-release"
	unshare --mount sh -c 'mount --bind "$1" "$(realpath /etc/os-release)" && shift && exec "$@"' \
		on "$tmp/os-release" "$@"
}

@test "deps names what is missing by the names of Fedora, Arch and Ubuntu" {
	mkdir "$tmp/bin"
	printf '#!/bin/sh\n[ "$4" = gcc ]\n' >"$tmp/bin/rpm"
	printf '#!/bin/sh\nshift\nprintf "%%s\\n" "$@" | grep -v gcc\n' >"$tmp/bin/pacman"
	printf '#!/bin/sh\necho "gcc installed"\n' >"$tmp/bin/dpkg-query"
	printf '#!/bin/sh\necho 1000\n' >"$tmp/bin/id"
	chmod +x "$tmp/bin/"*
	PATH=$tmp/bin:$PATH
	refuses 2 'type: dnf install glibc-devel .*libbpf-devel .*dwarves' on fedora scripts/deps bench
	refuses 2 'type: dnf install glibc-devel' on '"centos"' scripts/deps build
	refuses 2 'type: pacman -S --needed glibc .*libinih .*pahole' on arch scripts/deps bench
	refuses 2 'type: apt-get update && apt-get install .* libc6-dev .*bats' on ubuntu scripts/deps test
	run on ubuntu scripts/deps test
	refute_output --partial chromium
	run on plan9 scripts/deps build
	assert_success
	assert_output --partial "is not known; see that it has what Debian calls: gcc libc6-dev"
}

@test "trace names a bad option, and what would be right" {
	for bad in "--duration 0" "--interval x" "--only nosuch" "--pid 0" "--pid 1x" "--device /dev/null" \
		"--cgroup /nosuch"; do
		# shellcheck disable=SC2086 # an option and its value
		run "$faultline" trace $bad
		assert_failure 2
		grep -q -- "${bad%% *}" <<<"$output"
	done
	run "$faultline" trace --pid $$ touch "$tmp/ran"
	assert_failure 2
	assert_output --partial "'touch' is no option"
	[ ! -e "$tmp/ran" ]
	run "$faultline" trace --only path,nosuch
	grep -q -- '--only nosuch: expected path, journal, folio or locks' <<<"$output"
}
