// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/one_argument.h"

error_t one_argument(const char **value, const char *what, int key, char *arg,
		     struct argp_state *state)
{
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (*value)
		argp_error(state, "expected one %s, '%s' is a second", what, arg);
	*value = arg;
	return 0;
}
