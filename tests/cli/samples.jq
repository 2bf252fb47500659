# SPDX-License-Identifier: GPL-2.0-only
# What makes other runs from the recorded samples; see helpers.bash.

def run(f): if .type == "run" then f else . end;
def trial(f): if .type == "trial" then f else . end;

# The cells xfs sparse order0 cost so much more
def costs($per_cent):
	trial(if .cell.variant == "xfs" and .cell.state == "sparse" and .cell.folio == "order0"
		then .elapsed = (.elapsed * (1 + $per_cent / 100) | round)
		else . end);

# Each watched trial is a traced one, with so much "dirtying" a page
def traced($per_page):
	trial(if has("path") then .trace = {
			traced: 900000,
			parts: { "folio lock": 8192, "dirtying": ($per_page * 8192) }
		} else . end);

# A trial of locks beside each watched one; in all of them j_state_lock is waited for so
# long, and i_pages a little
def locked($per_page):
	if .type == "trial" and has("path") then
		., (del(.path, .trace) | .locks = [
			{
				name: "j_state_lock", count: 12, total: ($per_page * .pages), max: 4321,
				holder: {
					label: "jbd2/nvme0n1-8 (57)",
					stack: ["jbd2_journal_commit_transaction", "kjournald2"]
				}
			}, {
				name: "i_pages", count: 3, total: .pages, max: 9,
				holder: { label: "unknown", stack: [] }
			}])
	elif .type == "run" then .steps += 10
	elif .type == "end" then .trials += 10
	else . end;

# Lock trials beside each watched one: in each the first lock has so many of $events, the
# second a tenth of them; each wait takes $each, or there is no clock
def contended($events; $each):
	def lock($name; $count): if $count < 1 then empty else {
			name: $name, count: $count,
			waiter: { label: "faultline (89)", stack: ["ext4_page_mkwrite"] },
			holder: { label: "jbd2/nvme0n1-8 (57)", stack: ["kjournald2"] }
		} + if $each > 0 then {
			total: ($count * $each), max: $each, histogram: [[$each, $count]]
		} else {} end end;
	if .type == "trial" and has("path") then
		., (del(.path, .trace) | .minflt = 1000 | .majflt = 0 | .round = 10 + range($events | length) |
			.locks = [lock("j_state_lock"; $events[.round - 10]),
				lock("folio lock, handle open"; $events[.round - 10] / 10 | floor)])
	elif .type == "run" then .steps += 10 * ($events | length)
	elif .type == "end" then .trials += 10 * ($events | length)
	else . end;

# A run without a clock
def counted: run(.mode = "count") | trial(.elapsed = 0);

# Something to compare ext4's buffer heads with
def as_iomap: if .cell.variant == "xfs" then .cell.variant = "ext4-iomap" else . end;

# ... and parts and a histogram in each trace
def drawn:
	as_iomap |
	if .path and .cell.variant != "tmpfs" then .trace = {
		traced: 90000000,
		parts: { dirtying: 50000000, "folio lock": 9000000 },
		histogram: [[1024, 8000], [2048, 150], [8192, 42]]
	} else . end;

# Of all lines: a run in mode time, 10 trials of each cell, 2 % of noise, and so much more
# on the cell of costs()
def timed($seed; $per_cent):
	def noise($i):
		(($seed * 7919 + $i * 104729) % 1000003 * 48271 % 65521 / 65521 - 0.5) * 0.04 + 1;
	map(select(.type == "trial" and .round == 0)) as $cells |
	($cells | length) as $n |
	(.[0] | .mode = "time" | .trials = 10 | .steps = 10 * $n),
	(range(10) as $round | range($n) as $c | $cells[$c] |
		.round = $round | .index = $round * $n + $c |
		.elapsed = (.elapsed * noise(.index + 1)) | costs($per_cent) | .elapsed |= round),
	{ type: "end", trials: (10 * $n), failed: 0 };

# Of all lines: the timed trials of sparse files once for each of $values, `set` puts .value into
# .cell, and a touched page costs what `cost` makes of [variant, value]; round 1 costs $noise more
def along($values; set; cost; $noise):
	map(select(.type == "trial" and .round < 2 and .cell.state == "sparse")) as $trials |
	($trials | length * ($values | length)) as $n |
	(.[0] | .steps = $n),
	(range($values | length) as $i | range($trials | length) as $j | $values[$i] as $value |
		$trials[$j] | .index = $i * ($trials | length) + $j | .cell |= ({ cell: ., value: $value } | set | .cell) |
		.pages = (.cell.size / 4096) | .minflt = .pages | .majflt = 0 |
		.elapsed = (([.cell.variant, $value] | cost) * .pages * (1 + .round * $noise) | round)),
	{ type: "end", trials: $n, failed: 0 };

# ... files of so many MiB
def sizes($values; cost): along($values; .cell.size = .value * 1048576; cost; 0.0001);

# The trial $index is the profiled one of its cell; its functions have so many instructions
def profiled($index; $sum):
	trial(if .index == $index then .profiled = true | .wall = $sum - 7 else . end);

# The other timed trial of xfs sparse order0 costs so many instructions a page more
def dearer($per_page):
	trial(if .index == 4 then .elapsed += $per_page * .pages else . end);

# Of all lines: a run as large as that of the standard job, with costs like its own; nodelalloc
# in order only, and no tmpfs
def standard:
	{
		"ext4-buffer_head": [[8914, 2866], [8204, 2162], [2789, 199], [3330, 220], [2714, 4653]],
		"ext4-buffer_head-nodelalloc":
			[[57868, 50935], [14202, 7270], [2463, 133], [3009, 154], [2393, 2553]],
		"ext4-iomap": [[8860, 1143], [7906, 1108], [2996, 142], [3546, 155], [2932, 2614]],
		"ext4-iomap-nodelalloc":
			[[57872, 2912], [7866, 1107], [2955, 141], [3507, 154], [2891, 2574]],
		"xfs": [[9283, 1157], [8663, 1133], [3365, 157], [3940, 171], [3309, 2993]]
	} as $costs |
	["sparse", "prealloc", "delalloc", "written", "redirty"] as $states |
	.[0] as $run | (map(select(has("path") | not)) | .[1]) as $timed | (map(select(has("path"))) | .[0]) as $watched |
	[$costs | keys_unsorted[] as $variant | range(5) as $state | ("order0", "large") as $folio |
		([4096, "sequential", 1, 1], [1024, "sequential", 1, 1.25], [4096, "random", 1, 1.1], [4096, "stride", 4, 1.05]) as $kind |
		select($kind[1] == "sequential" or ($variant | endswith("nodelalloc") | not)) |
		($costs[$variant][$state][if $folio == "large" then 1 else 0 end] * $kind[3]) as $cost |
		(if $folio == "large" then 32 else 16 end * 1048576) as $size |
		($size / 4096 / $kind[2]) as $pages |
		(($timed | .round = (0, 1)), ($watched | .round = 0)) |
		.cell += {variant: $variant, state: $states[$state], folio: $folio, block_size: $kind[0],
			pattern: $kind[1], stride: $kind[2], size: $size} |
		.pages = $pages | .minflt = 0 | .majflt = $pages |
		.elapsed = ($cost * $pages | round)] as $trials |
	($trials | length) as $n |
	($run | .job = "standard.job" | .steps = $n),
	($trials | to_entries[] | .value + { index: .key }),
	{ type: "end", trials: $n, failed: 0 };
