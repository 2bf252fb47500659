/* SPDX-License-Identifier: GPL-2.0-only */
/* Files by which the kernel is told a value. */
#ifndef FAULTLINE_LIB_WRITE_TEXT_H
#define FAULTLINE_LIB_WRITE_TEXT_H

/** write_text() - all of @text to @path, in one write(2). Return: 0, or -1 with errno set. */
int write_text(const char *path, const char *text);

#endif
