#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline baseline, and compare with one: the same as with the run it was made from.
load helpers

# agrees BASE NEW OPTIONS...: both ways of comparing print, complain and end alike
agrees() {
	local base=$1 new=$2 status=0 again=0

	shift 2
	"$faultline" baseline "$tmp/$base" >"$tmp/$base.json"
	"$faultline" compare "$@" "$tmp/$base" "$tmp/$new" >"$tmp/dirs" 2>&1 || status=$?
	"$faultline" compare "$@" --baseline "$tmp/$base.json" "$tmp/$new" >"$tmp/file" 2>&1 ||
		again=$?
	echo "# $base $new $*: $status, $again"
	[ "$status" = "$again" ] && diff <(sed "s|$tmp/$base\b|B|; s|^ *[^ ]* *B|B|" "$tmp/dirs") \
		<(sed "s|$tmp/$base\.json|B|; s|^ *[^ ]* *B|B|" "$tmp/file")
	ended=$status
}

@test "a baseline compares as the run it was made from: instructions, every format" {
	run_dir a 'traced(1)'
	run_dir b 'costs(3) | traced(201)'
	run_dir c 'costs(0.09)'
	for format in text json lkp markdown ktap junit; do
		agrees a b --fail-on 2 --all --format "$format"
		[ "$ended" = 1 ]
	done
	agrees a b --fail-on 5
	[ "$ended" = 0 ]
	agrees a c --fail-on 0 --all
	[ "$ended" = 0 ]
	agrees b a --all --format json
	"$faultline" compare --baseline "$tmp/a.json" "$tmp/b" >"$tmp/stdout" || true
	grep -q "grew most: dirtying, by 200 a page" "$tmp/stdout"
}

@test "a baseline goes to stdout where - is its name" {
	run_dir a
	"$faultline" baseline "$tmp/a" >"$tmp/plain"
	(cd "$tmp" && "$faultline" baseline --out - a >dash && [ ! -e ./- ])
	cmp "$tmp/plain" "$tmp/dash" || diff <(jq -S 'del(.directory, .dir)' "$tmp/plain") \
		<(jq -S 'del(.directory, .dir)' "$tmp/dash")
}

@test "a baseline knows what was waited for" {
	run_dir a 'locked(5)'
	run_dir b 'costs(3) | locked(80)'
	agrees a b --fail-on 2 --all --format json
	agrees a b --fail-on 2
	grep -q "waited longer for j_state_lock, by 75 a page" "$tmp/file"
}

@test "a baseline compares as the run it was made from: time, A/A pairs, gaps" {
	timed_dir a 1 0
	timed_dir b 2 0
	timed_dir c 3 10
	for new in b c; do
		for format in text json lkp; do
			agrees a $new --fail-on 5 --all --format "$format"
		done
	done
	[ "$ended" = 1 ]
	agrees a b --fail-on 0.1 --all
	[ "$ended" = 3 ]
	# The second trials of A/A pairs, and one trial that failed
	jq -c 'if .type == "trial" and .cell.variant == "xfs" then
			., (.again = true | .elapsed = (.elapsed * 1.25 | round))
		elif .index == 1 then .wrong = "it was not to be"
		elif .type == "end" then empty else . end' "$tmp/a/samples.jsonl" >"$tmp/new"
	jq -cn --argjson n "$(($(wc -l <"$tmp/new") - 1))" \
		'{ type: "end", trials: $n, failed: 1 }' >>"$tmp/new"
	mv "$tmp/new" "$tmp/a/samples.jsonl"
	agrees a b --fail-on 5 --all --format json
	jq -e '.aa_floor > 0.24 and .aa_floor < 0.26' "$tmp/file"
	agrees a b --fail-on 5 --all
}

@test "what is refused of a run is refused of its baseline" {
	run_dir a
	run_dir job 'run(.job_text += "; other\n")'
	run_dir time 'run(.mode = "time")'
	run_dir kernel 'run(.environment.kernel = "7.4.0-mine")'
	run_dir few 'select(.type != "trial" or .cell.variant != "xfs") |
		if .type == "end" then .trials = 18 elif .type == "run" then .steps = 18 else . end'
	agrees a job
	[ "$ended" = 2 ]
	grep -q 'different jobs' "$tmp/file"
	agrees a time
	[ "$ended" = 2 ]
	agrees a job --force --all
	[ "$ended" = 0 ]
	agrees a kernel
	grep -A1 "^Differs  kernel$" "$tmp/file" | grep -q -- "- 7.3.4-faultline"
	agrees few a
	grep -q "Left out 0 only in base, 4 only in new" "$tmp/file"
	run_dir cut 'select(.type != "end")'
	refuses 2 'trials are missing' "$faultline" baseline "$tmp/cut"
	"$faultline" baseline "$tmp/a" >"$tmp/a.json"
	refuses 2 'trials are missing' "$faultline" compare --baseline "$tmp/a.json" "$tmp/cut"
}

@test "no baseline of a run without costs, or that is not there, or with a number too large" {
	run_dir count 'run(.mode = "count")'
	run_dir large 'if .index == 3 then .elapsed = 9223372036854774784 else . end'
	refuses 2 'no costs' "$faultline" baseline "$tmp/count"
	refuses 2 'No such file' "$faultline" baseline "$tmp/nothing"
	refuses 2 'too large' "$faultline" baseline "$tmp/large"
}

@test "a baseline is a cell a line, and the same bytes each time" {
	run_dir a
	"$faultline" baseline "$tmp/a" >"$tmp/1"
	"$faultline" baseline "$tmp/a" >"$tmp/2"
	cmp "$tmp/1" "$tmp/2"
	[ "$(grep -c '^{"variant"' "$tmp/1")" = 10 ]
	jq -e '.faultline_baseline == 2 and (.cells | length == 10) and .run.mode == "insn" and
		([.cells[].elapsed[]] | length == 20)' "$tmp/1"
	# Another layout is the same baseline
	jq . "$tmp/1" >"$tmp/laid-out"
	"$faultline" compare --baseline "$tmp/laid-out" "$tmp/a"
}

@test "--out writes all or nothing" {
	run_dir a
	run_dir cut 'select(.type != "end")'
	"$faultline" baseline "$tmp/a" >"$tmp/stdout"
	"$faultline" baseline "$tmp/a" --out "$tmp/b.json"
	cmp "$tmp/stdout" "$tmp/b.json"
	(cd "$tmp" && "$faultline" baseline a -o here.json && cmp here.json b.json)
	refuses 2 'trials are missing' "$faultline" baseline "$tmp/cut" --out "$tmp/b.json"
	cmp <("$faultline" baseline "$tmp/a") "$tmp/b.json"
	refuses 1 'No such file' "$faultline" baseline "$tmp/a" --out "$tmp/no/b.json"
	run ls "$tmp"
	absent '\.tmp$' <<<"$output"
	refuses 1 'No space left' sh -c "'$faultline' baseline '$tmp/a' >/dev/full"
}

@test "damaged, foreign and edited baselines are one line with status 2" {
	run_dir a
	"$faultline" baseline "$tmp/a" >"$tmp/good"
	bad() {
		refuses 2 "$1" "$faultline" compare --baseline "$tmp/bad" "$tmp/a"
	}
	: >"$tmp/bad" && bad 'no JSON'
	for bytes in 1 400 1500 -3; do
		head -c "$bytes" "$tmp/good" >"$tmp/bad" && bad ': no JSON'
	done
	echo '{"name": "package"}' >"$tmp/bad" && bad 'no baseline of faultline'
	echo '[1]' >"$tmp/bad" && bad 'no baseline of faultline'
	head -c 4000 /dev/urandom >"$tmp/bad" && bad 'no JSON'
	cp "$tmp/a/samples.jsonl" "$tmp/bad" && bad 'no JSON'
	for format in 0 3; do
		sed "s/\"faultline_baseline\": 2/\"faultline_baseline\": $format/" "$tmp/good" >"$tmp/bad"
		bad "of format $format; this faultline knows 1 to 2"
	done
	sed '0,/"elapsed":\[7/s//"elapsed":[6/' "$tmp/good" >"$tmp/bad" && bad 'was changed'
	sed 's/"seed": 1/"seed": 2/' "$tmp/good" >"$tmp/bad" && bad 'was changed'
	sed '/^"sum"/d; s/^],$/]/' "$tmp/good" >"$tmp/bad" && bad 'was changed.*none'
	sed 's/"pages":8192/"pages":8192,"pages":8192/' "$tmp/good" >"$tmp/bad" && bad 'duplicate'
	refuses 2 'Is a directory' "$faultline" compare --baseline "$tmp" "$tmp/a"
	refuses 2 'No such file' "$faultline" compare --baseline "$tmp/none" "$tmp/a"
}

@test "a sealed baseline is checked all the same" {
	run_dir a
	"$faultline" baseline "$tmp/a" >"$tmp/good"
	# sealed FILTER PATTERN: with the sum that faultline says it wants, still refused
	sealed() {
		local sum

		jq -c "$1" "$tmp/good" >"$tmp/bad"
		sum=$("$faultline" compare --baseline "$tmp/bad" "$tmp/a" 2>&1 |
			sed -n 's/.*(sum \([0-9a-f]*\), not .*/\1/p')
		[ -n "$sum" ] || return 1
		jq -c ".sum = \"$sum\"" "$tmp/bad" >"$tmp/bad.new" && mv "$tmp/bad.new" "$tmp/bad"
		refuses 2 "$2" "$faultline" compare --baseline "$tmp/bad" "$tmp/a"
	}
	sealed 'del(.run)' 'without its run or cells'
	sealed 'del(.cells)' 'without its run or cells'
	sealed '.run.mode = "fast"' 'without its run or cells'
	sealed 'del(.cells[2].pages)' 'cell 3 lacks a key'
	sealed '.cells[2].variant = "fat"' 'cell 3 lacks a key'
	sealed '.cells[2] = 7' 'cell 3 lacks a key'
	sealed '.cells[2] = .cells[1]' 'cell 3 is there twice'
	sealed '.cells[2].pages = 0' 'cell 3 has a number that cannot be'
	sealed '.cells[2].failed = -1' 'cell 3 has a number that cannot be'
	sealed '.cells[2].elapsed[0] = -1' 'cell 3 has rounds, parts or locks'
	sealed '.cells[2].elapsed[0] = "x"' 'cell 3 has rounds, parts or locks'
	sealed '.cells[2].elapsed = [range(1002)]' 'cell 3 has rounds, parts or locks'
	sealed '.cells[2].again = 3' 'cell 3 has rounds, parts or locks'
	sealed '.cells[2].parts = {"magic": 1}' 'cell 3 has rounds, parts or locks'
	sealed '.cells[2].parts = []' 'cell 3 has rounds, parts or locks'
	sealed '.cells[2].locks = {}' 'cell 3 has rounds, parts or locks'
	sealed '.cells[2].locks = [{"name": "a\u001b", "count": 1, "total": 1}]' 'cell 3 has rounds, parts or locks'
}

@test "bad options are usage with status 2" {
	run "$faultline" baseline
	assert_failure 2
	run "$faultline" baseline a b
	assert_failure 2
	for few_or_many in "" "b c"; do
		# shellcheck disable=SC2086 # none or two
		run "$faultline" compare --baseline a $few_or_many
		assert_failure 2
		assert_output --partial "expected one directory"
	done
}

@test "a device or a pipe is not replaced by a baseline" {
	run_dir a
	mkfifo "$tmp/null"
	refuses 1 'null: not a regular file' "$faultline" baseline -o "$tmp/null" "$tmp/a"
	[ -p "$tmp/null" ]
	ln -s null "$tmp/link"
	refuses 1 'link: not a regular file' "$faultline" baseline -o "$tmp/link" "$tmp/a"
	[ -L "$tmp/link" ]
}
