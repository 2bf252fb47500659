/* SPDX-License-Identifier: GPL-2.0-only */
/* The script of each flame graph, to search and to zoom. */
#ifndef FAULTLINE_REPORT_FLAME_SCRIPT_H
#define FAULTLINE_REPORT_FLAME_SCRIPT_H

/** flame_script - it has no "<" and no "&", which HTML and XML do not read alike. */
extern const char flame_script[];

/**
 * flame_script_hash - of flame_script, by which a page allows it and no other one:
 * "sha256-" and base64.  A test says which one it should be.
 */
extern const char flame_script_hash[];

#endif
