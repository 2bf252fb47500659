/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel with its DWARF: which lines of source an address is of. For other folders. */
#ifndef FAULTLINE_PROFILE_VMLINUX_H
#define FAULTLINE_PROFILE_VMLINUX_H

#include "lib/symbol_table.h"
#include "profile/source.h"

/** Functions that are inlined into each other, at most; gcc's own limits are far below. */
#define VMLINUX_DEPTH 64

struct vmlinux;

/**
 * vmlinux_open() - open @path, and prove that it is the kernel that was measured.
 * @symbols: its functions, from the System.map of the run; each must be in @path by its
 * name and address. They stay the caller's, and are needed until vmlinux_close().
 * @kernel: see kernel_id().
 * Return: NULL after complaining.
 */
struct vmlinux *vmlinux_open(const char *path, const struct symbol_table *symbols,
			     const char *kernel);

/**
 * vmlinux_frames() - the functions at @address, innermost first.
 * Units of DWARF are read when an address is in them, and kept. The strings are of @vmlinux.
 * Return: how many there are, 1 at least; 0 after complaining.
 */
size_t vmlinux_frames(struct vmlinux *vmlinux, uint64_t address,
		      struct source_frame frame[VMLINUX_DEPTH]);

void vmlinux_close(struct vmlinux *vmlinux);

#endif
