/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that hold locks longer. One set of them in a process. For other folders. */
#ifndef FAULTLINE_TRACE_DELAY_H
#define FAULTLINE_TRACE_DELAY_H

#include <stdbool.h>

#include "model/delay.h"

/**
 * delay_open() - plant the hooks for @asked, if there is any.  They do nothing until a thread
 * says that it touches pages.  @asked is kept.
 * Return: 0, or -1 after complaining, which includes that this kernel cannot do it.
 */
int delay_open(const struct delays *asked);

/** delay_asked() - what delay_open() got; NULL: nothing. */
const struct delays *delay_asked(void);

/**
 * delay_touching() - from here on the locks that the calling thread takes are held longer, or
 * no longer.  Costs a store; without delay_open() nothing.
 */
void delay_touching(bool now);

/** delay_read() - what was done so far. */
void delay_read(struct delay_sum sums[NR_DELAY_LOCKS]);

/** delay_misses() - delays that the kernel left out, as another one was under way on the CPU. */
unsigned long long delay_misses(void);

/** delay_close() - take the hooks away, if there are any. */
void delay_close(void);

#endif
