/* SPDX-License-Identifier: GPL-2.0-only */
/* What threads wait for beside locks: folios, handles, and what hazards there are; and commits. */
#ifndef FAULTLINE_MODEL_WAITS_H
#define FAULTLINE_MODEL_WAITS_H

#include <jansson.h>

#include "bpf/foliolock.h"

/** Hazards and those delayed are among the waits of the others as well. */
enum wait_kind {
	KIND_LOCK,
	KIND_FOLIO,	/**< one of its bits */
	KIND_HAZARD,	/**< a folio is held while waiting for a handle, or the other way round */
	KIND_DELAYED,	/**< of whoever waited for such a folio or handle meanwhile */
	KIND_HANDLE,	/**< a handle that is to start, or a commit that waits for open ones */
	KIND_COMMIT,	/**< nobody waits: a transaction is committed, and takes no time here */
	NR_WAIT_KINDS
};

/** "lock", "folio", "hazard", "delayed", "handle", "commit". */
extern const char *const wait_kind_names[NR_WAIT_KINDS];

/** What results call an event of the folio lock tracer, and its kind. */
struct folio_wait {
	const char *name;
	enum wait_kind kind;
};

extern const struct folio_wait folio_waits[NR_FOLIOLOCK_WAITS];

/** The bit of all that wait for locks, beside those of enum foliolock_wait. */
#define WAIT_LOCKS NR_FOLIOLOCK_WAITS

/** wait_bit() - of a wait that results call @name, as 1 << its enum foliolock_wait or WAIT_LOCKS. */
unsigned int wait_bit(const char *name);

/** wait_name() - of a bit of wait_bit(), by its number; "lock" for WAIT_LOCKS. */
const char *wait_name(int wait);

/** waits_to_json() - the names of all @waits, bits as above; "lock" stands for all locks. */
json_t *waits_to_json(unsigned int waits);

/** waits_from_json() - the reverse. Return: 0, or -1 if @array is no such thing. */
int waits_from_json(const json_t *array, unsigned int *waits);

/** wait_kind_of() - of a wait that results call @name; KIND_LOCK if it is no folio's. */
enum wait_kind wait_kind_of(const char *name);

/** wait_holder_role() - "held by"; of a commit "asked by", as nobody holds one. */
const char *wait_holder_role(enum wait_kind kind);

#endif
