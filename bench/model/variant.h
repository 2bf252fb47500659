/* SPDX-License-Identifier: GPL-2.0-only */
/* What is measured against each other: filesystems, and paths through them. */
#ifndef FAULTLINE_MODEL_VARIANT_H
#define FAULTLINE_MODEL_VARIANT_H

#include <stdbool.h>

enum variant {
#define VARIANT(id, ...) VARIANT_##id,
#include "model/variant_table.h"
#undef VARIANT
	NR_VARIANTS
};

/** How it is made, see trial/filesystem.c. */
enum filesystem_type {
	FILESYSTEM_EXT4 = 1,
	FILESYSTEM_XFS,
	FILESYSTEM_TMPFS,
	NR_FILESYSTEMS
};

/** The functions that a write fault goes through, see function_counts_wrong(). */
enum fault_path {
	PATH_EXT4_BUFFER_HEAD = 1,	/**< block_page_mkwrite() */
	PATH_EXT4_BLOCK_WRITE,		/**< buffer heads without delayed allocation */
	PATH_EXT4_IOMAP,
	PATH_IOMAP,			/**< iomap_page_mkwrite() at once */
	PATH_NO_MKWRITE,		/**< none of them */
};

struct variant_facts {
	enum filesystem_type filesystem;
	const char *options;		/**< of its mount */
	const char *options_large;	/**< with large folios; NULL: the same */
	const char *options_by_write;	/**< with folios as large as the writes that make them */
	const char *new_option;		/**< that not every kernel has; NULL: none */
	const char *large_since;	/**< first Linux with large folios; NULL: any */
	const char *large_writes_since;	/**< likewise made by write(2); NULL: the same */
	enum fault_path path;
	bool delays_allocation;		/**< what is written has no blocks until it is written back */
	bool allocates_by_block;	/**< each buffered write of a page looks for its blocks */
	bool in_memory;			/**< no device and no block size: in every table, as the least of all */
	const struct variant_facts *compared_with;	/**< within a run; NULL: nothing */
	const struct variant_facts *compared_else;	/**< if a run has not got that; NULL: nothing */
	const char *head[2];		/**< its name in two lines of TABLE_COLUMN */
	/**
	 * In charts: colour, mark and dash, as gnuplot knows them.  Colours are from Okabe and
	 * Ito (2008), dark to light in grey as well; marks differ in shape.
	 */
	const char *style;
};

extern const struct variant_facts variants[NR_VARIANTS];

/** Their names, as job files and results spell them. */
extern const char *const variant_names[NR_VARIANTS];

#endif
