#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# scripts/peers, without measuring anything.
load helpers

@test "peers: fio takes the job of every cell, and of its own copy" {
	local cells

	cells=$(scripts/peers --cells)
	[ "$(grep -c . <<<"$cells")" = 20 ]
	for cell in $cells copy/{256K,128M}/{sequential,random}; do
		scripts/peers --job "$cell" >"$tmp/job"
		run fio --parse-only "$tmp/job"
		assert_success
		assert_output ""
	done
}

@test "peers: a job writes each page of a cell once, on a file as the cell has it" {
	run scripts/peers --job xfs/written/large/sequential
	assert_line ";   dd if=/dev/zero of=peers.file bs=128k \\"
	assert_line ";     count=128M iflag=count_bytes status=none conv=fsync"
	assert_line "ioengine=mmap"
	assert_line "rw=write"
	assert_line "fadvise_hint=0"
	assert_line "invalidate=0"
	run scripts/peers --job ext4-buffer_head/prealloc/order0/random
	assert_line ";   fallocate -l 128M peers.file"
	assert_line "rw=randwrite"
	assert_line "fadvise_hint=1"
	run scripts/peers --job ext4-buffer_head/delalloc/order0/stride4
	assert_line ";     count=128M iflag=count_bytes status=none"
	assert_line "rw=write:12k"
	assert_line "io_size=32M"
}

@test "peers: what fio does in a job takes a fault for each page, and on mapped pages no more" {
	cd "$tmp"
	for cell in ext4-buffer_head/sparse/order0/random=256 ext4-buffer_head/delalloc/order0/stride4=64; do
		"$OLDPWD/scripts/peers" --job ${cell%=*} | sed 's/=128M/=1M/; s/=32M/=256K/' >job
		truncate -s 0 peers.file
		truncate -s 1M peers.file
		fio --output-format=json --output=json job
		jq -e --argjson pages "${cell#*=}" '.jobs[0] | .write.total_ios == $pages and
			(.minf + .majf | . >= $pages and . < $pages + 32)' json
	done
	"$OLDPWD/scripts/peers" --job copy/256K/random >job
	truncate -s 256K peers.file
	fio --output-format=json --output=json job
	jq -e '.jobs[0] | .write.total_ios > 1000 and .minf + .majf < 200' json
}

@test "peers: the tables of kept measurements, in 72 columns" {
	scripts/peers --table tests/data/peers.jsonl >"$tmp/table"
	diff tests/data/peers.txt "$tmp/table"
	absent -E '.{73}' "$tmp/table"
	for word in '^mode +time' '^kernel' '^load' '^rounds +5' 'not run on an'; do
		grep -qE "$word" "$tmp/table"
	done
}

@test "peers: a busy machine is said to be one" {
	sed 's/"load":"0.50/"load":"7.50/' tests/data/peers.jsonl >"$tmp/busy"
	scripts/peers --table "$tmp/busy" >"$tmp/table"
	grep -q '^busy ' "$tmp/table"
	absent '^busy ' tests/data/peers.txt
	absent -E '.{73}' "$tmp/table"
}

@test "peers: one trial has no spread, and under three explain nothing" {
	jq -c 'select((.round // 0) == 0)' tests/data/peers.jsonl >"$tmp/one"
	run scripts/peers --table "$tmp/one"
	assert_line --regexp '^  fio, run time +copies 4 KiB +3,998 +- +- +31 0\.25 +1  abcde$'
	assert_line --regexp '^  prealloc large sequential +400 +3,998 +3,598 +31  \?$'
	assert_line --regexp '^  sparse order0 random +2,000 +2,014 +14 +31  \?$'
}

@test "peers: one round more of fio that is far off widens its spread, and explains nothing away" {
	local far='{"type":"measure","tool":"fio","cell":"ext4-buffer_head/prealloc/large/sequential","round":5,"pages":32768,"ns":900000000,"in_calls":1,"faults":1}'

	{ cat tests/data/peers.jsonl; echo "$far"; } >"$tmp/more"
	run scripts/peers --table "$tmp/more"
	assert_line --regexp '^  fio, run time +copies 4 KiB +3,998 +3,998 27,466 +31 0\.25 +6  abcde$'
	assert_line --regexp '^  prealloc large sequential +410 +3,998 +3,588 +31  dearer$'
}

@test "peers: what it cannot read, does not know, or may not do is one clear line" {
	refuses 2 "no such cell; peers --cells" scripts/peers --job tmpfs/sparse/order0/random
	refuses 2 "no such cell; peers --cells" scripts/peers --job xfs/sparse/order0/random/
	refuses 2 "usage: peers" scripts/peers --erase
	refuses 2 "/none: cannot read it" scripts/peers --table /none
	echo '{"type":"trial"}' >"$tmp/other"
	refuses 2 "other: not what peers has measured" scripts/peers --table "$tmp/other"
	refuses 2 "ROUNDS=0: not a number" env ROUNDS=0 scripts/peers
	refuses 2 "measuring takes root" setpriv --reuid=65534 --clear-groups scripts/peers
}

@test "peers: a tool that is missing is named, before anything is made" {
	local tool

	mkdir "$tmp/bin" "$tmp/tmp"
	for tool in bash dirname id; do ln -s "$(command -v $tool)" "$tmp/bin/"; done
	refuses 2 "there is no jq; scripts/deps peers" env PATH="$tmp/bin" TMPDIR="$tmp/tmp" bash scripts/peers
	refuses 2 "there is no jq; scripts/deps peers" \
		env PATH="$tmp/bin" bash scripts/peers --table tests/data/peers.jsonl
	[ -z "$(ls "$tmp/tmp")" ]
}

# started SIGNAL: peers is in the middle of its first measurement when SIGNAL comes
started() {
	mkdir -p "$tmp/here/scripts" "$tmp/here/build" "$tmp/bin" "$tmp/tmp"
	cp scripts/peers scripts/peers.jq scripts/lib.sh "$tmp/here/scripts/"
	printf '#!/bin/sh\necho "faultline of my own"\n' >"$tmp/here/build/faultline"
	printf '#!/bin/sh\ngrep " %s/" /proc/self/mounts >%q\nexec sleep 30\n' "$tmp/tmp" "$tmp/mounts" \
		>"$tmp/here/build/peer-loop"
	printf '#!/bin/sh\necho "stress-ng, version 1"\n' >"$tmp/bin/stress-ng"
	chmod +x "$tmp/here/build"/* "$tmp/bin/stress-ng"
	# A shell has what it starts in the background ignore SIGINT, and nohup SIGHUP
	env --default-signal=INT,HUP,TERM PATH="$tmp/bin:$PATH" TMPDIR="$tmp/tmp" "$tmp/here/scripts/peers" >"$tmp/out" 2>&1 3>&- &
	peers=$!
	timeout 60 sh -c "until [ -s '$tmp/mounts' ]; do sleep 0.1; done"
	mapfile -t loops < <(sed -n 's/^\(\/dev\/loop[0-9]*\) .*/\1/p' "$tmp/mounts")
	[ ${#loops[@]} = 2 ]
	kill "-$1" $peers
	wait $peers || status=$?
}

# The devices go when the last process of the namespace has ended
gone() {
	local loop

	for loop; do
		timeout 20 sh -c "while losetup $loop 2>/dev/null | grep -q 'faultline-peers'; do sleep 0.1; done"
	done
	absent "$tmp/tmp" /proc/self/mounts
}

@test "peers: a signal in the middle leaves no mount, no loop device and no file" {
	local signal

	[ "$(id -u)" = 0 ] || skip "takes root"
	for signal in TERM INT HUP; do
		rm -f "$tmp/mounts"
		status=0
		started $signal
		[ "$status" = $((128 + $(kill -l $signal))) ]
		gone "${loops[@]}"
		[ -z "$(ls "$tmp/tmp")" ]
	done
}

@test "peers: a kill in the middle leaves no mount and no loop device, and no image" {
	[ "$(id -u)" = 0 ] || skip "takes root"
	started KILL
	gone "${loops[@]}"
	[ "$(find "$tmp/tmp" -size +100k | wc -l)" = 0 ]
}

@test "peers: the loop stores into each place once a pass, and a wrong word is one clear line" {
	make --no-print-directory peer-loop >/dev/null
	for order in sequential random; do
		truncate -s 0 "$tmp/file"
		truncate -s 1M "$tmp/file"
		build/peer-loop "$tmp/file" 16384 $order 0 >"$tmp/json"
		jq -e '.first.pages == 64 and .later.passes == 0 and .first.stores <= .first.ns' "$tmp/json"
		[ "$(tr -d '\0' <"$tmp/file" | wc -c)" = 64 ]
	done
	refuses 2 "^usage: peer-loop" build/peer-loop "$tmp/file" 1000 random 0
	refuses 2 "^usage: peer-loop" build/peer-loop "$tmp/file" 4096 backward 0
	refuses 1 "/none: No such file" build/peer-loop /none 4096 random 0
	truncate -s 3M "$tmp/file"
	refuses 2 "^usage: peer-loop" build/peer-loop "$tmp/file" 4096 random 0
}
