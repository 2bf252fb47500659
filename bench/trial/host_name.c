// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/complain.h"
#include "trial/host_name.h"

/* What is the same in a shell, a file name and a table */
#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

int host_name(char name[HOST_NAME])
{
	const char *asked = getenv("FAULTLINE_HOST");
	struct utsname machine;
	size_t len;

	*name = '\0';
	if (asked) {
		len = strspn(asked, PLAIN ".");
		if (asked[len] || len >= HOST_NAME)
			return complain(
				"FAULTLINE_HOST=%s: expected up to %d letters, digits, '.', '-' "
				"and '_'; or nothing, so that the run names no host",
				asked, HOST_NAME - 1);
		memcpy(name, asked, len + 1);
		return 0;
	}
	if (uname(&machine))
		return 0;
	machine.nodename[strcspn(machine.nodename, ".")] = '\0';
	len = strspn(machine.nodename, PLAIN);
	if (!machine.nodename[len] && len < HOST_NAME)
		memcpy(name, machine.nodename, len + 1);
	return 0;
}
