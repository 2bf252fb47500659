/* SPDX-License-Identifier: GPL-2.0-only */
/* The colours of flame graphs, 0xRRGGBB. */
#ifndef FAULTLINE_REPORT_FLAME_COLOUR_H
#define FAULTLINE_REPORT_FLAME_COLOUR_H

/**
 * flame_change_colour() - of a function that grew by @change, or shrank: light blue for less,
 * grey for no change, dark red for more.  The more, the darker, so that it reads without hues.
 * @most: the largest change in the picture, up or down.
 */
unsigned int flame_change_colour(double change, double most);

/** flame_name_colour() - a warm one, always the same for @name, so that neighbours differ. */
unsigned int flame_name_colour(const char *name);

/** flame_ink() - black or white, whichever is to be read on @colour. */
unsigned int flame_ink(unsigned int colour);

/** flame_luminance() - of @colour, from 0 to 1, as WCAG 2 defines it. */
double flame_luminance(unsigned int colour);

#endif
