# SPDX-License-Identifier: GPL-2.0-only
# Locks: a row for each, with a bar and a mark for each variant, and an interval where there is
# one; above them the file state and folio size that they are of.
#
#   gnuplot -c locks.gp svg|png DATA OUTPUT TITLE AXIS ROWS VARIANTS NAMES
#
# DATA is charts/*-waits.tsv or *-holds.tsv: a header with the variants' names, then a row
# each: value, low and high end of each variant.  A row without any is a state and folio.
format = ARG1
data = ARG2
heading = ARG4
axis = ARG5
rows = int(ARG6)
variants = int(ARG7)
names = ARG8
height = 180 + (14 + 7 * variants) * rows + 20 * ((variants + 1) / 2)
set output ARG3
load system("dirname '".ARG0."'")."/variants.gp"

if (format eq "svg") {
	set terminal svg size 860, height dynamic enhanced font "DejaVu Sans,13" background "white"
} else {
	set terminal pngcairo size 1720, 2 * height enhanced font "DejaVu Sans,13" fontscale 2 linewidth 2 pointscale 2
}

set datafile separator "\t"
set datafile columnheaders
set datafile missing "NaN"

# Bars begin at the left end, which is below all that is shown; intervals may begin at 0
least = 1e300
most = 0.0
do for [v = 1:variants] {
	stats data using (column(3 * v - 1)) name "V" nooutput
	stats data using (column(3 * v + 1)) name "H" nooutput
	if (V_records > 0) {
		least = V_min < least ? V_min : least
		most = H_max > most ? H_max : most
	}
}
left = least / 3
set xrange [left:most * 1.5]

# A title would be centred above the plot, and a long one be cut off
set label 1 heading at screen 0.5, screen 1 - 22.0 / height center noenhanced
set tmargin at screen 1 - 60.0 / height
# So would its axis, beside a wide left margin
set label 2 axis at screen 0.62, screen (42.0 + 20 * ((variants + 1) / 2)) / height center noenhanced
set logscale x
set format x "%g"
set grid xtics linetype 1 linecolor "#d8d8d8"
set border 3
set tics nomirror out
set ytics scale 0 noenhanced
set yrange [rows - 0.4:-0.6]
set key at screen 0.02, screen 0.01 left bottom vertical Left reverse noenhanced \
	samplen 2 width 2 maxrows (variants + 1) / 2
set bmargin at screen (88.0 + 20 * ((variants + 1) / 2)) / height
set lmargin 40
set rmargin 4
set errorbars small

# See cost.gp for the linetype
do for [r = 1:rows - 1] {
	set arrow r from graph 0, first r - 0.5 to graph 1, first r - 0.5 nohead \
		linetype 1 linewidth 1 linecolor rgb "#e8e8e8" back
}

size = format eq "svg" ? 0.8 : 1.1

# Below each other, or one would hide the next
place(v) = (v - 0.5 * (variants + 1)) * 0.8 / variants
half = 0.3 / variants
inside(x) = x > left ? x : left

plot data using (NaN):0:ytic(1) with points notitle, \
	for [v = 1:variants] data using (left):($0 + place(v)):(left):3 * v - 1:($0 + place(v) - half):($0 + place(v) + half) \
		with boxxyerror fillstyle solid 0.45 noborder linecolor rgb colour(v) notitle, \
	for [v = 1:variants] data using 3 * v - 1:($0 + place(v)):(inside(column(3 * v))):3 * v + 1 \
		with xerrorbars pointtype mark(v) pointsize size linecolor rgb colour(v) title name(v)
