#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Completion in bash and zsh offers what --help lists, all of it and nothing else.
load helpers

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	tmp=$BATS_TEST_TMPDIR
	faultline=$PWD/build/san/faultline
	mkdir "$tmp/bin"
	ln -s "$faultline" "$tmp/bin/faultline"
	PATH=$tmp/bin:$PWD/scripts:$PATH
}

subcommands() { faultline --help | sed -n 's/^  \([a-z]*\) .*/\1/p'; }

# options CMD...: the long ones in its --help
options() { "$@" --help | sed -nE 's/^ +(-., )? *(--[a-z-]+).*/\2/p' | sort; }

# in_bash WORD...: what is offered for the last of them
in_bash() {
	bash -c '. scripts/completion/faultline.bash
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_faultline; printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

# in_zsh WORD...: the same, with what zsh itself would make of it as text
in_zsh() {
	zsh -f -c '_arguments() { print -rl -- "$@" }
		_describe() { print -rl -- "${(P@)2}" }
		_alternative() { print -rl -- "$@" }
		_files() { print files }
		words=("$@") CURRENT=$#
		. scripts/completion/_faultline
		[[ -z $jobs_wanted ]] || { called=("$1"); _faultline_jobs }' zsh "$@"
}

@test "bash offers each subcommand, and each of its long options" {
	diff <({ subcommands; printf '%s\n' --help --version; } | sort) <(in_bash faultline '' | sort)
	for sub in $(subcommands); do
		echo "# $sub"
		[ "$(options faultline "$sub" | wc -l)" -ge 4 ]
		diff <(options faultline "$sub") <(in_bash faultline "$sub" -- | sed 's/=$//' | sort)
	done
	diff <(options faultline-bench) <(in_bash faultline-bench -- | sed 's/=$//' | sort)
	[ "$(in_bash faultline com)" = compare ]
	[ "$(in_bash faultline compare --fail-on-)" = --fail-on-locks= ]
}

@test "bash offers jobs by their names, and values that --help lists" {
	jobs=$(cd bench/jobs && printf '%s\n' *.job | sed 's/\.job$//')
	[ "$(in_bash build/san/faultline run '' | sort)" = "$jobs" ]
	[ "$(in_bash faultline-bench '' | sort)" = "$jobs" ]
	[ "$(in_bash faultline compare --format = '' | xargs)" = 'text json lkp markdown ktap junit' ]
	[ "$(in_bash faultline compare --format k)" = ktap ]
	[ "$(in_bash faultline run --mode '' | xargs)" = 'insn time count auto' ]
	# A directory is for readline
	[ -z "$(in_bash faultline report '')" ]
}

@test "zsh offers each subcommand, and each of its long options with what it is for" {
	zsh -n scripts/completion/_faultline
	diff <(subcommands) <(in_zsh faultline '' | sed 's/:.*//')
	for sub in $(subcommands); do
		echo "# $sub"
		diff <(options faultline "$sub") <(in_zsh faultline "$sub" '' | sed -n 's/^\(--[a-z-]*\).*/\1/p' | sort)
	done
	diff <(options faultline-bench) <(in_zsh faultline-bench '' | sed -n 's/^\(--[a-z-]*\).*/\1/p' | sort)
	in_zsh faultline run '' | grep -qx -- '--device=\[Erase this block device and measure on it\]:DEV:_files'
	in_zsh faultline run '' | grep -qx -- '--force\[Erase the device even if it holds something\]'
}

@test "zsh offers jobs by their names where a job is wanted" {
	in_zsh faultline run '' | grep -qx ':job:_faultline_jobs'
	in_zsh faultline-bench '' | grep -qx ':job:_faultline_jobs'
	in_zsh faultline report '' | grep -qx '\*:file:_files'
	jobs_wanted=1 in_zsh build/san/faultline run '' >"$tmp/jobs"
	grep '^jobs:' "$tmp/jobs" | grep -w smoke | grep -qw standard
}
