/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts that are lists of words: options of a kernel, flags of a processor. */
#ifndef FAULTLINE_LIB_WORDS_H
#define FAULTLINE_LIB_WORDS_H

#include <stddef.h>

/**
 * words_difference() - "-PREEMPT_LAZY +KASAN": words of @base alone, and of @new alone.
 * Return: @buf, cut off at @len; "" if there are none.
 */
char *words_difference(const char *base, const char *new, char *buf, size_t len);

#endif
