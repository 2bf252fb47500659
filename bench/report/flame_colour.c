// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdint.h>

#include "report/flame_colour.h"

/* From the first to the last the lightness only falls */
static const double less[3] = { 165, 230, 255 }, none[3] = { 180, 180, 180 },
		    more[3] = { 140, 0, 20 };

static unsigned int pack(double red, double green, double blue)
{
	return (unsigned int)lround(red) << 16 | (unsigned int)lround(green) << 8 |
	       (unsigned int)lround(blue);
}

unsigned int flame_change_colour(double change, double most)
{
	const double *end = change < 0 ? less : more;
	/* The root brings out small changes beside a large one */
	double part = most > 0 ? cbrt(fmin(fabs(change) / most, 1)) : 0, rgb[3];

	for (int i = 0; i < 3; i++)
		rgb[i] = none[i] + part * (end[i] - none[i]);
	return pack(rgb[0], rgb[1], rgb[2]);
}

/* FNV-1a, and a last mix, as names often differ in their ends only */
static uint32_t hash(const char *name)
{
	uint32_t value = 2166136261U;

	for (; *name; name++)
		value = (value ^ (unsigned char)*name) * 16777619U;
	value ^= value >> 15;
	return value * 0x2c1b3c6dU;
}

unsigned int flame_name_colour(const char *name)
{
	uint32_t value = hash(name);

	return pack(225 + (value & 0xff) * 30.0 / 255, 125 + (value >> 8 & 0xff) * 105.0 / 255,
		    60 + (value >> 16 & 0xff) * 40.0 / 255);
}

static double linear(unsigned int channel)
{
	double value = (channel & 0xff) / 255.0;

	return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

double flame_luminance(unsigned int colour)
{
	return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) +
	       0.0722 * linear(colour);
}

unsigned int flame_ink(unsigned int colour)
{
	/* Where both have the same contrast */
	return flame_luminance(colour) > 0.179 ? 0x000000 : 0xffffff;
}
