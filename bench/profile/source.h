/* SPDX-License-Identifier: GPL-2.0-only */
/* Which line of source each address of a profile is of. For other folders. */
#ifndef FAULTLINE_PROFILE_SOURCE_H
#define FAULTLINE_PROFILE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

/** What stands for a file that is not known. */
#define SOURCE_UNKNOWN "???"

/** A function of the source, inlined or not, and where in it. */
struct source_frame {
	const char *file;	/**< in the kernel's source; or SOURCE_UNKNOWN */
	unsigned int line;	/**< 0: not known */
	const char *function;
};

/** An instruction. */
struct source_place {
	uint64_t address;
	size_t first;		/**< index of its innermost frame */
	size_t n;		/**< frames, 1 at least; the last one is not inlined */
};

/** OUT/profile/source, which docs/results-schema.md describes. */
struct source {
	char *text;		/**< the file; the frames' names lie in it */
	struct source_place *place;	/**< ascending */
	size_t n_places;
	struct source_frame *frame;
	size_t n_frames;
};

/**
 * source_read() - read @path, "OUT/profile/source".
 * @kernel: that it must be of, see kernel_id().
 * Return: 0, or -1 after complaining.
 */
int source_read(const char *path, const char *kernel, struct source *source);

/** source_free() - what @source holds. */
void source_free(struct source *source);

/** source_at() - the place of @address. Return: NULL if it is not there. */
const struct source_place *source_at(const struct source *source, uint64_t address);

/**
 * source_inner(), source_outer() - the innermost frame, and the one that is not inlined.
 * Return: never NULL; a place that is not known has SOURCE_UNKNOWN in it.
 */
const struct source_frame *source_inner(const struct source *source, uint64_t address);
const struct source_frame *source_outer(const struct source *source, uint64_t address);

#endif
