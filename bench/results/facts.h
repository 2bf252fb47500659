/* SPDX-License-Identifier: GPL-2.0-only */
/* What the first line of a run says of it. */
#ifndef FAULTLINE_FACTS_H
#define FAULTLINE_FACTS_H

#include <jansson.h>

/** fact_of() - what @object, of a first line, says under @key; "unknown" if it says nothing. */
const char *fact_of(const json_t *object, const char *key);

#endif
