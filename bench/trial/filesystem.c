// SPDX-License-Identifier: GPL-2.0-only
/*
 * How each variant of model/variant_table.h is made.  Features are spelled out rather
 * than left to this machine's mke2fs.conf, identifiers are fixed, and nothing
 * is initialised lazily: the same filesystem everywhere, every time.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/command.h"
#include "lib/complain.h"
#include "lib/write_text.h"
#include "trial/filesystem.h"
#include "trial/filler.h"

/* A mount option is known if a filesystem context takes it; no device is needed */
static int kernel_knows(const char *type, const char *flag)
{
	int fd = fsopen(type, FSOPEN_CLOEXEC), known;

	if (fd < 0)
		return 0;
	known = !fsconfig(fd, FSCONFIG_SET_FLAG, flag, NULL, 0);
	close(fd);
	return known;
}

bool filesystem_allowed(void)
{
	int fd = fsopen("tmpfs", FSOPEN_CLOEXEC), error = errno;

	if (fd >= 0)
		close(fd);
	return fd >= 0 || error != EPERM;
}

/* What mount(2) calls it */
static const char *type_name(const struct variant_facts *variant)
{
	switch (variant->filesystem) {
	case FILESYSTEM_EXT4:
		return "ext4";
	case FILESYSTEM_XFS:
		return "xfs";
	case FILESYSTEM_TMPFS:
		return "tmpfs";
	case NR_FILESYSTEMS:
		break;
	}
	return "";
}

/* Is the running kernel older than @release, "6.16"? */
static bool kernel_before(const char *release)
{
	unsigned int have[2], want[2];
	struct utsname name;

	return !uname(&name) && sscanf(name.release, "%u.%u", &have[0], &have[1]) == 2 &&
	       sscanf(release, "%u.%u", &want[0], &want[1]) == 2 &&
	       (have[0] != want[0] ? have[0] < want[0] : have[1] < want[1]);
}

/* Return: the first Linux that has folios as @cell wants them; NULL: any */
static const char *folios_since(const struct cell *cell)
{
	const struct variant_facts *variant = &variants[cell->variant];

	if (cell->folio == FOLIO_ORDER0)
		return NULL;
	return state_flags[cell->state] & STATE_IS_CACHED && variant->large_writes_since ?
		       variant->large_writes_since : variant->large_since;
}

const char *filesystem_missing(const struct cell *cell)
{
	const struct variant_facts *variant = &variants[cell->variant];
	const char *type = type_name(variant), *option = variant->new_option;
	const char *since = folios_since(cell);
	static char why[128];

	if (!kernel_knows(type, "rw"))
		return "this kernel lacks the filesystem";
	if (option && !kernel_knows(type, option)) {
		snprintf(why, sizeof(why), "this kernel's %s has no mount option %s", type, option);
		return why;
	}
	if (since && kernel_before(since)) {
		snprintf(why, sizeof(why), "%s makes them since Linux %s", type, since);
		return why;
	}
	return NULL;
}

int filesystem_fits(const struct filesystem *fs, const struct cell *cell)
{
	return fs->made && !cell_compare_filesystems(&fs->made_for, cell);
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
	const unsigned int journal_blocks = setup_journal_blocks(cell->setup, FILESYSTEM_EXT4);
	char block_size[16], blocks[32], journal[32];
	char *argv[] = {
		"mkfs.ext4", "-q", "-F", "-b", block_size, "-I", "256", "-i", "262144",
		"-m", "0", "-U", FILESYSTEM_UUID, "-J", journal, "-O",
		"none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,"
		"flex_bg,metadata_csum,sparse_super,large_file,huge_file,dir_nlink,extra_isize",
		"-E", "lazy_itable_init=0,lazy_journal_init=1,nodiscard,hash_seed=" FILESYSTEM_UUID,
		(char *)fs->device, blocks, NULL
	};

	snprintf(block_size, sizeof(block_size), "%u", cell->block_size);
	snprintf(blocks, sizeof(blocks), "%llu", fs->bytes / cell->block_size);
	snprintf(journal, sizeof(journal), "size=%u",
		 journal_blocks ? journal_blocks * cell->block_size >> 20 : 512);
	return run_mkfs(argv);
}

static int make_xfs(const struct filesystem *fs, const struct cell *cell)
{
	char block_size[32], data[48];
	char *argv[] = {
		"mkfs.xfs", "-q", "-f", "-K", "-b", block_size, "-m", "uuid=" FILESYSTEM_UUID,
		"-d", data, (char *)fs->device, NULL
	};

	snprintf(block_size, sizeof(block_size), "size=%u", cell->block_size);
	snprintf(data, sizeof(data), "size=%llu", fs->bytes);
	return run_mkfs(argv);
}

/* How the kernel calls the device in /proc and /sys */
static const char *base_name(const char *device)
{
	const char *slash = strrchr(device, '/');

	return slash ? slash + 1 : device;
}

/*
 * Have every block bitmap in memory.  Which groups the allocator has read so
 * far decides where it allocates, so a read that comes in late gives a file
 * other extents, and each lookup in them another cost.
 */
static int load_bitmaps(const struct filesystem *fs)
{
	char path[128], buf[4096];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/fs/ext4/%s/mb_groups", base_name(fs->disk.path));
	file = fopen(path, "re");
	if (!file)
		return complain("%s: %s", path, strerror(errno));
	while (fread(buf, 1, sizeof(buf), file))
		;
	fclose(file);
	return 0;
}

/* One of its settings in sysfs, which last until it is unmounted */
static int set_ext4(const struct filesystem *fs, const char *setting, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/fs/ext4/%s/%s", base_name(fs->disk.path), setting);
	return write_text(path, value) ? complain("%s: %s", path, strerror(errno)) : 0;
}

/*
 * A buffer_head fault on part of an unwritten extent would rather write zeroes
 * around it, and wait for them, than split it: up to 32 KiB for each fault.
 * How long that takes in guest instructions is up to the host's disk.
 */
static int forbid_zeroout(const struct filesystem *fs)
{
	return set_ext4(fs, "extent_max_zeroout_kb", "0");
}

/*
 * ext4 keeps up to 4096 clusters for metadata, and ext4_nonda_switch() takes them for free
 * ones: as long as it has as many it sees no shortage.
 */
static int reserve_less(const struct filesystem *fs)
{
	return set_ext4(fs, "reserved_clusters", "64");
}

static int make(const struct filesystem *fs, const struct cell *cell)
{
	switch (variants[cell->variant].filesystem) {
	case FILESYSTEM_EXT4:
		return make_ext4(fs, cell);
	case FILESYSTEM_XFS:
		return make_xfs(fs, cell);
	case FILESYSTEM_TMPFS:
		return 0;
	case NR_FILESYSTEMS:
		break;
	}
	return complain("%s: its variant does not say how it is made", variant_names[cell->variant]);
}

static int prepare_ext4(const struct filesystem *fs)
{
	if (load_bitmaps(fs) || (fs->steady && forbid_zeroout(fs)))
		return -1;
	return fs->made_for.setup & SETUP_BIT(NEAR_FULL) ? reserve_less(fs) : 0;
}

int filesystem_mount(struct filesystem *fs)
{
	const struct variant_facts *variant = &variants[fs->made_for.variant];
	const char *type = type_name(variant);
	char options[CELL_OPTIONS];

	cell_mount_options(&fs->made_for, options);
	if (device_setup_begin(&fs->disk, fs->device, fs->made_for.setup))
		return -1;
	if (mount(variant->in_memory ? type : fs->disk.path, fs->mount_point, type, 0, options))
		return complain("cannot mount %s of %s with options '%s': %s", type, fs->disk.path,
				options, strerror(errno));
	fs->mounted = 1;
	return variant->filesystem == FILESYSTEM_EXT4 ? prepare_ext4(fs) : 0;
}

/* What stays in it from one trial to the next */
static int age(struct filesystem *fs)
{
	int ret = filesystem_mount(fs), dir_fd = -1;

	if (!ret) {
		dir_fd = open(fs->mount_point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		ret = dir_fd < 0 ? complain("%s: %s", fs->mount_point, strerror(errno)) :
		      filler_age(dir_fd);
	}
	if (dir_fd >= 0)
		close(dir_fd);
	return filesystem_unmount(fs) || ret ? -1 : 0;
}

int filesystem_make(struct filesystem *fs, const struct cell *cell)
{
	fs->made = 0;
	fs->made_for = *cell;
	if (make(fs, cell) || (cell->setup & SETUP_BIT(AGED) && age(fs)))
		return -1;
	fs->made = 1;
	return 0;
}

int filesystem_unmount(struct filesystem *fs)
{
	if (fs->mounted && umount(fs->mount_point))
		return complain("cannot unmount %s: %s", fs->mount_point, strerror(errno));
	fs->mounted = 0;
	return device_setup_end(&fs->disk);
}
