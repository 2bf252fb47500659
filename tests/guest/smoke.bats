#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The benchmark itself, on the kernel it is for.
bats_load_library bats-support
bats_load_library bats-assert

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	export SMOKE=$BATS_FILE_TMPDIR/smoke
	make --no-print-directory bench JOB=smoke OUT="$SMOKE" \
		>"$BATS_FILE_TMPDIR/stdout" 2>"$BATS_FILE_TMPDIR/stderr" ||
		echo $? >"$BATS_FILE_TMPDIR/status"
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	tmp=$BATS_TEST_TMPDIR
}

# value VARIANT STATE FOLIO [KEY]: one figure of the smoke job's report
value() {
	jq --arg v "$1" --arg s "$2" --arg f "$3" ".cells[] | select(.variant == \$v and
		.state == \$s and .folio == \$f) | .${4:-per_page.value}" "$SMOKE/report.json"
}

@test "make bench ends well, and says where tables and charts are" {
	cat "$BATS_FILE_TMPDIR/stderr"
	[ ! -e "$BATS_FILE_TMPDIR/status" ]
	tail -n 4 "$BATS_FILE_TMPDIR/stdout" | grep -q "Tables   $SMOKE/report.txt"
	tail -n 4 "$BATS_FILE_TMPDIR/stdout" | grep -q "Charts   $SMOKE/charts"
	ls "$SMOKE"/charts/*.svg "$SMOKE"/charts/*.png
	grep -q 'QEMU peak memory [0-9]* MiB, disk image [0-9]* MiB' "$BATS_FILE_TMPDIR/stderr"
}

@test "every cell of the job is there, proven, in instructions" {
	jq -e '.mode == "insn" and .complete and .failed_trials == 0
		and all(.cells[]; .trials == 2 and .failed == 0
			and .per_page.unit == "insn" and .per_page.value > 0
			and (.path | has("do_page_mkwrite")))' "$SMOKE/report.json"
	jq -e '.environment.config | split(" ") | contains(["SMP", "PREEMPT_LAZY", "HZ=250", "MEMCG"])
		and all(.[]; . != "KASAN")' "$SMOKE/report.json"
}

@test "an order-0 cell takes one fault for each page, from the first trial on" {
	# 4 KiB writes once made order-1 folios in the first process after boot
	jq -e 'all(.cells[] | select(.folio == "order0"); .faults_per_page == 1
		and .pages_per_folio == 1)' "$SMOKE/report.json"
	[ "$(sed -n 2p "$SMOKE/samples.jsonl" | jq '.pages == .minflt + .majflt')" = true ]
}

@test "a large cell has large folios, and one fault maps several pages" {
	jq -e 'all(.cells[] | select(.folio == "large"); .pages_per_folio > 4)
		and all(.cells[] | select(.folio == "large" and .state != "redirty");
			.faults_per_page < 0.25)' "$SMOKE/report.json"
}

@test "the buffer_head path goes through buffer heads, the others through iomap" {
	jq -e 'all(.cells[] | select(.variant == "ext4-buffer_head") | .path;
		.do_page_mkwrite == .block_page_mkwrite and .iomap_page_mkwrite == 0)
		and all(.cells[] | select(.variant | startswith("ext4-iomap")) | .path;
		.do_page_mkwrite == .iomap_page_mkwrite and .block_page_mkwrite == 0)
		and ([.cells[] | select(.variant | startswith("ext4-iomap"))] | length) == 20
		and all(.cells[] | select(.variant == "xfs") | .path;
		.do_page_mkwrite == .iomap_page_mkwrite and .block_page_mkwrite == 0)
		and all(.cells[] | select(.variant == "tmpfs") | .path; .do_page_mkwrite == 0)' \
		"$SMOKE/report.json"
}

@test "a nodelalloc first touch starts a handle for each page_mkwrite" {
	[ "$(value ext4-buffer_head-nodelalloc sparse order0 path.jbd2_handle_start)" -ge 1024 ]
	[ "$(value ext4-buffer_head sparse order0 path.jbd2_handle_start)" -lt 100 ]
}

@test "an iomap fault on unwritten extents starts no handle, nor a nodelalloc one" {
	[ "$(value ext4-iomap-nodelalloc prealloc order0 path.jbd2_handle_start)" -lt 100 ]
	[ "$(value ext4-buffer_head-nodelalloc prealloc order0 path.jbd2_handle_start)" -ge 1024 ]
}

@test "first touch of large folios takes fewer instructions with iomap" {
	for state in sparse prealloc; do
		[ "$(jq -n "$(value ext4-buffer_head $state large) >
			1.5 * $(value ext4-iomap $state large)")" = true ]
	done
}

@test "two boots agree to 0.5 % in every cell" {
	make --no-print-directory bench PROFILE=0 JOB=smoke OUT="$tmp/again" >/dev/null 2>&1
	jq -se '[.[0].cells, .[1].cells] | transpose | map(
			{ratio: (.[0].per_page.value / .[1].per_page.value), cell: .[0]})
		| map(select(.ratio > 1.005 or .ratio < 0.995)) as $off
		| ($off[] | debug), ($off | length == 0)' \
		"$SMOKE/report.json" "$tmp/again/report.json"
}

@test "libraries that the program does not need do not change a figure" {
	printf '[global]\ntrials=3\n[a]\nvariant=ext4-buffer_head,tmpfs\nstate=delalloc\nfolio=order0\nsize=4m\n' \
		>"$tmp/few.job"
	mkdir "$tmp/out"
	scripts/guest --insn --share "$tmp/out" --console "$tmp/console" -- bash -ec '
		cp build/faultline /tmp/
		for more in "" libresolv.so.2 libresolv.so.2:libutil.so.1:libanl.so.1; do
			LD_PRELOAD=$more /tmp/faultline run "$1/few.job" --out "$2/run$more" \
				--device /dev/nvme0n1 --force
		done' libraries "$tmp" "$tmp/out"
	for run in "$tmp/out"/run*; do
		build/faultline report --no-charts "$run" >/dev/null
		jq '.cells[].per_page.value' "$run/report.json" >"$run/figures"
	done
	paste "$tmp/out"/run*/figures | awk '
		{ print "# " $0 >"/dev/stderr"; n++ }
		{ for (i = 2; i <= NF; i++) bad += $i > $1 * 1.001 || $i < $1 * 0.999 }
		END { exit !(n == 2 && NF == 3 && !bad) }'
}

@test "khugepaged stays away from the file, in the first trial after boot too" {
	printf '[a]\nvariant=ext4-buffer_head\nstate=written\nfolio=order0\nsize=32m\n' \
		>"$tmp/first.job"
	mkdir "$tmp/out"
	run scripts/guest --insn --share "$tmp/out" --console "$tmp/console" -- build/faultline \
		run "$tmp/first.job" --out "$tmp/out/r" --device /dev/nvme0n1
	echo "$output"
	assert_success
}

@test "the touch itself is at most six instructions a page" {
	make --no-print-directory touch-cost
	run scripts/guest --insn --console "$tmp/console" -- build/touch-cost
	echo "$output"
	assert_success
	assert_output --partial "instructions a page"
}

@test "instruction mode is refused in a guest without --insn, time in any" {
	run scripts/guest --console "$tmp/console" -- build/faultline run \
		bench/jobs/smoke.job --mode insn --out /mnt/out --device /dev/nvme0n1
	assert_failure 2
	assert_output --partial "does not count instructions here"
	run scripts/guest --console "$tmp/console" -- build/faultline run \
		bench/jobs/smoke.job --mode time --out /mnt/out --device /dev/nvme0n1
	assert_failure 2
	assert_output --partial "this processor is emulated"
}

@test "threads on one file and on files of their own fault every page once" {
	printf '[a]\nvariant=ext4-buffer_head,xfs\nstate=sparse,redirty\nfolio=order0\n%s\n' \
		'size=4m
		threads=1,4
		sharing=shared,private' | sed 's/^[[:space:]]*//' >"$tmp/threads.job"
	# On a busy machine the threads may take turns, and then nobody waits for anybody
	for try in 1 2 3 4 5 6; do
		rm -rf "$tmp/out"
		mkdir "$tmp/out"
		scripts/guest --smp 4 --share "$tmp/out" --console "$tmp/console" -- build/faultline \
			run "$tmp/threads.job" --out "$tmp/out/r" --device /dev/nvme0n1
		build/faultline report "$tmp/out/r" >/dev/null
		! jq -e 'any(.cells[] | select(.sharing == "shared").locks[]?; .waits > 0)' "$tmp/out/r/report.json" || break
		echo "try $try: nobody waited"
	done
	jq -e '.mode == "count" and .failed_trials == 0 and (.cells | length) == 12
		and all(.cells[]; .faults_per_page < 1.02 and .per_page.value == null)
		and all(.cells[] | select(.sharing == "private"); .pages == 4096)' \
		"$tmp/out/r/report.json"
	# What they wait for is looked at in a trial of its own, without their beginning and end
	jq -c '.cells[] | select(.locks) | [.variant, .state, .sharing, .locks]' "$tmp/out/r/report.json"
	jq -e 'all(.cells[]; has("locks") == (.threads == 4))
		and any(.cells[] | select(.sharing == "shared").locks[]?; .waits > 0)
		and all(.cells[].locks[]?; .waits > 0 and .per_page == null
			and .where != "__mm_populate")' "$tmp/out/r/report.json"
	# In three rounds of all these cells, and in events, as there is no clock
	jq -se '[.[] | select(.locks)] | length == 24
		and (group_by(.cell) | length == 8 and all(.[]; [.[].round] | unique | length == 3))
		and all(.[]; has("path") or has("trace") | not)
		and all(.[].locks[]; .count > 0 and has("kind") and
			(has("total") or has("max") or has("histogram") | not))' "$tmp/out/r/samples.jsonl"
	sed -n '/^Contended locks and folios: events/,/^Every cell/p' "$tmp/out/r/report.txt" |
		tee "$tmp/events"
	grep -qE '^  .* [0-9,]+ +[0-9.<]+ +[0-9.<]+ to [0-9.]+$' "$tmp/events"
	grep -qE '^    waiter  faultline \([0-9]+\) in ' "$tmp/events"
	run grep -wiE 'ns|nanoseconds?|longest' "$tmp/out/r/report.txt"
	assert_failure 1
}

@test "what a load holds up is found, and the load named as the holder" {
	# One thread: of two, each may wait for the other that the truncation waits for
	cat >"$tmp/load.job" <<-END
		[global]
		variant=ext4-buffer_head,ext4-iomap,xfs
		state=sparse
		folio=order0
		size=8m
		[load]
		load=truncate
		[control]
		threads=2
	END
	mkdir "$tmp/out"
	scripts/guest --smp 4 --share "$tmp/out" --console "$tmp/console" -- build/faultline \
		run "$tmp/load.job" --out "$tmp/out/r" --device /dev/nvme0n1
	build/faultline report "$tmp/out/r" >/dev/null
	jq -c '.cells[] | [.variant, .load, .load_rounds, .locks]' "$tmp/out/r/report.json"
	jq -e '.mode == "count" and .failed_trials == 0 and (.cells | length) == 6 and
		all(.cells[] | select(.load == "none");
			all(.locks[]; .name != "invalidate_lock")) and
		all(.cells[] | select(.load == "truncate"); .load_rounds[0] > 0 and
			any(.locks[]; .name == "invalidate_lock" and .waits > 0))' "$tmp/out/r/report.json"
	jq -se '[.[] | .locks[]? | select(.name == "invalidate_lock").holder.comm] |
		length >= 3 and all(.[]; . == "load-truncate")' "$tmp/out/r/samples.jsonl"
	# One CPU runs the threads in turn: nothing would be beside a fault
	run scripts/guest --insn --share "$tmp/out" --console "$tmp/console" -- build/faultline \
		run "$tmp/load.job" --out "$tmp/out/i" --device /dev/nvme0n1
	assert_failure 2
	assert_output --partial "load.job: load=truncate takes --mode time or count"
}

@test "a mounted device is refused in the guest as well" {
	run scripts/guest --console "$tmp/console" -- sh -c 'mkfs.ext4 -q /dev/nvme0n1 &&
		mount /dev/nvme0n1 /mnt/scratch && exec build/faultline run \
		bench/jobs/smoke.job --force --out /mnt/out --device /dev/nvme0n1'
	assert_failure 2
	assert_output --partial "/dev/nvme0n1 is mounted or in use"
}

@test "a guest that dies in the middle leaves its samples and an honest report" {
	mkdir "$tmp/out"
	scripts/guest --insn --share "$tmp/out" --console "$tmp/console" -- build/faultline run \
		bench/jobs/smoke.job --out "$tmp/out/r" --device /dev/nvme0n1 2>"$tmp/err" &
	guest=$!
	for _ in $(seq 600); do
		[ "$(wc -l 2>/dev/null <"$tmp/out/r/samples.jsonl" || echo 0)" -gt 5 ] && break
		sleep 0.1
	done
	pkill -KILL -P "$guest" qemu-system
	status=0
	wait "$guest" || status=$?
	[ "$status" = 125 ]
	run build/faultline report "$tmp/out/r"
	echo "$output"
	assert_failure 1
	[[ $output == *INCOMPLETE* ]]
	jq -e '.complete == false and .seen_trials >= 4' "$tmp/out/r/report.json"
}

@test "a run sets back what it set, and a second one needs no --force; a link to the device will do" {
	mkdir "$tmp/out"
	printf '[global]\ntrials=1\n[a]\nvariant=ext4-buffer_head,xfs\nstate=sparse\nsize=1m\n' >"$tmp/out/a.job"
	run scripts/guest --insn --share "$tmp/out" --console "$tmp/console" -- bash -ec '
		knobs() { grep -H . /proc/sys/vm/{dirty,stat}_* /sys/kernel/mm/transparent_hugepage/enabled; }
		ln -s /dev/nvme0n1 "/tmp/by id"
		knobs >/tmp/before
		build/faultline run "$1/a.job" --out "$1/first" --device /dev/nvme0n1
		knobs | diff /tmp/before -
		build/faultline run "$1/a.job" --out "$1/second" --device "/tmp/by id"
		mkfs.ext4 -q -F /dev/nvme0n1 64m
		! build/faultline run "$1/a.job" --out "$1/third" --device /dev/nvme0n1' knobs "$tmp/out"
	echo "$output"
	assert_success
	assert_output --partial "/dev/nvme0n1 holds ext4; --force erases it"
	jq -e 'select(.type == "trial" and has("wrong"))' "$tmp/out/second/samples.jsonl" && return 1
	[ ! -e "$tmp/out/third/samples.jsonl" ]
}
