// SPDX-License-Identifier: GPL-2.0-only
/* Two readers of the same line. */
#include <jansson.h>
#include <string.h>

#include "agree.h"
#include "model/cell_json.h"
#include "results/trial_line.h"

static bool is(const json_t *object, const char *key, int64_t value)
{
	const json_t *number = json_object_get(object, key);

	return json_is_integer(number) && json_integer_value(number) == value;
}

static const char *differing(const json_t *object, const struct trial_line *line)
{
	const json_t *folios = json_object_get(object, "folios");
	const char *type = json_string_value(json_object_get(object, "type"));
	const struct {
		const json_t *in;
		const char *key;
		int64_t value;
	} numbers[] = {
		{ object, "round", line->round }, { object, "pages", line->pages },
		{ object, "minflt", line->minflt }, { object, "majflt", line->majflt },
		{ object, "elapsed", line->elapsed }, { object, "waits", line->waits },
		{ object, "preemptions", line->preemptions }, { folios, "pages", line->folio_pages },
		{ folios, "folios", line->folios }, { object, "load_rounds", line->load_rounds },
		{ object, "load_per_second", line->load_per_second }, { object, "cycles", line->cycles },
		{ object, "insn", line->insn },
	};
	static const char *const not_taken[] = { "path", "trace", "wrong" };
	struct cell cell;

	if (!type || strcmp(type, "trial"))
		return "type";
	if (cell_from_json(json_object_get(object, "cell"), &cell) ||
	    memcmp(&cell, &line->cell, sizeof(cell)))
		return "cell";
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!is(numbers[i].in, numbers[i].key, numbers[i].value) &&
		    (numbers[i].value >= 0 || json_object_get(numbers[i].in, numbers[i].key)))
			return numbers[i].key;
	for (size_t i = 0; i < sizeof(not_taken) / sizeof(not_taken[0]); i++)
		if (json_object_get(object, not_taken[i]))
			return not_taken[i];
	return line->again == json_is_true(json_object_get(object, "again")) ? NULL : "again";
}

const char *scan_disagrees(const char *text, size_t len)
{
	struct trial_line line;
	const char *key;
	json_t *object;

	if (!scan_trial(text, len, &line))
		return NULL;
	object = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	key = object ? differing(object, &line) : "no JSON";
	json_decref(object);
	return key;
}
