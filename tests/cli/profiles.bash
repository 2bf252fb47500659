# SPDX-License-Identifier: GPL-2.0-only
# Runs with profiles of known sums.
# shellcheck shell=bash disable=SC2154

# profiled NAME MORE FUNCTION=N...: a run whose cell xfs sparse order0 costs MORE a page than
# the recorded one, and has a profile: N instructions a page in each FUNCTION
profiled() {
	local name=$1 more=$2 pages=8192 sum=0 address=$((0x81000000)) node=1 function_

	shift 2
	mkdir -p "$tmp/$name/profile"
	{
		for function_; do
			printf 'insn ffffffff%x %d 0 0 0 0 0 0\n' $address $((${function_#*=} * pages))
			address=$((address + 256))
			sum=$((sum + ${function_#*=} * pages))
		done
		echo 'node 1 0 0 0 0'
		address=$((0x81000000))
		for function_; do
			node=$((node + 1))
			printf 'node %d 1 ffffffff%x %d 1\n' $node $address $((${function_#*=} * pages))
			address=$((address + 256))
		done
		echo end
	} >"$tmp/$name/profile/14.counts"
	address=$((0x81000000))
	for function_; do
		printf 'ffffffff%x t %s\n' $address "${function_%=*}"
		address=$((address + 256))
	done >"$tmp/$name/profile/System.map"
	printf '%s\n' 'ffffffff81f00000 T _etext' 'ffffffff83000000 B _end' >>"$tmp/$name/profile/System.map"
	run_dir "$name" "profiled(14; $sum) | dearer($more)"
}

# locks NAME LINE...: more lines for the profile of run NAME
locks() {
	local counts=$tmp/$1/profile/14.counts

	shift
	sed -i '$d' "$counts"
	printf '%s\n' "$@" 'faults 8192 81920 81920 0' end >>"$counts"
}
