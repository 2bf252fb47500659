#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Locks that faults hold longer on purpose: each fault does, and nobody else.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
	for how in '--smp 2' --insn; do
		# shellcheck disable=SC2086 # an option and its value
		scripts/guest $how --timeout 300 --share "$tmp/out" --console "$tmp/console" -- \
			tests/tracing/delay-in-guest "$tmp/out" >"$tmp/log" 2>&1 || {
			cat "$tmp/log" "$tmp"/out/*.log >&2
			return 1
		}
	done
}

# holds RUN FILTER: is it true of each trial that the path tracer watched?
holds() {
	cat "$tmp/out/$1.log"
	jq -c 'select(.path) | .cell.variant, .cell.state, .path, .delay' "$tmp/out/$1/samples.jsonl"
	jq -se "[.[] | select(.path)] | length > 1 and all(.[];
		def times(\$lock): .delay[] | select(.lock == \$lock).times; $2)" \
		"$tmp/out/$1/samples.jsonl"
}

@test "folio lock and invalidate_lock are held longer once in each page_mkwrite, on both paths" {
	holds held '.path.do_page_mkwrite == 256 and times("folio lock") == 256 and
		times("invalidate_lock") == 256'
}

@test "each page_mkwrite holds mmap_lock or the VMA lock, and each handle is met" {
	holds held 'times("mmap_lock") + times("VMA lock") == 256 and
		times("handle") == .path.jbd2_handle_start'
}

@test "who fills a hole holds i_data_sem and i_es_lock" {
	holds held 'if .cell.state == "sparse" then times("i_data_sem") >= 256 and
		times("i_es_lock") >= 256 else times("i_data_sem") == 0 end'
}

@test "each delay lasts as long as was asked, or longer" {
	holds held 'all(.delay[]; .asked == "20us" and .total >= 20000 * .times)'
	[ "$(cat "$tmp/out/held.status")" = 0 ]
}

@test "a load beside the faults is not delayed" {
	holds beside '.load_rounds > 0 and times("handle") == .path.jbd2_handle_start'
}

@test "a delay that no trial met fails the run" {
	grep -qx 'faultline: --delay 20us@handle: no fault of any trial met it' "$tmp/out/unmet.log"
	[ "$(cat "$tmp/out/unmet.status")" = 1 ]
}

@test "where BPF is not possible, a delay is refused in one line" {
	cat "$tmp/out/blind.log"
	[ "$(grep -c . "$tmp/out/blind.log")" = 1 ]
	grep -q 'no program can hold a lock longer here: the kernel has no BTF' "$tmp/out/blind.log"
	[ "$(cat "$tmp/out/blind.status")" = 2 ] && [ ! -e "$tmp/out/blind" ]
}

@test "in instructions a fault grows by the delay" {
	cat "$tmp"/out/insn*.log
	rounds=$(sed -n 's/.*200i@folio lock: \(.*\) rounds of \(.*\) instructions$/\1 * \2/p' \
		"$tmp/out/insn200.log")
	for n in 0 200; do
		jq -r 'select(.type == "trial" and (.path | not)) | .elapsed / .pages' \
			"$tmp/out/insn$n/samples.jsonl"
	done | paste -s | awk -v delay="$((rounds))" \
		'{
			grown = $2 - $1
			print "grew by", grown, "of", delay
			exit !(NF == 2 && delay > 100 && grown > delay - 2 && grown < delay + 2)
		}'
}
