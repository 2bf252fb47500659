#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What shapes the work of a cell: each does what it says, and each trial proves it.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
	cat >"$tmp/out/setup.job" <<-END
		[global]
		trials=1
		folio=order0
		state=redirty
		size=1m
		[a]
		variant=ext4-buffer_head,ext4-iomap,xfs
		setup=none,lazytime,data-writeback
	END
	sed 's/,xfs$//; s/setup=.*/setup=small-journal+lazytime/' "$tmp/out/setup.job" >"$tmp/out/small.job"
	scripts/guest --smp 4 --share "$tmp/out" --console "$tmp/console" -- bash -ec '
		build/faultline run "$1/setup.job" --out "$1/setup" --device /dev/nvme0n1
		build/faultline run "$1/small.job" --out "$1/small" --device /dev/nvme0n1
		dumpe2fs -h /dev/nvme0n1 >"$1/ext4"' workload "$tmp/out" >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		return 1
	}
	build/faultline report --no-charts "$tmp/out/setup" >/dev/null
}

@test "each setup is mounted and proven, and small-journal is as small as it says" {
	cat "$tmp/out"/{setup,small}/samples.jsonl | jq -se '[.[] | select(.type == "trial") | {setup: (.cell.setup // "none"), on: .mount_options, wrong}] |
		all(.[]; .wrong == null and (.setup | contains("lazytime")) == (.on | contains(",lazytime"))
			and (.setup == "data-writeback") == (.on | contains(",data=writeback"))) and
		([.[].setup] | unique == ["data-writeback", "lazytime", "lazytime+small-journal", "none"])'
	jq -e '.complete and .failed_trials == 0 and (.cells | length) == 8' "$tmp/out/setup/report.json"
	grep -q 'Total journal blocks: *1024$' "$tmp/out/ext4"
	grep -q '^sequential, 4k blocks, 1 MiB, data-writeback$' "$tmp/out/setup/report.txt"
}
