# SPDX-License-Identifier: GPL-2.0-only
# A disk that refuses or holds back I/O on request: a device-mapper table over
# the guest's disk, swapped while the filesystem on it is mounted; sourced after
# tap.sh.
# shellcheck shell=bash disable=SC2154 # what tap.sh and the test set

disk=$dev
dev=/dev/mapper/test
sectors=$(blockdev --getsz "$disk")

table() { quiet dmsetup "$@" --noudevsync --noudevrules; }

# make_disk: $dev is the guest's disk, and works
make_disk() {
	table create test --table "0 $sectors linear $disk 0" && table mknodes
	ok $? "a device-mapper disk"
}

# swap_table: from now on the disk is what stdin says; what waits in the page
# cache stays there, and what the old table held back is done first
swap_table() {
	cat >/mnt/table
	table load test /mnt/table && table resume --nolockfs test ||
		{ ok 1 "swapping the table"; finish; }
}

all_works() { echo "0 $sectors linear $disk 0" | swap_table; }

# hold_writes: reads work, and writes wait until the next table
hold_writes() { echo "0 $sectors delay $disk 0 0 $disk 0 3600000" | swap_table; }

# some_blocks TARGET...: the blocks of the filesystem that stdin lists are on such a
# target, whose DISK and AT are replaced
some_blocks() {
	sort -n | awk -v per=$((block / 512)) -v all="$sectors" -v disk="$disk" -v at=0 \
		-v target="$*" '
		function upto(end) {
			if (end > at)
				print at, end - at, "linear", disk, at
		}
		function other(from, len,	line) {
			line = target
			gsub("DISK", disk, line)
			gsub("AT", from, line)
			print from, len, line
		}
		$1 * per == at && many { many += per; at += per; next }
		many { other(at - many, many); many = 0 }
		{ upto($1 * per); at = $1 * per + per; many = per }
		END { if (many) other(at - many, many); upto(all) }' | swap_table
}

# nothing_works: those blocks can be neither read nor written
nothing_works() { some_blocks error; }

# no_write_works: they can be read
no_write_works() { some_blocks flakey DISK AT 0 3600 1 error_writes; }

# data_slow MS: everything but the journal, which is in one piece, is written that late
data_slow() {
	debugfs -R 'blocks <8>' "$dev" 2>/dev/null | tr ' ' '\n' | sort -n | sed '/^$/d' |
		awk -v per=$((block / 512)) -v all="$sectors" -v d="$disk" -v ms="$1" '
			function slow(from, to) {
				print from, to - from, "delay", d, from, 0, d, from, ms
			}
			NR == 1 { first = $1 * per }
			{ end = $1 * per + per }
			END {
				slow(0, first)
				print first, end - first, "linear", d, first
				slow(end, all)
			}' | swap_table
}

# writes_held: how many; sysfs counts those as not started
writes_held() { dmsetup status test | awk '$3 == "delay" { print $5 }'; }
