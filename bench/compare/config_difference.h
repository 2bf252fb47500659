/* SPDX-License-Identifier: GPL-2.0-only */
/* In what the configurations of two kernels differ, as runs keep them. */
#ifndef FAULTLINE_COMPARE_CONFIG_DIFFERENCE_H
#define FAULTLINE_COMPARE_CONFIG_DIFFERENCE_H

#include <stddef.h>

/**
 * kconfig_difference() - "-PREEMPT_LAZY +KASAN": words of @base alone, and of @new alone.
 * Return: @buf, cut off at @len; "" if there are none.
 */
char *kconfig_difference(const char *base, const char *new, char *buf, size_t len);

#endif
