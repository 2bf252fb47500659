#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What the emulator's plugin counts, against the guest's own clock, which counts the same.
bats_load_library bats-support
bats_load_library bats-assert

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	export out=$BATS_FILE_TMPDIR/out job=$BATS_FILE_TMPDIR/small.job
	printf '[global]\nsize=1m\n[a]\nvariant=ext4-buffer_head,ext4-iomap,xfs\nstate=sparse,redirty\n' >"$job"
	printf '[b]\nvariant=ext4-iomap\nstate=sparse\nfolio=order0\nthreads=2\n' >>"$job"
	make --no-print-directory bench PROFILE=1 JOB="$job" OUT="$out" >"$BATS_FILE_TMPDIR/log" 2>&1 || {
		cat "$BATS_FILE_TMPDIR/log" >&2
		return 1
	}
	jq -c 'select(.profiled)' "$out/samples.jsonl" >"$out/profiled"
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	map=$out/profile/System.map
}

# sums FILE: instructions by address, and by path of calls
sums() {
	awk '$1 == "insn" { by_address += $3 } $1 == "node" { by_path += $5 }
		END { print by_address, by_path }' "$1"
}

# calls FUNCTION FILE: how often it was called in the window
calls() {
	awk -v function_="$1" 'NR == FNR { if ($3 == function_) address = $1; next }
		$1 == "node" && $4 == address { n += $6 } END { print n + 0 }' "$map" "$2"
}

@test "each cell has one profiled trial, and nothing else was written" {
	[ "$(grep -c . "$out/profiled")" = 13 ]
	diff <(jq -r '"\(.index).counts"' "$out/profiled" | sort) <(cd "$out/profile" && ls -- *.counts | sort)
	for counts in "$out"/profile/*.counts; do
		[ "$(tail -n 1 "$counts")" = end ]
	done
}

@test "the sum over all instructions is the trial's own count" {
	# Seven between the marks and the clock, in each window
	while read -r index wall; do
		read -r by_address by_path < <(sums "$out/profile/$index.counts")
		echo "$index: clock $wall, by address $by_address, by path $by_path"
		[ "$by_address" = "$by_path" ]
		[ "$by_address" = $((wall + 7)) ]
	done < <(jq -r 'select(.cell.threads == 1) | "\(.index) \(.wall)"' "$out/profiled")
}

# An interrupt only ever adds, to any trial; on a busy machine there are some
@test "profiled trials cost what timed ones cost" {
	jq -s -c '[.[] | select(.type == "trial" and (has("path") or has("locks") | not))] |
		group_by(.cell) | map({ cell: "\(.[0].cell.variant) \(.[0].cell.state)",
			least: [.[] | select(.profiled | not) | .elapsed] | min,
			cost: [.[] | select(.profiled) | .elapsed][0] })' "$out/samples.jsonl" >"$out/costs"
	cat "$out/costs"
	jq -e '([.[] | select((.cost - .least | fabs) <= .least * 0.001 + 10000)] | length) >= length - 2' "$out/costs"
}

@test "functions are entered as often as there are faults" {
	while read -r index faults variant; do
		counts=$out/profile/$index.counts
		echo "$index $variant: $faults faults, $(calls do_user_addr_fault "$counts")," \
			"$(calls iomap_page_mkwrite "$counts"), $(calls block_page_mkwrite "$counts")"
		[ "$(calls do_user_addr_fault "$counts")" = "$faults" ]
		if [ "$variant" = ext4-buffer_head ]; then
			[ "$(calls block_page_mkwrite "$counts")" = "$faults" ]
			[ "$(calls iomap_page_mkwrite "$counts")" = 0 ]
		else
			[ "$(calls iomap_page_mkwrite "$counts")" = "$faults" ]
			[ "$(calls block_page_mkwrite "$counts")" = 0 ]
		fi
	done < <(jq -r 'select(.cell.folio == "order0" and .cell.threads == 1) |
		"\(.index) \(.minflt + .majflt) \(.cell.variant)"' "$out/profiled")
}

@test "profile prints each cell, and its functions add up to the trial" {
	build/faultline profile --json "$out" >"$out/functions"
	[ "$(wc -l <"$out/functions")" = 13 ]
	jq -s 'map([.functions[].self] | add)' "$out/functions" >"$out/sums"
	jq -s --slurpfile sums "$out/sums" '[.[] | select(.profiled and .cell.threads == 1) | (.wall + 7) / .pages] | sort |
		. as $want | $sums[0] as $have | all($want[]; . as $one | any($have[]; (. - $one) < 0.001 and ($one - .) < 0.001))' \
		"$out/samples.jsonl" | grep -qx true
	build/faultline profile "$out" --cell 'ext4-buffer_head 4k *sparse order0*' --against ext4-iomap |
		grep -qE ' block_page_mkwrite$'
}
