# SPDX-License-Identifier: GPL-2.0-only
# A log that is kept in tests/logs, because it takes longer to make than CI may
# run; sourced, not run.  It names the patch queue that it is of, and
# tests/cli/logs.bats fails when the queue has become another one.
# shellcheck shell=bash

. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

# queue_digest: of all patches in their order
queue_digest() {
	queue "$top/kernel-patches/$queue_series" | xargs cat | digest
}

# start_log NAME ABOUT: from here on say goes to it as well
start_log() {
	kept=$top/tests/logs/$1.log
	log=$top/build/$1.log
	bad=0
	mkdir -p "$top/build" "${kept%/*}"
	: >"$log"
	say "$2"
	say "patch queue: $(queue_digest)"
}

say() { printf '%s\n' "$*" | tee -a "$log"; }

# finish_log: the verdict; only a log of success is kept
finish_log() {
	if [ "$bad" != 0 ]; then
		say "result: FAILED"
		note "the log stays in $log"
		return 1
	fi
	say "result: passed"
	cp "$log" "$kept"
}
