// SPDX-License-Identifier: GPL-2.0-only
/* By GETFSMAP, which ext4 and XFS have: ioctl_getfsmap(2). */
#include <errno.h>
#include <linux/fsmap.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/complain.h"
#include "trial/free_space.h"

/* Neighbours are one piece. @end: of the piece before */
static void add_piece(struct free_space *space, const struct fsmap *map, uint64_t *end,
		      size_t *piece)
{
	if (!(map->fmr_flags & FMR_OF_SPECIAL_OWNER) || map->fmr_owner != FMR_OWN_FREE)
		return;
	if (map->fmr_physical != *end || !space->pieces) {
		space->pieces++;
		*piece = 0;
	}
	*end = map->fmr_physical + map->fmr_length;
	*piece += map->fmr_length;
	space->bytes += map->fmr_length;
	if (*piece > space->largest)
		space->largest = *piece;
}

int free_space_read(int fd, struct free_space *space)
{
	enum { BATCH = 1024 };
	struct fsmap_head *head = calloc(1, fsmap_sizeof(BATCH));
	uint64_t end = 0;
	size_t piece = 0;
	int ret = 0;

	memset(space, 0, sizeof(*space));
	if (!head)
		return complain("out of memory for the map of the filesystem");
	head->fmh_count = BATCH;
	head->fmh_keys[1] = (struct fsmap){
		.fmr_device = UINT32_MAX, .fmr_flags = UINT32_MAX, .fmr_physical = UINT64_MAX,
		.fmr_owner = UINT64_MAX, .fmr_offset = UINT64_MAX,
	};
	for (int last = 0; !last;) {
		if (ioctl(fd, FS_IOC_GETFSMAP, head)) {
			ret = complain("GETFSMAP of the filesystem: %s", strerror(errno));
			break;
		}
		for (unsigned int i = 0; i < head->fmh_entries; i++)
			add_piece(space, &head->fmh_recs[i], &end, &piece);
		last = !head->fmh_entries ||
		       head->fmh_recs[head->fmh_entries - 1].fmr_flags & FMR_OF_LAST;
		if (!last)
			fsmap_advance(head);
	}
	free(head);
	return ret;
}

const char *free_space_wrong(const struct free_space *space)
{
	return space->pieces >= AGED_HOLES / 2 && space->largest <= AGED_LARGEST ?
	       NULL : "free space is not in small pieces";
}
