/* SPDX-License-Identifier: GPL-2.0-only */
/* How the running kernel was configured, as far as it changes the path of a fault. */
#ifndef FAULTLINE_TRIAL_KCONFIG_H
#define FAULTLINE_TRIAL_KCONFIG_H

#include <stddef.h>

/**
 * kconfig_read() - from /proc/config.gz, or where distributions keep it.
 * Return: "SMP PREEMPT_LAZY HZ=250": options that are set, "=y" left out, in an order of
 * ours, to be freed; NULL if the kernel's configuration is not known.
 */
char *kconfig_read(void);

/** kconfig_of() - the same from the file @path, which may be compressed. */
char *kconfig_of(const char *path);

/**
 * kconfig_value() - what stands behind the "=" of one option.
 * @option: without CONFIG_, "PAHOLE_VERSION".
 * Return: "125", to be freed; NULL if the option is not set, or the configuration not known.
 */
char *kconfig_value(const char *option);

#endif
