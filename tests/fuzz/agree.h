/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTLINE_FUZZ_AGREE_H
#define FAULTLINE_FUZZ_AGREE_H

#include <stddef.h>

/**
 * scan_disagrees() - does scan_trial() take @text, @len bytes and a NUL, which the JSON
 * parser refuses, or reads otherwise?
 * Return: NULL if not, else the key at fault.
 */
const char *scan_disagrees(const char *text, size_t len);

#endif
