#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# scripts/bisect in a tree whose commits say what their kernel costs.
load helpers

setup() {
	tmp=$BATS_TEST_TMPDIR
	top=$tmp/faultline
	mkdir -p "$top/build" "$tmp/linux"
	cp -r scripts "$top/"
	ln -s "$PWD/build/san/faultline" "$top/build/faultline"
	faultline=$top/build/faultline
	# bench JOB OUT --unpatched TREE: measures what the tree says; "broken" is not to be built
	cat >"$top/scripts/bench" <<-'END'
		#!/bin/bash
		[ "$3" = --unpatched ] || exit 9
		cost=$(cat "$4/cost")
		[ "$cost" != broken ] || exit 2
		mkdir "$2" && cp "$(dirname "$0")/../run.$cost" "$2/samples.jsonl"
	END
	for cost in 0 3; do
		changed "costs($cost)" >"$top/run.$cost"
	done
	mkdir "$tmp/good"
	cp "$top/run.0" "$tmp/good/samples.jsonl"
	"$faultline" baseline "$tmp/good" --out "$tmp/good.json"
	: >"$tmp/linux/Kbuild"
	git -C "$tmp/linux" init -q
	for cost in 0 0 0 broken broken 3 3 3; do
		echo "$cost" >"$tmp/linux/cost"
		git -C "$tmp/linux" add -A
		git -C "$tmp/linux" -c user.name=a -c user.email=a@b commit -q --allow-empty -m "$cost"
	done
}

bisect() { (cd "$tmp/linux" && "$top/scripts/bisect" "$@"); }

@test "a good commit is 0, a bad one 1, and one that does not build 125" {
	run bisect "$tmp/good.json"
	assert_failure 1
	run bisect --fail-on 5 "$tmp/good.json"
	assert_success
	git -C "$tmp/linux" checkout -q HEAD~3
	run bisect "$tmp/good.json"
	assert_failure 125
	assert_output --partial "cannot be measured: skipped"
	git -C "$tmp/linux" checkout -q HEAD~2
	run bisect "$tmp/good.json"
	assert_success
}

@test "wrong arguments end a bisection, and nothing is left behind" {
	export TMPDIR=$tmp/scratch
	mkdir "$TMPDIR"
	run bisect
	assert_failure 128
	run bisect --job
	assert_failure 128
	run bisect "$tmp/none.json"
	assert_failure 128
	assert_output --partial "none.json cannot be read"
	run bisect "$tmp/good.json"
	[ -z "$(ls "$TMPDIR")" ]
}

@test "git bisect run names the first bad commit, but for those that cannot be built" {
	cd "$tmp/linux"
	suspects=$(git rev-parse HEAD~4 HEAD~3 HEAD~2 | sort)
	git bisect start HEAD HEAD~7
	run git bisect run "$top/scripts/bisect" "$tmp/good.json"
	echo "$output"
	[ "$(sed -n "/could be any of/,\$p" <<<"$output" | grep -xE '[0-9a-f]{40}' | sort)" = "$suspects" ]
}
