/* SPDX-License-Identifier: GPL-2.0-only */
/* Write down which lines of source the addresses of a run are of. For other folders. */
#ifndef FAULTLINE_PROFILE_RESOLVE_H
#define FAULTLINE_PROFILE_RESOLVE_H

#include "profile/folder.h"

/**
 * profile_resolve() - write OUT/profile/source for the kernel's addresses in all counts there.
 * @vmlinux: path of the kernel that was measured, with its DWARF.
 * @kernel: see kernel_id().
 * Return: 0, or -1 after complaining, with an earlier file as it was.
 */
int profile_resolve(const struct profile_folder *folder, const char *vmlinux, const char *kernel);

#endif
