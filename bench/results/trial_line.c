// SPDX-License-Identifier: GPL-2.0-only
/*
 * A run of a million trials is 700 MB of JSON, and a parser that makes a tree of
 * each line takes 8 us for it, nearly all of what compare does.  Lines come out of
 * sample_trial() with the same keys in the same order, so they are matched against
 * that.  Whatever does not match is left to the parser and its messages: here a line
 * is taken or not, never refused.
 */
#include <limits.h>
#include <string.h>

#include "lib/page.h"
#include "results/trial_line.h"

static bool take(const char **at, const char *literal)
{
	size_t len = strlen(literal);

	if (strncmp(*at, literal, len))
		return false;
	*at += len;
	return true;
}

/* JSON has no leading zeros; 18 digits always fit */
static bool take_number(const char **at, int64_t *value)
{
	const char *digit = *at;

	*value = 0;
	while (*digit >= '0' && *digit <= '9' && digit - *at < 18)
		*value = *value * 10 + (*digit++ - '0');
	if (digit == *at || (**at == '0' && digit > *at + 1))
		return false;
	*at = digit;
	return true;
}

static bool take_field(const char **at, const char *key, int64_t *value)
{
	return take(at, key) && take_number(at, value);
}

static bool take_optional(const char **at, const char *key)
{
	int64_t unused;

	return !take(at, key) || take_number(at, &unused);
}

static bool take_positive(const char **at, const char *key, unsigned int *value)
{
	int64_t number;

	if (!take_field(at, key, &number) || number < 1 || number > INT_MAX)
		return false;
	*value = (unsigned int)number;
	return true;
}

/* Return: the index of the name that stands there with its closing quote, or -1 */
static int take_name(const char **at, const char *key, const char *const *names, int n_names)
{
	if (!take(at, key))
		return -1;
	for (int i = 0; i < n_names; i++) {
		size_t len = strlen(names[i]);

		if (strncmp(*at, names[i], len) || (*at)[len] != '"')
			continue;
		*at += len + 1;
		return i;
	}
	return -1;
}

/* There only where it is not 0 */
static bool take_unusual_number(const char **at, const char *key, unsigned int *value)
{
	*value = 0;
	return strncmp(*at, key, strlen(key)) || take_positive(at, key, value);
}

/* There only where it is not none */
static bool take_setup(const char **at, unsigned int *setup)
{
	const char *text;

	*setup = 0;
	if (!take(at, ",\"setup\":\""))
		return true;
	text = *at;
	*at += strcspn(text, "\"");
	return !setup_read(text, (size_t)(*at - text), setup) && take(at, "\"");
}

/* The same for a name; the usual one is 0 */
static bool take_unusual(const char **at, const char *key, const char *const *names, int n_names,
			 int *index)
{
	*index = strncmp(*at, key, strlen(key)) ? 0 : take_name(at, key, names, n_names);
	return *index >= 0;
}

static bool take_cell(const char **at, struct cell *cell)
{
	int variant, state, folio, pattern, sharing, load, tasks, pace;
	unsigned int block_size, threads, stride, load_rate, setup, extent, files;
	int64_t size;

	variant = take_name(at, ",\"cell\":{\"variant\":\"", variant_names, NR_VARIANTS);
	state = take_name(at, ",\"state\":\"", state_names, NR_STATES);
	if (variant < 0 || state < 0 || !take_positive(at, ",\"block_size\":", &block_size))
		return false;
	folio = take_name(at, ",\"folio\":\"", folio_names, NR_FOLIOS);
	pattern = take_name(at, ",\"pattern\":\"", pattern_names, NR_PATTERNS);
	if (folio < 0 || pattern < 0 || !take_positive(at, ",\"threads\":", &threads))
		return false;
	sharing = take_name(at, ",\"sharing\":\"", sharing_names, NR_SHARINGS);
	load = take_name(at, ",\"load\":\"", load_names, NR_LOADS);
	if (sharing < 0 || load < 0 || !take_positive(at, ",\"stride\":", &stride) ||
	    !take_field(at, ",\"size\":", &size) || size < PAGE_BYTES ||
	    !take_unusual_number(at, ",\"load_rate\":", &load_rate) ||
	    !take_unusual(at, ",\"tasks\":\"", tasks_names, NR_TASKS, &tasks) ||
	    !take_unusual(at, ",\"pace\":\"", pace_names, NR_PACES, &pace) ||
	    !take_setup(at, &setup) ||
	    !take_unusual_number(at, ",\"extent\":", &extent) ||
	    !take_unusual_number(at, ",\"files\":", &files))
		return false;
	*cell = (struct cell){
		.variant = (enum variant)variant, .state = (enum state)state,
		.folio = (enum folio)folio, .pattern = (enum pattern)pattern,
		.sharing = (enum sharing)sharing, .load = (enum load)load, .load_rate = load_rate,
		.tasks = (enum tasks)tasks, .pace = (enum pace)pace,
		.block_size = block_size, .threads = threads, .stride = stride, .setup = setup,
		.size = (size_t)size, .extent = extent, .files = files,
	};
	return take(at, "}");
}

/* Plain ASCII to the closing quote; escapes and UTF-8 are the parser's */
static bool take_string(const char **at, const char *key)
{
	if (!take(at, key))
		return false;
	while (**at >= ' ' && **at < 0x7f && **at != '"' && **at != '\\')
		(*at)++;
	return take(at, "\"");
}

static bool take_facts(const char **at, const char *key)
{
	int64_t unused;

	return take(at, key) && take_field(at, "{\"cached\":", &unused) &&
	       take_field(at, ",\"dirty\":", &unused) &&
	       take_field(at, ",\"writeback\":", &unused) &&
	       take_optional(at, ",\"extents\":") && take_optional(at, ",\"first_byte\":") &&
	       take_optional(at, ",\"written_bytes\":") &&
	       take_optional(at, ",\"unwritten_bytes\":") &&
	       take_optional(at, ",\"delalloc_bytes\":") &&
	       take_optional(at, ",\"tree_blocks\":") && take_optional(at, ",\"tree_depth\":") &&
	       take(at, "}");
}

/* Results of an earlier version have the rounds alone; what they came to has many names */
static bool take_load(const char **at, struct trial_line *line)
{
	int64_t unused;

	if (!take(at, ",\"load_rounds\":"))
		return true;
	if (!take_number(at, &line->load_rounds))
		return false;
	if (take(at, ",\"load_per_second\":") && !take_number(at, &line->load_per_second))
		return false;
	if (!take(at, ",\"load_effect\":{"))
		return true;
	return take_string(at, "\"") && take_field(at, ":", &unused) && take(at, "}");
}

/* There only where the filesystem is aged */
static bool take_free_space(const char **at)
{
	int64_t unused;

	return !take(at, ",\"free_space\":{\"pieces\":") ||
	       (take_number(at, &unused) && take_field(at, ",\"bytes\":", &unused) &&
		take_field(at, ",\"largest\":", &unused) && take(at, "}"));
}

bool scan_trial(const char *text, size_t len, struct trial_line *line)
{
	const char *at = text;
	int64_t unused;

	line->failed = false;
	line->load_rounds = line->load_per_second = line->cycles = line->insn = -1;
	if (!take_field(&at, "{\"type\":\"trial\",\"index\":", &unused) ||
	    !take_field(&at, ",\"round\":", &line->round) ||
	    !take_cell(&at, &line->cell) ||
	    !take_string(&at, ",\"mount_options\":\"") ||
	    !take_field(&at, ",\"pages\":", &line->pages) || !line->pages ||
	    !take_field(&at, ",\"minflt\":", &line->minflt) ||
	    !take_field(&at, ",\"majflt\":", &line->majflt) ||
	    !take_field(&at, ",\"elapsed\":", &line->elapsed) ||
	    !take_field(&at, ",\"wall\":", &unused) ||
	    !take_field(&at, ",\"cpu_time\":", &unused) ||
	    !take_field(&at, ",\"waits\":", &line->waits) ||
	    !take_field(&at, ",\"preemptions\":", &line->preemptions) ||
	    !take_facts(&at, ",\"before\":") || !take_facts(&at, ",\"after\":") ||
	    !take_field(&at, ",\"folios\":{\"pages\":", &line->folio_pages) ||
	    !take_field(&at, ",\"tail_pages\":", &unused) ||
	    !take_field(&at, ",\"large_pages\":", &unused) ||
	    !take_field(&at, ",\"folios\":", &line->folios) ||
	    !take_optional(&at, ",\"order_pages\":") || !take(&at, "}"))
		return false;
	line->again = take(&at, ",\"again\":true");
	if (!take_load(&at, line) || !take_optional(&at, ",\"space_left\":") ||
	    !take_free_space(&at))
		return false;
	if (take(&at, ",\"cycles\":") && (!take_number(&at, &line->cycles) ||
					  !take_field(&at, ",\"insn\":", &line->insn)))
		return false;
	return take(&at, "}\n") && at == text + len;
}
