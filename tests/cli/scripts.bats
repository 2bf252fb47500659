#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
load helpers

@test "guest without QEMU is one clear line" {
	mkdir "$tmp/bin"
	for tool in bash getopt dirname cat sed; do ln -s "$(command -v $tool)" "$tmp/bin/"; done
	refuses 2 "no qemu-system-x86_64; install" \
		env PATH="$tmp/bin" bash scripts/guest --kernel scripts/guest -- true
}

@test "the vCPUs of an emulated guest take turns, so none executes what another patched over" {
	printf '#!/bin/sh\nprintf "%%s\\n" "$@" >%q\n' "$tmp/arguments" >"$tmp/qemu"
	chmod +x "$tmp/qemu"
	# What is no kernel boots nowhere, with KVM neither
	run env QEMU="$tmp/qemu" XDG_CACHE_HOME="$tmp" scripts/guest --smp 4 \
		--kernel scripts/guest --console "$tmp/console" -- true
	assert_failure 125
	grep -x -A 1 -e -accel "$tmp/arguments" | grep -qx tcg,thread=single
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

# some_qemu NUMBER: a QEMU that names no version, and loads only the plugin of that number.
# What it boots with is in $tmp/booted; its guest says much on the console, and dies
some_qemu() {
	mkdir -p "$tmp/image" "$tmp/profile" "$tmp/scripts" "$tmp/build/plugin"
	touch "$tmp"/image/{bzImage,System.map} "$tmp"/build/plugin/faultline-{1,3,7}.so
	cp scripts/guest scripts/lib.sh scripts/processor "$tmp/scripts/"
	cat >"$tmp/qemu" <<-END
		#!/bin/bash
		case "\$*" in
		--version) echo "QEMU emulator version of my own" ;;
		*"-M none "*"plugin/faultline-$1.so,out="*) ;;
		*"-M none "*) echo "Could not load plugin: requires another API" >&2; exit 1 ;;
		*)
			printf '%s\n' "\$@" >$tmp/booted
			head -c 200000 /dev/zero >"\$(sed -n 's/^file,id=console,path=//p' $tmp/booted)"
			exit 1
			;;
		esac
	END
	chmod +x "$tmp/qemu"
}

@test "the plugin is the one that QEMU loads, whatever version it names" {
	for number in 1 3 7; do
		some_qemu $number
		run env QEMU="$tmp/qemu" "$tmp/scripts/guest" --insn --profile "$tmp/profile" \
			--kernel "$tmp/image/bzImage" --console "$tmp/console" -- true
		assert_failure 125
		[ "$(grep -A1 -x -e -plugin "$tmp/booted" | tail -n 1)" = \
			"$tmp/build/plugin/faultline-$number.so,out=$tmp/profile,map=$tmp/image/System.map" ]
		grep -q ' faultline.emulator=qemu-unknown ' "$tmp/booted"
	done
}

@test "a QEMU that loads none of the plugins is one clear line, and boots nothing" {
	some_qemu 2
	refuses 2 "^guest: --profile: $tmp/qemu loads none of our plugins: Could not load plugin: requires another API$" \
		env QEMU="$tmp/qemu" TMPDIR="$tmp/profile" "$tmp/scripts/guest" --insn --profile "$tmp/profile" \
		--kernel "$tmp/image/bzImage" --console "$tmp/console" -- true
	rm "$tmp"/build/plugin/*
	refuses 2 "^guest: --profile: no plugin in $tmp/build/plugin; build it with: make$" \
		env QEMU="$tmp/qemu" TMPDIR="$tmp/profile" "$tmp/scripts/guest" --insn --profile "$tmp/profile" \
		--kernel "$tmp/image/bzImage" --console "$tmp/console" -- true
	[ ! -e "$tmp/booted" ]
	[ -z "$(ls "$tmp/profile")" ]
}

@test "a guest removes what killed ones have left, and nothing of those that run" {
	some_qemu 1
	mkdir -p "$tmp"/dir/faultline-boot.{killed,runsyn,begins} "$tmp/dir/faultline-boot.others.dir"
	touch "$tmp/dir/faultline-boot.killed/disk"
	touch -d '2 minutes ago' "$tmp"/dir/faultline-boot.{killed,runsyn,others.dir}
	# No process has that number: the kernel's greatest is 4,194,304
	touch "$tmp"/console.tmp.{4194305,$$}
	exec 7<"$tmp/dir/faultline-boot.runsyn"
	flock 7
	run env TMPDIR="$tmp/dir" QEMU="$tmp/qemu" "$tmp/scripts/guest" --insn \
		--kernel "$tmp/image/bzImage" --console "$tmp/console" -- true
	exec 7<&-
	echo "$output"
	assert_failure 125
	[ "$(cd "$tmp/dir" && echo *)" = 'faultline-boot.begins faultline-boot.others.dir faultline-boot.runsyn' ]
	[ "$(cd "$tmp" && echo console*)" = "console console.tmp.$$" ]
}

@test "a console for which the disk has no room is said, and leaves nothing" {
	some_qemu 1
	mount_tmpfs "$tmp/full" size=64k
	run env QEMU="$tmp/qemu" "$tmp/scripts/guest" --insn --kernel "$tmp/image/bzImage" \
		--console "$tmp/full/console" -- true
	assert_output --partial "cannot keep the console in $tmp/full/console"
	[ -z "$(ls "$tmp/full")" ]
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
	# Not that it is an earlier one, which may be removed
	: >"$tmp/busy/samples.jsonl"
	refuses 2 "another run is writing there" scripts/bench smoke "$tmp/busy" ""
	exec 7<&-
}

# bench_alone: bench with a kernel and a guest that boot nothing, and wait; the kernel leaves a
# process behind, as a build does that still ends.  Their ids are in $tmp/ids
bench_alone() {
	mkdir -p "$tmp/scripts" "$tmp/build" "$tmp/image"
	cp scripts/bench scripts/lib.sh "$tmp/scripts/"
	ln -s "$faultline" "$tmp/build/"
	: >"$tmp/image/System.map"
	printf '#!/bin/sh\nsleep 300 >/dev/null 2>&1 &\necho $! $PPID >%s/ids\necho %s/image/bzImage\n' \
		"$tmp" "$tmp" >"$tmp/scripts/kernel"
	printf '#!/bin/sh\n: >%s/booted\nexec sleep 300\n' "$tmp" >"$tmp/scripts/guest"
	chmod +x "$tmp"/scripts/*
}

@test "a bench that was killed, on a terminal, keeps no later one from its OUT" {
	bench_alone
	# The terminal, and its shell, outlive the bench
	printf '#!/bin/sh\necho $$ >%s/shell\n%s/scripts/bench %s/bench/jobs/smoke.job %s/out\nexec sleep 300\n' \
		"$tmp" "$tmp" "$PWD" "$tmp" >"$tmp/terminal"
	script -qfc "sh $tmp/terminal" /dev/null </dev/null >/dev/null 3>&- &
	for _ in {1..100}; do
		[ ! -e "$tmp/booted" ] || break
		sleep 0.1
	done
	read -r build bench <"$tmp/ids"
	refuses 2 "another run is writing there" "$tmp/scripts/bench" "$PWD/bench/jobs/smoke.job" "$tmp/out"
	kill -KILL "$bench"
	exec 7<"$tmp/out"
	free=0
	flock -w 5 7 || free=$?
	kill "$build" "$(cat "$tmp/shell")"
	[ "$free" = 0 ]
}

@test "bench removes the half-written files that a killed one has left, and nothing else" {
	bench_alone
	printf '#!/bin/sh\nexit 1\n' >"$tmp/scripts/kernel"
	mkdir -p "$tmp/out/charts" "$tmp/out/profile"
	touch "$tmp"/out/{console.log.tmp.17,report.json.tmp,charts/a.svg.tmp,profile/types.tmp,profile/0.counts.tmp} \
		"$tmp"/out/{console.log,notes.tmp,charts/a.svg,profile/0.counts}
	run "$tmp/scripts/bench" "$PWD/bench/jobs/smoke.job" "$tmp/out"
	assert_failure 2
	[ "$(cd "$tmp/out" && find . -type f | sort | xargs)" = \
		'./charts/a.svg ./console.log ./notes.tmp ./profile/0.counts' ]
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
		"bench smoke $tmp/ab/a --unpatched $tmp/old" "bench smoke $tmp/ab/b --unpatched $tmp/new" | diff - "$tmp/calls"
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
	# Nothing half-written stays of two that cannot be compared
	rm -r "$tmp/ab" "$tmp/new/broken"
	sed -i 's/"mode":"insn"/"mode":"count"/' "$tmp/ran-b/samples.jsonl"
	run "$tmp/scripts/bench-kernels" smoke "$tmp/ab" "$tmp/old" "$tmp/new"
	assert_failure 2
	assert_output --partial "the two cannot be compared"
	[ "$(cd "$tmp/ab" && echo *)" = 'a b' ]
}

@test "two of bench with two kernels in one OUT are refused before a kernel is built" {
	two_kernels
	mkdir "$tmp/ab"
	exec 7<"$tmp/ab"
	flock 7
	refuses 2 "another run is writing there" \
		"$tmp/scripts/bench-kernels" smoke "$tmp/ab" "$tmp/old" "$tmp/new"
	exec 7<&-
	[ ! -e "$tmp/calls" ]
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

@test "kernel takes an image that is built already, with its symbols, and builds nothing" {
	mkdir "$tmp/built"
	touch "$tmp/built/bzImage"
	refuses 2 "--image $tmp/built/bzImage: there is no System.map beside it" \
		scripts/kernel --image "$tmp/built/bzImage"
	touch "$tmp/built/System.map"
	ln -s built/bzImage "$tmp/link"
	run env XDG_CACHE_HOME="$tmp/cache" scripts/kernel --unpatched --image "$tmp/link"
	assert_success
	assert_output "$tmp/built/bzImage"
	[ ! -e "$tmp/cache" ]
	refuses 2 "--image $tmp/none: no kernel there" scripts/kernel --image "$tmp/none"
	refuses 2 "--image : no kernel there" scripts/kernel --image
}

@test "make bench hands its variables on to faultline-bench, whatever is in them" {
	run make --no-print-directory -n bench JOB=smoke OUT=o SERIES=7.3 RC=1 KERNEL_IMAGE='my image' V=1
	assert_output --regexp "scripts/faultline-bench --rc --series '7.3' --kernel-image 'my image'[ \\]*"
	assert_output --regexp "-- 'smoke' 'o'$"
	run make --no-print-directory -n bench KERNEL_TREE=linux A=v7.3 B=
	assert_output --partial "--revision-a 'v7.3' --revision-b ''"
	# What a shell exports is none of it
	run env A=v7.3 B=v7.4 make --no-print-directory -n bench
	refute_output --partial revision
	run make --no-print-directory -n bench KERNEL_A=one KERNEL_B='the other'
	assert_output --partial "--kernel-a 'one' --kernel-b 'the other'"
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
	# vCPUs than there are CPUs here, or what this machine has not got
	for job in bench/jobs/*.job; do
		run "$faultline" run "$job" --out "$tmp/out" --device /dev/nonesuch
		assert_failure 2
		assert_output --regexp "device /dev/nonesuch: No such file|: cpus=[48]: there are [0-9]* here|: (setup=slow-device|load=reclaim) takes "
	done
	[ "$(grep -L '^cpus=' bench/jobs/*.job | grep -v growth-)" = "bench/jobs/lmbench.job
bench/jobs/smoke.job
bench/jobs/standard.job" ]
}
