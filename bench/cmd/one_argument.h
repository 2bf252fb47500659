/* SPDX-License-Identifier: GPL-2.0-only */
/* The argument of a subcommand that takes one. */
#ifndef FAULTLINE_CMD_ONE_ARGUMENT_H
#define FAULTLINE_CMD_ONE_ARGUMENT_H

#include <argp.h>

/**
 * one_argument() - the default: of an argp parser.  It stores ARG in *@value, and ends the
 * program with a usage error if there is a second one.
 * @what: what it is, as the message for a second one has it
 *
 * Return: 0, or ARGP_ERR_UNKNOWN if @key is no argument.
 */
error_t one_argument(const char **value, const char *what, int key, char *arg,
		     struct argp_state *state);

#endif
