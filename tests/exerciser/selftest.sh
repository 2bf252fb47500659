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
# What Linux itself does wrong (known.h) would hide what is put in here
KNOWN="--known dio,zero,zerofail,grow,leak,replace,trim"
RUN="--no-drop-caches --max-size 1M $KNOWN"
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
	# How much was checked depends on when a write was killed, and on what was written back:
	# SEEK_DATA finds more or less then
	sed -i 's/bytes checked [0-9]*//' "$T/a" "$T/b"
	cmp "$T/a" "$T/b" >"$T/out" 2>&1
	ok $? "the same seed gives the same ops"
	! cmp -s "$T/a" "$T/c"
	ok $? "another seed gives others"

	want 1 "MISMATCH.*the full check: 1 bytes differ" "$EX" --seed 11 --ops 200 $RUN --high 0 \
		--before-check "$break printf '\\1' | dd of=\"\$f\" bs=1 seek=\$((s / 2)) \
		conv=notrunc status=none" "$M"
	ok $? "one byte changed is found"
	grep -q "^replay .*: .* --seed 11 --ops 200 " "$T/out"
	ok $? "... and the report says how to replay"
	cmd=$(sed -n 's/^replay [^:]*: //p' "$T/out")
	want 0 "mismatches 0; seed 11" sh -c "$cmd"
	ok $? "... and that command runs, and passes when nobody damages the file"
	want 1 "returned 0x" "$EX" --seed 11 --ops 200 $RUN --high 0 \
		--before-check "$break truncate -s \$((s - 1)) \"\$f\"" "$M"
	ok $? "a file one byte short is found"
	want 1 "" "$EX" --seed 11 --ops 200 $RUN --high 0 --before-check 'rm "$1"/p0/f1' "$M"
	ok $? "a lost file is found"
	want 1 "MISMATCH" "$EX" --seed 11 --ops 200 $RUN --high 0 --before-check \
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
		--no-drop-caches --max-size 2M $KNOWN "$M"
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
	want 0 "mismatches 0" "$EX" --seed 21 --ops 600 $RUN --high 0 --crash-writer --log "$T/log" \
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

# put_in NAME: a C library that does the C code of stdin instead, see below
put_in() {
	{
		cat <<-END
		#define _GNU_SOURCE
		#include <dlfcn.h>
		#include <errno.h>
		#include <fcntl.h>
		#include <signal.h>
		#include <stdio.h>
		#include <string.h>
		#include <sys/stat.h>
		#include <sys/uio.h>
		#include <unistd.h>
		#define REAL(f) ((__typeof__(&f))dlsym(RTLD_NEXT, #f))
		#define PWRITE ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
		END
		cat
	} | ${CC:-gcc} -shared -fPIC -w -o "$T/${1// /-}.so" -x c - -ldl
}

# found NAME SEED PATTERN OPTION...: with what was put in, not without it
found() {
	local name=$1 seed=$2 pattern=$3

	shift 3
	fresh
	want 0 "mismatches 0" "$EX" --seed "$seed" --ops 800 $RUN "$@" "$M" &&
		want 1 "$pattern" env LD_PRELOAD="$T/${name// /-}.so" \
			"$EX" --seed "$seed" --ops 800 $RUN "$@" "$M"
	ok $? "$name is found"
}

# Each op that can go wrong goes wrong once.
tests_of_ops() {
	put_in "a direct write that loses its first sector" <<-END
	PWRITE
	{
		if (n > 512 && fcntl(fd, F_GETFL) & O_DIRECT)
			return REAL(pwrite)(fd, (char *)p + 512, n - 512, at + 512) + 512;
		return REAL(pwrite)(fd, p, n, at);
	}
	END
	found "a direct write that loses its first sector" 71 "MISMATCH"
	put_in "an uncached write that loses its last byte" <<-END
	ssize_t pwritev2(int fd, const struct iovec *v, int n, off_t at, int flags)
	{
		struct iovec w = *v;

		if (flags != 0x80 || w.iov_len < 2)
			return REAL(pwritev2)(fd, v, n, at, flags);
		w.iov_len--;
		return REAL(pwritev2)(fd, &w, n, at, flags) + 1;
	}
	END
	found "an uncached write that loses its last byte" 72 "uncachedwrite|MISMATCH"
	put_in "an uncached read of a wrong byte" <<-END
	ssize_t preadv2(int fd, const struct iovec *v, int n, off_t at, int flags)
	{
		ssize_t ret = REAL(preadv2)(fd, v, n, at, flags);

		if (flags == 0x80 && ret > 0)
			*(char *)v->iov_base ^= 1;
		return ret;
	}
	END
	found "an uncached read of a wrong byte" 73 "MISMATCH.*an uncached read"
	put_in "a failed write that frees blocks past EOF" <<-END
	PWRITE
	{
		ssize_t ret = REAL(pwrite)(fd, p, n, at);
		struct stat st;

		if (ret < (ssize_t)n && !fstat(fd, &st))
			ftruncate(fd, st.st_size);
		return ret;
	}
	END
	RUN=${RUN/,trim/} found "a failed write that frees blocks past EOF" 74 "cut freed blocks"
	put_in "a cut write that says less than it did" <<-END
	PWRITE
	{
		ssize_t ret = REAL(pwrite)(fd, p, n, at);

		return ret > 1 && ret < (ssize_t)n ? ret - 1 : ret;
	}
	END
	found "a cut write that says less than it did" 75 "MISMATCH|the size is"
	put_in "a killed write that has written its end first" <<-END
	PWRITE
	{
		size_t half = n / 2;

		if (n < 8192)
			return REAL(pwrite)(fd, p, n, at);
		if (REAL(pwrite)(fd, (char *)p + half, n - half, at + half) < 0)
			return -1;
		usleep(3000);
		return REAL(pwrite)(fd, p, half, at) + n - half;
	}
	END
	RUN="${RUN/,trim/}" found "a killed write that has written its end first" 76 "killed write"
	put_in "a write near 4 TiB that goes elsewhere" <<-END
	PWRITE
	{
		return REAL(pwrite)(fd, p, n, at >> 40 ? at ^ 4096 : at);
	}
	END
	found "a write near 4 TiB that goes elsewhere" 77 "MISMATCH|the size is|written"
	put_in "a new file that is not whole when it gets its name" <<-END
	int renameat(int d, const char *from, int e, const char *to)
	{
		int fd = openat(d, from, O_RDWR);

		if (*from == 'r')
			pwrite(fd, "", 1, 0);
		close(fd);
		return REAL(renameat)(d, from, e, to);
	}
	END
	found "a new file that is not whole when it gets its name" 78 "MISMATCH" --replay
	put_in "a write without space that cuts the file" <<-END
	PWRITE
	{
		ssize_t ret = REAL(pwrite)(fd, p, n, at);
		struct stat st;

		if (ret < 0 && errno == ENOSPC && !fstat(fd, &st) && st.st_size) {
			ftruncate(fd, st.st_size - 1);
			errno = ENOSPC;
		}
		return ret;
	}
	END
	found "a write without space that cuts the file" 79 "after a failed op the size" --fill
	put_in "a write that finds no space where there is" <<-END
	PWRITE
	{
		static int writes;

		if (++writes % 100)
			return REAL(pwrite)(fd, p, n, at);
		errno = ENOSPC;
		return -1;
	}
	END
	found "a write that finds no space where there is" 80 "no space, with half of it free" \
		--threads 2
}

# What Linux does wrong is found unless it is known, and known faults hide no other.
tests_of_known() {
	local name run

	for name in dio grow; do
		run="--no-drop-caches --max-size 1M --known dio,zero,zerofail,grow,leak,trim"
		run=${run/$name,/}
		fresh
		want 0 "mismatches 0" "$EX" --seed 81 --ops 600 --replay $RUN "$M" &&
			want 1 "MISMATCH|FAILED" "$EX" --seed 81 --ops 600 --replay ${run/,trim/} "$M"
		ok $? "ext4's known fault '$name' is found, and passes where it is known"
	done
}

# The disk itself works: its helper is what goes wrong
tests_of_errors() {
	local again="umount $M && mount -o loop $T/img $M"

	fresh
	want 0 "mended [1-9].*mismatches 0" "$EX" --seed 91 --ops 600 $RUN \
		--errors "cat >/dev/null; true" --remount-cmd "$again" "$M"
	ok $? "a disk that is said to break passes"
	# what is promised must be there when the disk works again
	cat >"$T/helper" <<-END
	#!/bin/sh
	[ "\$1" = mend ] || { cat >/dev/null; exit; }
	f=\$(ls -S $M/p0/f[0-2] | head -n 1)
	printf '\245' | dd of="\$f" bs=1 seek=4097 conv=notrunc status=none
	END
	chmod +x "$T/helper"
	want 1 "MISMATCH: byte 0x1001.*poison" "$EX" --seed 91 --ops 600 $RUN \
		--errors "$T/helper" --remount-cmd "$again" "$M"
	ok $? "a stale byte after I/O errors is found"
	sed -i "s/^printf.*/truncate -s +9M \"\$f\"/" "$T/helper"
	want 1 "after I/O errors the size is" "$EX" --seed 91 --ops 600 $RUN \
		--errors "$T/helper" --remount-cmd "$again" "$M"
	ok $? "a wrong size after I/O errors is found"
}

# Without auto_da_alloc a replaced file is empty after a crash.
tests_of_replace() {
	local seed lost=0

	for seed in 117 123 139 151 160; do
		fresh noauto_da_alloc
		want 0 "" "$EX" --seed $seed --ops 120 --files 3 --no-drop-caches --max-size 1M \
			--known dio,zero,zerofail,grow,leak --crash-writer --log "$T/log" --shutdown 1 "$M"
		remount
		want 1 "CRASH MISMATCH.*(size 0x|zero where)" check && lost=$((lost + 1))
	done
	[ $lost -ge 1 ]
	ok $? "a replaced file that is empty after a crash is found ($lost of 5 runs)"
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
tests_of_ops
tests_of_known
tests_of_errors
tests_of_replace
echo "1..$count"
exit $failed
