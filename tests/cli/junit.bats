#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A comparison as the JUnit XML that CI systems show.
load helpers

# junit STATUS ARGUMENT...: $tmp/xml, which has JUnit's shape and adds up
junit() {
	run --separate-stderr "$faultline" compare --format junit "${@:2}"
	[ "$status" = "$1" ]
	printf '%s\n' "$output" >"$tmp/xml"
	xmllint --noout --relaxng tests/data/junit.rng "$tmp/xml" 2>/dev/null
	for count in 'tests testcase' 'failures failure' 'skipped skipped'; do
		[ "$(of "/testsuites/testsuite/@${count% *}")" = "$(of "count(//${count#* })")" ]
	done
}

# of XPATH: what it is in there, as a string
of() { xmllint --xpath "string($1)" "$tmp/xml"; }

@test "a cell that regressed is a failure with its change, and all others pass" {
	run_dir a
	run_dir b 'costs(3)'
	junit 1 --fail-on 2 "$tmp/a" "$tmp/b"
	[ "$(of 'count(//failure)')" = 1 ]
	[ "$(of '//failure/../@classname')" = faultline.xfs ]
	[[ "$(of '//failure/@message')" = "+3.0"?" % a touched page" ]]
	[[ "$(of '//failure/../@name')" = "xfs 4k sequential "* ]]
	[ "$(of 'count(//testcase)')" = "$("$faultline" compare --format ktap "$tmp/a" "$tmp/a" | grep -c '^ok')" ]
	junit 0 "$tmp/a" "$tmp/a"
	[ "$(of 'count(//failure | //skipped)')" = 0 ]
}

@test "what cannot be told, and a cell that is missing, are skipped" {
	run_dir a
	run_dir lost 'if .type == "run" then .cells = 6 | .steps = 18
		elif .type == "end" then .trials = 18 else . end | select(.cell.variant != "xfs")'
	junit 3 "$tmp/a" "$tmp/lost"
	[ "$(of 'count(//skipped[@message="only in base"])')" = 4 ]
	run_dir failed 'if .type == "trial" and .cell.variant == "xfs" then .wrong = "no"
		elif .type == "end" then .failed = 12 else . end'
	junit 3 "$tmp/a" "$tmp/failed"
	[ "$(of 'count(//skipped[@message="cannot tell"])')" = 4 ]
}
