# SPDX-License-Identifier: GPL-2.0-only
# For the tests of faults that the iomap path once had and buffer heads had
# not; sourced, not run.  Each is a recipe, tried in a table of combinations.
# shellcheck shell=bash disable=SC2034 # for those who source this

. "$(dirname "${BASH_SOURCE[0]}")/../tap.sh"
faultop=$top/build/faultop
all=${1-}

# combinations [BLOCK...]: "BLOCK PATH ALLOCATION" a line; without "all" each
# block size with one of the allocations, unless the test sets $allocs to both
combinations() {
	local block path alloc short=delalloc

	for block; do
		for alloc in delalloc nodelalloc; do
			[ "$all" = all ] ||
				[[ " ${allocs-$short} " == *" $alloc "* ]] || continue
			for path in nobuffered_iomap buffered_iomap; do
				echo "$block $path $alloc"
			done
		done
		[ $short = nodelalloc ] && short=delalloc || short=nodelalloc
	done
}

# each TEST BLOCK...: TEST in each combination, with $block, $path, $alloc,
# $options and $what set
each() {
	local run=$1

	shift
	while read -r block path alloc <&3; do
		options=$path,$alloc
		what="$options, $block bytes a block"
		"$run"
	done 3< <(combinations "$@")
}

# until CMD...: wait for CMD to succeed, half a minute at most
until_true() {
	local end=$((SECONDS + 30))

	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.02
	done
}

# fresh SIZE [MKFS_OPTION...]: a new filesystem, mounted; nothing that is not
# asked for is written to it, and no commit of its journal comes by itself.  It is
# small where it can be, for speed.
fresh() {
	make_fs "$1" "$block" -E lazy_itable_init=0,nodiscard -N 256 -J size=4 "${@:2}"
	mount_fs "$options,commit=3600"
}

# not_bytes FILE BYTE FROM TO: how many of those bytes of the disk are not BYTE,
# as tr knows it
not_bytes() {
	dd if="$1" bs=64k iflag=direct,skip_bytes,count_bytes skip="$3" count=$(($4 - $3)) \
		status=none | tr -d "$2" | wc -c
}

# uncache FILE...: what is written of them is not in the page cache
uncache() {
	local cached

	for cached; do
		quiet xfs_io -c "fadvise -d 0 0" "$cached" ||
			ok 1 "$what: emptying the page cache"
	done
}

# reserved: blocks that delayed allocation owes
reserved() { cat "/sys/fs/ext4/${dev##*/}/delayed_allocation_blocks"; }

# blocks_from BLOCK [FILEFRAG-OPTION]: how many blocks of data $file has from that on;
# du would count those of its extent tree, too, which come and go
blocks_from() {
	# shellcheck disable=SC2086,SC2154 # an option or none; the test sets the file
	filefrag -e ${2-} "$file" | awk -v from="$1" '
		/^ *[0-9]+:/ {
			start = $2 + 0
			end = $3 + 1
			if (end > from)
				n += end - (start > from ? start : from)
		}
		END { print n + 0 }'
}

# What buffer heads did: the measure of what iomap does
declare -A bh

# as_bh NAME GOT: one of each path with the same NAME, buffer heads first; iomap
# does the same
as_bh() {
	local key="$alloc, $block bytes a block, $1"

	if [ "$path" = nobuffered_iomap ]; then
		bh[$key]=$2
		echo "# buffer heads, $key: $2"
	else
		is "$what, $1: as with buffer heads" "${bh[$key]-none}" "$2"
	fi
}
