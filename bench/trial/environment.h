/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a run took place: what a reader needs to judge or repeat it. For other folders. */
#ifndef FAULTLINE_TRIAL_ENVIRONMENT_H
#define FAULTLINE_TRIAL_ENVIRONMENT_H

#include <jansson.h>

/**
 * environment_describe() - kernel, machine, settings, versions.
 * @device: block device under test, or NULL.
 * Return: a new JSON object; values that cannot be read are left out.
 */
json_t *environment_describe(const char *device);

#endif
