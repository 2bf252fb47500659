#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# perf beside the trials on our own kernel, in an emulator: it has no PMU, and no clock.
load helpers

setup_file() {
	begin
	printf '%s\n' '[global]' trials=1 'variant=ext4-buffer_head,ext4-iomap' state=sparse \
		size=1m folio=order0 '[one]' '[several]' threads=4 sharing=private load=commit \
		>"$tmp/perf.job"
	cat >"$tmp/in-guest" <<-END
		cp build/faultline /tmp
		for tool in stat lock record c2c; do
			/tmp/faultline run $tmp/perf.job --mode count --out $tmp/out/\$tool \
				--device /dev/nvme0n1 --yes --perf \$tool >$tmp/out/\$tool.log 2>&1
			echo \$? >$tmp/out/\$tool.status
		done
	END
	boot --smp 2 -- bash "$tmp/in-guest"
	boot --insn -- build/faultline run smoke --mode insn --out /tmp/out \
		--device /dev/nvme0n1 --yes --perf stat && return 1
	cp "$tmp/log" "$tmp/out/insn.log"
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	tmp=$BATS_FILE_TMPDIR
	tail -n 5 "$tmp"/out/*.log
}

# trials TOOL: what perf says in each
trials() { jq -cn '[inputs | select(.perf)]' "$tmp/out/$1/samples.jsonl"; }

@test "an emulator has no hardware counters and no clock: faults are counted, by each thread" {
	[ "$(<"$tmp/out/stat.status")" = 0 ]
	grep -q 'not supported by this machine: cycles, instructions' "$tmp/out/stat.log"
	trials stat | jq -e 'length == 12 and all(.[]; .perf.counters as $counts | .pages as $pages |
		$counts.cycles == null and ($counts | has("task-clock") | not) and
		$counts."page-faults" >= $pages and $counts."page-faults" <= $pages + 20)'
}

@test "perf lock says who waited in the fault, without times" {
	[ "$(<"$tmp/out/lock.status")" = 0 ]
	trials lock | jq -e 'length == 4 and all(.[].perf.locks[]; .contended > 0 and (has("total") | not))'
	ls "$tmp"/out/lock/perf/*.lock
}

@test "what needs a clock or a PMU is refused there, and where instructions are counted all is" {
	[ "$(<"$tmp/out/record.status")$(<"$tmp/out/c2c.status")" = 22 ]
	grep -q -- '--perf record: it takes mode time, .* and this is mode count' "$tmp/out/record.log"
	grep -q -- '--perf c2c: it takes mode time' "$tmp/out/c2c.log"
	[ ! -e "$tmp/out/record" ] && [ ! -e "$tmp/out/c2c" ]
	grep -q -- '--perf stat: it takes mode time or count: .* and this is mode insn' "$tmp/out/insn.log"
}
