// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/duration.h"

/* Return: 0 if @unit is none */
static double seconds_in(char unit)
{
	static const struct {
		char name;
		double seconds;
	} units[] = { { '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 } };

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (units[i].name == unit)
			return units[i].seconds;
	return 0;
}

int duration_parse(const char *text, double *seconds)
{
	double sum = 0, last = INFINITY;

	do {
		const size_t digits = strspn(text, "0123456789");
		const double unit = digits && digits < 9 ? seconds_in(text[digits]) : 0;

		/* From the longest to the shortest, each once; and no second number without one */
		if (!(unit > 0) || unit >= last || (!text[digits] && last < INFINITY))
			return -1;
		sum += unit * strtod(text, NULL);
		last = unit;
		text += digits + (text[digits] != '\0');
	} while (*text);
	if (!(sum > 0) || sum > DURATION_MOST)
		return -1;
	*seconds = sum;
	return 0;
}

char *duration_text(double seconds, char buf[DURATION_TEXT])
{
	const long long all = llround(fmin(fmax(seconds, 0), DURATION_MOST));
	const long long h = all / 3600, m = all / 60 % 60, s = all % 60;
	int at = 0;

	*buf = '\0';
	if (h)
		at += snprintf(buf, DURATION_TEXT, "%lldh", h);
	if (m)
		at += snprintf(buf + at, DURATION_TEXT - (size_t)at, "%lldm", m);
	/* Nobody asks for the seconds of an hour */
	if (!all || (s && !h))
		snprintf(buf + at, DURATION_TEXT - (size_t)at, "%llds", s);
	return buf;
}

double duration_enough(double seconds)
{
	const double more = 1.1 * seconds, step = more < 10 ? 1 : more < 120 ? 10 : 60;

	return step * ceil(more / step);
}
