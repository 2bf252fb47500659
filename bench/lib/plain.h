/* SPDX-License-Identifier: GPL-2.0-only */
/* Text from elsewhere, for terminals and mails: printable ASCII and nothing else. */
#ifndef FAULTLINE_LIB_PLAIN_H
#define FAULTLINE_LIB_PLAIN_H

#include <stdbool.h>

/** plain_is() - is all of @text so? */
bool plain_is(const char *text);

/** plain_make() - put a ? where it is not. Return: @text. */
char *plain_make(char *text);

#endif
