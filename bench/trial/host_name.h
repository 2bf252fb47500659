/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run calls the machine that it is made on. For other folders. */
#ifndef FAULTLINE_TRIAL_HOST_NAME_H
#define FAULTLINE_TRIAL_HOST_NAME_H

#define HOST_NAME 65	/**< bytes of the longest one, as the kernel has it, and its NUL */

/**
 * host_name() - FAULTLINE_HOST of the environment, or else the name of the machine, without its
 * domain.
 * @name: gets it; "" if FAULTLINE_HOST is empty, or the machine has none of plain characters.
 * Return: 0, or -1 after complaining that FAULTLINE_HOST is no name.
 */
int host_name(char name[HOST_NAME]);

#endif
