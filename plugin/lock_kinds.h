/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of lock that the plugin tells apart, and what it calls them in what it writes. */
#ifndef FAULTLINE_PLUGIN_LOCK_KINDS_H
#define FAULTLINE_PLUGIN_LOCK_KINDS_H

/** READ and WRITE are of an rwlock; VMA is a reference of a VMA's readers. */
#define LOCK_KINDS(KIND)			\
	KIND(SPIN, "spin")			\
	KIND(READ, "read")			\
	KIND(WRITE, "write")			\
	KIND(RWSEM_READ, "rwsem-read")		\
	KIND(RWSEM_WRITE, "rwsem-write")	\
	KIND(MUTEX, "mutex")			\
	KIND(VMA, "vma-read")			\
	KIND(FOLIO, "folio")

#endif
