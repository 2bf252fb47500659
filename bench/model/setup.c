// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "model/setup.h"

const struct setup_facts setups[NR_SETUPS] = {
#define SETUP(id, called, ...) [SETUP_##id] = { __VA_ARGS__ },
#include "model/setup_table.h"
#undef SETUP
};

const char *const setup_names[NR_SETUPS] = {
#define SETUP(id, called, ...) [SETUP_##id] = (called),
#include "model/setup_table.h"
#undef SETUP
};

/* Each name with a '+' or a NUL */
struct all_names {
#define SETUP(id, called, ...) char id[sizeof(called)];
#include "model/setup_table.h"
#undef SETUP
};

_Static_assert(sizeof(struct all_names) <= SETUP_NAME, "all names fit");

char *setup_name(unsigned int setup, char buf[SETUP_NAME])
{
	size_t at = 0;

	snprintf(buf, SETUP_NAME, "none");
	for (int i = 0; i < NR_SETUPS; i++)
		if (setup & 1U << i)
			at += (size_t)snprintf(buf + at, SETUP_NAME - at, "%s%s", at ? "+" : "",
					       setup_names[i]);
	return buf;
}

/* Return: the bit of the name that is @len bytes at @text, or 0 */
static unsigned int bit_of(const char *text, size_t len)
{
	for (int i = 0; i < NR_SETUPS; i++)
		if (len == strlen(setup_names[i]) && !memcmp(text, setup_names[i], len))
			return 1U << i;
	return 0;
}

int setup_read(const char *text, size_t len, unsigned int *setup)
{
	*setup = 0;
	if (!len || (len == strlen("none") && !memcmp(text, "none", len)))
		return 0;
	for (const char *end = text + len;; text++) {
		const char *plus = memchr(text, '+', (size_t)(end - text));
		size_t name = (size_t)((plus ? plus : end) - text);
		unsigned int bit = bit_of(text, name);

		if (!bit || *setup & bit)
			return -1;
		*setup |= bit;
		text += name;
		if (text == end)
			return 0;
	}
}

const char *setup_impossible(unsigned int setup, enum variant variant)
{
	for (int i = 0; i < NR_SETUPS; i++)
		if (setup & 1U << i && !setups[i].on[variants[variant].filesystem].possible)
			return setups[i].elsewhere;
	return NULL;
}

unsigned int setup_journal_blocks(unsigned int setup, enum filesystem_type filesystem)
{
	unsigned int blocks = 0;

	for (int i = 0; i < NR_SETUPS && !blocks; i++)
		if (setup & 1U << i)
			blocks = setups[i].on[filesystem].journal_blocks;
	return blocks;
}
