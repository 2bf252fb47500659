# SPDX-License-Identifier: GPL-2.0-only
# What the command-line tests share.  They run the sanitizer build.
# shellcheck shell=bash
bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	faultline=$PWD/build/san/faultline
	tmp=$BATS_TEST_TMPDIR
	printf '[a]\nvariant=xfs\nstate=sparse\nsize=1m\nfolio=order0\n' >"$tmp/ok.job"
}

# refuses STATUS PATTERN CMD...: CMD exits with STATUS after exactly one line
# on stderr that matches PATTERN, and prints nothing else
refuses() {
	local want=$1 pattern=$2 err

	shift 2
	err=$("$@" 2>&1 >"$tmp/stdout") && return 1
	status=$?
	echo "# status $status: $err"
	[ "$status" = "$want" ] && [ "$(grep -c . <<<"$err")" = 1 ] &&
		grep -qE -- "$pattern" <<<"$err" && [ ! -s "$tmp/stdout" ]
}

# changed [FILTER [OPTION...]]: the recorded samples, each line through jq; samples.jq has
# what filters are made of
changed() {
	jq -c -L tests/cli "${@:2}" "include \"samples\"; ${1:-.}" tests/data/samples.jsonl
}

# run_dir NAME [FILTER]: a run of them
run_dir() {
	mkdir -p "$tmp/$1"
	changed "${2:-.}" >"$tmp/$1/samples.jsonl"
}

# timed_dir NAME SEED PER_CENT: a run in mode time, see samples.jq
timed_dir() {
	mkdir -p "$tmp/$1"
	changed "timed($2; $3)" -s >"$tmp/$1/samples.jsonl"
}

# absent GREP-ARGUMENTS...: grep works and finds nothing.  A plain "! grep" in the
# middle of a test fails nothing, as errexit passes over what is negated.
absent() {
	local found=0

	grep "$@" || found=$?
	[ "$found" = 1 ]
}

# browse PAGE [OPTION]...: its DOM on stdout; fails if the page has anything for the console
browse() {
	local page=$1

	shift
	command -v chromium-headless-shell >/dev/null || {
		echo "# no chromium-headless-shell; scripts/deps test installs it from Debian" >&2
		return 1
	}
	HOME=$tmp timeout 120 chromium-headless-shell --no-sandbox --disable-gpu \
		--disable-dev-shm-usage --user-data-dir="$tmp/chromium" --enable-logging=stderr "$@" --dump-dom \
		"file://$page" 2>"$tmp/console" || return 1
	! grep -a CONSOLE "$tmp/console" >&2
}

# mount_tmpfs DIR OPTIONS: a small filesystem that teardown takes away again
mount_tmpfs() {
	mkdir -p "$1"
	mount -t tmpfs -o "$2" tmpfs "$1"
	mounts+=("$1")
}

teardown() {
	local dir

	for dir in "${mounts[@]}"; do
		umount "$dir"
	done
	[ -z "${loop-}" ] || losetup -d "$loop"
}

# counts_of_ten_instructions: a profile of 8,192 pages with ten instructions each; the function
# at ...100 calls that at ...200, which calls that at ...300, which calls itself
counts_of_ten_instructions() {
	cat <<-END
		insn 400000 8192 0 8192 0 0 0 0
		insn ffffffff81000100 16384 8192 0 0 0 0 0
		insn ffffffff81000200 8192 0 0 1 0 0 0
		insn ffffffff81000204 8192 0 0 0 0 0 0
		insn ffffffff810003f0 40960 0 4096 0 0 0 0
		node 1 0 0 0 0
		node 2 1 400000 8192 1
		node 3 2 ffffffff81000100 16384 8192
		node 4 3 ffffffff81000200 16384 8192
		node 5 4 ffffffff81000300 32768 8192
		node 6 5 ffffffff81000300 8192 4096
		end
	END
}
