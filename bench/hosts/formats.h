/* SPDX-License-Identifier: GPL-2.0-only */
/* The report of several hosts, for people and for programs. For other folders. */
#ifndef FAULTLINE_HOSTS_FORMATS_H
#define FAULTLINE_HOSTS_FORMATS_H

#include <stdio.h>

#include "hosts/remarks.h"

/** hosts_text() - 72 columns: findings, hosts, and a block a cell, a line a host. */
void hosts_text(const struct merged *merged, const struct remarks *remarks, FILE *out);

/** hosts_json() - the same, see docs/results-schema.md. Return: 0, or -1 after complaining. */
int hosts_json(const struct merged *merged, const struct remarks *remarks, FILE *out);

#endif
