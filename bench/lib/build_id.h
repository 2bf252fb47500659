/* SPDX-License-Identifier: GPL-2.0-only */
/* The build ID by which a linker names what it has made: of a kernel, too. */
#ifndef FAULTLINE_LIB_BUILD_ID_H
#define FAULTLINE_LIB_BUILD_ID_H

#include <stdbool.h>
#include <stddef.h>

/** Bytes of a build ID as text. The kernel's has 20 bytes; none has more than 32. */
#define BUILD_ID_TEXT 65

/**
 * build_id_text() - the @len bytes at @id as hexadecimal digits.
 * Return: @text; NULL if there are none, or more than fit.
 */
const char *build_id_text(const void *id, size_t len, char text[BUILD_ID_TEXT]);

/**
 * build_id_in_notes() - find it among ELF notes of this machine's byte order, as
 * /sys/kernel/notes has them.
 * @len: bytes at @notes.
 * Return: @text; NULL if it is not there.
 */
const char *build_id_in_notes(const void *notes, size_t len, char text[BUILD_ID_TEXT]);

/** build_id_valid() - is @text what build_id_text() may give? */
bool build_id_valid(const char *text);

#endif
