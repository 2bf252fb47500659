#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# perf beside the trials of a run, on this machine's kernel.
load helpers

# run_with [OPTION]...: of one small cell, in mode time
run_with() {
	"$faultline" run "$tmp/ok.job" --out "$tmp/out" --image "$tmp/img" --mode time "$@"
}

# other_perf: what comes on stdin is perf, for a run of this test
other_perf() {
	mkdir -p "$tmp/bin"
	{ echo '#!/bin/bash'; cat; } >"$tmp/bin/perf"
	chmod +x "$tmp/bin/perf"
	PATH=$tmp/bin:$PATH
}

# few_trials: of the small cell
few_trials() { sed -i '1i [global]\ntrials=1\ntrials_max=1' "$tmp/ok.job"; }

@test "a tool that perf has not, or Faultline not, is named with those that there are" {
	refuses 2 "--perf top: expected stat, record, lock or c2c" run_with --perf top
	[ ! -e "$tmp/out" ] && [ ! -e "$tmp/img" ]
}

@test "without perf a run is refused, and its package named" {
	real=$(command -v env)
	refuses 2 "cannot run perf: No such file.*package linux-perf" \
		"$real" PATH="$tmp/none" "$faultline" run "$tmp/ok.job" --out "$tmp/out" \
		--image "$tmp/img" --mode time --perf stat
	[ ! -e "$tmp/out" ] && [ ! -e "$tmp/img" ]
}

@test "a perf that may not count is refused with what it says, and with the setting" {
	other_perf <<-'END'
		printf 'Error:\n\nNo permission to enable minor-faults event.\nmore\n' >&2
		exit 255
	END
	refuses 2 "does not count here \(kernel.perf_event_paranoid is .*\): No permission to enable" \
		run_with --perf stat
	[ ! -e "$tmp/out" ] && [ ! -e "$tmp/img" ]
}

@test "perf stat counts the faults of all threads and processes, and nothing of a load" {
	cat >"$tmp/ok.job" <<-'END'
		[global]
		trials=1
		trials_max=1
		folio=order0
		state=written
		size=2m
		variant=ext4-buffer_head
		[one]
		[threads]
		threads=2
		sharing=private
		[processes]
		threads=2
		tasks=processes
		[load]
		load=read
	END
	run_with --perf stat 2>"$tmp/stderr"
	grep 'perf' "$tmp/stderr"
	jq -s -e '[.[] | select(.perf)] | length == 12 and all(.[]; .perf as $perf | .pages as $pages |
		$perf.tool == "stat" and ($perf.counters."minor-faults" - $pages | fabs) <= 6 and
		$perf.counters."page-faults" >= $pages and
		$perf.counters."task-clock" > 100 * $pages)' "$tmp/out/samples.jsonl"
	# What the machine lacks is null, and named once
	[ "$(jq -c 'select(.perf) | [.perf.counters | to_entries[] | select(.value == null).key]' \
		"$tmp/out/samples.jsonl" | sort -u | wc -l)" = 1 ]
	! grep -q not.supported "$tmp/stderr" || [ "$(grep -c not.supported "$tmp/stderr")" = 1 ]
	"$faultline" report --no-charts "$tmp/out" >"$tmp/stdout"
	grep -qE '^minor-faults +1\.00' "$tmp/stdout"
	absent -qE '^.{73}' "$tmp/stdout"
	jq -e 'all(.cells[]; .perf_stat."minor-faults" | .per_page >= 1 and (.trials | length) == 3)' \
		"$tmp/out/report.json"
	grep -q '<h3>perf stat</h3>' "$tmp/out/report.html"
	# None of it is in a figure
	jq -e 'all(.cells[]; (.trial_values | length) == 1)' "$tmp/out/report.json"
}

@test "perf record's stacks are folded, and become flame graphs and shares by function" {
	printf '%s\n' '[global]' trials=1 trials_max=1 '[a]' variant=ext4-buffer_head,xfs state=sparse \
		size=16m folio=order0 >"$tmp/ok.job"
	run_with --perf record 2>"$tmp/stderr"
	jq -s -e '[.[] | select(.perf)] | length == 10 and all(.[]; .perf | .tool == "record" and
		(.event == "cpu-clock" or .event == "cycles") and .samples > 50 and .lost == 0)' \
		"$tmp/out/samples.jsonl"
	# As much time as the faults took, by the same clock
	[ "$(jq -r .perf.event "$tmp/out/samples.jsonl" | grep -c cycles)" != 0 ] ||
		jq -s -e 'all(.[] | select(.perf); .perf.samples * 50000 / .elapsed > 0.5 and
			.perf.samples * 50000 / .elapsed < 1.5)' "$tmp/out/samples.jsonl"
	for variant in ext4-buffer_head xfs; do
		file=$tmp/out/perf/${variant}_4k_sequential_sparse_order0_16m.folded
		[ "$(sed 's/.* //' "$file" | paste -sd+ | bc)" = "$(jq -s --arg v $variant '[.[] |
			select(.perf and .cell.variant == $v).perf.samples] | add' "$tmp/out/samples.jsonl")" ]
		absent -qvE '^[^; ]+(;[^; ]+|;\(user code\))+ [0-9]+$' "$file"
		grep -q ';asm_exc_page_fault;' "$file"
	done
	"$faultline" report "$tmp/out" >"$tmp/stdout"
	grep -qE '^ +0\.0 +[0-9.]+ +\+[0-9.]+ +[0-9.]+  ext4_' "$tmp/stdout"
	absent -qE '^.{73}' "$tmp/stdout"
	grep -q '<h3>perf record</h3>' "$tmp/out/report.html"
	grep -q 'samples, each .* ns per touched page' "$tmp/out/report.html"
	xmllint --noout "$tmp"/out/charts/*-flame-sparse-order0-{ext4-buffer_head,xfs,difference}.svg
	jq -e 'all(.cells[].perf_record; ([.functions[].share] | add) - 1 | fabs < 1e-6)' \
		"$tmp/out/report.json"
	refuses 2 "the samples of perf record: folded stacks are in $tmp/out/perf/" \
		"$faultline" profile "$tmp/out"
	# Samples of another run
	sed -i '1s/ [0-9]*$/ 12345/' "$file"
	"$faultline" report --no-charts "$tmp/out" 2>&1 >/dev/null | grep -q 'samples, and the trials of the run had'
}

@test "perf lock's report is kept, and its rows are read" {
	perf=$(command -v perf)
	few_trials
	# Nobody may have waited
	other_perf <<-END
		[ "\$1 \$2" != 'lock contention' ] || {
			echo 'Warning: of something'
			printf ' contended   total wait     max wait     avg wait         type   caller\n\n'
			echo '       437     98.35 ms      7.92 ms    225.06 us      rwsem:W   a_caller+0x17'
			echo '         2    123.00 ns    100.00 ns     61.50 ns     spinlock   another+0x7'
			exit
		}
		exec $perf "\$@"
	END
	run_with --perf lock
	jq -s -e '[.[] | select(.perf).perf] | length == 1 and (.[0].locks | length == 2) and
		.[0].locks[0] == { contended: 437, total: 98350000, longest: 7920000, type: "rwsem:W",
			caller: "a_caller+0x17" } and .[0].locks[1].total == 123' "$tmp/out/samples.jsonl"
	grep -q '^ *437 .*a_caller+0x17' "$tmp/out/perf/xfs_4k_sequential_sparse_order0_1m.lock"
	"$faultline" report --no-charts "$tmp/out" >"$tmp/stdout"
	grep -q '^ *437 *98350.0 *7920.0  rwsem:W a_caller+0x17$' "$tmp/stdout"
	grep -q 'In 0 of 1 cells nobody waited' "$tmp/stdout"
	absent -qE '^.{73}' "$tmp/stdout"
	jq -e '.cells[0].perf_lock[0].contended == 437' "$tmp/out/report.json"
	grep -q 'a_caller+0x17</th><td class="text">rwsem:W</td><td>437</td><td>98350.0</td>' \
		"$tmp/out/report.html"
}

@test "perf lock on this kernel ends well, and leaves a report" {
	run_with --perf lock
	jq -s -e '[.[] | select(.perf).perf.locks] | length == 1' "$tmp/out/samples.jsonl"
	grep -q contended "$tmp/out/perf/xfs_4k_sequential_sparse_order0_1m.lock"
}

@test "a kernel without the tracepoints of locks is refused, with what would be right" {
	other_perf <<-'END'
		printf "event syntax error: 'lock:contention_begin'\nmore\n" >&2
		exit 129
	END
	refuses 2 "takes the tracepoints lock:contention_begin and .* since 5.19, and tracefs: event syntax" \
		run_with --perf lock
	[ ! -e "$tmp/out" ] && [ ! -e "$tmp/img" ]
}

@test "a machine without memory events is refused perf c2c, with what would be right" {
	other_perf <<-'END'
		echo 'failed: memory events not supported' >&2
		exit 255
	END
	refuses 2 "takes a PMU that samples loads and stores .*: failed: memory events not supported" \
		run_with --perf c2c
	[ ! -e "$tmp/out" ] && [ ! -e "$tmp/img" ]
}

@test "perf c2c is beside the threads alone, for their window alone, and its report is kept" {
	few_trials
	other_perf <<-END
		case "\$1 \$2" in
		'mem record') echo 'ldlat-loads : available' ;;
		'c2c report') echo 'Shared Data Cache Line Table' ;;
		'c2c record')
			echo "\$*" >$tmp/called
			[[ \$* =~ --control=fd:([0-9]+), ]] && fd=\${BASH_REMATCH[1]}
			while read -r -u "\$fd" line; do
				echo "\$line" >>$tmp/orders
				printf 'ack\n' >&"\$fd"
			done ;;
		esac
	END
	run_with --perf c2c
	grep -qE '^c2c record .*-D -1 -o /proc/[0-9]+/fd/[0-9]+ --control=.* -t [0-9]+$' "$tmp/called"
	[ "$(<"$tmp/orders")" = "$(printf 'enable\ndisable')" ]
	[ "$(cat "$tmp"/out/perf/*.c2c)" = 'Shared Data Cache Line Table' ]
	jq -s -e '[.[] | select(.perf)] | length == 1 and .[0].perf == { tool: "c2c" }' \
		"$tmp/out/samples.jsonl"
	"$faultline" report --no-charts "$tmp/out" >/dev/null
}

@test "a trial of which perf was not there for the whole window fails, and says what perf said" {
	few_trials
	perf=$(command -v perf)
	other_perf <<-END
		[[ " \$* " != *" -t "* ]] || { echo "no luck today" >&2; exit 1; }
		exec $perf "\$@"
	END
	run run_with --perf stat
	[ "$status" = 1 ]
	grep -q "3 of 5 trials failed: perf was not there for the whole window: no luck today" <<<"$output"
	[ "$(jq -c 'select(.perf and .wrong)' "$tmp/out/samples.jsonl" | wc -l)" = 3 ]
}

@test "perf does not outlive a run that is killed" {
	few_trials
	perf=$(command -v perf)
	other_perf <<-END
		[[ " \$* " != *" -t "* ]] || { echo \$\$ >$tmp/pid; exec sleep 1000; }
		exec $perf "\$@"
	END
	"$faultline" run "$tmp/ok.job" --out "$tmp/out" --image "$tmp/img" --mode time --perf stat 3>&- &
	run=$!
	for _ in {1..300}; do
		[ ! -s "$tmp/pid" ] || break
		sleep 0.1
	done
	perf=$(<"$tmp/pid")
	[ -e "/proc/$perf" ]
	kill -KILL "$run"
	wait "$run" || true
	for _ in {1..50}; do
		[ -e "/proc/$perf" ] || break
		sleep 0.1
	done
	[ ! -e "/proc/$perf" ]
	# The guardian puts back what the run had set
	flock --timeout 30 /run/faultline.lock true
}
