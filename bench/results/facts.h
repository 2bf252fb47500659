/* SPDX-License-Identifier: GPL-2.0-only */
/* What the first line of a run says of it. For other folders. */
#ifndef FAULTLINE_RESULTS_FACTS_H
#define FAULTLINE_RESULTS_FACTS_H

#include <jansson.h>

/** fact_of() - what @object, of a first line, says under @key; "unknown" if it says nothing. */
const char *fact_of(const json_t *object, const char *key);

/** fact_host() - the name of the machine; NULL if the run does not say. */
const char *fact_host(const json_t *run);

/** fact_kernel() - its release. */
const char *fact_kernel(const json_t *run);

/** fact_build_id() - of the kernel; NULL if the run does not say. */
const char *fact_build_id(const json_t *run);

/** fact_compiler() - of the kernel. */
const char *fact_compiler(const json_t *run);

/** fact_emulator() - "qemu-7.2.22"; NULL if the run does not say. */
const char *fact_emulator(const json_t *run);

/** fact_machine() - its processor. */
const char *fact_machine(const json_t *run);

/** fact_device() - the model of the disk, or where it is if it has none. */
const char *fact_device(const json_t *run);

/** fact_delay() - which locks were held longer on purpose, "50us@folio lock"; or "none". */
const char *fact_delay(const json_t *run);

/** fact_cpus() - how many were online; 0 if the run does not say. */
long long fact_cpus(const json_t *run);

/** fact_job() - the job file's name, without its directory. */
const char *fact_job(const json_t *run);

/**
 * fact_disk_cache() - how the emulator caches the disk, @len bytes.
 * Return: NULL if the run does not say.
 */
const char *fact_disk_cache(const json_t *run, int *len);

#endif
