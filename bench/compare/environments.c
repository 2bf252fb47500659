// SPDX-License-Identifier: GPL-2.0-only
/* In what two runs differ beside the figures. */
#include <stdlib.h>
#include <string.h>

#include "compare/config_difference.h"
#include "compare/environments.h"
#include "lib/table.h"

#define WIDTH 61	/* beside what stands left of it, 72 */

static const json_t *environment_of(const struct analysis *analysis)
{
	return json_object_get(analysis->run, "environment");
}

const char *compare_config(const struct analysis *base_run, const struct analysis *new_run)
{
	static char why[256];
	const char *base = json_string_value(json_object_get(environment_of(base_run), "config"));
	const char *new = json_string_value(json_object_get(environment_of(new_run), "config"));
	char words[160];

	/* A distribution may have its kernel's configuration nowhere */
	if (!base || !new || !*kconfig_difference(base, new, words, sizeof(words)))
		return NULL;
	snprintf(why, sizeof(why), "their kernels are configured differently: %s", words);
	return why;
}

static void print_value(const json_t *value, FILE *out)
{
	char *text = value && !json_is_string(value) ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
	const char *shown = json_is_string(value) ? json_string_value(value) : text;

	if (!shown)
		shown = "unknown";
	table_plain(out, shown, WIDTH);
	fputc('\n', out);
	free(text);
}

static void print_difference(const char *key, const json_t *base, const json_t *new, FILE *out)
{
	fputs("Differs  ", out);
	table_plain(out, key, WIDTH);
	fputs("\n         - ", out);
	print_value(base, out);
	fputs("         + ", out);
	print_value(new, out);
}

static void print_objects(const json_t *base, const json_t *new, FILE *out)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)base, key, value) {
		const json_t *other = json_object_get(new, key);

		if (json_is_object(value) && json_is_object(other))
			print_objects(value, other, out);
		/* Two configurations are not listed but refused, see compare_config() */
		else if (!json_equal(value, other) && !(other && !strcmp(key, "config")))
			print_difference(key, value, other, out);
	}
	json_object_foreach((json_t *)new, key, value) {
		if (!json_object_get(base, key))
			print_difference(key, NULL, value, out);
	}
}

void compare_environments(const struct analysis *base, const struct analysis *new, FILE *out)
{
	print_objects(environment_of(base), environment_of(new), out);
}
