// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/build_id.h"

const char *build_id_text(const void *id, size_t len, char text[BUILD_ID_TEXT])
{
	const unsigned char *byte = id;

	if (!len || len > (BUILD_ID_TEXT - 1) / 2)
		return NULL;
	for (size_t i = 0; i < len; i++)
		snprintf(text + 2 * i, 3, "%02x", byte[i]);
	return text;
}

/* The name and the contents of a note begin at multiples of four */
static uint64_t aligned(uint64_t bytes)
{
	return (bytes + 3) & ~(uint64_t)3;
}

const char *build_id_in_notes(const void *notes, size_t len, char text[BUILD_ID_TEXT])
{
	const char *at = notes, *end = at + len;
	Elf64_Nhdr note;

	while ((size_t)(end - at) >= sizeof(note)) {
		uint64_t name, all;

		memcpy(&note, at, sizeof(note));
		name = sizeof(note) + aligned(note.n_namesz);
		all = name + aligned(note.n_descsz);
		if (name + note.n_descsz > (uint64_t)(end - at))
			return NULL;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof(ELF_NOTE_GNU) &&
		    !memcmp(at + sizeof(note), ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)))
			return build_id_text(at + name, note.n_descsz, text);
		if (all > (uint64_t)(end - at))
			return NULL;
		at += all;
	}
	return NULL;
}

bool build_id_valid(const char *text)
{
	size_t len = strspn(text, "0123456789abcdef");

	return len && !text[len] && len < BUILD_ID_TEXT && !(len % 2);
}
