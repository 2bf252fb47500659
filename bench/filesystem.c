// SPDX-License-Identifier: GPL-2.0-only
/*
 * One table says how each variant is made.  Features are spelled out rather
 * than left to this machine's mke2fs.conf, identifiers are fixed, and nothing
 * is initialised lazily: the same filesystem everywhere, every time.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include "command.h"
#include "complain.h"
#include "filesystem.h"

#define UUID "fa017117-e000-4000-8000-000000000001"

enum family { FAMILY_EXT4, FAMILY_XFS, FAMILY_TMPFS };

static const char *const family_types[] = { "ext4", "xfs", "tmpfs" };

/* The commit interval of an hour leaves commits to fsync and to a full journal */
static const struct {
	enum family family;
	const char *options;
} variants[NR_VARIANTS] = {
	[VARIANT_EXT4_BUFFER_HEAD] = { FAMILY_EXT4, "commit=3600,noinit_itable" },
	[VARIANT_EXT4_BUFFER_HEAD_NODELALLOC] = {
		FAMILY_EXT4, "commit=3600,noinit_itable,nodelalloc" },
	[VARIANT_XFS] = { FAMILY_XFS, "" },
	[VARIANT_TMPFS] = { FAMILY_TMPFS, "" },
};

const char *filesystem_options(const struct cell *cell)
{
	if (cell->variant == VARIANT_TMPFS)
		return cell->folio == FOLIO_LARGE ? "huge=always" : "huge=never";
	return variants[cell->variant].options;
}

int filesystem_fits(const struct filesystem *fs, const struct cell *cell)
{
	return fs->mounted && fs->made_for.variant == cell->variant &&
	       fs->made_for.block_size == cell->block_size &&
	       !strcmp(filesystem_options(&fs->made_for), filesystem_options(cell));
}

static int run_mkfs(char *const argv[])
{
	char output[512];
	int status = command_run(argv, output, sizeof(output));

	if (!status)
		return 0;
	if (status < 0)
		return complain("%s: %s", argv[0], strerror(errno));
	output[strcspn(output, "\n")] = '\0';
	return complain("%s failed with status %d: %s", argv[0], status, output);
}

static int make_ext4(const struct filesystem *fs, const struct cell *cell)
{
	char block_size[16], blocks[32];
	char *argv[] = {
		"mkfs.ext4", "-q", "-F", "-b", block_size, "-I", "256", "-i", "262144",
		"-m", "0", "-U", UUID, "-J", "size=128", "-O",
		"none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,"
		"flex_bg,metadata_csum,sparse_super,large_file,huge_file,dir_nlink,extra_isize",
		"-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard,hash_seed=" UUID,
		(char *)fs->device, blocks, NULL
	};

	snprintf(block_size, sizeof(block_size), "%u", cell->block_size);
	snprintf(blocks, sizeof(blocks), "%llu", fs->bytes / cell->block_size);
	return run_mkfs(argv);
}

static int make_xfs(const struct filesystem *fs, const struct cell *cell)
{
	char block_size[32], data[48];
	char *argv[] = {
		"mkfs.xfs", "-q", "-f", "-K", "-b", block_size, "-m", "uuid=" UUID,
		"-d", data, (char *)fs->device, NULL
	};

	snprintf(block_size, sizeof(block_size), "size=%u", cell->block_size);
	snprintf(data, sizeof(data), "size=%llu", fs->bytes);
	return run_mkfs(argv);
}

int filesystem_make(struct filesystem *fs, const struct cell *cell)
{
	enum family family = variants[cell->variant].family;
	const char *options = filesystem_options(cell);

	if (filesystem_unmount(fs))
		return -1;
	if (family == FAMILY_EXT4 && make_ext4(fs, cell))
		return -1;
	if (family == FAMILY_XFS && make_xfs(fs, cell))
		return -1;
	if (mount(family == FAMILY_TMPFS ? "tmpfs" : fs->device, fs->mount_point,
		  family_types[family], 0, options))
		return complain("cannot mount %s of %s with options '%s': %s",
				family_types[family], fs->device, options, strerror(errno));
	fs->mounted = 1;
	fs->made_for = *cell;
	return 0;
}

int filesystem_unmount(struct filesystem *fs)
{
	if (!fs->mounted)
		return 0;
	if (umount(fs->mount_point))
		return complain("cannot unmount %s: %s", fs->mount_point, strerror(errno));
	fs->mounted = 0;
	return 0;
}
