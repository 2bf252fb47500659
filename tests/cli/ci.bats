#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The workflow of docs/ci.md: its syntax, and those steps that work without a runner.
load helpers

# steps JOB [NAME]: the commands of its steps, or of one
steps() {
	python3 -c 'import sys, yaml
job = yaml.safe_load(open("docs/ci-example.yml"))["jobs"][sys.argv[1]]
print("\n".join(s["run"] for s in job["steps"] if "run" in s and s["name"] in (sys.argv[2:] or [s["name"]])))' "$@"
}

@test "the workflow is well-formed, and its steps pass shellcheck" {
	yamllint -d '{extends: default, rules: {line-length: {max: 100}}}' docs/ci-example.yml
	for job in instructions contention; do
		{ echo '#!/bin/bash'; steps $job; } >"$tmp/$job"
		[ "$(wc -l <"$tmp/$job")" -gt 5 ]
		shellcheck -S warning "$tmp/$job"
	done
}

@test "its comparison writes a summary and JUnit, and ends as the comparison does" {
	mkdir -p "$tmp/bin" "$tmp/linux"
	ln -s "$faultline" "$tmp/bin/faultline"
	run_dir base
	"$faultline" baseline "$tmp/base" --out "$tmp/linux/good.json"
	steps instructions Compare >"$tmp/step"
	schema=$PWD/tests/data/junit.rng
	run_dir same
	run_dir dearer 'costs(3)'
	cd "$tmp"
	for run in same dearer; do
		rm -rf results
		cp -r $run results
		status=0
		PATH=$tmp/bin:$PATH BASELINE=good.json GITHUB_STEP_SUMMARY=$tmp/$run.md \
			bash --noprofile --norc -eo pipefail step >"$run.ktap" || status=$?
		[ $status = $([ $run = same ] && echo 0 || echo 1) ]
		head -n 1 $run.ktap | grep -qx 'KTAP version 1'
		xmllint --noout --relaxng "$schema" faultline.xml
		grep -q '^| cell | base | new | change | verdict |$' $run.md
	done
	grep -q 'regression' dearer.md
	[ "$(xmllint --xpath 'count(//failure)' faultline.xml)" = 1 ]
}

@test "what the workflow calls is there" {
	steps instructions | grep -q '^faultline/scripts/deps bench$'
	steps contention | grep -o 'faultline-bench.*' | {
		read -r _ _ _ job _
		[ -e "bench/jobs/$job.job" ]
	}
	for option in $(steps instructions | grep faultline-bench | grep -o -- '--[a-z-]*'); do
		scripts/faultline-bench --help | grep -qE -- " $option(=| |$)"
	done
}
