#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# bpf/*.bt: each runs in the guest, and prints the count that must be there.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory tracing-tests
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
	scripts/guest --timeout 300 --share "$tmp/out" --console "$tmp/console" -- \
		tests/tracing/bt-in-guest "$tmp/out" >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		return 1
	}
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
}

# says NAME LINE: one line of what came from NAME is LINE, an extended regex
says() {
	cat "$tmp/out/$1"
	grep -qxE "$2" "$tmp/out/$1"
}

@test "page_mkwrite.bt: a call for each touched page, on the path it took" {
	says page_mkwrite-bh '@calls\[ext4, buffer_head\]: 300'
	says page_mkwrite-iomap '@calls\[ext4, iomap\]: 200'
	[ "$(grep -c '^@calls' "$tmp/out/page_mkwrite-bh")" = 1 ]
}

@test "handle_start.bt: starts from faults and from others, by type" {
	says handle_start '@starts\[fault, 2\]: 300'
	says handle_start '@starts\[other, 4\]: 20'
}

@test "locks.bt: one wait for a frozen filesystem, with its caller, and no other" {
	cat "$tmp/out/locks"
	awk '/^@wait_ns\[18,/ { on = 1 }
		on && /ext4_page_mkwrite/ { caller = 1 }
		on && /^\]: count/ { exit !(caller && $3 == "1," && $NF > 200000000) }
		END { if (!on) exit 1 }' "$tmp/out/locks"
	cat "$tmp/out/locks-silent"
	grep -q '^Attaching' "$tmp/out/locks-silent"
	! grep -q '^@wait_ns.18,' "$tmp/out/locks-silent"
}

# waits WHAT FILE TASK: how many of at least 0.1 s folio_lock.bt saw.  Shorter ones
# come after these: tasks race for what they waited for.
waits() {
	local inode

	inode=$(awk -v name="/mnt/scratch/$2" '$1 == name { print $2 }' "$tmp/out/inodes")
	grep -cE "^$1 +[0-9]{6,} +$inode +0 $3 " "$tmp/out/folio_lock"
}

@test "folio_lock.bt: waits for a read, a lock and a writeback, and who ended them" {
	cat "$tmp/out/inodes" "$tmp/out/folio_lock"
	[ "$(waits read read touch)" = 1 ]
	[ "$(waits lock hole touch)" = 1 ]
	[ "$(waits writeback f sync)" = 1 ]
	# Who held the lock; the journal may have had it in between
	grep -q 'fault_dirty_shared_page' "$tmp/out/folio_lock"
	grep -q 'folio_end_writeback' "$tmp/out/folio_lock"
}

@test "folio_lock.bt: nobody waits where all is cached" {
	cat "$tmp/out/folio_lock-silent"
	grep -q '^WAIT' "$tmp/out/folio_lock-silent"
	! grep -qE '^(lock|read|writeback) .* touch ' "$tmp/out/folio_lock-silent"
}

@test "each script says what it is for, and fits a screen" {
	for script in bpf/*.bt; do
		sed -n 2p "$script" | grep -q 'SPDX-License-Identifier: GPL-2.0-only'
		grep -qF "bpftrace $script" "$script"
		[ "$(wc -l <"$script")" -le 50 ]
	done
}
