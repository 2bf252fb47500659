# SPDX-License-Identifier: GPL-2.0-only
# What every script here needs; sourced, not run.
# shellcheck shell=bash

# Or cd would print where it went
unset CDPATH
# shellcheck disable=SC2034 # for those who source this
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Without HOME the password file knows where it is
export HOME=${HOME:-$(cd ~ && pwd)}
# shellcheck disable=SC2034
cache=$HOME/.cache/faultline
# A relative one does not count: XDG Base Directory Specification
[[ ${XDG_CACHE_HOME-} != /* ]] || cache=$XDG_CACHE_HOME/faultline

# Where the rest is: beside the scripts in a checkout, or as `make install` has laid it out,
# which is left as it is
# shellcheck disable=SC2034
program=$top/build/faultline plugins=$top/build/plugin made=$top/build
results=$top/results make_kernel='make kernel' installed=''
if [[ $top = */share/faultline && ! -e $top/Makefile ]]; then
	# shellcheck disable=SC2034
	plugins=${top%/share/faultline}/lib/faultline make_kernel='faultline-bench --kernel-only' installed=1
	program=${top%/share/faultline}/bin/faultline made=$cache results=$PWD/results
fi

# need_cache: it is there, and can be written
need_cache() {
	mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] ||
		die "cannot write to the cache, $cache; say XDG_CACHE_HOME=DIR"
}

# die MESSAGE...: one line on stderr, then the end.
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 2
}

# note MESSAGE: one line for the user on stderr; stdout is for results.
note() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# progress DONE ALL UNIT BEGAN: "12/240 trials, 1:05 left" on a terminal, as the program
# has it (bench/lib/progress.c); nothing elsewhere.  BEGAN is what SECONDS was then.
progress() {
	local left=0

	[ -t 2 ] || return 0
	[ "$1" = 0 ] || [ "$1" -gt "$2" ] || left=$(((SECONDS - $4) * ($2 - $1) / $1))
	printf '\r%d/%d %s, %d:%02d left\e[K' "$1" "$2" "$3" $((left / 60)) $((left % 60)) >&2
}

# progress_clear: leave an empty line behind
progress_clear() { [ ! -t 2 ] || printf '\r\e[K' >&2; }

# digest: the SHA-256 of standard input, shortened to what a file name bears.
digest() {
	sha256sum | cut -c1-16
}

# The series that the tests of our patches are of
# shellcheck disable=SC2034
queue_series=7.3

# series_of DIR: linux-source-7.3_7.3.4-1 is of 7.3
series_of() {
	local name=${1##*/linux-source-}

	echo "${name%%_*}"
}

# has_queue SERIES: have we patches for it?
has_queue() { [ -e "$top/kernel-patches/$1/series" ]; }

# queue DIR: the patches that DIR/series names, in order, as quilt has it: a name, and
# perhaps -p1
queue() {
	local name options

	while IFS=$' \t\r' read -r name options || [ -n "$name" ]; do
		[[ $name != [#]* && -n $name ]] || continue
		options=${options%%#*}
		[[ $options =~ ^(-p1)?[[:space:]]*$ ]] || die "$1/series: $name $options: patches are applied with -p1"
		[ -r "$1/$name" ] || die "$1/series: there is no $1/$name"
		printf '%s\n' "$1/$name"
	done <"$1/series"
}

# knows_iomap: has the ext4 whose fs/ext4/super.c comes on stdin the mount option already?
knows_iomap() { grep buffered_iomap >/dev/null; }

# job_file JOB: the path of one of ours by its name, or of another one.
job_file() {
	local job=$1

	[ -f "$job" ] || [[ $job == */* ]] || job=$top/bench/jobs/$job.job
	[ -r "$job" ] || die "JOB=$1: no job file $job"
	realpath "$job"
}

# vcpus JOB [OPTION...]: how many JOB is for, as faultline run --check says.  Needs pipefail.
vcpus() {
	"$program" run --check "${@:2}" "$1" | sed -n 's/.*, \([0-9]*\) vCPUs, mode [a-z]*$/\1/p'
}

# mode_of JOB: what its run measures, as the job says; auto where it does not
mode_of() { "$program" run --check "$1" | sed -n 's/.* vCPUs, mode \([a-z]*\)$/\1/p'; }

# results_of JOB [SUFFIX]: where they go if nothing is said, a new directory
results_of() {
	local dir again=''

	mkdir -p "$results" || die "$results: cannot make that directory"
	dir=$results/$(basename "$1" .job)-$(date +%Y%m%d-%H%M%S)${2-}
	until mkdir "$dir$again" 2>/dev/null; do
		again=$((${again:--1} - 1))
		[ "$again" -gt -1000 ] || die "$dir: cannot make that directory"
	done
	echo "$dir$again"
}

# own DIR: have it for this run alone, by a lock that ends with the last process that holds
# descriptor 8.  What an earlier run left may just be ending.
own() {
	mkdir -p "$1" || die "OUT=$1: cannot make that directory"
	exec 8<"$1"
	flock -w 2 8 || die "OUT=$1: another run is writing there; name another OUT"
}

# link_kernel [KERNEL-ARGUMENT...]: have the kernel that scripts/guest boots by default.
link_kernel() {
	local image

	image=$(exec setpriv --pdeathsig TERM "$top/scripts/kernel" "$@") || return
	mkdir -p "$made"
	ln -sfn "$image" "$made/bzImage"
}
