// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "report/flame_file.h"
#include "report/pairs.h"

enum variant flame_variant(const struct report *report, int side)
{
	if (!side)
		return VARIANT_EXT4_BUFFER_HEAD;
	return pair_of(report->analysis, VARIANT_EXT4_BUFFER_HEAD) == VARIANT_EXT4_IOMAP ?
	       VARIANT_EXT4_IOMAP : VARIANT_XFS;
}

char *flame_file(const struct report *report, const struct group *group, enum state state,
		 enum folio folio, int side, char file[FLAME_FILE])
{
	snprintf(file, FLAME_FILE, "%s-flame-%s-%s-%s.svg", group->slug, state_names[state],
		 folio_names[folio], side == FLAME_DIFFERENCE ? "difference" :
					     variant_names[flame_variant(report, side)]);
	return file;
}
