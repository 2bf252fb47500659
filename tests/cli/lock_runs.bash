# SPDX-License-Identifier: GPL-2.0-only
# Two runs whose locks differ, and what compare says of them. Needs profiles.bash.
# shellcheck shell=bash disable=SC2154

# two_runs MORE: runs a and b, whose cell costs MORE instructions a page in b, with the variables
# that the locks below are
two_runs() {
	local run

	profiled a 0 caller=100 mt_find=180 reader=100
	profiled b "$1" caller=100 mt_find=$((180 + $1)) reader=100
	for run in a b; do
		printf '%s\n' 'ffffffff82000000 d a_lock' 'ffffffff82000100 d outer_lock' \
			'ffffffff82000200 d quiet_lock' 'ffffffff82000300 d last' >>"$tmp/$run/profile/System.map"
	done
}

# gate STATUS [OPTION...]: what compare says of a and b, in $tmp/text, with that exit status, and
# of the cell with profiles in $tmp/json
gate() {
	local want=$1 status=0

	shift
	"$faultline" compare "$@" "$tmp/a" "$tmp/b" >"$tmp/text" || status=$?
	"$faultline" compare --format json "$@" "$tmp/a" "$tmp/b" >"$tmp/stdout" || true
	cat "$tmp/text"
	jq '.comparisons[] | select(.changed_locks)' "$tmp/stdout" >"$tmp/json"
	absent -qE '^.{73}' "$tmp/text"
	[ "$status" = "$want" ]
}

# waits RUN EVENTS [EACH [OTHERS]]: a run with lock trials, in which one cell has EVENTS, and all
# others the same as ever, or OTHERS; each wait takes EACH, or there is no clock
waits() {
	local mode=count each=${3-0}

	[ "$each" = 0 ] || mode=time
	run_dir "$1" "run(.mode = \"$mode\") | trial(if \"$mode\" == \"count\" then .elapsed = 0 else . end) |
		contended((if .cell.variant == \"xfs\" and .cell.state == \"sparse\" and .cell.folio == \"order0\"
			then $2 else ${4-[10, 12, 9, 11, 10, 8]} end); $each)"
}

# change RUN FILTER: its samples, each line through jq
change() {
	jq -c "$2" "$tmp/$1/samples.jsonl" >"$tmp/changed"
	mv "$tmp/changed" "$tmp/$1/samples.jsonl"
}
