# SPDX-License-Identifier: GPL-2.0-only
# Of the lines of `faultline profile --json`, for tests/long/qemus.

def by_name: [.functions[] | { key: .name, value: .self }] | from_entries;

# For each cell "PER CENT<tab>CELL: FUNCTION": the function that is farthest apart, in per cent
# of all that the cell executes
def apart($a; $b):
	($b | map({ key: .cell, value: . }) | from_entries) as $other |
	$a[] | . as $here | ($other[.cell] // empty) as $there |
	($here | by_name) as $one | ($there | by_name) as $two |
	([$here.functions[].self] | add) as $all |
	[$one + $two | keys_unsorted[] | [(($one[.] // 0) - ($two[.] // 0) | fabs) * 100 / $all, .]] |
	max | "\(.[0])\t\($here.cell): \(.[1])";
