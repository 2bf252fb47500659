// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "lib/names.h"
#include "results/delayed.h"

int delayed_add(struct delayed_lock locks[NR_DELAY_LOCKS], const json_t *array)
{
	json_t *one;
	size_t i;

	if (array && !json_is_array(array))
		return -1;
	json_array_foreach(array, i, one) {
		const char *name, *asked;
		json_int_t times, total;
		int lock;

		if (json_unpack(one, "{ss ss sI sI}", "lock", &name, "asked", &asked,
				"times", &times, "total", &total) ||
		    times < 0 || total < 0 || !*asked)
			return -1;
		lock = names_index(delay_names, NR_DELAY_LOCKS, name);
		if (lock < 0)
			return -1;
		snprintf(locks[lock].asked, sizeof(locks[lock].asked), "%s", asked);
		locks[lock].times += (uint64_t)times;
		locks[lock].total += (uint64_t)total;
	}
	return 0;
}

/* Mode count has no clock worth reading */
static void print_each(const struct delayed_lock *lock, enum mode mode, char *text, size_t len)
{
	double each = lock->times ? (double)lock->total / (double)lock->times : 0;

	if (mode == MODE_INSN)
		snprintf(text, len, ", %.0f instructions each", each);
	else if (mode == MODE_TIME)
		snprintf(text, len, ", %.1f us each", each / 1000);
}

const char *delayed_text(const struct delayed_lock locks[NR_DELAY_LOCKS], int lock, enum mode mode,
			 char text[DELAYED_TEXT])
{
	int at;

	if (!*locks[lock].asked)
		return NULL;
	at = snprintf(text, DELAYED_TEXT, "%s@%s, %llu times", locks[lock].asked, delay_names[lock],
		      (unsigned long long)locks[lock].times);
	print_each(&locks[lock], mode, text + at, (size_t)(DELAYED_TEXT - at));
	return text;
}

json_t *delayed_to_json(const struct delayed_lock locks[NR_DELAY_LOCKS])
{
	json_t *array = json_array();

	for (int i = 0; i < NR_DELAY_LOCKS; i++)
		if (*locks[i].asked)
			json_array_append_new(array, json_pack("{ss ss sI sI}",
				"lock", delay_names[i], "asked", locks[i].asked,
				"times", (json_int_t)locks[i].times,
				"total", (json_int_t)locks[i].total));
	return array;
}
