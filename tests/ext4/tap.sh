# SPDX-License-Identifier: GPL-2.0-only
# For the scripts that test ext4 inside the guest, and those that read its
# console; sourced, not run.
# shellcheck shell=bash disable=SC2034 # for those who source this

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
fsop=$top/build/fsop
exerciser=$top/build/exerciser
dev=/dev/nvme0n1
dir=/mnt/scratch
said=/mnt/said
tracing=/sys/kernel/tracing
bad=0

# What no kernel may say, whatever is done to its disk
splats='WARNING|BUG|KASAN|UBSAN|Oops|Call Trace|INFO: |general protection'
splats+='|possible (recursive|circular|irq)|lock state detected|suspicious RCU'
splats+='|blocked for more than|i_reserved_data_blocks|Data will be lost'
splats+='|should not happen'

# ok STATUS NAME: one TAP line; what the last command said, if it is a failure
ok() {
	if [ "$1" = 0 ]; then
		echo "ok - $2"
		return
	fi
	echo "not ok - $2"
	tail -n 20 "$said" | cat -v | sed 's/^/# /'
	bad=1
}

# quiet CMD...: keep what CMD says for ok
quiet() { "$@" >"$said" 2>&1; }

# is NAME WANTED GOT: two strings are the same
is() {
	echo "wanted '$2', got '$3'" >"$said"
	[ "$2" = "$3" ]
	ok $? "$1"
}

# make_fs SIZE BLOCK [OPTION...]: a new filesystem on $dev, unmounted
make_fs() {
	local size=$1 block=$2

	shift 2
	mountpoint -q "$dir" && umount "$dir"
	quiet mkfs.ext4 -q -F -b "$block" "$@" "$dev" "$size" || ok 1 "mkfs.ext4 -b $block $*"
}

mount_fs() { quiet mount -t ext4 -o "$1" "$dev" "$dir" || ok 1 "mount -o $1"; }

# check_fs NAME: it unmounts, and e2fsck has nothing to say
check_fs() {
	quiet umount "$dir" && quiet e2fsck -fn "$dev"
	ok $? "$1: e2fsck"
}

drop_caches() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
}

# path_of FILE: "iomap" or "bh", by the tracepoints that a write to it hits
path_of() {
	local ino event path=

	for event in iomap_map_write write_begin da_write_begin; do
		echo 1 >$tracing/events/ext4/ext4_$event/enable
	done
	ino=$(stat -c %i "$1")
	: >$tracing/trace
	dd if=/dev/zero of="$1" bs=1k count=1 conv=notrunc status=none
	grep -q "ext4_iomap_map_write: .* ino $ino " $tracing/trace && path+=iomap
	grep -qE "ext4_(da_)?write_begin: .* ino $ino " $tracing/trace && path+=bh
	echo 0 >$tracing/events/ext4/enable
	echo "${path:-none}"
}

# takes WANTED FILE NAME
takes() { is "$3: goes through $1" "$1" "$(path_of "$2")"; }

# khugepaged and a truncate can wait for each other on either path, which is
# not ext4's fault (kernel-patches/7.3/HAZARDS.md); nor should huge pages made
# behind a test's back decide what it costs
no_khugepaged() { echo never >/sys/kernel/mm/transparent_hugepage/enabled; }

# known_faults OPTIONS: what Linux 7.3.4 does wrong by itself on a mount with
# them, for --known of the exerciser (tests/exerciser/known.h); the iomap path
# does none of it but what ZERO_RANGE does before it knows where its data is, and
# what lseek does, in code that both share
known_faults() {
	case ,$1, in
	*,buffered_iomap,*) echo zerofail,seek ;;
	*,nodelalloc,*) echo dio,zero,zerofail,grow,stale,trim,seek ;;
	*) echo dio,zero,zerofail,grow,leak,replace,trim,seek ;;
	esac
}

# exercise NAME OPTION...: random operations, every byte checked
exercise() {
	local name=$1

	shift
	quiet "$exerciser" --known "$(known_faults "$(findmnt -no OPTIONS "$dir")")" "$@" "$dir"
	ok $? "$name: every byte is right"
}

# finish [ALSO]: the kernel has not said what it must not, nor ALSO; the end
finish() {
	dmesg | grep -E "$splats${1:+|$1}" >"$said"
	[ ! -s "$said" ]
	ok $? "the kernel log has no splats"
	exit "$bad"
}
