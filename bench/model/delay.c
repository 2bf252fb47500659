// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/names.h"
#include "model/delay.h"

const char *const delay_names[NR_DELAY_LOCKS] = {
#define LOCK(id, name, kind) [DELAY_##id] = (name),
	DELAY_LOCKS(LOCK)
#undef LOCK
};

static const uint64_t most[NR_DELAY_LOCKS] = {
#define LOCK(id, name, kind) [DELAY_##id] = DELAY_MOST_##kind,
	DELAY_LOCKS(LOCK)
#undef LOCK
};

/* Instructions are the unit that is no time */
static const struct unit {
	const char *name;
	uint64_t ns;
} units[] = { { "i", 0 }, { "ns", 1 }, { "us", 1000 }, { "ms", 1000000 } };

/* What fits .text cannot overflow. Return: 0, or -1 if @text is no such thing */
static int parse_time(struct delay *delay, const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || strlen(text) >= sizeof(delay->text))
		return -1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(text + digits, units[i].name))
			continue;
		delay->asked = true;
		delay->insn = !units[i].ns;
		delay->amount = strtoull(text, NULL, 10) * (delay->insn ? 1 : units[i].ns);
		memcpy(delay->text, text, strlen(text) + 1);
		return 0;
	}
	return -1;
}

int delay_parse(struct delays *delays, const char *text)
{
	const char *name = strchr(text, '@');
	struct delay delay = { 0 };
	char time[64], list[NAMES_ROOM];
	uint64_t limit;
	int lock;

	if (!name)
		return complain("--delay %s: expected TIME@LOCK, as in '50us@folio lock'", text);
	snprintf(time, sizeof(time), "%.*s", (int)(name++ - text), text);
	lock = names_index(delay_names, NR_DELAY_LOCKS, name);
	if (lock < 0)
		return complain("--delay %s: no lock '%s'; expected %s", text, name,
				names_list(list, delay_names, NR_DELAY_LOCKS));
	if (parse_time(&delay, time))
		return complain("--delay %s: '%s' is no time like 500ns, 50us or 1ms, and no count of "
				"instructions like 200i", text, time);
	if (delays->of[lock].asked)
		return complain("--delay %s: %s has a delay already, of %s", text, name,
				delays->of[lock].text);
	limit = delay.insn ? DELAY_MOST_INSN : most[lock];
	if (delay.amount > limit)
		return complain("--delay %s: at most %llu %s for this lock, as whole CPUs may stand "
				"still meanwhile", text, (unsigned long long)(delay.insn ? limit : limit / 1000000),
				delay.insn ? "instructions" : "ms");
	delays->of[lock] = delay;
	delays->any = true;
	return 0;
}

int delay_check_mode(const struct delays *delays, enum mode mode)
{
	for (int i = 0; i < NR_DELAY_LOCKS; i++) {
		const struct delay *delay = &delays->of[i];

		if (!delay->asked || delay->insn == (mode == MODE_INSN))
			continue;
		return complain("--delay %s@%s: in mode %s it is %s", delay->text, delay_names[i],
				mode_names[mode], delay->insn ?
				"a time like 50us; only mode insn counts instructions" :
				"a count of instructions like 200i; there is no time");
	}
	return 0;
}

const char *delay_text(const struct delays *delays, char text[DELAY_TEXT])
{
	size_t at = 0;

	if (!delays->any)
		return NULL;
	for (int i = 0; i < NR_DELAY_LOCKS; i++)
		if (delays->of[i].asked)
			at += (size_t)snprintf(text + at, DELAY_TEXT - at, "%s%s@%s", at ? ", " : "",
					       delays->of[i].text, delay_names[i]);
	return text;
}
