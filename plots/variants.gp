# SPDX-License-Identifier: GPL-2.0-only
# Each variant has the same mark, colour and dash in every chart.  Colours are from
# Okabe and Ito (2008), dark to light in grey as well; marks differ in shape.
known = "ext4-buffer_head ext4-buffer_head-nodelalloc ext4-iomap ext4-iomap-nodelalloc xfs tmpfs"
known_as(name) = sum [k = 1:6] (word(known, k) eq name ? k : 0)
# The last of each is for a variant that has none of its own yet
variant(name) = known_as(name) > 0 ? known_as(name) : 7

array colour[7] = ["#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#999999"]
array mark[7] = [7, 5, 9, 6, 4, 8, 10]
array dash[7] = [1, 5, 2, 3, 4, 1, 3]
