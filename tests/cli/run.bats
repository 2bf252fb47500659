#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
load helpers

# bytes FILE OFFSET: what comes on stdin, by printf's escapes
bytes() {
	printf '%b' "$(cat)" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# What vgcreate and mdadm write of a disk for others to know it by, each with its checksum

# lvm_member FILE: a label in the second sector
lvm_member() {
	bytes "$1" 512 <<<'LABELONE\x01\0\0\0\0\0\0\0\xd8\xef\xfb\x89\x20\0\0\0LVM2 001\c'
	bytes "$1" 544 <<<'0123456789abcdefghijklmnopqrstuv\0\0\0\x40\c'
}

# raid_member FILE: a superblock of version 1.2
raid_member() {
	bytes "$1" 4096 <<<'\xfc\x4e\x2b\xa9\x01\c'
	bytes "$1" 4112 <<<'0123456789abcdefhost:0\c'
	bytes "$1" 4168 <<<'\x01\0\0\0\0\0\0\0\0\x08\c'
	bytes "$1" 4188 <<<'\x02\c'
	bytes "$1" 4224 <<<'\0\x08\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\x08\c'
	bytes "$1" 4312 <<<'\xab\x0a\xce\x50\c'
}

run_with() { "$faultline" run "$tmp/ok.job" --out "$tmp/out" "$@"; }

@test "a bad key in a job file is named with file and line" {
	printf '[a]\nvariant=xfs\nstat=sparse\n' >"$tmp/bad.job"
	refuses 2 "bad.job:3: unknown key 'stat'" \
		"$faultline" run "$tmp/bad.job" --out "$tmp/out" --image "$tmp/img"
	[ ! -e "$tmp/out" ] && [ ! -e "$tmp/img" ]
}

@test "a bad value in a job file is named with what would be right" {
	printf '[a]\nvariant=xfs\nstate=soggy\n' >"$tmp/bad.job"
	refuses 2 "bad.job:3: unknown state 'soggy'; expected sparse, prealloc" \
		"$faultline" run "$tmp/bad.job" --out "$tmp/out" --image "$tmp/img"
}

@test "a missing or unreadable job file is named" {
	refuses 2 "none.job: No such file" \
		"$faultline" run "$tmp/none.job" --out "$tmp/out" --image "$tmp/img"
	refuses 2 "Is a directory" "$faultline" run "$tmp" --out "$tmp/out" --image "$tmp/img"
}

@test "a full image directory is an error before anything runs" {
	mount_tmpfs "$tmp/full" size=10m
	refuses 2 "image .*/img: No space left on device" run_with --image "$tmp/full/img"
	[ ! -e "$tmp/full/img" ] && [ ! -e "$tmp/out" ]
}

@test "a read-only image directory is an error before anything runs" {
	mount_tmpfs "$tmp/ro" ro
	refuses 2 "image .*/img: Read-only file system" run_with --image "$tmp/ro/img"
	[ ! -e "$tmp/out" ]
}

@test "a file is no device, a device is no image, a missing device is named" {
	truncate -s 1G "$tmp/file"
	refuses 2 "is no block device; a file goes with --image" run_with --device "$tmp/file"
	refuses 2 "device /dev/nonesuch: No such file" run_with --device /dev/nonesuch
	refuses 2 "image $tmp: Is a directory" run_with --image "$tmp"
}

@test "an image that holds a filesystem is left alone without --force" {
	truncate -s 1G "$tmp/img"
	mkfs.ext4 -q "$tmp/img"
	sum=$(sha256sum <"$tmp/img")
	refuses 2 "holds ext4; --force erases it" run_with --image "$tmp/img"
	[ "$sum" = "$(sha256sum <"$tmp/img")" ]
}

@test "a partitioned image is left alone without --force" {
	truncate -s 1G "$tmp/img"
	echo 'label: gpt' | sfdisk -q "$tmp/img"
	refuses 2 "holds (gpt|PMBR|several)" run_with --image "$tmp/img"
}

@test "a partition table over what an earlier run left is refused" {
	truncate -s 2G "$tmp/img"
	mkfs.ext4 -q -F -U fa017117-e000-4000-8000-000000000001 "$tmp/img"
	echo 'label: dos' | sfdisk -q --no-reread "$tmp/img"
	refuses 2 "holds (ext4|dos|several signatures)" run_with --image "$tmp/img"
}

@test "a mounted device is refused, even with --force" {
	truncate -s 1G "$tmp/img"
	mkfs.ext4 -q "$tmp/img"
	loop=$(losetup --find --show "$tmp/img")
	mkdir "$tmp/mnt"
	mount "$loop" "$tmp/mnt"
	mounts=("$tmp/mnt")
	refuses 2 "is mounted or in use" run_with --force --device "$loop"
	refuses 2 "image $tmp/img is in use by $loop" run_with --force --image "$tmp/img"
}

@test "swap, a RAID member, a volume group's disk and a partitioned disk are left alone" {
	for signature in swap raid lvm dos; do
		rm -f "$tmp/img"
		truncate -s 1G "$tmp/img"
		case $signature in
		swap) mkswap "$tmp/img" >/dev/null ;;
		raid) raid_member "$tmp/img" ;;
		lvm) lvm_member "$tmp/img" ;;
		dos) echo 'label: dos' | sfdisk -q "$tmp/img" ;;
		esac
		loop=$(losetup --find --show "$tmp/img")
		sum=$(sha256sum <"$tmp/img")
		refuses 2 "holds (swap|linux_raid_member|LVM2_member|dos); --force erases it" \
			run_with --device "$loop"
		[ "$sum" = "$(sha256sum <"$tmp/img")" ]
		losetup -d "$loop"
		loop=
	done
}

@test "a device in use as swap is refused, even with --force" {
	truncate -s 1G "$tmp/img"
	mkswap "$tmp/img" >/dev/null
	loop=$(losetup --find --show "$tmp/img")
	swapon "$loop"
	refused=0
	refuses 2 "is mounted or in use" run_with --force --device "$loop" || refused=$?
	swapoff "$loop"
	[ "$refused" = 0 ]
}

@test "by the name of /dev/disk/by-id the same is refused" {
	truncate -s 1G "$tmp/img"
	mkfs.ext4 -q "$tmp/img"
	loop=$(losetup --find --show "$tmp/img")
	ln -s "$loop" "$tmp/nvme-Some_Disk_1234"
	refuses 2 "nvme-Some_Disk_1234 holds ext4; --force erases it" run_with --device "$tmp/nvme-Some_Disk_1234"
}

@test "on a terminal a run asks before it erases, and takes anything but yes for no" {
	truncate -s 1G "$tmp/img"
	loop=$(losetup --find --show "$tmp/img")
	ask="'$faultline' run '$tmp/ok.job' --out '$tmp/out' --device $loop"
	for answer in n '' never; do
		run script -qec "$ask" /dev/null <<<"$answer"
		assert_output --partial "erase $loop (1024 MiB)? [y/N]"
		assert_output --partial "$loop is left alone"
		[ ! -e "$tmp/out" ] && [ -z "$(blkid -p -o value "$loop")" ]
	done
	run script -qec "$ask" /dev/null <<<yes
	[ -s "$tmp/out/samples.jsonl" ]
	[ "$(blkid -p -s TYPE -o value "$loop")" = xfs ]
	rm -r "$tmp/out"
	run script -qec "$ask --yes" /dev/null </dev/null
	refute_output --partial '[y/N]'
	[ -s "$tmp/out/samples.jsonl" ]
}

@test "who may not mount is told so, and not that the kernel lacks filesystems" {
	printf '[a]\nvariant=xfs\nstate=sparse\n' >"$tmp/ok.job"
	refuses 2 "measuring takes root" setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin \
		"$faultline" run "$tmp/ok.job" --out "$tmp/out" --image "$tmp/img" --mode count
	[ ! -e "$tmp/img" ]
}

@test "a device too small is refused" {
	truncate -s 100M "$tmp/img"
	refuses 2 "has 100 MiB; at least 1024 are needed" run_with --image "$tmp/img"
}

@test "results of an earlier run are never overwritten" {
	mkdir "$tmp/out"
	echo precious >"$tmp/out/samples.jsonl"
	refuses 2 "holds the results of an earlier run" run_with --image "$tmp/img"
	[ "$(cat "$tmp/out/samples.jsonl")" = precious ] && [ ! -e "$tmp/img" ]
}

@test "two runs at once are refused: each would set back what the other one set" {
	exec 9>/run/faultline.lock
	flock --nonblock 9
	refuses 2 "another faultline run measures on this machine" run_with --image "$tmp/img"
	exec 9>&-
	[ ! -e "$tmp/out" ] && [ ! -e "$tmp/img" ]
}

@test "an output directory that cannot be made is named" {
	refuses 2 "output directory /proc/none" \
		"$faultline" run "$tmp/ok.job" --out /proc/none --image "$tmp/img"
	[ ! -e "$tmp/img" ]
}

@test "instruction mode is refused where the TSC counts no instructions" {
	refuses 2 "counted loop shows that the TSC does not count" \
		run_with --image "$tmp/img" --mode insn
	refuses 2 "insn, time, count or auto" run_with --image "$tmp/img" --mode fast
}

@test "files too large for the filesystem are refused" {
	printf '[a]\nvariant=xfs\nstate=sparse\nsize=1g\n' >"$tmp/ok.job"
	refuses 2 "do not fit a quarter" run_with --image "$tmp/img"
	printf '[a]\nvariant=xfs\nstate=prealloc\nsize=1m\nfiles=1000\n' >"$tmp/ok.job"
	refuses 2 "1000 files with 1000 MiB of blocks in all do not fit a quarter" run_with --image "$tmp/img"
	printf '[a]\nvariant=xfs\nstate=written\nsize=128m\nsetup=aged\n' >"$tmp/ok.job"
	refuses 2 "setup=aged leaves room for 64 MiB, and files take 128 MiB" run_with --image "$tmp/img"
}

@test "a load goes on beside the faults, is counted, and leaves nothing behind" {
	cat >"$tmp/ok.job" <<-END
		[global]
		variant=ext4-buffer_head,xfs
		size=32m
		folio=order0
		trials=1
		trials_max=1
		[a]
		state=sparse,redirty
		threads=2
		sharing=private
		load=commit,writeback,truncate
	END
	run run_with --image "$tmp/img"
	echo "$output"
	assert_success
	[ ! -e "$tmp/img" ] && [ -z "$(losetup -j "$tmp/img")" ]
	jq -se '[.[] | select(.type == "trial")] | length == 18 and
		all(.[]; .load_rounds > 0 and .load_per_second >= 0 and .cell.load != "none" and .before.dirty == 0)' \
		"$tmp/out/samples.jsonl"
	"$faultline" report --no-charts "$tmp/out" >"$tmp/stdout"
	absent -qE '^.{73}' "$tmp/stdout"
	grep -q '^sequential, 4k blocks, 32 MiB, x2 private, load truncate$' "$tmp/stdout"
	[ "$(grep -c '^Load: writeback, [1-9][0-9]* to [1-9][0-9]* times in a trial, [0-9]*/s to [0-9]*/s$' "$tmp/stdout")" = 1 ]
	jq -e 'all(.cells[]; .load_rounds[0] > 0 and .load_rounds[1] >= .load_rounds[0])' \
		"$tmp/out/report.json"
}

@test "a load among several vCPUs of the emulator is refused" {
	printf '[global]\ncpus=2\nload=commit\n[a]\nvariant=xfs\nstate=sparse\nsize=1m\nfolio=order0\nthreads=2\nsharing=private\n' \
		>"$tmp/load.job"
	refuses 2 'load.job: load=commit takes mode=count or mode=time in .global.; .* starves the others' \
		"$faultline" run --check --mode count "$tmp/load.job"
	"$faultline" run --check --mode time "$tmp/load.job"
	# Without turns
	sed 's/^cpus.*/&\nmode=count/' "$tmp/load.job" >"$tmp/count.job"
	"$faultline" run --check "$tmp/count.job" | grep -q ', 2 vCPUs, mode count$'
	sed -i /cpus/d "$tmp/load.job"
	"$faultline" run --check --mode count "$tmp/load.job"
}

@test "the mode is that of the job, unless --mode says" {
	printf '[global]\nmode=insn\n[a]\nvariant=xfs\nstate=sparse\nsize=1m\n' >"$tmp/ok.job"
	"$faultline" run --check "$tmp/ok.job" | grep -q ', 1 vCPUs, mode insn$'
	"$faultline" run --check --mode time "$tmp/ok.job" | grep -q ', mode time$'
	"$faultline" run --check --mode auto "$tmp/ok.job" | grep -q ', mode auto$'
	refuses 2 "mode insn: a counted loop shows that the TSC does not count" \
		run_with --image "$tmp/img"
	refuses 2 "insn, time, count or auto" "$faultline" run --check --mode fast "$tmp/ok.job"
	sed -i 's/^mode=.*/&\ncpus=2/' "$tmp/ok.job"
	refuses 2 "mode=insn counts instructions on one CPU, and cpus=2" \
		"$faultline" run --check "$tmp/ok.job"
}

@test "what instructions cannot tell is refused in that mode" {
	printf '[a]\nvariant=xfs\nstate=sparse\nsize=1m\nthreads=2\nfolio=large\n' >"$tmp/ok.job"
	(cat "$tmp/ok.job"; echo sharing=same-folio) >"$tmp/folio.job"
	(cat "$tmp/ok.job"; echo pace=tick) >"$tmp/paced.job"
	refuses 2 "folio.job: sharing=same-folio takes --mode time or count" \
		"$faultline" run --check --mode insn "$tmp/folio.job"
	refuses 2 "paced.job: pace=tick with several threads takes --mode time or count" \
		"$faultline" run --check --mode insn "$tmp/paced.job"
	"$faultline" run --check --mode time "$tmp/folio.job"
	"$faultline" run --check --mode count "$tmp/paced.job"
	sed -i s/threads=2/threads=1/ "$tmp/paced.job"
	"$faultline" run --check --mode insn "$tmp/paced.job"
}

@test "threads and processes overlap, keep step, and wait for ticks; too many for the CPUs is a note" {
	cat >"$tmp/ok.job" <<-END
		[global]
		variant=ext4-buffer_head
		state=redirty
		size=256k
		threads=3
		tasks=threads,processes
		trials=1
		trials_max=1
		[a]
		folio=order0
		sharing=overlapping
		[b]
		folio=large
		sharing=same-folio
		[c]
		folio=order0
		sharing=private
		size=32k
		pace=tick
		setup=lazytime
		[d]
		folio=order0
		sharing=private
		threads=64
		size=4k
	END
	run run_with --image "$tmp/img" --mode time
	echo "$output"
	assert_success
	assert_output --regexp '64 (threads|processes) on [0-9]* CPUs?: they take turns'
	[ ! -e "$tmp/img" ]
	jq -se '[.[] | select(.type == "trial") | .faults = .minflt + .majflt] | all(.[]; .elapsed > 0) and
		all(.[] | select(.cell.sharing == "overlapping" and .cell.tasks); .pages == 192 and .faults >= 192) and
		all(.[] | select(.cell.sharing == "overlapping" and .cell.tasks == null); .pages == 192 and .faults >= 64) and
		all(.[] | select(.cell.sharing == "same-folio"); .pages == 60) and
		all(.[] | select(.cell.pace == "tick"); .pages == 24 and .wall > 8 * 1000000 and
			.elapsed < 3 * .wall / 2)' "$tmp/out/samples.jsonl"
	"$faultline" report --no-charts "$tmp/out" >"$tmp/stdout"
	absent -qE '^.{73}' "$tmp/stdout"
	grep -qx 'sequential, 4k blocks, 32 KiB, 3 processes on a file each, a store a' "$tmp/stdout"
	grep -qE '^Note     64 (threads|processes) on [0-9]* CPUs?: they take turns$' "$tmp/stdout"
}

@test "a process that dies ends the run, with all put back" {
	cat >"$tmp/ok.job" <<-END
		[a]
		variant=xfs
		state=sparse
		folio=order0
		size=8m
		threads=2
		tasks=processes
		pace=tick
	END
	"$faultline" run "$tmp/ok.job" --out "$tmp/out" --image "$tmp/img" --mode time 2>"$tmp/stderr" &
	pid=$!
	for _ in $(seq 600); do
		children=$(pgrep -x faultline -P "$pid") && [ "$(wc -w <<<"$children")" = 2 ] && break
		sleep 0.1
	done
	kill -KILL "${children##*$'\n'}"
	status=0
	wait "$pid" || status=$?
	cat "$tmp/stderr"
	[ "$status" = 1 ] || [ "$status" = 2 ]
	grep -q 'process 2 of 2 was killed by signal 9 (Killed)' "$tmp/stderr"
	[ ! -e "$tmp/img" ]
	absent -q . <(pgrep -P "$pid")
}

@test "a time is refused that is none, that a mode has not, and that is too short for the job" {
	for time in 5x 0 1h30 -5m ""; do
		refuses 2 "--time $time: expected a time, as in 5m, 90s, 1h30m or 300" \
			run_with --image "$tmp/img" --time "$time"
	done
	refuses 2 "--time: only mode time makes trials until it is up" \
		run_with --image "$tmp/img" --mode count --time 5m
	printf '[a]\nvariant=tmpfs,xfs\nstate=sparse,delalloc\nblock_size=1k,4k\npattern=sequential,random\nsize=1m\nfolio=order0\n' \
		>"$tmp/ok.job"
	mkdir "$tmp/mine"
	for out in "$tmp/out" "$tmp/mine"; do
		run "$faultline" run "$tmp/ok.job" --image "$tmp/img" --time 1s --out "$out"
		assert_failure 2
		assert_output --regexp 'ok.job: 6 trials of each of 12 cells take about [0-9ms]+ here; give --time [0-9ms]+, or'
		[ ! -e "$tmp/img" ] && [ ! -e "$out/samples.jsonl" ]
	done
	[ ! -e "$tmp/out" ] && [ -d "$tmp/mine" ]
}

@test "in the time that is asked for there are as many rounds as fit, and the samples say so" {
	printf '[global]\nprecision=0.01\n[a]\nvariant=tmpfs\nstate=sparse,delalloc\nsize=1m\nfolio=order0\n' \
		>"$tmp/ok.job"
	run run_with --image "$tmp/img" --time 12s
	# On a machine that gets busier meanwhile there are fewer than it takes, and that is said
	if [ "$status" = 1 ]; then
		assert_output --regexp 'only [1-5] of 6 rounds of trials fitted in --time 12s'
	else
		assert_success
		assert_output --regexp 'not within 0.01 % after [0-9]+ rounds \(--time 12s\)'
		jq -se '[.[] | select(.type == "trial") | .round] | max >= 5' "$tmp/out/samples.jsonl"
	fi
	# A trial that has begun is made to its end
	jq -se '.[0].time == 12 and .[-1].type == "end" and .[-1].seconds <= 15' "$tmp/out/samples.jsonl"
}

@test "a cell whose trials all fail has few of them, and one line says why" {
	# No thread makes files so fast
	printf '[global]\nload=metadata\nload_rate=1000000\ntrials=2\n[a]\nvariant=tmpfs\nstate=sparse,delalloc\nsize=1m\nfolio=order0\n' \
		>"$tmp/ok.job"
	run run_with --image "$tmp/img"
	echo "$output"
	assert_failure 1
	[ "$(grep -c 'failed: load metadata' <<<"$output")" = 2 ]
	assert_output --regexp 'tmpfs 4k sequential sparse order0 1m metadata 1000000hz: [0-9]+ of [0-9]+ trials failed: load metadata'
	# Two rounds with their A/A pairs; and what traces, where something does
	jq -se '[.[] | select(.type == "trial" and (has("path") or has("locks") | not))] | length == 8' \
		"$tmp/out/samples.jsonl"
}

@test "time mode runs on this kernel, under sanitizers, and cleans up" {
	# Large folios on an empty cache need THP, which not every host kernel has
	cat >"$tmp/ok.job" <<-END
		[global]
		variant=ext4-buffer_head,xfs,tmpfs
		size=1m
		threads=1,2
		trials=2
		trials_max=2
		[order0]
		state=sparse,prealloc,delalloc,written,redirty
		folio=order0
		sharing=shared,private
		[large]
		state=delalloc,written,redirty
		folio=large
	END
	run run_with --image "$tmp/img"
	echo "$output"
	assert_success
	[ ! -e "$tmp/img" ]
	[ -z "$(losetup -j "$tmp/img")" ]
	run "$faultline" report "$tmp/out"
	echo "$output"
	assert_success
	jq -e '.mode == "time" and .complete and (.cells | length) > 20
		and all(.cells[]; .per_page.unit == "ns" and .per_page.value > 0)' \
		"$tmp/out/report.json"
}
