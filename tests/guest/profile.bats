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
	export sharing=$BATS_FILE_TMPDIR/sharing
	printf '[global]\ncpus=2\ntrials=1\nsize=1m\nthreads=2\nfolio=order0\nstate=sparse\n' >"$BATS_FILE_TMPDIR/sharing.job"
	printf 'variant=ext4-iomap\n[a]\nsharing=shared,private\n' >>"$BATS_FILE_TMPDIR/sharing.job"
	make --no-print-directory bench JOB="$BATS_FILE_TMPDIR/sharing.job" OUT="$sharing" \
		>"$BATS_FILE_TMPDIR/log" 2>&1 || {
		cat "$BATS_FILE_TMPDIR/log" >&2
		return 1
	}
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

# Where an interrupt comes, and where what it interrupts goes on, is no function of its own
@test "each function of the kernel is entered where it begins" {
	for counts in "$out"/profile/*.counts; do
		# Each vector has an entry of its own there
		awk 'NR == FNR { name[$1] = $3; if (entries && !end) end = $1
				if ($3 == "irq_entries_start") entries = $1; next }
			$1 == "node" && $3 > 1 && $4 ~ /^ffffffff/ && !($4 in name) && !($4 > entries && $4 < end) {
				print FILENAME, $0; bad = 1 }
			END { exit bad || !end }' "$map" "$counts"
	done
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

# of RUN CELL: that cell's profile
of() { build/faultline profile --json "$1" | jq --arg cell "$2" 'select(.cell | test($cell))'; }

@test "the locks of a fault have names, and are taken as often as a fault takes them" {
	of "$out" 'ext4-iomap .* sparse order0 1m$' >"$out/one"
	jq -c '.locks[] | [.name, .kind, .taken, .held]' "$out/one" | head -n 20
	jq -e 'def once(name; kind): [.locks[] | select(.name == name and .kind == kind).taken] |
			length == 1 and (.[0] - 1 | fabs <= 0.02);
		once("mm_struct.mmap_lock"; "rwsem-read") and once("ext4_inode_info.i_data_sem"; "rwsem-write") and
		once("ext4_inode_info.i_es_lock"; "write") and once("folio in iomap_page_mkwrite"; "folio") and
		any(.locks[]; .name == "address_space.invalidate_lock" and .taken > 1.9 and .taken < 2.1 and
			(.takers | map(.name) | sort) == ["ext4_page_mkwrite", "filemap_fault"])' "$out/one"
	# Nobody holds a lock for longer than the fault takes
	jq -e '([.functions[].self] | add) as $all | all(.locks[]; .held < $all * .taken + 100)' "$out/one"
}

@test "the parts of page_mkwrite are those of the path tracer" {
	for report in "$out" "$BATS_FILE_TMPDIR/traced"; do
		[ -e "$report" ] || { cp -r "$out" "$report" && rm -r "$report/profile"; }
		# Where profiles are missing the report says so, by its status, too
		build/faultline report --no-charts "$report" >/dev/null 2>&1 || [ "$report" != "$out" ]
	done
	jq -n --slurpfile exact "$out/report.json" --slurpfile traced "$BATS_FILE_TMPDIR/traced/report.json" '
		[$exact[0].cells, $traced[0].cells] | transpose[] | select(.[0].parts != [] and .[0].threads == 1) |
		{ cell: "\(.[0].variant) \(.[0].state) \(.[0].folio)",
			exact: ([.[0].parts[].value] | add), traced: ([.[1].parts[].value] | add),
			apart: ([.[0].parts + .[1].parts | group_by(.name)[] | map(.value) |
				(.[0] - (.[1] // 0) | fabs)] | max) }' >"$out/parts"
	jq -c . "$out/parts"
	[ "$(jq -s length "$out/parts")" = 12 ]
	jq -s -e 'all((.exact - .traced | fabs) <= .traced * 0.015 + 5 and .apart <= 30)' "$out/parts"
}

@test "threads on one file share its lines, and on a file each they do not" {
	of "$sharing" ' x2$' >"$sharing/one"
	of "$sharing" ' x2 private$' >"$sharing/each"
	jq -c '.shared[] | [.name, .loads, .stores]' "$sharing/one" | head -n 12
	jq -e 'any(.shared[]; (.name | test("i_es_lock")) and .stores >= 5)' "$sharing/one"
	jq -e 'any(.shared[]; .name | test("invalidate_lock"))' "$sharing/one"
	jq -c '.shared[] | [.name, .loads, .stores]' "$sharing/each" | head -n 12
	jq -e 'all(.shared[]; .name | test("i_es_lock|invalidate_lock") | not)' "$sharing/each"
	# What is left is the mm's and the filesystem's
	jq -e 'any(.shared[]; .name | test("mmap_lock"))' "$sharing/each"
}

@test "each cell has a callgrind file, with the kernel's lines" {
	[ "$(find "$out/profile" -name '*.callgrind' | wc -l)" = 13 ]
	[ "$(find "$out/profile" -name '*.folded' | wc -l)" = 13 ]
	grep -qE '^c?f[il]=\([0-9]+\) fs/iomap/buffered-io.c$' "$out"/profile/ext4-iomap_4k_sequential_sparse_order0_1m.callgrind
	build/faultline profile "$out" --cell 'ext4-iomap 4k sequential sparse order0 1m' --lines |
		grep -qE ' (mm|fs)/[a-z0-9_/-]*\.c:[0-9]+ '
}
