# SPDX-License-Identifier: GPL-2.0-only
# iomap against buffer_head: the ratio of their costs, one line for each file state,
# one mark for each block size and folio size, with its interval.
#
#   gnuplot -c ratio.gp svg|png DATA OUTPUT TITLE AXIS ROWS COLUMNS NAMES FLOOR
#
# DATA is charts/*-ratio.tsv: a header, then a row for each state: ratio, low and
# high end of each column.  NAMES are "4k/order0" and so on.  FLOOR is the A/A
# floor, as a ratio.
format = ARG1
data = ARG2
heading = ARG4
axis = ARG5
rows = int(ARG6)
columns = int(ARG7)
names = ARG8
floor = real(ARG9)
height = 220 + (24 + 15 * columns) * rows
set output ARG3

if (format eq "svg") {
	set terminal svg size 860, height dynamic enhanced font "DejaVu Sans,13" background "white"
} else {
	set terminal pngcairo size 1720, 2 * height enhanced font "DejaVu Sans,13" fontscale 2 linewidth 2 pointscale 2
}

set datafile separator "\t"
set datafile columnheaders
set datafile missing "NaN"

# A wide range needs a logarithmic axis; a narrow one has no room for its tics
low = 1.0
high = 1.0
do for [c = 1:columns] {
	stats data using (column(3 * c)) name "L" nooutput
	stats data using (column(3 * c + 1)) name "H" nooutput
	if (L_records > 0) { low = L_min < low ? L_min : low }
	if (H_records > 0) { high = H_max > high ? H_max : high }
}
if (high / low > 2) {
	set logscale x
	set xtics (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.2, 1.5, 2, 3, 5, \
		10, 20, 50, 100, 200, 500)
	set xrange [low / 1.15:high * 1.15]
	axis = axis."; log scale"
} else {
	margin = (high - low) * 0.08 + floor
	set xrange [low - margin:high + margin]
}

# A title would be centred above the plot, and a long one be cut off
set label 1 heading at screen 0.5, screen 1 - 22.0 / height center noenhanced
set tmargin at screen 1 - 66.0 / height
set xlabel axis noenhanced
set format x "%g"
set grid xtics linetype 1 linecolor "#d8d8d8"
set border 3
set tics nomirror out
set ytics scale 0
set yrange [rows - 0.4:-0.6]
set key at screen 0.02, screen 0.01 left bottom vertical Left reverse noenhanced \
	samplen 2 width 2 maxrows (columns + 2) / 2
set bmargin at screen (100.0 + 20 * ((columns + 2) / 2)) / height
set lmargin 12
set rmargin 4
set errorbars small

# Block size by colour and shape, folio size by whether the mark is filled
block(name) = name[1:2] eq "4k" ? 1 : name[1:2] eq "2k" ? 2 : 3
large(name) = name[4:*] eq "large"
array colour[3] = ["#000000", "#009e73", "#d55e00"]
array full[3] = [7, 9, 5]
array hollow[3] = [6, 8, 4]
mark(name) = large(name) ? hollow[block(name)] : full[block(name)]
place(c) = (c - 0.5 * (columns + 1)) * 0.7 / columns

# What a variant differs from itself: a smaller difference is none
set object 1 rectangle from 1 / (1 + floor), graph 0 to 1 + floor, graph 1 behind \
	fillstyle solid noborder fillcolor rgb "#cccccc"
set arrow 1 from 1, graph 0 to 1, graph 1 nohead \
	linetype 1 linewidth 1 linecolor rgb "#555555" back
# See cost.gp for the linetype
do for [r = 1:rows - 1] {
	set arrow 1 + r from graph 0, first r - 0.5 to graph 1, first r - 0.5 nohead \
		linetype 1 linewidth 1 linecolor rgb "#d8d8d8" back
}

plot for [c = 1:columns] data \
		using 3 * c - 1:($0 + place(c)):3 * c:3 * c + 1 \
		with xerrorbars pointtype mark(word(names, c)) pointsize 1.2 \
		linecolor rgb colour[block(word(names, c))] title columnheader(3 * c - 1), \
	data using (NaN):0:ytic(1) with points notitle, \
	keyentry with boxes fillstyle solid noborder linecolor rgb "#cccccc" \
		title (floor > 0 ? sprintf("noise floor (A/A) of the run, ±%.2g %%", 100 * floor) : \
		"noise floor (A/A) of the run: not known")
