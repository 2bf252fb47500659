// SPDX-License-Identifier: GPL-2.0-only
/* In what two runs differ beside the figures. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compare/environments.h"
#include "lib/table.h"
#include "lib/words.h"
#include "results/facts.h"

#define WIDTH 61	/* beside what stands left of it, 72 */

static const json_t *environment_of(const struct analysis *analysis)
{
	return json_object_get(analysis->run, "environment");
}

/*
 * What changes the instructions of a fault, or in mode time its speed.  Two runs that differ
 * in one of them say nothing about a change of the kernel.
 */
static const struct {
	const char *what;
	const char *object, *key;	/* of the environment, or of an object in it */
	bool time_only;
	bool host;	/* in mode time it is the machine's own */
} decisive[COMPARE_DECISIVE] = {
	{ "their kernels are configured differently", NULL, "config", false, false },
	{ "their processors have other features", NULL, "cpu_flags", false, true },
	{ "their kernels are of other compilers", NULL, "compiler", false, false },
	{ "their processors are others", NULL, "cpu", true, true },
	{ "they had other numbers of processors", NULL, "cpus", true, true },
	{ "they had other amounts of memory", NULL, "memory", true, true },
	{ "their disks are others", "device", "model", true, true },
};

/*
 * Of a processor's flags those by which the kernel patches its code, or takes other ways, on
 * the path of a fault.  The kernel adds words of its own, which other versions do not have.
 */
static const char path_flags[] = " erms fsrm fsrs fzrm rep_good smap smep la57 pku pcid invpcid "
	"xsave xsaveopt xsaves fsgsbase pti ibrs ibrs_enhanced retpoline rdtscp lm pge nx clflushopt "
	"clwb bmi1 bmi2 popcnt movbe ";

/* The words of @flags that are in path_flags. Return: @chosen */
static const char *chosen_flags(const char *flags, char chosen[COMPARE_WHY])
{
	size_t at = 0;

	*chosen = '\0';
	for (; *flags && at < COMPARE_WHY; flags += strspn(flags, " ")) {
		char word[64];
		int len = (int)strcspn(flags, " ");

		snprintf(word, sizeof(word), " %.*s ", len, flags);
		if (strstr(path_flags, word))
			at += (size_t)snprintf(chosen + at, COMPARE_WHY - at, "%s", word + !at);
		flags += len;
	}
	return chosen;
}

static const json_t *value_of(const struct analysis *analysis, size_t i)
{
	const json_t *environment = environment_of(analysis);

	if (decisive[i].object)
		environment = json_object_get(environment, decisive[i].object);
	return json_object_get(environment, decisive[i].key);
}

/* MemTotal is what the kernel leaves: another kernel leaves some pages more or less */
static bool same_size(const char *base, const char *new)
{
	double a = strtod(base, NULL), b = strtod(new, NULL);

	return fabs(a - b) <= 0.02 * fmax(a, b);
}

/* @why: gets how they differ. Return: do they, as far as both runs tell? */
static bool differs(size_t i, const json_t *base, const json_t *new, char why[COMPARE_WHY])
{
	const char *a = json_string_value(base), *b = json_string_value(new);
	char words[160], of_a[COMPARE_WHY], of_b[COMPARE_WHY];
	bool flags = !strcmp(decisive[i].key, "cpu_flags");

	if (flags && a && b) {
		a = chosen_flags(a, of_a);
		b = chosen_flags(b, of_b);
	}
	if (!base || !new || json_equal(base, new))
		return false;
	if (!a || !b)
		snprintf(why, COMPARE_WHY, "%s", decisive[i].what);
	else if (!strcmp(decisive[i].key, "memory") && same_size(a, b))
		return false;
	else if (flags || !strcmp(decisive[i].key, "config")) {
		if (!*words_difference(a, b, words, sizeof(words)))
			return false;
		snprintf(why, COMPARE_WHY, "%s: %s", decisive[i].what, words);
	} else
		snprintf(why, COMPARE_WHY, "%s: %.*s, and %.*s", decisive[i].what,
			 COMPARE_WHY / 3, a, COMPARE_WHY / 3, b);
	return true;
}

static bool matters(size_t i, enum mode mode, bool of_hosts)
{
	return mode == MODE_TIME ? !of_hosts || !decisive[i].host : !decisive[i].time_only;
}

size_t compare_decisive(const struct analysis *base, const struct analysis *new, bool of_hosts,
			char why[COMPARE_DECISIVE][COMPARE_WHY])
{
	size_t n = 0;

	for (size_t i = 0; i < COMPARE_DECISIVE; i++)
		if (matters(i, base->mode, of_hosts) &&
		    differs(i, value_of(base, i), value_of(new, i), why[n]))
			n++;
	return n;
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

/* Of two long lists only the words in which they differ */
static bool print_words(const json_t *base, const json_t *new, FILE *out)
{
	const char *a = json_string_value(base), *b = json_string_value(new);
	char words[WIDTH + 1];

	if (!a || !b || (strlen(a) <= WIDTH && strlen(b) <= WIDTH))
		return false;
	if (!*words_difference(a, b, words, sizeof(words)))
		return false;
	if (strlen(words) == WIDTH)
		memset(words + WIDTH - 3, '.', 3);
	fputs("\n         ", out);
	table_plain(out, words, WIDTH);
	fputc('\n', out);
	return true;
}

static void print_difference(const char *key, const json_t *base, const json_t *new, FILE *out)
{
	fputs("Differs  ", out);
	table_plain(out, key, WIDTH);
	if (print_words(base, new, out))
		return;
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
		else if (!json_equal(value, other))
			print_difference(key, value, other, out);
	}
	json_object_foreach((json_t *)new, key, value) {
		if (!json_object_get(base, key))
			print_difference(key, NULL, value, out);
	}
}

/* A run without any says nothing of them */
static void print_delays(const struct analysis *base, const struct analysis *new, FILE *out)
{
	json_t *a = json_string(fact_delay(base->run)), *b = json_string(fact_delay(new->run));

	if (!json_equal(a, b))
		print_difference("delay", a, b, out);
	json_decref(a);
	json_decref(b);
}

void compare_environments(const struct analysis *base, const struct analysis *new, FILE *out)
{
	static const char *const of_run[] = { "faultline", "job" };

	for (size_t i = 0; i < sizeof(of_run) / sizeof(of_run[0]); i++) {
		const json_t *a = json_object_get(base->run, of_run[i]);
		const json_t *b = json_object_get(new->run, of_run[i]);

		if (!json_equal(a, b))
			print_difference(of_run[i], a, b, out);
	}
	print_delays(base, new, out);
	print_objects(environment_of(base), environment_of(new), out);
}
