// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/outfile.h"
#include "profile/resolve.h"
#include "profile/vmlinux.h"

struct addresses {
	uint64_t *address;
	size_t n;
};

static int add(struct addresses *all, uint64_t address)
{
	if (!profile_in_kernel(address) || grow_by(all->address, all->n, address))
		return 0;
	return complain("out of memory for the addresses of a profile");
}

/* A share's instructions are among those that were executed */
static int add_counts(struct addresses *all, const struct counts *counts)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < counts->n_insns; i++)
		ret = add(all, counts->insn[i].address);
	for (size_t i = 0; !ret && i < counts->n_nodes; i++)
		ret = add(all, counts->node[i].function);
	for (size_t i = 0; !ret && i < counts->n_locks; i++)
		ret = add(all, counts->lock[i].taker);
	return ret;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Ascending, and each one once */
static void sort(struct addresses *all)
{
	size_t kept = 0;

	if (all->n)
		qsort(all->address, all->n, sizeof(*all->address), by_value);
	for (size_t i = 0; i < all->n; i++)
		if (!kept || all->address[kept - 1] != all->address[i])
			all->address[kept++] = all->address[i];
	all->n = kept;
}

static int add_file(struct addresses *all, const struct profile_folder *folder, const char *name)
{
	struct counts counts;
	char path[4608];
	uint64_t index;
	int end = 0, ret;

	if (sscanf(name, "%" SCNu64 ".counts%n", &index, &end) != 1 || !end || name[end])
		return 0;
	snprintf(path, sizeof(path), "%s/profile/%s", folder->dir, name);
	if (counts_read(path, &counts))
		return -1;
	ret = add_counts(all, &counts);
	counts_free(&counts);
	return ret;
}

static int collect(struct addresses *all, const struct profile_folder *folder)
{
	char path[4200];
	struct dirent *entry;
	int ret = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/profile", folder->dir);
	dir = opendir(path);
	if (!dir)
		return complain("%s: %s", path, strerror(errno));
	while (!ret && (entry = readdir(dir)))
		ret = add_file(all, folder, entry->d_name);
	closedir(dir);
	sort(all);
	return ret;
}

/* Blanks are between words, and a newline ends a line */
static void write_word(FILE *out, const char *text)
{
	for (; *text; text++)
		putc((unsigned char)*text > ' ' ? *text : '_', out);
}

static int write_place(FILE *out, struct vmlinux *vmlinux, uint64_t address)
{
	struct source_frame frame[VMLINUX_DEPTH];
	size_t n = vmlinux_frames(vmlinux, address, frame);

	fprintf(out, "%" PRIx64, address);
	for (size_t i = 0; i < n; i++) {
		putc(' ', out);
		write_word(out, frame[i].file);
		fprintf(out, ":%u ", frame[i].line);
		write_word(out, frame[i].function);
	}
	putc('\n', out);
	return n ? 0 : -1;
}

static int write_all(const struct profile_folder *folder, struct vmlinux *vmlinux,
		     const char *kernel, const struct addresses *all)
{
	struct outfile out;
	char path[4200];
	int ret = 0;

	snprintf(path, sizeof(path), "%s/profile", folder->dir);
	if (outfile_open(&out, path, "source"))
		return -1;
	fprintf(out.file, "kernel %s\n", kernel);
	for (size_t i = 0; !ret && i < all->n; i++)
		ret = write_place(out.file, vmlinux, all->address[i]);
	fprintf(out.file, "end\n");
	if (!ret)
		return outfile_commit(&out);
	outfile_discard(&out);
	return -1;
}

int profile_resolve(const struct profile_folder *folder, const char *vmlinux, const char *kernel)
{
	struct addresses all = { 0 };
	struct vmlinux *elf = NULL;
	int ret = collect(&all, folder);

	if (!ret)
		elf = vmlinux_open(vmlinux, &folder->symbols, kernel);
	ret = elf ? write_all(folder, elf, kernel, &all) : -1;
	if (elf)
		vmlinux_close(elf);
	free(all.address);
	return ret;
}
