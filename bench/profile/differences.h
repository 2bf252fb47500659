/* SPDX-License-Identifier: GPL-2.0-only */
/* Two profiles side by side. For other folders. */
#ifndef FAULTLINE_PROFILE_DIFFERENCES_H
#define FAULTLINE_PROFILE_DIFFERENCES_H

#include "profile/functions.h"

/** A function in both, by its name; instructions a page without callees, 0: not there. */
struct difference {
	const char *name;	/**< as in the profiles */
	double here, there;
};

/**
 * profile_differences() - the functions of two profiles, what differs most first.
 * @n_here, @n_there: how many functions; @pages_here, @pages_there: pages touched.
 * @n: how many differences there are.
 * Return: them, to be freed; NULL after complaining that memory is out.
 */
struct difference *profile_differences(const struct function *here, size_t n_here,
				       double pages_here, const struct function *there,
				       size_t n_there, double pages_there, size_t *n);

#endif
