// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <zlib.h>

#include "trial/kconfig.h"

/* With any of these changed, the same fault takes other instructions */
static const char *const options[] = {
	/* who runs when */
	"SMP", "NUMA", "PREEMPT_NONE", "PREEMPT_VOLUNTARY", "PREEMPT", "PREEMPT_LAZY", "PREEMPT_RT",
	"PREEMPT_DYNAMIC", "HZ", "NO_HZ_FULL", "PARAVIRT",
	/* what a fault does */
	"MEMCG", "CGROUP_WRITEBACK", "LRU_GEN", "TRANSPARENT_HUGEPAGE", "PER_VMA_LOCK",
	"USERFAULTFD", "MEM_SOFT_DIRTY", "TASK_DELAY_ACCT", "TASK_IO_ACCOUNTING", "SECURITY",
	"AUDITSYSCALL",
	/* what filesystems do */
	"QUOTA", "FS_DAX", "FS_ENCRYPTION", "FS_VERITY", "EXT4_DEBUG", "JBD2_DEBUG", "XFS_DEBUG",
	"XFS_WARN",
	/* how the compiler was told to */
	"CC_OPTIMIZE_FOR_SIZE", "LTO_CLANG", "CFI", "CFI_CLANG", "STACKPROTECTOR",
	"STACKPROTECTOR_STRONG", "FORTIFY_SOURCE", "FUNCTION_TRACER", "MITIGATION_RETPOLINE",
	"MITIGATION_RETHUNK", "MITIGATION_SLS", "MITIGATION_PAGE_TABLE_ISOLATION",
	/* hardening */
	"HARDENED_USERCOPY", "INIT_ON_ALLOC_DEFAULT_ON", "INIT_ON_FREE_DEFAULT_ON",
	"LIST_HARDENED", "RANDOM_KMALLOC_CACHES", "RANDOMIZE_KSTACK_OFFSET_DEFAULT",
	"SLAB_FREELIST_HARDENED", "SHUFFLE_PAGE_ALLOCATOR",
	/* what looks for bugs */
	"DEBUG_ATOMIC_SLEEP", "DEBUG_KMEMLEAK", "DEBUG_LIST", "DEBUG_LOCK_ALLOC", "DEBUG_MUTEXES",
	"DEBUG_OBJECTS", "DEBUG_PAGEALLOC", "DEBUG_PREEMPT", "DEBUG_RWSEMS", "DEBUG_SPINLOCK",
	"DEBUG_VM", "KASAN", "KCOV", "KCSAN", "KFENCE", "KMSAN", "LOCK_STAT", "PAGE_OWNER",
	"PAGE_POISONING", "PAGE_TABLE_CHECK", "PROVE_LOCKING", "SLUB_DEBUG_ON", "UBSAN",
};

#define NR_OPTIONS (sizeof(options) / sizeof(options[0]))

/* @line: "CONFIG_SMP=y". Return: which of ours it is, with what is behind the "="; or -1 */
static int option_of(char *line, const char **value)
{
	char *name = line + strlen("CONFIG_"), *equals = strchr(line, '=');

	if (strncmp(line, "CONFIG_", strlen("CONFIG_")) || !equals)
		return -1;
	*equals = '\0';
	equals[1 + strcspn(equals + 1, "\n")] = '\0';
	*value = equals + 1;
	for (size_t i = 0; i < NR_OPTIONS; i++)
		if (!strcmp(options[i], name))
			return (int)i;
	return -1;
}

static char *join(char value[NR_OPTIONS][16])
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	for (size_t i = 0; i < NR_OPTIONS; i++)
		if (!strcmp(value[i], "y"))
			fprintf(out, "%s%s", ftell(out) ? " " : "", options[i]);
		else if (*value[i])
			fprintf(out, "%s%s=%s", ftell(out) ? " " : "", options[i], value[i]);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

char *kconfig_of(const char *path)
{
	char line[1024], value[NR_OPTIONS][16] = { "" };
	gzFile file = gzopen(path, "re");	/* plain text, too */
	int error, any = 0;

	if (!file)
		return NULL;
	while (gzgets(file, line, sizeof(line))) {
		const char *set;
		int i = option_of(line, &set);

		any |= !strncmp(line, "CONFIG_", strlen("CONFIG_"));
		if (i >= 0)
			snprintf(value[i], sizeof(value[i]), "%.15s", set);
	}
	gzerror(file, &error);
	/* What is damaged, or is no configuration, is none rather than half of one */
	if (gzclose(file) != Z_OK || error != Z_OK || !any)
		return NULL;
	return join(value);
}

/* What is in /proc is of the kernel that runs; a file in /boot may be of another build */
static const char *const places[] = {
	"/proc/config.gz", "/boot/config-%s", "/lib/modules/%s/config"
};

#define NR_PLACES (sizeof(places) / sizeof(places[0]))

static const char *place(size_t i, char path[256])
{
	struct utsname name;

	if (uname(&name))
		*name.release = '\0';
	snprintf(path, 256, places[i], name.release);
	return path;
}

char *kconfig_read(void)
{
	char *text = NULL, path[256];

	for (size_t i = 0; !text && i < NR_PLACES; i++)
		text = kconfig_of(place(i, path));
	return text;
}

static char *value_of(const char *path, const char *option)
{
	size_t len = strlen(option);
	char line[1024], *value = NULL;
	gzFile file = gzopen(path, "re");

	if (!file)
		return NULL;
	while (!value && gzgets(file, line, sizeof(line))) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "CONFIG_", strlen("CONFIG_")) &&
		    !strncmp(line + strlen("CONFIG_"), option, len) &&
		    line[strlen("CONFIG_") + len] == '=')
			value = strdup(line + strlen("CONFIG_") + len + 1);
	}
	gzclose(file);
	return value;
}

char *kconfig_value(const char *option)
{
	char *value = NULL, path[256];

	for (size_t i = 0; !value && i < NR_PLACES; i++)
		value = value_of(place(i, path), option);
	return value;
}
