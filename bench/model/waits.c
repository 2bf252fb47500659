// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "model/waits.h"

const char *const wait_kind_names[NR_WAIT_KINDS] = {
	[KIND_LOCK]	= "lock",
	[KIND_FOLIO]	= "folio",
	[KIND_HAZARD]	= "hazard",
	[KIND_DELAYED]	= "delayed",
	[KIND_HANDLE]	= "handle",
	[KIND_COMMIT]	= "commit",
};

const struct folio_wait folio_waits[NR_FOLIOLOCK_WAITS] = {
	[FOLIO_LOCKED]		= { "folio lock", KIND_FOLIO },
	[FOLIO_WRITEBACK]	= { "folio writeback", KIND_FOLIO },
	[FOLIO_OTHER]		= { "folio, another bit", KIND_FOLIO },
	[HAZARD_HANDLE]		= { "handle, folio locked", KIND_HAZARD },
	[HAZARD_HANDLE_VICTIM]	= { "folio locked for handle", KIND_DELAYED },
	[HAZARD_FOLIO]		= { "folio lock, handle open", KIND_HAZARD },
	[HAZARD_FOLIO_COMMIT]	= { "commit, of such a handle", KIND_DELAYED },
	[HANDLE_COMMIT]		= { "handle, commit", KIND_HANDLE },
	[HANDLE_SPACE]		= { "handle, log space", KIND_HANDLE },
	[COMMIT_HANDLES]	= { "commit, open handles", KIND_HANDLE },
	[COMMIT]		= { "commit", KIND_COMMIT },
};

enum wait_kind wait_kind_of(const char *name)
{
	for (int i = 0; i < NR_FOLIOLOCK_WAITS; i++)
		if (!strcmp(folio_waits[i].name, name))
			return folio_waits[i].kind;
	return KIND_LOCK;
}

const char *wait_holder_role(enum wait_kind kind)
{
	return kind == KIND_COMMIT ? "asked by" : "held by";
}
