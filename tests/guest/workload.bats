#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What shapes the work of a cell: each does what it says, and each trial proves it.
load helpers

setup_file() {
	begin
	cat >"$tmp/out/axes.job" <<-END
		[global]
		mode=count
		cpus=4
		trials=1
		state=redirty
		folio=order0
		size=1m
		variant=ext4-iomap
		[setup]
		variant=ext4-buffer_head,xfs
		setup=none,lazytime,data-writeback
		[overlapping]
		state=sparse
		sharing=overlapping
		threads=4
		tasks=threads,processes
		[folio]
		state=sparse,redirty
		folio=large
		sharing=same-folio
		threads=4
		[paced]
		tasks=threads,processes
		threads=2
		sharing=private
		size=64k
		pace=none,tick
		[lazy]
		threads=1
		size=64k
		pace=tick
		setup=none,lazytime
		[many]
		tasks=processes
		threads=64
		sharing=private
		size=64k
	END
	printf '[global]\ntrials=1\n[a]\nvariant=ext4-iomap\nstate=sparse\nfolio=order0\nsize=1m\nsetup=small-journal+lazytime\n' \
		>"$tmp/out/small.job"
	boot --smp 4 -- bash -ec '
		build/faultline run "$1/axes.job" --out "$1/axes" --device /dev/nvme0n1
		build/faultline run "$1/small.job" --out "$1/small" --device /dev/nvme0n1
		dumpe2fs -h /dev/nvme0n1 >"$1/ext4"' workload "$tmp/out"
	build/faultline report --no-charts "$tmp/out/axes" >/dev/null
}

# holds FILTER: is it true of the watched trials, as an array?
holds() {
	jq -c 'select(.path) | [.cell, .pages, .minflt + .majflt, .path]' "$tmp/out/axes/samples.jsonl"
	jq -se "[.[] | select(.path) | .faults = .minflt + .majflt | .calls = .path.do_page_mkwrite |
		.handles = .path.jbd2_handle_start] | $1" "$tmp/out/axes/samples.jsonl"
}

@test "all trials are good" {
	jq -e '.mode == "count" and .complete and .failed_trials == 0' "$tmp/out/axes/report.json"
}

@test "each setup is mounted, and small-journal is as small as it says" {
	cat "$tmp/out"/{axes,small}/samples.jsonl | jq -se '[.[] | select(.type == "trial") |
			{setup: (.cell.setup // "none"), on: .mount_options}] |
		all(.[]; (.setup | contains("lazytime")) == (.on | contains(",lazytime"))
			and (.setup == "data-writeback") == (.on | contains(",data=writeback"))) and
		([.[].setup] | unique == ["data-writeback", "lazytime", "lazytime+small-journal", "none"])'
	grep -q 'Total journal blocks: *1024$' "$tmp/out/ext4"
}

@test "of overlapping threads one takes the fault of a page, and of processes each" {
	holds '[.[] | select(.cell.sharing == "overlapping")] | length == 2 and all(.[]; .pages == 1024) and
		all(.[] | select(.cell.tasks == null); .faults < 1000 and .calls >= 256) and
		all(.[] | select(.cell.tasks); .faults >= 1024 and .calls >= 1024)'
}

@test "threads in the same folio have folios of 32 pages and more, in each state" {
	jq -e '[.cells[] | select(.sharing == "same-folio")] | length == 2 and
		all(.[]; .pages_per_folio >= 32)' "$tmp/out/axes/report.json"
}

@test "a paced thread starts a handle in each fault, unless timestamps are lazy" {
	holds '[.[] | select(.cell.size == 65536 and .cell.threads < 64)] | length == 6 and
		all(.[]; .calls == .pages) and
		all(.[] | select(.cell.pace and .cell.setup == null); .handles >= .pages) and
		all(.[] | select(.cell.pace and .cell.setup); .handles == 0) and
		all(.[] | select(.cell.pace == null); .handles < .pages)'
}

@test "64 processes on four CPUs are a note, and their faults are seen" {
	grep -q '64 processes on 4 CPUs: they take turns' "$tmp/log"
	grep -q '^Note     64 processes on 4 CPUs: they take turns$' "$tmp/out/axes/report.txt"
	holds '[.[] | select(.cell.threads == 64)] | length == 1 and .[0].pages == 1024 and
		.[0].calls == 1024'
}

@test "what processes wait for is looked at, too" {
	# Whether anybody waits is up to the machine; the trial proves that no wait was lost
	jq -se '[.[] | select(.locks and .cell.tasks)] | (map(.cell) | unique | length == 4) and all(.[]; .wrong == null)' \
		"$tmp/out/axes/samples.jsonl"
}

@test "instructions are those of the fault, however long a store waits; with several threads it is refused" {
	cat >"$tmp/out/insn.job" <<-END
		[global]
		trials=2
		variant=ext4-iomap,xfs
		state=written
		folio=order0
		[paced]
		size=128k
		pace=none,tick
		setup=lazytime
		[processes]
		size=1m
		threads=2
		sharing=private
		tasks=threads,processes
	END
	sed 's/setup=.*/threads=2/' "$tmp/out/insn.job" >"$tmp/out/two.job"
	scripts/guest --insn --share "$tmp/out" --console "$tmp/console" -- \
		build/faultline run "$tmp/out/insn.job" --out "$tmp/out/insn" --device /dev/nvme0n1
	build/faultline report --no-charts "$tmp/out/insn" >/dev/null
	jq -c '.cells[] | [.variant, .pace, .tasks, .per_page.value]' "$tmp/out/insn/report.json"
	# A tick is millions of instructions, and a fault that has a new timestamp some hundred more
	jq -e '. as $report | .failed_trials == 0 and (def cost(v; f): .cells[] | select(.variant == v and f).per_page.value;
		all("ext4-iomap", "xfs"; . as $v | $report |
			(cost($v; .pace == "tick") / cost($v; .setup and .pace == null)) as $ratio |
			(cost($v; .tasks) / cost($v; .threads == 2 and .tasks == null)) as $mm |
			([$v, $ratio, $mm] | debug) | $ratio > 1 and $ratio < 1.5 and $mm > 0.95 and $mm < 1.2))' \
		"$tmp/out/insn/report.json"
	run build/faultline run --check --mode insn "$tmp/out/two.job"
	assert_failure 2
	assert_output --partial "two.job: pace=tick with several threads takes --mode time or count"
}
