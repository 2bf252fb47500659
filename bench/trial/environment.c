// SPDX-License-Identifier: GPL-2.0-only
/* The environment, from the places where the kernel publishes it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/build_id.h"
#include "lib/command.h"
#include "lib/read_line.h"
#include "model/stopwatch.h"
#include "trial/environment.h"
#include "trial/host_name.h"
#include "trial/kconfig.h"

static void add_line(json_t *object, const char *key, const char *path)
{
	char line[1024];

	if (read_line(path, line, sizeof(line)))
		json_object_set_new(object, key, json_string(line));
}

/* The value of a "key : value" file's first line that starts with @field */
static void add_field(json_t *object, const char *key, const char *path, const char *field)
{
	FILE *file = fopen(path, "re");
	char line[8192];	/* a processor has hundreds of flags */

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		char *value = strchr(line, ':');

		if (strncmp(line, field, strlen(field)) || !value)
			continue;
		value += 1 + strspn(value + 1, " \t");
		value[strcspn(value, "\n")] = '\0';
		json_object_set_new(object, key, json_string(value));
		break;
	}
	fclose(file);
}

/*
 * /proc/version ends in "(COMPILER, LINKER) #1 SMP ...", and both may have brackets in their
 * names; see init/version-timestamp.c.
 */
static void add_tools(json_t *environment)
{
	char line[1024], *tools, *end, *linker;
	char *pahole = kconfig_value("PAHOLE_VERSION");

	if (pahole)
		json_object_set_new(environment, "pahole", json_string(pahole));
	free(pahole);
	if (!read_line("/proc/version", line, sizeof(line)))
		return;
	tools = strstr(line, ") (");
	end = strstr(line, ") #");
	if (!tools || !end || end < tools + strlen(") ("))
		return;
	tools += strlen(") (");
	*end = '\0';
	linker = strrchr(tools, ',');
	if (linker) {
		json_object_set_new(environment, "linker",
				    json_string(linker + strspn(linker, ", ")));
		*linker = '\0';
	}
	json_object_set_new(environment, "compiler", json_string(tools));
}

/* Of the kernel that runs; its release may be that of many builds */
static void add_build_id(json_t *environment)
{
	FILE *file = fopen("/sys/kernel/notes", "re");
	char notes[4096], text[BUILD_ID_TEXT];
	size_t len;

	if (!file)
		return;
	len = fread(notes, 1, sizeof(notes), file);
	fclose(file);
	if (build_id_in_notes(notes, len, text))
		json_object_set_new(environment, "build_id", json_string(text));
}

/* Take " key=value" out of the kernel's command line. Return: the value, or NULL */
static json_t *take_word(char *line, const char *key)
{
	char *word = strstr(line, key), *value, *end;
	json_t *taken;

	if (!word)
		return NULL;
	value = word + strlen(key);
	end = *value == '"' ? strchr(value + 1, '"') : NULL;
	end = end ? end + 1 : value + strcspn(value, " ");
	taken = json_stringn(value, (size_t)(end - value));
	memmove(word, end, strlen(end) + 1);
	return taken;
}

/*
 * scripts/guest says there what QEMU boots the kernel: that is a fact of its own.  And
 * where its init is, and whether there is a plugin: no figure depends on these.
 */
static void add_command_line(json_t *environment)
{
	char line[4096];
	json_t *emulator;

	if (!read_line("/proc/cmdline", line, sizeof(line)))
		return;
	emulator = take_word(line, " faultline.emulator=");
	if (emulator) {
		json_decref(take_word(line, " init="));
		json_decref(take_word(line, " faultline.profile="));
		json_object_set_new(environment, "emulator", emulator);
	}
	json_object_set_new(environment, "command_line", json_string(line));
}

static void add_version(json_t *object, const char *key, char *program, char *option)
{
	char *argv[] = { program, option, NULL };
	char output[256];

	if (command_run(argv, output, sizeof(output)) < 0)
		return;
	output[strcspn(output, "\n")] = '\0';
	json_object_set_new(object, key, json_string(output));
}

/* What the processor does about its own bugs, "meltdown": "Mitigation: PTI"; not those it has not */
static void add_mitigations(json_t *environment)
{
	static const char dir[] = "/sys/devices/system/cpu/vulnerabilities";
	json_t *mitigations = json_object();
	const struct dirent *entry;
	DIR *bugs = opendir(dir);

	while (bugs && (entry = readdir(bugs))) {
		char path[sizeof(dir) + sizeof(entry->d_name)], line[256];

		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (entry->d_type == DT_REG && read_line(path, line, sizeof(line)) &&
		    strcmp(line, "Not affected") != 0)
			json_object_set_new(mitigations, entry->d_name, json_string(line));
	}
	if (bugs)
		closedir(bugs);
	json_object_set_new(environment, "mitigations", mitigations);
}

/* How fast its CPUs run, and who shares what; files that are not there say nothing */
static void add_processors(json_t *environment)
{
	static const char *const facts[][2] = {
		{ "governor", "cpu0/cpufreq/scaling_governor" },
		{ "cpufreq_driver", "cpu0/cpufreq/scaling_driver" },
		{ "no_turbo", "intel_pstate/no_turbo" },
		{ "boost", "cpufreq/boost" },
		{ "smt", "smt/active" },
		{ "isolated_cpus", "isolated" },
		{ "nohz_full", "nohz_full" },
		{ "idle_driver", "cpuidle/current_driver" },
	};

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		char path[128];

		snprintf(path, sizeof(path), "/sys/devices/system/cpu/%s", facts[i][1]);
		add_line(environment, facts[i][0], path);
	}
	add_line(environment, "numa_nodes", "/sys/devices/system/node/online");
	add_field(environment, "microcode", "/proc/cpuinfo", "microcode");
	add_mitigations(environment);
}

static void add_device(json_t *environment, const char *device)
{
	static const char *const facts[][2] = {
		{ "model", "device/model" },
		{ "firmware", "device/firmware_rev" },
		{ "rotational", "queue/rotational" },
		/* of a loop device: whether the cache of the file behind it is in use */
		{ "direct_io", "loop/dio" },
		{ "scheduler", "queue/scheduler" },
		{ "logical_block_size", "queue/logical_block_size" },
		{ "write_cache", "queue/write_cache" },
		{ "stable_writes", "queue/stable_writes" },
		{ "read_ahead_kb", "queue/read_ahead_kb" },
		{ "sectors", "size" },
	};
	json_t *object;
	struct stat st;
	char path[128];

	if (!device || stat(device, &st))
		return;
	object = json_object();
	json_object_set_new(object, "path", json_string(device));
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/%s", major(st.st_rdev),
			 minor(st.st_rdev), facts[i][1]);
		add_line(object, facts[i][0], path);
		if (json_object_get(object, facts[i][0]))
			continue;
		/* of a partition the disk knows */
		snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/../%s", major(st.st_rdev),
			 minor(st.st_rdev), facts[i][1]);
		add_line(object, facts[i][0], path);
	}
	json_object_set_new(environment, "device", object);
}

json_t *environment_describe(const char *device)
{
	json_t *environment = json_object();
	char *config = kconfig_read();
	char host[HOST_NAME];
	struct utsname name;

	if (!host_name(host) && *host)
		json_object_set_new(environment, "host", json_string(host));
	if (!uname(&name)) {
		json_object_set_new(environment, "kernel", json_string(name.release));
		json_object_set_new(environment, "kernel_version", json_string(name.version));
	}
	add_build_id(environment);
	if (config)
		json_object_set_new(environment, "config", json_string(config));
	free(config);
	add_tools(environment);
	add_command_line(environment);
	add_field(environment, "cpu", "/proc/cpuinfo", "model name");
	add_field(environment, "cpu_flags", "/proc/cpuinfo", "flags");
	add_field(environment, "memory", "/proc/meminfo", "MemTotal");
	json_object_set_new(environment, "cpus", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
	json_object_set_new(environment, "emulated", json_boolean(stopwatch_emulated()));
	add_line(environment, "clocksource",
		 "/sys/devices/system/clocksource/clocksource0/current_clocksource");
	add_line(environment, "transparent_hugepage", "/sys/kernel/mm/transparent_hugepage/enabled");
	add_processors(environment);
	add_version(environment, "mkfs.ext4", "mkfs.ext4", "-V");
	add_version(environment, "mkfs.xfs", "mkfs.xfs", "-V");
	add_device(environment, device);
	return environment;
}
