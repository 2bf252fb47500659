/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTLINE_LIB_PAGE_H
#define FAULTLINE_LIB_PAGE_H

/* Bytes of a page.  x86-64 has no other base page; main() checks. */
#define PAGE_BYTES 4096U

#endif
