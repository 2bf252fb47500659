// SPDX-License-Identifier: GPL-2.0-only
/* The quick reader of trial lines takes what is written, and agrees with the parser. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "agree.h"
#include "results/trial_line.h"
#include "trial/sample_writer.h"

static const struct cell cell = {
	.variant = VARIANT_EXT4_IOMAP_NODELALLOC, .state = STATE_REDIRTY, .folio = FOLIO_ORDER7,
	.pattern = PATTERN_STRIDE, .sharing = SHARING_PRIVATE, .block_size = 2048, .threads = 3,
	.load = LOAD_PUNCH, .load_rate = 50, .stride = 16, .size = 8 << 20,
	.tasks = TASKS_PROCESSES, .pace = PACE_TICK, .setup = SETUP_BIT(LAZYTIME) | SETUP_BIT(SMALL_JOURNAL) |
	SETUP_BIT(AGED),
	.extent = 65536, .files = 12,
};

/* A line as a run writes it, with its newline; to be freed */
static char *line_of(const struct trial *trial, enum step_kind kind)
{
	const struct step step = { .round = 7, .kind = kind };
	json_t *object = sample_trial(&cell, &step, 41, trial);
	char *text = json_dumps(object, JSON_COMPACT);
	size_t len = strlen(text);

	json_decref(object);
	text = realloc(text, len + 2);
	memcpy(text + len, "\n", 2);
	return text;
}

static struct trial a_trial(void)
{
	struct trial trial = {
		.pages = 384, .minflt = 12, .majflt = 380, .elapsed = 123456789, .wall = 5,
		.load = { .rounds = 9, .seconds = 0.2, .effect = 144 },
		.before = { .cached = 3 }, .folios = { .pages = 384, .folios = 24 },
	};

	trial.after.has_extents = 1;
	trial.after.delalloc_bytes = 4096;
	trial.after.has_tree = 1;
	return trial;
}

static void what_is_written_is_taken(void **unused)
{
	struct trial trial = a_trial();
	struct trial_line line;
	char *text = line_of(&trial, STEP_TIMED);

	(void)unused;
	assert_true(scan_trial(text, strlen(text), &line));
	assert_memory_equal(&line.cell, &cell, sizeof(cell));
	assert_false(line.again || line.failed);
	assert_int_equal(line.round, 7);
	assert_int_equal(line.pages, 384);
	assert_int_equal(line.minflt, 12);
	assert_int_equal(line.majflt, 380);
	assert_int_equal(line.elapsed, 123456789);
	assert_int_equal(line.folio_pages, 384);
	assert_int_equal(line.folios, 24);
	assert_int_equal(line.load_rounds, 9);
	assert_int_equal(line.load_per_second, 45);
	assert_int_equal(line.cycles, -1);
	assert_int_equal(line.insn, -1);
	free(text);
}

static void so_are_second_trials_and_the_pmu(void **unused)
{
	struct trial trial = a_trial();
	struct trial_line line;
	char *text;

	(void)unused;
	trial.has_pmu = 1;
	trial.cycles = 11;
	trial.insn = 22;
	text = line_of(&trial, STEP_AGAIN);
	assert_true(scan_trial(text, strlen(text), &line));
	assert_true(line.again);
	assert_int_equal(line.cycles, 11);
	assert_int_equal(line.insn, 22);
	free(text);
}

/* Their rest is the parser's */
static void watched_and_failed_trials_are_left(void **unused)
{
	struct trial trial = a_trial();
	struct trial_line line;
	char *text;

	(void)unused;
	trial.seen.by = WITNESS_COUNTS;
	text = line_of(&trial, STEP_WATCHED);
	assert_false(scan_trial(text, strlen(text), &line));
	free(text);
	trial.seen.by = WITNESS_LOCKS;
	trial.seen.locks = json_array();
	text = line_of(&trial, STEP_LOCKS);
	assert_false(scan_trial(text, strlen(text), &line));
	free(text);
	observation_free(&trial.seen);
	trial.seen.by = WITNESS_NONE;
	memcpy(trial.wrong, "no", 3);
	text = line_of(&trial, STEP_TIMED);
	assert_false(scan_trial(text, strlen(text), &line));
	free(text);
}

/* If the line is taken, then it is JSON without duplicates, and says the same there */
static void agree(const char *text, size_t len)
{
	const char *key = scan_disagrees(text, len);

	if (key)
		fail_msg("%s: %.*s", key, (int)len, text);
}

/* Every byte left out, doubled, or made another, and every beginning of the line */
static void damaged_lines_are_read_as_the_parser_reads_them(void **unused)
{
	static const char others[] = "0-9 \"\\,:{}[].eE\n\t\x01\x7f\xc3\xff";
	struct trial trial = a_trial();
	char *text, *damaged;
	size_t len;

	(void)unused;
	trial.has_pmu = 1;
	text = line_of(&trial, STEP_AGAIN);
	len = strlen(text);
	damaged = malloc(len + 2);
	for (size_t i = 0; i < len; i++) {
		for (size_t j = 0; j < sizeof(others); j++) {	/* its NUL, too */
			memcpy(damaged, text, len + 1);
			damaged[i] = others[j];
			agree(damaged, len);
		}
		memcpy(damaged + i, text + i + 1, len - i);
		agree(damaged, len - 1);
		memcpy(damaged + i + 1, text + i, len - i + 1);
		damaged[i] = text[i];
		agree(damaged, len + 1);
		memcpy(damaged, text, i);
		damaged[i] = '\0';
		agree(damaged, i);
		assert_false(scan_trial(damaged, i, &(struct trial_line){ 0 }));
	}
	free(damaged);
	free(text);
}

/* @text with @old made @new is not taken */
static void left(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);
	char changed[2048];
	struct trial_line line;

	assert_non_null(at);
	snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - text), text, new,
		 at + strlen(old));
	if (scan_trial(changed, strlen(changed), &line))
		fail_msg("with %s: %s", new, changed);
	agree(changed, strlen(changed));
}

static void what_cannot_be_is_left_to_the_parser(void **unused)
{
	struct trial trial = a_trial();
	char *text = line_of(&trial, STEP_TIMED);

	(void)unused;
	left(text, "\"pages\":384", "\"pages\":0");
	left(text, "\"pages\":384", "\"pages\":0384");
	left(text, "\"pages\":384", "\"pages\":1000000000000000000");
	left(text, "\"pages\":384", "\"pages\":384,\"pages\":384");
	left(text, "\"stride\":16", "\"stride\":0");
	left(text, "\"threads\":3", "\"threads\":2147483648");
	left(text, "\"size\":8388608", "\"size\":4095");
	left(text, "ext4-iomap-nodelalloc", "ext4-iomap-nodelallocs");
	left(text, "processes", "threads and processes");
	left(text, "\"tick\"", "\"tock\"");
	left(text, "lazytime+small", "lazytime+lazytime");
	left(text, "}\n", "}");
	left(text, "}\n", "}\n\n");
	left(text, "\"index\":41", "\"index\": 41");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_taken),
		cmocka_unit_test(so_are_second_trials_and_the_pmu),
		cmocka_unit_test(watched_and_failed_trials_are_left),
		cmocka_unit_test(damaged_lines_are_read_as_the_parser_reads_them),
		cmocka_unit_test(what_cannot_be_is_left_to_the_parser),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
