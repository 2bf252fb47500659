#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
load helpers

@test "guest without QEMU is one clear line" {
	mkdir "$tmp/bin"
	for tool in bash getopt dirname cat sed; do ln -s "$(command -v $tool)" "$tmp/bin/"; done
	refuses 2 "no qemu-system-x86_64; install" \
		env PATH="$tmp/bin" bash scripts/guest --kernel scripts/guest -- true
}

@test "guest without a kernel, a command, or with bad options is one clear line" {
	refuses 2 "no kernel at /none; .* make kernel" scripts/guest --kernel /none -- true
	refuses 2 "not a number of vCPUs" scripts/guest --smp two -- true
	refuses 2 "not a time in seconds" scripts/guest --timeout -1 -- true
	refuses 2 "cannot write there" scripts/guest --share /none -- true
	run scripts/guest
	[ "$status" = 2 ] && [[ $output == Usage:* ]]
}

@test "bench with an unknown job, or over earlier results, is one clear line" {
	refuses 2 "JOB=nonesuch: no job file" scripts/bench nonesuch "" ""
	mkdir "$tmp/out"
	: >"$tmp/out/samples.jsonl"
	refuses 2 "holds the results of an earlier run" scripts/bench smoke "$tmp/out" ""
}

@test "kernel refuses a directory that is no kernel source" {
	refuses 2 "is not a kernel source" scripts/kernel "$tmp"
}

@test "kernel refuses a directory of patches that has no series" {
	refuses 2 "no series file there" scripts/kernel --patches "$tmp"
	refuses 2 "no series file there" scripts/kernel --patches
}

@test "kernel-source says what to do when no suite carries the series" {
	refuses 2 "none of .* carries linux-source-9.99; .*KERNEL_TREE" \
		env XDG_CACHE_HOME="$tmp/cache" scripts/kernel-source 9.99
}

@test "the jobs that ship are good job files" {
	# This kernel may lack a variant; that is a note, not an error
	for job in bench/jobs/*.job; do
		run "$faultline" run "$job" --out "$tmp/out" --device /dev/nonesuch
		[ "$status" = 2 ]
		[[ $output == *"device /dev/nonesuch: No such file"* ]]
	done
}
