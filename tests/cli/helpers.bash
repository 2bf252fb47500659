# SPDX-License-Identifier: GPL-2.0-only
# What the command-line tests share.  They run the sanitizer build.
# shellcheck shell=bash
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

# run_dir NAME [FILTER]: a run of known samples, each line through jq
run_dir() {
	mkdir -p "$tmp/$1"
	jq -c "${2:-.}" tests/data/samples.jsonl >"$tmp/$1/samples.jsonl"
}

# costs PER_CENT: the cells xfs sparse order0 cost so much more
costs() {
	echo "if .type == \"trial\" and .cell.variant == \"xfs\" and .cell.state == \"sparse\"
		and .cell.folio == \"order0\" then .elapsed = (.elapsed * (1 + $1 / 100) | round)
		else . end"
}

# locked PER_PAGE: a trial of locks beside each watched one; in all of them j_state_lock is
# waited for so long, and i_pages a little
locked() {
	echo "if .type == \"trial\" and has(\"path\") then ., (del(.path, .trace) | .locks = [
		{ name: \"j_state_lock\", count: 12, total: ($1 * .pages), max: 4321,
		  holder: { label: \"jbd2/nvme0n1-8 (57)\",
			stack: [\"jbd2_journal_commit_transaction\", \"kjournald2\"] } },
		{ name: \"i_pages\", count: 3, total: .pages, max: 9,
		  holder: { label: \"unknown\", stack: [] } }])
		elif .type == \"run\" then .steps += 10
		elif .type == \"end\" then .trials += 10 else . end"
}

# timed_dir NAME SEED PER_CENT: a run in mode time, 10 trials of each cell, 2 % of
# noise, and PER_CENT on the cell above
timed_dir() {
	mkdir -p "$tmp/$1"
	jq -cn --slurpfile lines tests/data/samples.jsonl --argjson seed "$2" --argjson more "$3" '
		def noise($i): (($seed * 7919 + $i * 104729) % 1000003 * 48271 % 65521 / 65521 - 0.5)
			* 0.04 + 1;
		($lines | map(select(.type == "trial" and .round == 0))) as $cells |
		($cells | length * 10) as $n |
		($lines[0] | .mode = "time" | .trials = 10 | .steps = $n),
		(range(10) as $round | range($cells | length) as $c | $cells[$c] |
			.round = $round | .index = $round * ($cells | length) + $c |
			.elapsed = (.elapsed * noise(.index + 1) | if $cells[$c].cell.variant == "xfs"
				and $cells[$c].cell.state == "sparse" and $cells[$c].cell.folio == "order0"
				then . * (1 + $more / 100) else . end | round)),
		{ type: "end", trials: $n, failed: 0 }' >"$tmp/$1/samples.jsonl"
}

# absent GREP-ARGUMENTS...: grep works and finds nothing.  A plain "! grep" in the
# middle of a test fails nothing, as errexit passes over what is negated.
absent() {
	local found=0

	grep "$@" || found=$?
	[ "$found" = 1 ]
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
