# SPDX-License-Identifier: GPL-2.0-only
# What a cell cost in each of several runs, and where that changed.
#
#   gnuplot -c trend.gp svg|png DATA OUTPUT TITLE AXIS RUNS
#
# DATA is CELL.tsv: number of the run, its kernel, cost, least and largest trial, and by how
# much the cost changed with that run, or "-".
format = ARG1
data = ARG2
heading = ARG4
axis = ARG5
runs = int(ARG6)
set output ARG3

if (format eq "svg") {
	set terminal svg size 860,420 dynamic enhanced font "DejaVu Sans,13" background "white"
} else {
	set terminal pngcairo size 1720,840 enhanced font "DejaVu Sans,13" fontscale 2 linewidth 2 pointscale 2
}
size = format eq "svg" ? 0.9 : 1.2

set datafile separator "\t"
set datafile columnheaders
set datafile missing "NaN"
# Of many runs each so-manieth has its name
every = (runs + 15) / 16
label(i) = (i - 1) % every == 0 || i == runs ? strcol(2) : ""
set title heading noenhanced
set ylabel axis
set grid ytics linetype 1 linecolor "#d8d8d8"
set border 3
set tics nomirror out
set errorbars small
set xtics rotate by 30 right noenhanced
set xrange [0.5:runs + 0.5]
stats data using 5 name "Y" nooutput
# From 0 on, or a tenth of a per cent would look like a cliff
set yrange [0:Y_max * 1.18]
set key off
set rmargin 4
plot data using 1:3:xticlabel(label(int($1))) with lines linewidth 1.5 linecolor rgb "#888888", \
	data using 1:(strcol(6) eq "-" ? $3 : NaN):4:5 with yerrorbars pointtype 6 pointsize size \
		linecolor rgb "#444444", \
	data using 1:(strcol(6) eq "-" ? NaN : $3):4:5 with yerrorbars pointtype 7 pointsize 1.5 * size \
		linecolor rgb "#b03000", \
	data using 1:(strcol(6) eq "-" ? NaN : $5):6 with labels offset 0,1.1 noenhanced \
		textcolor rgb "#b03000"
