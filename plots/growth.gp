# SPDX-License-Identifier: GPL-2.0-only
# Costs, or waits where there are no costs, along an axis: a panel for each file state and
# folio size, each with a scale of its own; a line and a mark for each variant.
#
#   gnuplot -c growth.gp svg|png DATA OUTPUT TITLE AXIS PANELS VARIANTS NAMES EXTRA
#
# DATA is charts/by-*.tsv: panel, variant, number on the axis, its label, value, low and high
# end, and where the line is.  EXTRA is "log" or "linear" for x, and for y, how many words are
# below the axis, these words, and the panels.
format = ARG1
data = ARG2
heading = ARG4
axis = ARG5
panels = int(ARG6)
variants = int(ARG7)
names = ARG8
extra = ARG9
isLog = word(extra, 1) eq "log"
isLogY = word(extra, 2) eq "log"
axisWords = int(word(extra, 3))
across = panels > 1 ? 2 : 1
down = (panels + across - 1) / across
pitch = 290
head = 62.0
foot = 70.0 + 20 * ((variants + 1) / 2)
height = head + foot + pitch * down
set output ARG3
load system("dirname '".ARG0."'")."/variants.gp"

if (format eq "svg") {
	set terminal svg size 860, int(height) dynamic enhanced font "DejaVu Sans,13" background "white"
} else {
	set terminal pngcairo size 1720, 2 * int(height) enhanced font "DejaVu Sans,13" fontscale 2 linewidth 2 pointscale 2
}

xname = ""
do for [w = 1:axisWords] { xname = xname.(w > 1 ? " " : "").word(extra, 3 + w) }
panelName(p) = word(extra, 3 + axisWords + p)

set datafile separator "\t"
set datafile columnheaders
set datafile missing "NaN"
stats data using 3 name "X" nooutput

set multiplot
set label 1 heading at screen 0.5, screen 1 - 22.0 / height center noenhanced
set label 2 xname at screen 0.5, screen (foot - 20) / height center noenhanced
set label 3 axis at screen 0.018, screen 0.5 * (1 + (foot - head) / height) center rotate by 90
set grid xtics ytics linetype 1 linecolor "#d8d8d8"
set border 3
set tics nomirror out
set errorbars small
set key at screen 0.09, screen 4.0 / height left bottom vertical Left reverse noenhanced \
	samplen 3 width 2 maxrows (variants + 1) / 2
size = format eq "svg" ? 0.8 : 1.1
if (isLog) {
	set logscale x 2
	set xrange [X_min / 1.3:X_max * 1.3]
	set xtics () offset 0, 0.2
} else {
	set xrange [X_min - 0.04 * (X_max - X_min):X_max + 0.04 * (X_max - X_min)]
	set format x "%g"
}
set format y "%.6g"

# Where it is linear the least numbers have no room for labels of their own
labels = isLog ? ", data using 3:(NaN):xticlabel(4) with points notitle" : ""
if (isLogY) { set logscale y 10 }
bottom = 0
inside(y) = y > bottom ? y : bottom
# Intervals beside each other, or the last would hide the others
beside(v) = isLogY ? (v - 0.5 * (variants + 1)) * 0.006 * (X_max - X_min) : 0
of(p, v) = strcol(1) eq panelText && strcol(2) eq name(v)
do for [p = 1:panels] {
	panelText = panelName(p)
	cut = strstrt(panelText, "/")
	panelText = cut ? panelText[1:cut - 1]." ".panelText[cut + 1:*] : panelText eq "-" ? "" : panelText
	x = (p - 1) % across
	y = (p - 1) / across
	set lmargin at screen 0.12 + 0.47 * x
	set rmargin at screen across > 1 ? 0.50 + 0.47 * x : 0.97
	set tmargin at screen 1 - (head + pitch * y + 26) / height
	set bmargin at screen 1 - (head + pitch * y + pitch - 36) / height
	set title panelText noenhanced offset 0, -0.7
	# Which leaves out what is outside of the panel before
	set yrange [*:*]
	stats data using (strcol(1) eq panelText ? $7 : NaN) name "Y" nooutput
	stats data using (strcol(1) eq panelText && $5 > 0 ? $5 : NaN) name "L" nooutput
	if (isLogY) {
		# Intervals are wide, and may begin at 0
		bottom = L_min / 4
		set yrange [bottom:Y_max * 1.5]
	} else {
		# From 0 on, or a tenth of a per cent would look like a cliff
		set yrange [0:Y_max * 1.08]
	}
	plot for [v = 1:variants] data using (of(p, v) ? $3 : NaN):8 \
			with lines linewidth 1.5 dashtype dash(v) linecolor rgb colour(v) notitle, \
		for [v = 1:variants] data using (of(p, v) ? $3 + beside(v) : NaN):5:(inside($6)):7 \
			with yerrorbars pointtype mark(v) pointsize size linewidth 1 \
			linecolor rgb colour(v) notitle, \
		for [v = 1:(p == 1 ? variants : 0)] keyentry with linespoints linewidth 1.5 dashtype dash(v) \
			pointtype mark(v) pointsize size linecolor rgb colour(v) title name(v) @labels
	unset label
	unset key
}
unset multiplot
