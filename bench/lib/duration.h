/* SPDX-License-Identifier: GPL-2.0-only */
/* Times as people write them: 90, 90s, 5m, 1h30m. */
#ifndef FAULTLINE_LIB_DURATION_H
#define FAULTLINE_LIB_DURATION_H

#include <stddef.h>

/** DURATION_MOST - seconds: thirty days. */
#define DURATION_MOST (30.0 * 24 * 3600)

/**
 * duration_parse() - whole seconds, or numbers with a unit each: s, m or h.
 * @seconds: more than 0, at most DURATION_MOST.
 * Return: 0, or -1 if @text is no such time.
 */
int duration_parse(const char *text, double *seconds);

/** DURATION_TEXT - bytes that the longest text and its NUL take. */
#define DURATION_TEXT 32

/** duration_text() - "45s", "5m", "9m41s", "1h30m". Return: @buf. */
char *duration_text(double seconds, char buf[DURATION_TEXT]);

/**
 * duration_enough() - at least @seconds, and a round number: a tenth more, and then whole
 * seconds, tens of them, or minutes.
 */
double duration_enough(double seconds);

#endif
