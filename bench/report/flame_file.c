// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "report/flame_file.h"

const enum variant flame_variants[2] = { VARIANT_EXT4_BUFFER_HEAD, VARIANT_EXT4_IOMAP };

char *flame_file(const struct group *group, enum state state, enum folio folio, int side,
		 char file[FLAME_FILE])
{
	snprintf(file, FLAME_FILE, "%s-flame-%s-%s-%s.svg", group->slug, state_names[state],
		 folio_names[folio], side == FLAME_DIFFERENCE ? "difference" :
					     variant_names[flame_variants[side]]);
	return file;
}
