// SPDX-License-Identifier: GPL-2.0-only
#include <elfutils/libdwelf.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/complain.h"
#include "profile/kernel_id.h"

/* FNV-1a: against a mix-up, not against forgery */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ byte[i]) * 0x100000001b3;
	return hash;
}

static uint64_t hash_symbols(uint64_t hash, const struct symbol_table *symbols)
{
	for (size_t i = 0; i < symbols->n; i++) {
		const struct symbol *symbol = &symbols->symbol[i];

		hash = hash_bytes(hash, &symbol->address, sizeof(symbol->address));
		hash = hash_bytes(hash, symbol->name, strlen(symbol->name) + 1);
	}
	return hash;
}

const char *kernel_id(const struct profile_folder *folder, const char *build_id,
		      char id[KERNEL_ID])
{
	uint64_t hash = 0xcbf29ce484222325;

	if (build_id && build_id_valid(build_id)) {
		snprintf(id, KERNEL_ID, "%s", build_id);
		return id;
	}
	hash = hash_symbols(hash, &folder->symbols);
	hash = hash_symbols(hash, &folder->data);
	snprintf(id, KERNEL_ID, "map-%016" PRIx64, hash);
	return id;
}

int kernel_id_check(const char *id, Elf *elf, const char *path)
{
	char text[BUILD_ID_TEXT];
	const char *own = NULL;
	const void *bytes;
	ssize_t len;

	if (!build_id_valid(id))
		return 0;
	len = dwelf_elf_gnu_build_id(elf, &bytes);
	if (len > 0)
		own = build_id_text(bytes, (size_t)len, text);
	if (own && !strcmp(own, id))
		return 0;
	return complain("%s: not the kernel that was measured, whose build ID is %s", path, id);
}
