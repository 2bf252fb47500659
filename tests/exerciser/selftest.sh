#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Shows that the exerciser passes on file systems that work, and finds faults that were put in.
# TAP on stdout, for bats (`run selftest.sh`) or prove; exit 1 if a test failed. Needs root, and
# loop devices for most of it.
#
#	selftest.sh [EXERCISER]
set -u

EX=$(realpath "${1:-$(dirname "$0")/exerciser}")
MKFS="mkfs.ext4 -q -F -b 4096 -E nodiscard,lazy_itable_init=0"
RUN="--no-drop-caches --max-size 1M"
count=0
failed=0
exec 3>&1

cleanup() {
	mountpoint -q "$M" && umount "$M"
	rm -rf "$T"
}
ok() {		# ok STATUS NAME: one TAP line; the output of a failed test follows
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2" >&3
		return
	fi
	echo "not ok $count - $2" >&3
	sed 's/^/# /' "$T/out" >&3
	failed=1
}

want() {	# want STATUS PATTERN CMD...: the command ends so, and says that
	local status=$1 pattern=$2 got
	shift 2

	"$@" >"$T/out" 2>&1
	got=$?
	[ $got = "$status" ] && grep -Eq -- "$pattern" "$T/out" && return 0
	echo "(exit $got, not $status, or no /$pattern/)" >>"$T/out"
	return 1
}

fresh() {	# fresh [MOUNT OPTIONS]: a new ext4 on a poisoned image
	mountpoint -q "$M" && umount "$M"
	"$EX" --poison "$T/img" && $MKFS "$T/img" && mount -o "loop${1:+,$1}" "$T/img" "$M"
}

remount() {
	umount "$M" && mount -o loop "$T/img" "$M"
}

largest() {	# the largest file of process 0
	find "$M/p0" -type f -printf '%s %p\n' | sort -n | tail -1 | cut -d' ' -f2
}

damage() {	# damage OFFSET OCTAL: one byte of the largest file
	printf "\\$2" | dd of="$(largest)" bs=1 seek="$1" conv=notrunc status=none
}

nonzero() {	# the offset of a byte that is not zero, in the middle of the largest file
	local f half

	f=$(largest)
	half=$(($(stat -c %s "$f") / 2))
	tail -c +$((half + 1)) "$f" | od -An -v -tu1 -w1 |
		awk -v at="$half" '$1 { print at + NR - 1; exit }'
}

tests_of_model() {
	# shellcheck disable=SC2016
	local break='f=$(ls -S "$1"/p0/* | head -1); s=$(stat -c %s "$f"); '

	fresh
	want 0 "mismatches 0; seed 7" "$EX" --seed 7 --ops 1500 $RUN "$M"
	ok $? "ext4 passes"
	want 0 "remounts 3; .*mismatches 0" "$EX" --seed 8 --ops 900 --threads 2 $RUN \
		--remount-cmd "umount $M && mount -o loop $T/img $M" --remount-every 300 "$M"
	ok $? "ext4 passes with two processes and remounts"

	"$EX" --seed 9 --ops 300 --verbose $RUN "$M" >"$T/a" 2>&1
	"$EX" --seed 9 --ops 300 --verbose $RUN "$M" >"$T/b" 2>&1
	"$EX" --seed 10 --ops 300 --verbose $RUN "$M" >"$T/c" 2>&1
	cmp "$T/a" "$T/b" >"$T/out" 2>&1
	ok $? "the same seed gives the same ops"
	! cmp -s "$T/a" "$T/c"
	ok $? "another seed gives others"

	want 1 "MISMATCH.*the full check: 1 bytes differ" "$EX" --seed 11 --ops 200 $RUN \
		--before-check "$break printf '\\1' | dd of=\"\$f\" bs=1 seek=\$((s / 2)) \
		conv=notrunc status=none" "$M"
	ok $? "one byte changed is found"
	grep -q "^replay .*: .* --seed 11 --ops 200 " "$T/out"
	ok $? "... and the report says how to replay"
	cmd=$(sed -n 's/^replay [^:]*: //p' "$T/out")
	want 0 "mismatches 0; seed 11" sh -c "$cmd"
	ok $? "... and that command runs, and passes when nobody damages the file"
	want 1 "returned 0x" "$EX" --seed 11 --ops 200 $RUN \
		--before-check "$break truncate -s \$((s - 1)) \"\$f\"" "$M"
	ok $? "a file one byte short is found"
	want 1 "" "$EX" --seed 11 --ops 200 $RUN --before-check 'rm "$1"/p0/f1' "$M"
	ok $? "a lost file is found"
	want 1 "MISMATCH" "$EX" --seed 11 --ops 200 $RUN --before-check \
		"$break dd if=/dev/zero of=\"\$f\" bs=4096 count=1 seek=\$((s / 8192)) \
		conv=notrunc status=none" "$M"
	ok $? "a lost page is found"
	want 2 "number" "$EX" --ops none "$M"
	ok $? "wrong usage exits with 2"
}

tests_of_space() {
	mountpoint -q "$M" && umount "$M"
	$MKFS "$T/img" 8M && mount -o loop "$T/img" "$M"
	want 0 "no space [1-9].*mismatches 0" "$EX" --seed 3 --ops 2500 --threads 2 \
		--no-drop-caches --max-size 2M "$M"
	ok $? "a full file system passes"
	umount "$M"
	e2fsck -fn "$T/img" >"$T/out" 2>&1
	ok $? "... and e2fsck finds nothing"
	mount -t tmpfs -o size=64M none "$M"
	want 0 "left out collapse [1-9].*mismatches 0" "$EX" --seed 4 --ops 1500 $RUN "$M"
	ok $? "tmpfs passes, what it cannot do is left out"
	umount "$M"
}

check() {
	"$EX" --crash-check --log "$T/log" "$@" "$M"
}

# After a run that ended in a sync, every byte is promised.
tests_of_checker() {
	local at copy="$T/copy"

	fresh
	umount "$M"
	cp "$T/img" "$copy"
	mount -o loop "$T/img" "$M"
	want 0 "mismatches 0" "$EX" --seed 21 --ops 600 $RUN --crash-writer --log "$T/log" \
		--final-sync "$M"
	ok $? "a crash writer runs to its end"
	want 0 "mismatches 0" check
	ok $? "the check passes after it"
	at=$(nonzero)
	cp "$(largest)" "$T/keep"
	damage "$at" 245
	want 1 "stale block exposed" check
	ok $? "a poisoned byte is found"
	cp "$T/keep" "$(largest)"
	damage "$at" 0
	want 1 "zero where written bytes were promised" check
	ok $? "a lost byte that was fsynced is found"
	cp "$T/keep" "$(largest)"
	want 0 "mismatches 0" check
	ok $? "the file put back passes"
	truncate -s -1 "$(largest)"
	want 1 "size 0x.*, allowed" check
	ok $? "a lost size is found"
	cp "$T/keep" "$(largest)"
	head -n -1 "$T/log" >"$T/log2"
	tail -1 "$T/log" | head -c 4 >>"$T/log2"
	mv "$T/log2" "$T/log"
	want 0 "mismatches 0" check
	ok $? "a log torn in its last line is read"
	mv "$(largest)" "$M/p0/f99"
	want 1 "a name that the test did not make" check
	ok $? "a foreign name is found"
	rm "$M/p0/f99"
	want 1 "was fsynced and is lost" check
	ok $? "a lost file is found"
	umount "$M"
	cp "$copy" "$T/img"
	mount -o loop "$T/img" "$M"
	want 1 "directory is lost" check
	ok $? "an image from before the run is found"
}

tests_of_crashes() {
	local flag seed bad=0 found=0

	for flag in 0 1 2; do
		fresh
		for seed in 31 32 33; do
			want 0 "stopped by shutdown 2; .*mismatches 0" "$EX" --seed $seed$flag \
				--ops 800 --threads 2 $RUN --crash-writer --log "$T/log" \
				--shutdown $flag "$M" || bad=1
			remount
			want 0 "mismatches 0" check || bad=1
			umount "$M"
			e2fsck -fn "$T/img" >>"$T/out" 2>&1 || bad=1
			[ $bad = 0 ] || break 2
			mount -o loop "$T/img" "$M"
		done
	done
	ok $bad "shutdown with each flag, replay, check and e2fsck pass"

	# without ordered data a commit exposes blocks that were not written: a true stale block
	for seed in 41 42 43 44 45 46; do
		fresh data=writeback,nodelalloc
		"$EX" --seed $seed --ops 400 $RUN --crash-writer --log "$T/log" --shutdown 1 "$M" \
			>"$T/out" 2>&1
		remount
		want 1 "stale block exposed" check && found=$((found + 1))
	done
	[ $found -ge 1 ]
	ok $? "data=writeback exposes stale blocks, and the check finds them ($found of 6 runs)"
}

# A C library whose fsync does nothing, on a kernel that keeps its promises, is the same to the
# checker as the other way round.
tests_of_lost_fsync() {
	local seed found=0

	echo 'int fsync(int fd) { return fd < 0; } int fdatasync(int fd) { return fd < 0; }' |
		${CC:-gcc} -shared -fPIC -o "$T/nosync.so" -x c - || return
	for seed in 51 52 53; do
		fresh
		LD_PRELOAD="$T/nosync.so" "$EX" --seed $seed --ops 300 $RUN --crash-writer \
			--log "$T/log" --shutdown 2 --shutdown-at 250 "$M" >"$T/out" 2>&1
		remount
		want 1 "CRASH MISMATCH.*(allowed|lost|promised)" check && found=$((found + 1))
	done
	[ $found = 3 ]
	ok $? "an fsync that does nothing is found out ($found of 3 runs)"
}

# In a mount namespace of its own: a copy of a mount in another one, made while a test runs,
# would keep the file system alive over an unmount, and a shut-down one would come back.
if [ "$(id -u)" = 0 ] && [ -z "${EXERCISER_NS:-}" ]; then
	EXERCISER_NS=1 exec unshare -m --propagation private "$0" "$EX"
fi
if [ "$(id -u)" != 0 ] || ! losetup -f >/dev/null 2>&1; then
	echo "1..0 # SKIP root and loop devices are needed"
	exit 0
fi
# In memory if there is room: it does little but wait for syncs
if [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 524288 ] 2>/dev/null; then
	TMPDIR=${TMPDIR:-/dev/shm}
fi
T=$(mktemp -d "${TMPDIR:-/tmp}/exerciser.XXXXXX")
M=$T/mnt
trap cleanup EXIT
mkdir "$M"
truncate -s 96M "$T/img"
tests_of_model
tests_of_space
tests_of_checker
tests_of_crashes
tests_of_lost_fsync
echo "1..$count"
exit $failed
