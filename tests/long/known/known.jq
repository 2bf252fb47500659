# SPDX-License-Identifier: GPL-2.0-only
# What known.patch has a fault do, in what `faultline profile --json` and `faultline compare
# --format json` say; for tests/long/known/known.

# The function of that name in known.patch; of a cell's profile
def one(f): [.functions[] | select(.name == "faultline_known_" + f)][0];

# What takes a lock of that kind: twice, and once for 200 instructions longer
def sections($lock):
	[.locks[] | { kind } + .takers[] | select(.name | startswith("faultline_known_" + $lock + "_"))] |
	sort_by(.held) | length == 2 and all(.taken == 1 and (.kind | gsub("-"; "_")) == $lock) and
	.[1].held - .[0].held == 200;

# How often each cell calls the function
def calls(f): { cell, calls: ([.functions[] | select(.name == f).calls] | add) };

# "N of M cells name f first, ...": those that changed, and those that call it
def planted($calls; f; $n):
	[.comparisons[] | select(.verdict == "changed")] as $changed |
	[$calls[] | select(.calls > 0.5)] as $callers |
	[$changed[] | select(.functions[0].name == f) | .functions[0].change as $change |
		select(any($callers[]; .calls * $n - $change | fabs <= 1))] as $right |
	"\($right | length) of \($callers | length) cells name \(f) first, with \($n) +- 1 a call; " +
	"\($changed | length) changed";

# The same of i_es_lock, which ext4_es_lookup_extent() holds longer
def held_longer:
	[.comparisons[] | select(.verdict == "changed")] as $changed |
	[$changed[].changed_locks[0] | select(.regressed) | select(.name == "ext4_inode_info.i_es_lock (read)" and
		.taker == "ext4_es_lookup_extent")] as $right |
	"\($right | length) of \($changed | length) cells name i_es_lock first, in " +
	"ext4_es_lookup_extent; \($changed | length) changed";

# How long one section of i_es_lock in that function is; null without
def section:
	[.locks[] | select(.name == "ext4_inode_info.i_es_lock" and .kind == "read") |
		.takers[] | select(.name == "ext4_es_lookup_extent") | .held / .taken][0];

# Each is longer by $n in this run than in $base
def longer($base; $n):
	.cell as $cell | section as $after |
	([$base[] | select(.cell == $cell)][0] | section) as $before |
	$after == null or ($after - $before - $n | fabs <= 2);

# The line that known.patch shares
def shared: [.shared[] | select(.name | startswith("faultline_known_shared"))];
