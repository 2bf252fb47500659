# SPDX-License-Identifier: GPL-2.0-only
# The tables of scripts/peers, from all lines that it has measured: jq -rs -f peers.jq FILE

def left($width): . + " " * ([$width - length, 0] | max);
def right($width): " " * ([$width - length, 0] | max) + .;
def thousands: if length > 3 then (.[:-3] | thousands) + "," + .[-3:] else . end;
def whole: round | if . < 0 then "-" + (-1 * . | tostring | thousands) else tostring | thousands end;
def digits($n): . * pow(10; $n) | round | tostring | "0" * ([$n + 1 - length, 0] | max) + . |
	.[:-$n] + "." + .[-$n:];
def median: sort | if length == 0 then null elif length % 2 == 1 then .[length / 2 | floor]
	else (.[length / 2 - 1] + .[length / 2]) / 2 end;

# by(F): groups, in the order in which they come
def by(f): . as $all | reduce (.[] | f) as $key ([]; if index($key) then . else . + [$key] end) |
	.[] as $key | [$all[] | select(f == $key)];

# What a tool shows, one entry for each figure: how it is called, what it does to a page, the
# nanoseconds of a measurement, the smallest step in those, and what it does not control
def figures: [
	{ tool: "faultline", name: "faultline run", work: "1 byte", ns: .ns, step: 1, not: "-" },
	{ tool: "fio", name: "fio, run time", work: "copies 4 KiB", ns: .ns, step: 1000000, not: "abcde" },
	{ tool: "fio", name: "fio, clat", work: "copies 4 KiB", ns: .in_calls, step: .pages, not: "abcde" },
	(select(.cpu != null) | { tool: "fio", name: "fio, CPU time", work: "copies 4 KiB", ns: .cpu,
		step: 1000000, not: "abcde" }),
	{ tool: "loop", name: (if .cell | endswith("stride4") then "lmbench" else "will-it-scale" end),
	  work: "1 byte, maps", ns: .ns, step: 1, not: "abcde" },
	{ tool: "loop", name: "  stores alone", work: "1 byte", ns: .stores, step: 1, not: "abcd" },
	{ tool: "stress-ng", name: "stress-ng fault", work: "1 byte, file", ns: .ns, step: 0.01, not: "abcdef" }
];

# measurements of a tool in a cell -> a row for each of its figures
def rows: . as $all | .[0].tool as $tool | [.[0] | figures[] | select(.tool == $tool) | .name] |
	map(. as $name | [$all[] | . as $m | figures[] | select(.name == $name) |
		{ name, work, not, each: (.ns / $m.pages), step: (.step / $m.pages), faults: ($m.faults / $m.pages) }] |
		{ name: $name, work: .[0].work, not: .[0].not, n: length, median: (map(.each) | median),
		  least: (map(.each) | min), most: (map(.each) | max), step: (map(.step) | max),
		  faults: (map(.faults) | median) });

def step: if . < 1 then "<1" else whole end;

def row: .n as $n | "  \(.name | left(16))\(.work | left(13))" + (.median | whole | right(7)) +
	([.least, .most | if $n > 1 then whole else "-" end | right(7)] | add) + (.step | step | right(4)) +
	(.faults | digits(2) | right(5)) + (.n | tostring | right(3)) + "  " + .not;

# What fio's copy and its loop take, for a page that is mapped: the pages of its first pass
# took a fault, which is taken off.  null where it maps its file anew and takes faults again
def copies($pattern; $fault): [.[] | select(.tool == "fio" and (.cell | startswith("copy/") and endswith("/" + $pattern)))] |
	group_by(.cell) | map(map(if .faults * 2 > .pages then null
		else (.ns - .faults * $fault) / (.pages - .faults) end) | if any(. == null) then null else median end) |
	if length == 0 or any(. == null) then null else { least: min, most: max } end;

# ours and fio's rows, and its copy -> what the difference comes from
def verdict($ours; $fio; $copy):
	if $ours.n < 3 or $fio.n < 3 then "?"
	elif $fio.median - $ours.median | fabs <= $fio.step then "step"
	elif $copy == null then "?"
	elif $fio.least - $ours.most - $copy.most > $fio.step then "dearer"
	elif $fio.most - $ours.least - $copy.least < -$fio.step then "cheaper"
	else "copy" end;

# A cell's measurements by us and by fio -> the rest of its line
def beside($sequential; $random): .[0].cell as $cell |
	(map(select(.tool == "faultline"))) as $own | (map(select(.tool == "fio"))) as $peer |
	if $own == [] or $peer == [] then "       -       -  no good trial of both"
	else ($own | rows[0]) as $o | ($peer | rows[0]) as $f |
		($o.median | whole | right(8)) + ($f.median | whole | right(8)) +
		($f.median - $o.median | whole | right(8)) + ($f.step | step | right(6)) + "  " +
		verdict($o; $f; if $cell | endswith("random") then $random else $sequential end)
	end;

def head: .[0] as $run | (map(select(.type == "end"))[0]) as $last |
	"What other tools say of the cells that Faultline measures",
	"",
	"mode      time: nanoseconds of the clock, on the running kernel",
	"kernel    \($run.kernel)",
	"processor \($run.cpu), \($run.cpus) CPUs" + if $run.virtual then ", a virtual machine" else "" end,
	"load      \($run.load) at the start, \($last.load // "?") at the end",
	"tools     \($run.tools | join(", "))",
	"disk      a loop device on a file on \($run.below); this was not run on an",
	"          NVMe disk",
	"files     \($run.mib) MiB, but for stress-ng's, which have one page",
	(if ($run.load | split(" ")[0] | tonumber) > $run.cpus then
		"busy      more ran than there are CPUs.  What a thread waits for a CPU",
		"          is in the figures of the others, and mostly not in ours: see",
		"          docs/peers.md" else empty end),
	"rounds    \($run.rounds), each with all tools and cells, in turn forward and",
	"          backward" + if $last then "; \($last.seconds) s in all" else " (stopped before the end)" end;

def legend:
	"",
	"Figures are ns a touched page: median, least and most of n trials.",
	"step: the smallest difference that the tool can show at this length.",
	"f/pg: faults a touched page, as the tool counts them.",
	"work: what is done to a page; \"maps\": mmap and munmap are in the",
	"figure; \"file\": each page is a new file.  will-it-scale and lmbench are",
	"loops of our own like theirs.  The tools do not control (\"not\"):",
	"  a  the state of the file: this script makes it, nobody checks it",
	"  b  the size of the folios: left to readahead and to earlier writes",
	"  c  writeback and commits, which go on in the background",
	"  d  the path: nothing shows which functions the faults took",
	"  e  what else is in the figure: see \"work\"",
	"  f  which faults: several kinds are in one figure";

def side_by_side: . as $all | map(select(.type == "measure")) |
	([.[] | select(.tool == "fio" and .cell == "ext4-buffer_head/written/order0/sequential")] |
		map(.ns / .pages) | median) as $fault |
	(copies("sequential"; $fault // 0)) as $sequential | (copies("random"; $fault // 0)) as $random |
	"",
	"Ours and fio's run time, side by side",
	"",
	"To copy 4 KiB to a page that is mapped, and fio's own loop, take (a file",
	"of 256 KiB, one of \($all[0].mib) MiB; fio's run time again):",
	(["sequential", $sequential], ["random", $random] |
		"  \(.[0] | left(12))" + if .[1] then "\(.[1].least | whole) to \(.[1].most | whole) ns a page"
			else "not measured: fio took faults again" end),
	"why: \"step\": they agree within fio's step; \"copy\": the copy explains",
	"what is more, by the least and the most of both; else fio's is \"dearer\"",
	"or \"cheaper\" than the copy explains; \"?\": no copy, or under 3 trials.",
	"",
	("" | left(30)) + "    ours     fio    more  step  why",
	([.[] | select(.tool == "faultline" or .tool == "fio") | select(.cell | startswith("copy/") | not)] |
		by(.cell | split("/")[0]) | (.[0].cell | split("/")[0]), (by(.cell) |
			"  \(.[0].cell | split("/")[1:] | join(" ") | left(28))" + beside($sequential; $random)));

# The order in which the tools stand in a cell
def place: { faultline: 0, fio: 1, loop: 2, "stress-ng": 3 }[.tool];

def whole_table:
	"",
	("" | left(31)) + " median  least   most step f/pg  n  not",
	(map(select(.type != "run" and .type != "end" and (.cell | startswith("copy/") | not))) |
		by(.cell) | "", .[0].cell,
		(group_by(place)[] | (map(select(.type == "measure")) | select(. != []) | rows[] | row),
			(map(select(.type == "failed")) | select(. != []) |
				"  \(.[0].tool): \(length) failed: \(.[0].why)" | .[:72])));

if .[0].type != "run" then error("no run") else head, legend, whole_table, side_by_side end
