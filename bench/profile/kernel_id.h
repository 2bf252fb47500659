/* SPDX-License-Identifier: GPL-2.0-only */
/* What tells the kernel of a run from all others. For other folders. */
#ifndef FAULTLINE_PROFILE_KERNEL_ID_H
#define FAULTLINE_PROFILE_KERNEL_ID_H

#include <libelf.h>

#include "lib/build_id.h"
#include "profile/folder.h"

/** Its bytes: those of a build ID, or less. */
#define KERNEL_ID BUILD_ID_TEXT

/**
 * kernel_id() - name the kernel that was measured.
 * @build_id: as the run says it; NULL or no build ID, as in runs of earlier versions: a hash
 * of the symbols in System.map, with "map-" before it.
 * Return: @id.
 */
const char *kernel_id(const struct profile_folder *folder, const char *build_id,
		      char id[KERNEL_ID]);

/**
 * kernel_id_check() - has @elf the build ID that @id is, if @id is one?
 * @path: of @elf, for messages.
 * Return: 0, or -1 after complaining.
 */
int kernel_id_check(const char *id, Elf *elf, const char *path);

#endif
