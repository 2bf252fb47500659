# SPDX-License-Identifier: GPL-2.0-only
# What every script here needs; sourced, not run.
# shellcheck shell=bash

# shellcheck disable=SC2034 # for those who source this
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034
cache=${XDG_CACHE_HOME:-$HOME/.cache}/faultline

# die MESSAGE...: one line on stderr, then the end.
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 2
}

# note MESSAGE: one line for the user on stderr; stdout is for results.
note() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# digest: the SHA-256 of standard input, shortened to what a file name bears.
digest() {
	sha256sum | cut -c1-16
}

# job_file JOB: the path of one of ours by its name, or of another one.
job_file() {
	local job=$1

	[ -f "$job" ] || [[ $job == */* ]] || job=$top/bench/jobs/$job.job
	[ -r "$job" ] || die "JOB=$1: no job file $job"
	realpath "$job"
}

# results_of JOB: where they go if nothing is said.
results_of() {
	echo "$top/results/$(basename "$1" .job)-$(date +%Y%m%d-%H%M%S)"
}

# link_kernel [KERNEL-ARGUMENT...]: have the kernel that scripts/guest boots by default.
link_kernel() {
	local image

	image=$("$top/scripts/kernel" "$@") || return
	mkdir -p "$top/build"
	ln -sfn "$image" "$top/build/bzImage"
}
