// SPDX-License-Identifier: GPL-2.0-only
#include "model/variant.h"

/*
 * Commits are left to fsync: the interval is an hour, and the journal is large
 * enough that no trial's handles fill a transaction (a quarter of it).
 */
#define EXT4_OPTIONS "commit=3600,noinit_itable,no_prefetch_block_bitmaps"

const struct variant_facts variants[NR_VARIANTS] = {
#define VARIANT(id, called, ...) [VARIANT_##id] = { __VA_ARGS__ },
#include "model/variant_table.h"
#undef VARIANT
};

const char *const variant_names[NR_VARIANTS] = {
#define VARIANT(id, called, ...) [VARIANT_##id] = (called),
#include "model/variant_table.h"
#undef VARIANT
};
