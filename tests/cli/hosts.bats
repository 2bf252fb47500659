#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline report of several hosts.
load helpers

# host NAME HOST SEED PER_CENT [FILTER]: a run in mode time on that host, in which XFS's costs are
# called ext4-iomap's; sparse order0 costs so much more there
host() {
	mkdir -p "$tmp/hosts/$1"
	changed "timed($3; $4) | trial(as_iomap) | run(.environment.host = \"$2\") | ${5:-.}" -s \
		>"$tmp/hosts/$1/samples.jsonl"
}

# counted_host NAME HOST [FILTER]: likewise in mode insn
counted_host() {
	mkdir -p "$tmp/hosts/$1"
	changed "run(.environment.host = \"$2\") | ${3:-.} | trial(as_iomap)" >"$tmp/hosts/$1/samples.jsonl"
}

merge() {
	"$faultline" report "$@" "$tmp"/hosts/* >"$tmp/stdout"
	cat "$tmp/stdout"
}

# cell FILTER: what it makes of sparse order0 in the JSON
cell() {
	"$faultline" report --json "$tmp"/hosts/* | jq -c --arg cell order0 \
		".comparisons[] | select(.state == \"sparse\" and .folio == \"order0\") | $1"
}

@test "a line a host, their mean with an interval over hosts, and who differs, in 72 columns" {
	host a alpha 1 0
	host b beta 2 0
	host c gamma 3 -20
	find "$tmp/hosts" -printf '%p %T@\n' | sort >"$tmp/before"
	merge
	find "$tmp/hosts" -printf '%p %T@\n' | sort | diff "$tmp/before" -
	absent -qE '^.{73}| $' "$tmp/stdout"
	grep -qx 'Faultline, mode time, 3 runs of 3 hosts' "$tmp/stdout"
	tr -s '\n ' ' ' <"$tmp/stdout" >"$tmp/words"
	grep -qF 'costs less than ext4-buffer_head on all hosts in 2 of the 4 cells that several hosts have, more in 1; in 1 hosts contradict each other.' "$tmp/words"
	grep -qE 'intervals explain in 1 of 4 cells, most in 4k sequential sparse order0 32m .*: -1[67]\.. % on gamma, \+[45]\.. % on (alpha|beta)\.' "$tmp/words"
	grep -qF -- '- 3 of 3 hosts have fewer than 3 runs, so nothing says how far runs of one host are apart' "$tmp/words"
	[ "$(grep -c 'HOSTS DIFFER$' "$tmp/stdout")" = 1 ]
	[ "$(grep -cE '^ all ' "$tmp/stdout")" = 4 ]
	[ "$(grep -cE '^   3 .* (less|more|the same|cannot tell)$' "$tmp/stdout")" = 4 ]
	[ "$(cell '[.direction, .differ, (.p < 0.05), (.all.ci95 | .[0] < 1 and .[1] > 1)]')" = \
		'["contradict",true,true,true]' ]
}

@test "a host's ratio is that of its own report, and slow hosts weigh no more than fast ones" {
	host a alpha 1 0
	host b beta 2 3
	host c gamma 3 5 'trial(.elapsed *= 40)'
	for run in a b c; do
		mkdir "$tmp/$run"
		cp "$tmp/hosts/$run/samples.jsonl" "$tmp/$run/"
		"$faultline" report --no-charts "$tmp/$run" >/dev/null
	done
	own='.comparisons[] | [.ratio, .ci95, .verdict]'
	for i in 0 1 2; do
		run=$(cut -c$((i + 1)) <<<abc)
		diff <("$faultline" report --json "$tmp"/hosts/* | jq -c ".comparisons[].points[$i] |
			[.ratio, .ci95, .verdict]") <(jq -c "$own" "$tmp/$run/report.json")
	done
	[ "$(cell '(.points | map(.ratio | log) | add / length | exp) / .all.ratio * 1000000 | round')" = 1000000 ]
}

@test "two hosts have no interval over hosts" {
	host a alpha 1 0
	host b beta 2 0
	merge
	absent -q 'fewer than 3 runs' "$tmp/stdout"
	[ "$(grep -cE '^ all .* %  2 hosts: no interval$' "$tmp/stdout")" = 4 ]
	[ "$(cell '[.all.ci95, .differ]')" = '[[null,null],false]' ]
}

@test "several runs of a host are one host" {
	host a alpha 1 0
	host b beta 2 0
	host b2 beta 3 6
	merge
	grep -qx 'Faultline, mode time, 3 runs of 2 hosts' "$tmp/stdout"
	grep -q '^   2  beta, .*, 2 runs$' "$tmp/stdout"
	of_two=$(cell '.points[1].ratio')
	for run in b b2; do mv "$tmp/hosts/$run" "$tmp/"; done
	for run in b b2; do
		mv "$tmp/$run" "$tmp/hosts/"
		cell '.points[1].ratio'
		mv "$tmp/hosts/$run" "$tmp/"
	done | jq -se --argjson of_two "$of_two" '(.[0] * .[1] | sqrt) / $of_two - 1 | fabs < 0.000001'
}

@test "in mode insn hosts differ by more than their spreads, or not at all" {
	counted_host a alpha
	counted_host b beta 'trial(.elapsed += 1)'
	merge
	absent -q 'HOSTS DIFFER$' "$tmp/stdout"
	[ "$(cell '[.direction, .differ, .q]')" = '["more",false,null]' ]
	counted_host c gamma 'costs(1)'
	merge
	[ "$(grep -c 'HOSTS DIFFER$' "$tmp/stdout")" = 1 ]
	[ "$(cell '.differ')" = true ]
}

@test "the same run twice is refused, and so is a copy that was made before its end" {
	host a alpha 1 0
	host b beta 2 0
	cp -r "$tmp/hosts/b" "$tmp/hosts/c"
	refuses 2 "hosts/b and $tmp/hosts/c are the same run" "$faultline" report "$tmp"/hosts/*
	head -n 30 "$tmp/hosts/b/samples.jsonl" >"$tmp/hosts/c/samples.jsonl"
	refuses 2 "hosts/b and $tmp/hosts/c are the same run" "$faultline" report "$tmp"/hosts/*
	refuses 2 "hosts/a and $tmp/hosts/../hosts/a are the same run" \
		"$faultline" report "$tmp/hosts/a" "$tmp/hosts/../hosts/a"
}

@test "an older run is of the host that its directory is named after" {
	host alpha x 1 0 'run(del(.environment.host))'
	host beta x 2 0 'run(del(.environment.host))'
	merge
	grep -q '^   1  alpha, ' "$tmp/stdout"
	grep -q '^   2  beta, ' "$tmp/stdout"
	(cd "$tmp/hosts/beta" && "$faultline" report . ../alpha/ --json) |
		jq -e '[.hosts[].name] == ["beta", "alpha"]'
	mkdir "$tmp/other"
	mv "$tmp/hosts/beta" "$tmp/other/alpha"
	refuses 2 "hosts/alpha and $tmp/other/alpha: neither run names its host, and both .* called alpha" \
		"$faultline" report "$tmp/hosts/alpha" "$tmp/other/alpha"
}

@test "a host has one kernel; other kernels, compilers, jobs and delays of hosts are noted" {
	host a alpha 1 0
	host b alpha 2 0 'run(.environment.kernel = "7.4")'
	refuses 2 'hosts/a and .*/hosts/b are of one host, alpha, but of two kernels' \
		"$faultline" report "$tmp"/hosts/*
	host b beta 2 0 'run(.environment.kernel = "7.4" | .environment.compiler = "gcc 14" |
		.job_text = "another" | .delay = "50us@folio lock" | .environment.cpu = "other" |
		.environment.cpus = 99)'
	merge
	"$faultline" report --json "$tmp"/hosts/* | jq -r '.notes[]' >"$tmp/notes"
	[ "$(wc -l <"$tmp/notes")" = 4 ]
	grep -q '^The hosts have different kernels' "$tmp/notes"
	grep -q 'they are of different jobs' "$tmp/notes"
	grep -q 'locks longer on purpose: none, and 50us@folio lock' "$tmp/notes"
	grep -q 'their kernels are of other compilers: .*, and gcc 14' "$tmp/notes"
}

@test "modes are not mixed, and without costs there is nothing to merge" {
	host a alpha 1 0
	counted_host b beta
	refuses 2 'hosts/a is of mode time, and .*/hosts/b of mode insn: expected one mode' \
		"$faultline" report "$tmp"/hosts/*
	counted_host a alpha counted
	refuses 2 'hosts/a: a run in mode count has no costs' "$faultline" report "$tmp"/hosts/*
	refuses 2 'none/samples.jsonl: No such file' "$faultline" report "$tmp/hosts/b" "$tmp/none"
}

@test "failed and missing trials are a line a host, and status 1" {
	host a alpha 1 0
	host b beta 2 0 'trial(if .index < 3 then .wrong = "its \u001b[31mfolios" else . end) |
		if .type == "end" then .failed = 3 else . end'
	host c gamma 3 0
	sed -i '$d' "$tmp/hosts/c/samples.jsonl"
	run "$faultline" report "$tmp"/hosts/*
	echo "$output"
	assert_failure 1
	tr -s '\n ' ' ' <<<"$output" >"$tmp/words"
	grep -qE -- '- beta: of [0-9]+ trials, 0 are missing and 3 failed, the first in .*: its \?\[31mfolios\.' "$tmp/words"
	grep -qE -- '- gamma: of [0-9]+ trials, 1 are missing and 0 failed\.' "$tmp/words"
	absent -q -- '- alpha: of' "$tmp/words"
	for run in b c; do
		run "$faultline" report "$tmp/hosts/a" "$tmp/hosts/$run"
		assert_failure 1
	done
}

@test "cells that a host lacks are named, and the others are merged" {
	host a alpha 1 0
	host b beta 2 0
	host c gamma 3 0 'select(.cell.variant != "ext4-iomap" or .cell.folio != "order0") |
		if .type == "run" then .steps -= 20 elif .type == "end" then .trials -= 20 else . end'
	merge
	tr -s '\n ' ' ' <"$tmp/stdout" >"$tmp/words"
	grep -qE -- '- gamma lacks 2 cells that other hosts have: ext4-iomap 4k .* order0 32m and 1 more\.' "$tmp/words"
	[ "$(grep -c '2 hosts: no interval' "$tmp/stdout")" = 2 ]
	[ "$(cell '.points[2]')" = null ]
	"$faultline" report --json "$tmp"/hosts/* |
		jq -e '[.hosts[].lacks | length] == [0, 0, 2] and (.hosts[2].lacks | all(.variant == "ext4-iomap"))'
}

@test "what a file says is the host's name does not reach the terminal" {
	host a '\u001b[31malpha' 1 0
	host b beta 2 0
	merge
	absent -q "$(printf '\033')" "$tmp/stdout"
	grep -q '^   1  ?\[31malpha, ' "$tmp/stdout"
	"$faultline" report --json "$tmp"/hosts/* | jq -e '.hosts[0].name == "?[31malpha"'
}

@test "options of one run are refused for several, and the reverse" {
	host a alpha 1 0
	host b beta 2 0
	for option in --no-charts --cover-letter; do
		run "$faultline" report $option "$tmp"/hosts/*
		assert_failure 2
		assert_output --partial "$option: expected one directory"
	done
	run "$faultline" report --json "$tmp/hosts/a"
	assert_failure 2
	assert_output --partial "--json: expected several directories"
	run "$faultline" report
	assert_failure 2
	assert_output --partial "no result directory named"
}

@test "a name for the host that is none is refused before anything else" {
	for name in 'two words' a/b "$(printf 'x%.0s' {1..65})" $'a\nb'; do
		FAULTLINE_HOST=$name refuses 2 'FAULTLINE_HOST=.*: expected up to 64 letters' \
			"$faultline" run --check "$tmp/ok.job"
	done
	for name in lab-a.2_b ''; do
		FAULTLINE_HOST=$name "$faultline" run --check "$tmp/ok.job"
	done
}

@test "a run names its host, as FAULTLINE_HOST says, or not at all" {
	printf '[global]\ntrials=1\ntrials_max=1\n[a]\nvariant=tmpfs\nstate=sparse\nsize=1m\nfolio=order0\n' \
		>"$tmp/ok.job"
	for name in '' lab-a; do
		FAULTLINE_HOST=$name "$faultline" run "$tmp/ok.job" --out "$tmp/out-$name" --image "$tmp/img"
	done
	"$faultline" run "$tmp/ok.job" --out "$tmp/out" --image "$tmp/img"
	jq -se '.[0].environment | has("host") | not' "$tmp/out-/samples.jsonl"
	jq -se '.[0].environment.host == "lab-a"' "$tmp/out-lab-a/samples.jsonl"
	jq -se --arg host "$(uname -n | cut -d. -f1)" '.[0].environment.host == $host' "$tmp/out/samples.jsonl"
}

@test "the playbook of docs/hosts.md is well-formed" {
	yamllint -d '{extends: default, rules: {document-start: disable, line-length: {max: 100}}}' \
		docs/hosts-playbook.yml
	grep -q 'hosts-playbook.yml' docs/hosts.md
}
