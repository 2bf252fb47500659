# SPDX-License-Identifier: GPL-2.0-only
# Where in page_mkwrite the cost is: a stacked bar for each variant, in groups
# of one file state.
#
#   gnuplot -c parts.gp svg|png DATA OUTPUT TITLE AXIS BARS PARTS
#
# DATA is charts/*-parts.tsv: a header with the parts' names, then a line for
# each bar, its name first; an empty name is the gap between two states.
format = ARG1
data = ARG2
set output ARG3

bars = int(ARG6)
parts = int(ARG7)
height = 240 + 24 * bars

if (format eq "svg") {
	set terminal svg size 980, height dynamic enhanced font "DejaVu Sans,13" background "white"
} else {
	set terminal pngcairo size 1960, 2 * height enhanced font "DejaVu Sans,13" fontscale 2 linewidth 2
}

set datafile separator "\t"
# A title would be centred above the plot, and a long one be cut off
set label 1 ARG4 at screen 0.5, screen 1 - 22.0 / height center noenhanced
set tmargin at screen 1 - 66.0 / height
set xlabel ARG5 noenhanced
set ytics noenhanced
set grid xtics linetype 1 linecolor "#d8d8d8"
set border 3
set tics nomirror out
set format x "%.0f"
set xrange [0:*]
set yrange [bars - 0.4:-0.6]
set key at screen 0.5, screen 0 center bottom vertical Left reverse noenhanced \
	samplen 1.5 width -2 maxrows 4
set bmargin at screen 170.0 / height
set lmargin 34
set rmargin 4
set style fill solid 1 border rgb "white"

# Neighbours in the stack differ in lightness, so greyscale keeps them apart;
# hues from Okabe and Ito (2008) and their tints
array colour[10] = ["#000000", "#e69f00", "#0072b2", "#9fd3f0", "#009e73", "#f0e442", \
	"#d55e00", "#f3c9dd", "#7a4d68", "#c8c8c8"]

# Columns hold running sums, so each part is the box between two of them
plot for [p = 1:parts] data using ((p > 1 ? column(p) : 0)):0:((p > 1 ? column(p) : 0)):(column(p + 1)):($0 - 0.38):($0 + 0.38):ytic(1) \
	with boxxyerror linecolor rgb colour[p] title columnheader(p + 1)
