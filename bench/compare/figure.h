/* SPDX-License-Identifier: GPL-2.0-only */
/* Figures in the formats that have nothing but a line for each cell. */
#ifndef FAULTLINE_COMPARE_FIGURE_H
#define FAULTLINE_COMPARE_FIGURE_H

#include <stdio.h>

#include "compare/compared.h"

#define FIGURE 32

/** figure() - @value by @format; "-" for NAN, of cells without a good trial. Return: @text. */
char *figure(char text[FIGURE], const char *format, double value);

/** figure_change() - in per cent, what @ratio is more than 1. */
double figure_change(double ratio);

/** figure_incomplete() - what the cells do not say: those and the trials that are missing. */
void figure_incomplete(const struct compared *compared, FILE *out);

#endif
