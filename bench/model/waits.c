// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "lib/json_bits.h"
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

/* Return: enum foliolock_wait, or WAIT_LOCKS */
static int wait_index(const char *name)
{
	int i = 0;

	while (i < NR_FOLIOLOCK_WAITS && strcmp(folio_waits[i].name, name))
		i++;
	return i;
}

enum wait_kind wait_kind_of(const char *name)
{
	int i = wait_index(name);

	return i < NR_FOLIOLOCK_WAITS ? folio_waits[i].kind : KIND_LOCK;
}

unsigned int wait_bit(const char *name)
{
	return 1U << wait_index(name);
}

const char *wait_name(int wait)
{
	return wait == WAIT_LOCKS ? wait_kind_names[KIND_LOCK] : folio_waits[wait].name;
}

json_t *waits_to_json(unsigned int waits)
{
	return json_bits(waits, WAIT_LOCKS + 1, wait_name);
}

int waits_from_json(const json_t *array, unsigned int *waits)
{
	return json_bits_read(array, WAIT_LOCKS + 1, wait_name, waits);
}

const char *wait_holder_role(enum wait_kind kind)
{
	return kind == KIND_COMMIT ? "asked by" : "held by";
}
