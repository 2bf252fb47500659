/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's objects behind a mapped file. */
#ifndef FAULTLINE_MODEL_OBJECTS_H
#define FAULTLINE_MODEL_OBJECTS_H

#include "bpf/objects.h"

/** Their types, as results and BTF spell them: "ext4_inode_info". */
extern const char *const object_types[NR_OBJECTS];

#endif
