# SPDX-License-Identifier: GPL-2.0-only
# What a touched page costs: one line for each file state and folio size, one
# mark for each variant.
#
#   gnuplot -c cost.gp svg|png DATA OUTPUT TITLE UNIT ROWS VARIANTS
#
# DATA is charts/*.tsv: a header with the variants' names, then a row each.
# Marks differ in shape and shade, so the chart survives a grey printer.
format = ARG1
data = ARG2
set output ARG3

rows = int(ARG6)
variants = int(ARG7)
height = 170 + 34 * rows

if (format eq "svg") {
	set terminal svg size 860, height dynamic enhanced font "DejaVu Sans,13" background "white"
} else {
	set terminal pngcairo size 1720, 2 * height enhanced font "DejaVu Sans,13" fontscale 2 linewidth 2 pointscale 2
}

set datafile separator "\t"
set datafile missing "NaN"
set title ARG4 noenhanced offset 0, 0.3
set xlabel ARG5
set logscale x
set format x "%.0f"
set grid xtics mxtics ytics linetype 1 linecolor "#d8d8d8", linetype 1 linecolor "#eeeeee"
set border 3
set tics nomirror out
set yrange [rows - 0.4:-0.6]
set key below left horizontal Left reverse noenhanced samplen 1 height 1
set lmargin 18
set rmargin 4

# Colours from Okabe and Ito (2008); dark to light in grey as well
array colour[6] = ["#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"]
array mark[6] = [7, 5, 9, 6, 4, 8]

plot for [v = 1:variants] data using v + 1:0:ytic(1) \
	with points pointtype mark[v] pointsize 1.3 linecolor rgb colour[v] \
	title columnheader(v + 1)
