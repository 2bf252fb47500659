// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "results/facts.h"

const char *fact_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "unknown";
}

const char *fact_host(const json_t *run)
{
	const char *host =
		json_string_value(json_object_get(json_object_get(run, "environment"), "host"));

	return host && *host ? host : NULL;
}

const char *fact_kernel(const json_t *run)
{
	return fact_of(json_object_get(run, "environment"), "kernel");
}

const char *fact_build_id(const json_t *run)
{
	return json_string_value(json_object_get(json_object_get(run, "environment"), "build_id"));
}

const char *fact_compiler(const json_t *run)
{
	return fact_of(json_object_get(run, "environment"), "compiler");
}

const char *fact_emulator(const json_t *run)
{
	return json_string_value(json_object_get(json_object_get(run, "environment"), "emulator"));
}

const char *fact_machine(const json_t *run)
{
	return fact_of(json_object_get(run, "environment"), "cpu");
}

const char *fact_device(const json_t *run)
{
	const json_t *device = json_object_get(json_object_get(run, "environment"), "device");

	/* A loop device has no model */
	return fact_of(device, json_object_get(device, "model") ? "model" : "path");
}

const char *fact_delay(const json_t *run)
{
	const char *delay = json_string_value(json_object_get(run, "delay"));

	return delay ? delay : "none";
}

long long fact_cpus(const json_t *run)
{
	return json_integer_value(json_object_get(json_object_get(run, "environment"), "cpus"));
}

const char *fact_job(const json_t *run)
{
	const char *job = fact_of(run, "job"), *name = strrchr(job, '/');

	return name ? name + 1 : job;
}

/* scripts/guest says on the kernel's command line whether flushes reach a disk */
const char *fact_disk_cache(const json_t *run, int *len)
{
	static const char key[] = "faultline.disk_cache=";
	const char *line = fact_of(json_object_get(run, "environment"), "command_line");
	const char *at = strstr(line, key);

	if (!at)
		return NULL;
	at += strlen(key);
	*len = (int)strcspn(at, " ");
	return at;
}
