#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
load helpers

@test "guest without QEMU is one clear line" {
	mkdir "$tmp/bin"
	for tool in bash getopt dirname cat sed; do ln -s "$(command -v $tool)" "$tmp/bin/"; done
	refuses 2 "no qemu-system-x86_64; install" \
		env PATH="$tmp/bin" bash scripts/guest --kernel scripts/guest -- true
}

@test "what a shell is told by its environment changes nothing in the scripts" {
	printf 'echo leaked; cd() { exit 9; }\n' >"$tmp/env"
	cd() { builtin exit 9; }
	export -f cd
	refuses 2 "no kernel at /none" env BASH_ENV="$tmp/env" CDPATH=/ SHELLOPTS=xtrace POSIXLY_CORRECT=1 \
		scripts/guest --kernel /none -- true
	unset -f cd
	run env BASH_ENV="$tmp/env" CDPATH=/tmp GREP_OPTIONS=-v scripts/version
	assert_success
	[ "$output" = "$(scripts/version)" ]
}

@test "guest without a kernel, a command, or with bad options is one clear line" {
	refuses 2 "no kernel at /none; .* make kernel" scripts/guest --kernel /none -- true
	refuses 2 "not a number of vCPUs" scripts/guest --smp two -- true
	refuses 2 "not a time in seconds" scripts/guest --timeout -1 -- true
	refuses 2 "cannot write there" scripts/guest --share /none -- true
	run scripts/guest
	assert_failure 2
	[[ $output == Usage:* ]]
}

@test "bench with an unknown job, or over earlier results, is one clear line" {
	refuses 2 "JOB=nonesuch: no job file" scripts/bench nonesuch "" ""
	mkdir "$tmp/out"
	: >"$tmp/out/samples.jsonl"
	refuses 2 "holds the results of an earlier run" scripts/bench smoke "$tmp/out" ""
	mkdir "$tmp/busy"
	exec 7<"$tmp/busy"
	flock 7
	refuses 2 "another run is writing there" scripts/bench smoke "$tmp/busy" ""
	exec 7<&-
}

@test "a typing error in the job is known before a kernel is built" {
	mkdir -p "$tmp/scripts" "$tmp/build"
	cp scripts/bench scripts/lib.sh "$tmp/scripts/"
	ln -s "$faultline" "$tmp/build/"
	printf '#!/bin/sh\ntouch %s/built\n' "$tmp" >"$tmp/scripts/kernel"
	chmod +x "$tmp/scripts/kernel"
	printf '[a]\nvariant=xfs\nstat=sparse\n' >"$tmp/typo.job"
	refuses 2 "typo.job:3: unknown key 'stat'" "$tmp/scripts/bench" "$tmp/typo.job" "$tmp/out"
	[ ! -e "$tmp/built" ]
	[ ! -e "$tmp/out" ]
	"$faultline" run --check bench/jobs/smoke.job | grep -q 'smoke.job: 54 cells'
}

# two_kernels: bench-kernels among scripts that build and boot nothing; what they are
# called with is in $tmp/calls, and kernel B makes page faults 2 % dearer
two_kernels() {
	mkdir -p "$tmp/scripts" "$tmp/build"
	cp scripts/bench-kernels scripts/lib.sh "$tmp/scripts/"
	ln -s "$faultline" "$tmp/build/"
	job=$tmp/bench/jobs/smoke.job
	install -D bench/jobs/smoke.job "$job"
	run_dir ran-a
	run_dir ran-b 'costs(2)'
	printf '#!/bin/sh\necho "kernel $*" >>%s/calls\n[ -d "$2" ]\n' "$tmp" >"$tmp/scripts/kernel"
	printf '#!/bin/sh\necho "bench $*" >>%s/calls\nmkdir -p "$2"
		[ ! -e "$4/broken" ] && cp %s/ran-"${2##*/}"/* "$2"\n' "$tmp" "$tmp" >"$tmp/scripts/bench"
	chmod +x "$tmp"/scripts/*
	mkdir "$tmp/old" "$tmp/new"
}

@test "bench with two kernels measures both as they are, and says what the second costs more" {
	two_kernels
	status=0
	"$tmp/scripts/bench-kernels" smoke "$tmp/ab" "$tmp/old" "$tmp/new" 2>/dev/null >"$tmp/said" ||
		status=$?
	[ $status = 1 ]
	cat "$tmp/said"
	grep -q '^Verdict  1 cells regressed by more than 1 %' "$tmp/ab/compare.txt"
	[[ $(cat "$tmp/said") == "$(cat "$tmp/ab/compare.txt")"* ]]
	printf '%s\n' "kernel --unpatched $tmp/old" "kernel --unpatched $tmp/new" \
		"bench $job $tmp/ab/a --unpatched $tmp/old" "bench $job $tmp/ab/b --unpatched $tmp/new" | diff - "$tmp/calls"
	refuses 2 "holds the results of an earlier run" \
		"$tmp/scripts/bench-kernels" smoke "$tmp/ab" "$tmp/old" "$tmp/new"
}

@test "bench with two kernels measures nothing if one is missing, and compares nothing that failed" {
	two_kernels
	refuses 2 "two kernels are wanted" "$tmp/scripts/bench-kernels" smoke "$tmp/ab" "$tmp/old" ""
	refuses 2 "JOB=none: no job file" "$tmp/scripts/bench-kernels" none "$tmp/ab" "$tmp/old" "$tmp/new"
	run "$tmp/scripts/bench-kernels" smoke "$tmp/ab" "$tmp/old" "$tmp/none"
	[ "$status" != 0 ]
	absent bench "$tmp/calls"
	touch "$tmp/new/broken"
	run "$tmp/scripts/bench-kernels" smoke "$tmp/ab" "$tmp/old" "$tmp/new"
	assert_failure 2
	assert_output --partial "$tmp/new could not be measured; see $tmp/ab/b"
	[ ! -e "$tmp/ab/compare.txt" ]
}

@test "bench with two kernels refuses a job of several vCPUs, which has no costs, before it builds one" {
	two_kernels
	sed -i '0,/^\[global\]/s//&\ncpus=2/' "$job"
	"$faultline" run --check "$job" | grep -q ', 2 vCPUs, mode auto$'
	refuses 2 "smoke: cpus=2: several vCPUs have no costs to compare" \
		"$tmp/scripts/bench-kernels" smoke "$tmp/ab" "$tmp/old" "$tmp/new"
	sed -i 's/^cpus=2/mode=count/' "$job"
	refuses 2 "smoke: mode=count has no costs here to compare" \
		"$tmp/scripts/bench-kernels" smoke "$tmp/ab" "$tmp/old" "$tmp/new"
	[ ! -e "$tmp/calls" ]
	[ ! -e "$tmp/ab" ]
}

@test "a cache that cannot be written is named, and how to have another one" {
	for script in kernel kernel-source; do
		refuses 2 'cannot write to the cache, /proc/none/faultline; say XDG_CACHE_HOME=DIR' \
			env XDG_CACHE_HOME=/proc/none "scripts/$script"
	done
}

@test "kernel refuses a directory that is no kernel source" {
	refuses 2 "is not a kernel source" scripts/kernel "$tmp"
}

@test "kernel refuses a directory of patches that has no series" {
	refuses 2 "no series file there" scripts/kernel --patches "$tmp"
	refuses 2 "no series file there" scripts/kernel --patches
}

@test "the jobs that ship are good job files" {
	# This kernel may lack a variant; that is a note, not an error.  And a job may want more
	# vCPUs than there are CPUs here
	for job in bench/jobs/*.job; do
		run "$faultline" run "$job" --out "$tmp/out" --device /dev/nonesuch
		assert_failure 2
		assert_output --regexp "device /dev/nonesuch: No such file|: cpus=[48]: there are [0-9]* here"
	done
	[ "$(grep -lc '^cpus=' bench/jobs/*.job)" = "bench/jobs/contention.job
bench/jobs/sharing.job" ]
}
