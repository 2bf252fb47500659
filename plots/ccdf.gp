# SPDX-License-Identifier: GPL-2.0-only
# How the cost of page_mkwrite calls is spread: for each cost, the share of calls that
# cost as much or more.  A panel for each file state and folio size, all on one scale.
#
#   gnuplot -c ccdf.gp svg|png DATA OUTPUT TITLE AXIS PANELS VARIANTS NAMES PANELNAMES
#
# DATA is charts/*-ccdf.tsv: panel, variant, cost, per cent of calls.
format = ARG1
data = ARG2
heading = ARG4
axis = ARG5
panels = int(ARG6)
variants = int(ARG7)
names = ARG8
panelnames = ARG9
across = panels > 1 ? 2 : 1
down = (panels + across - 1) / across
pitch = 200
head = 60.0
foot = 85.0 + 20 * ((variants + 1) / 2)
height = head + foot + pitch * down
set output ARG3
load system("dirname '".ARG0."'")."/variants.gp"

if (format eq "svg") {
	set terminal svg size 860, int(height) dynamic enhanced font "DejaVu Sans,13" background "white"
} else {
	set terminal pngcairo size 1720, 2 * int(height) enhanced font "DejaVu Sans,13" fontscale 2 linewidth 2 pointscale 2
}

set datafile separator "\t"
set datafile columnheaders
stats data using 3 name "X" nooutput
stats data using ($4 > 0 ? $4 : NaN) name "Y" nooutput

# All calls cost less than the last bucket's end: the curve drops out of the panel
share(percent) = percent > 0 ? percent : 0.1 * Y_min

set multiplot
set label 1 heading at screen 0.5, screen 1 - 22.0 / height center noenhanced
set label 2 axis at screen 0.54, screen (foot - 52) / height center noenhanced
set label 3 "per cent of calls that cost as much or more (log scale)" \
	at screen 0.018, screen 0.5 * (1 + (foot - head) / height) center rotate by 90
set logscale xy
set xrange [X_min * 0.95:X_max * 1.05]
set yrange [Y_min * 0.6:150]
set format x "%.0s%c"	# 10k: so that neighbours have room
set format y "%g"
set grid xtics ytics linetype 1 linecolor "#d8d8d8"
set border 3
set tics nomirror out
set key at screen 0.09, screen 4.0 / height left bottom vertical Left reverse noenhanced \
	samplen 3 width 2 maxrows (variants + 1) / 2

do for [p = 1:panels] {
	panel = word(panelnames, p)
	panel = panel[1:strstrt(panel, "/") - 1]." ".panel[strstrt(panel, "/") + 1:*]
	x = (p - 1) % across
	y = (p - 1) / across
	set lmargin at screen 0.11 + 0.46 * x
	set rmargin at screen across > 1 ? 0.50 + 0.46 * x : 0.97
	set tmargin at screen 1 - (head + pitch * y + 22) / height
	set bmargin at screen 1 - (head + pitch * y + 152) / height
	set title panel noenhanced offset 0, -0.9
	if (p == 1) {
		plot for [v = 1:variants] data \
			using (strcol(1) eq panel && strcol(2) eq name(v) ? $3 : NaN):(share($4)) \
			with lines linewidth 2 dashtype dash(v) \
			linecolor rgb colour(v) notitle, \
			for [v = 1:variants] keyentry with lines linewidth 2 \
			dashtype dash(v) \
			linecolor rgb colour(v) title name(v)
		unset label
		unset key
	} else {
		plot for [v = 1:variants] data \
			using (strcol(1) eq panel && strcol(2) eq name(v) ? $3 : NaN):(share($4)) \
			with lines linewidth 2 dashtype dash(v) \
			linecolor rgb colour(v) notitle
	}
}
unset multiplot
