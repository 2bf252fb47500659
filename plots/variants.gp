# SPDX-License-Identifier: GPL-2.0-only
# Each variant has the same mark, colour and dash in every chart.  NAMES has four words for
# each: its name, colour, mark and dash, from bench/model/variant_table.h.
name(v) = word(names, 4 * v - 3)
colour(v) = word(names, 4 * v - 2)
mark(v) = int(word(names, 4 * v - 1))
dash(v) = int(word(names, 4 * v))
