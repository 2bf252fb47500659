# SPDX-License-Identifier: GPL-2.0-only
# What a touched page costs: one line for each file state and folio size, one
# mark for each variant; the bar through it is from the least to the largest trial.
#
#   gnuplot -c cost.gp svg|png DATA OUTPUT TITLE AXIS ROWS VARIANTS NAMES FLOOR
#
# DATA is charts/*.tsv: a header with the variants' names, then a row each: cost,
# least and largest of each variant.  FLOOR is the noise floor (A/A), as a ratio.
format = ARG1
data = ARG2
heading = ARG4
axis = ARG5
rows = int(ARG6)
variants = int(ARG7)
names = ARG8
floor = real(ARG9)
height = 210 + (16 + 6 * variants) * rows + 20 * ((variants + 1) / 2)
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
# A title would be centred above the plot, and a long one be cut off
set label 1 heading at screen 0.5, screen 1 - 22.0 / height center noenhanced
set tmargin at screen 1 - 66.0 / height
set xlabel axis
set logscale x
set format x "%.0f"
set grid xtics mxtics linetype 1 linecolor "#d8d8d8", linetype 1 linecolor "#eeeeee"
set border 3
set tics nomirror out
set ytics scale 0
set yrange [rows - 0.4:-0.6]
set key at screen 0.02, screen 0.01 left bottom vertical Left reverse noenhanced \
	samplen 1 width 2 maxrows (variants + 2) / 2
set bmargin at screen (100.0 + 20 * ((variants + 2) / 2)) / height
set lmargin 18
set rmargin 4
set errorbars small

# Without a linetype the SVG terminal of gnuplot 5.4 draws them black
do for [r = 1:rows - 1] {
	set arrow r from graph 0, first r - 0.5 to graph 1, first r - 0.5 nohead \
		linetype 1 linewidth 1 linecolor rgb "#d8d8d8" back
}

size = format eq "svg" ? 0.8 : 1.1

# Below each other, or one would hide the next
place(v) = (v - 0.5 * (variants + 1)) * 0.7 / variants

# What a variant differs from itself: a smaller difference is none
baseline = name(1) eq "ext4-buffer_head"
plot for [b = 1:(baseline && floor > 0)] data \
		using 2:0:($2 / (1 + floor)):($2 * (1 + floor)):($0 - 0.4):($0 + 0.4) \
		with boxxyerror fillstyle solid noborder linecolor rgb "#b8b8b8" \
		title sprintf("noise floor (A/A) of the run, ±%.2g %%, at buffer_head", 100 * floor), \
	data using (NaN):0:ytic(1) with points notitle, \
	for [v = 1:variants] data using 3 * v - 1:($0 + place(v)):3 * v:3 * v + 1 \
		with xerrorbars pointtype mark(v) pointsize size \
		linecolor rgb colour(v) title name(v)
