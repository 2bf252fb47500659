// SPDX-License-Identifier: GPL-2.0-only
/*
 * fsop OP FILE [ARG]...: one operation on a file that no shell command offers, or not with its
 * errno.  Prints "ok" or the errno's name, one for each call that counts.
 */
#include <linux/fs.h>
#include <linux/fscrypt.h>
#include <linux/fsverity.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/quota.h>
#include <sys/stat.h>
#include <unistd.h>

#include "op.h"

struct move_extent {		/* fs/ext4/ext4.h; no header for user space has it */
	uint32_t reserved, donor_fd;
	uint64_t orig_start, donor_start, len, moved_len;
};
/* struct ext4_tune_sb_params */
struct tune_sb {
	uint32_t set_flags, other[20], set_feature_ro_compat_mask, more[36];
};
#define MOVE_EXT _IOWR('f', 15, struct move_extent)
#define SET_TUNE_SB _IOW('f', 46, struct tune_sb)
#define TUNE_EDIT_FEATURES 0x4000
#define FEATURE_VERITY 0x8000
#define SWAP_BOOT _IO('f', 17)
#define FLAG_JOURNAL_DATA 0x4000
#define FLAG_EXTENTS 0x80000

static void say(long ret)
{
	puts(ret < 0 ? strerrorname_np(errno) : "ok");
}

/* encrypt DIR: give the empty DIR a key and a policy */
static void encrypt(char **arg)
{
	struct fscrypt_add_key_arg *key = calloc(1, sizeof(*key) + 64);
	struct fscrypt_policy_v2 policy = {
		.version = FSCRYPT_POLICY_V2,
		.contents_encryption_mode = FSCRYPT_MODE_AES_256_XTS,
		.filenames_encryption_mode = FSCRYPT_MODE_AES_256_CTS,
		.flags = FSCRYPT_POLICY_FLAGS_PAD_32,
	};
	int fd = open_file(arg[0], O_RDONLY);

	if (!key)
		die("memory");
	key->key_spec.type = FSCRYPT_KEY_SPEC_TYPE_IDENTIFIER;
	key->raw_size = 64;
	for (int i = 0; i < 64; i++)
		key->raw[i] = i;
	if (ioctl(fd, FS_IOC_ADD_ENCRYPTION_KEY, key))
		die("FS_IOC_ADD_ENCRYPTION_KEY");
	memcpy(policy.master_key_identifier, key->key_spec.u.identifier,
	       sizeof(policy.master_key_identifier));
	say(ioctl(fd, FS_IOC_SET_ENCRYPTION_POLICY, &policy));
}

static void verity(char **arg)
{
	struct fsverity_enable_arg enable = {
		.version = 1, .hash_algorithm = FS_VERITY_HASH_ALG_SHA256, .block_size = 4096,
	};

	say(ioctl(open_file(arg[0], O_RDONLY), FS_IOC_ENABLE_VERITY, &enable));
}

/* allow-verity DIR: give the mounted filesystem the verity feature */
static void allow_verity(char **arg)
{
	struct tune_sb tune = {
		.set_flags = TUNE_EDIT_FEATURES, .set_feature_ro_compat_mask = FEATURE_VERITY,
	};

	say(ioctl(open_file(arg[0], O_RDONLY), SET_TUNE_SB, &tune));
}

/* defrag FILE DONOR: exchange their first blocks */
static void defrag(char **arg)
{
	struct move_extent move = { .donor_fd = open_file(arg[1], O_RDWR), .len = 1 };

	say(ioctl(open_file(arg[0], O_RDWR), MOVE_EXT, &move));
}

static void swapboot(char **arg)
{
	say(ioctl(open_file(arg[0], O_RDWR), SWAP_BOOT));
}

static void flip_flag(const char *path, int flag)
{
	int fd = open_file(path, O_RDONLY), flags;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags))
		die("FS_IOC_GETFLAGS");
	flags ^= flag;
	say(ioctl(fd, FS_IOC_SETFLAGS, &flags));
}

static void journal(char **arg)
{
	flip_flag(arg[0], FLAG_JOURNAL_DATA);
}

static void extents(char **arg)
{
	flip_flag(arg[0], FLAG_EXTENTS);
}

/* bmap FILE: the number of each of its blocks, 0 for a hole */
static void bmap(char **arg)
{
	int fd = open_file(arg[0], O_RDONLY), size, block;
	struct stat st;

	if (ioctl(fd, FIGETBSZ, &size) || fstat(fd, &st))
		die(arg[0]);
	for (int i = 0; i < (st.st_size + size - 1) / size; i++) {
		block = i;
		if (ioctl(fd, FIBMAP, &block))
			die("FIBMAP");
		printf("%d\n", block);
	}
}

static void store(char *map, size_t size, int byte)
{
	for (size_t at = 0; at < size; at += PAGE)
		((volatile char *)map)[at] = (char)byte;
}

static char *map_file(int fd, size_t *size)
{
	struct stat st;
	char *map;

	if (fstat(fd, &st))
		die("fstat");
	*size = st.st_size;
	map = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		die("mmap");
	return map;
}

/*
 * store FILE BYTE: BYTE into each page by a mapping, then what msync says, and what
 * fsync says to somebody who had the file open all the time
 */
static void store_sync(char **arg)
{
	int fd = open_file(arg[0], O_RDWR), other = open_file(arg[0], O_RDWR);
	size_t size;
	char *map = map_file(fd, &size);

	store(map, size, atoi(arg[1]));
	say(msync(map, size, MS_SYNC));
	say(fsync(other));
}

/* late FILE BYTE: the same, but written back by somebody else before fsync */
static void store_late(char **arg)
{
	int fd = open_file(arg[0], O_RDWR);
	size_t size;
	char *map = map_file(fd, &size);

	store(map, size, atoi(arg[1]));
	sync();
	say(fsync(fd));
}

static void bus(int sig)
{
	static const char text[] = "SIGBUS\n";

	(void)sig;
	(void)!write(STDOUT_FILENO, text, sizeof(text) - 1);
	_exit(0);
}

/* fill FILE BYTE: store into each page until there is no space for one */
static void store_fill(char **arg)
{
	int fd = open_file(arg[0], O_RDWR);
	size_t size;
	char *map = map_file(fd, &size);

	signal(SIGBUS, bus);
	store(map, size, atoi(arg[1]));
	puts("ok");
}

/* quota DEV USER BLOCKS: a limit of BLOCKS KiB */
static void quota(char **arg)
{
	struct dqblk limit = {
		.dqb_bhardlimit = atoi(arg[2]), .dqb_bsoftlimit = atoi(arg[2]),
		.dqb_valid = QIF_BLIMITS,
	};

	say(quotactl(QCMD(Q_SETQUOTA, USRQUOTA), arg[0], atoi(arg[1]), (char *)&limit));
}

static const struct op ops[] = {
	{ "encrypt", encrypt, 1 },	{ "allow-verity", allow_verity, 1 },
	{ "verity", verity, 1 },	{ "defrag", defrag, 2 },
	{ "swapboot", swapboot, 1 },	{ "journal", journal, 1 },
	{ "extents", extents, 1 },	{ "bmap", bmap, 1 },
	{ "store", store_sync, 2 },	{ "late", store_late, 2 },
	{ "fill", store_fill, 2 },	{ "quota", quota, 3 },
};

int main(int argc, char **argv)
{
	return run_op(ops, sizeof(ops) / sizeof(ops[0]), argc, argv);
}
