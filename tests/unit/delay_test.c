// SPDX-License-Identifier: GPL-2.0-only
/* Delays: what TIME@LOCK means, what is said of a bad one, and which trials must meet one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/delay.h"
#include "results/delayed.h"
#include "trial/delay.h"

static char message[1024];

/* Complaints end up in message; those of @mode if it is one */
static int captured(struct delays *delays, const char *text, int mode)
{
	FILE *errors = tmpfile();
	int saved = dup(STDERR_FILENO), ret;
	size_t len;

	assert_non_null(errors);
	assert_true(dup2(fileno(errors), STDERR_FILENO) >= 0);
	ret = mode < 0 ? delay_parse(delays, text) : delay_check_mode(delays, (enum mode)mode);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	close(saved);
	rewind(errors);
	len = fread(message, 1, sizeof(message) - 1, errors);
	message[len] = '\0';
	fclose(errors);
	return ret;
}

static void refused(const char *text, const char *word)
{
	struct delays delays = { 0 };

	assert_int_equal(captured(&delays, text, -1), -1);
	assert_non_null(strstr(message, word));
	assert_ptr_equal(strchr(message, '\n'), message + strlen(message) - 1);
	assert_false(delays.any);
}

static void times_and_instructions_are_read_with_their_unit(void **unused)
{
	struct delays delays = { 0 };

	(void)unused;
	assert_int_equal(delay_parse(&delays, "50us@folio lock"), 0);
	assert_int_equal(delay_parse(&delays, "1ms@i_es_lock"), 0);
	assert_int_equal(delay_parse(&delays, "200i@VMA lock"), 0);
	assert_int_equal(delay_parse(&delays, "0ns@handle"), 0);
	assert_int_equal(delays.of[DELAY_FOLIO].amount, 50000);
	assert_false(delays.of[DELAY_FOLIO].insn);
	assert_int_equal(delays.of[DELAY_I_ES].amount, 1000000);
	assert_int_equal(delays.of[DELAY_VMA].amount, 200);
	assert_true(delays.of[DELAY_VMA].insn);
	assert_true(delays.of[DELAY_HANDLE].asked);
	assert_int_equal(delays.of[DELAY_HANDLE].amount, 0);
	assert_false(delays.of[DELAY_MMAP].asked);
}

static void delays_read_alike_in_whatever_order_they_are_asked_for(void **unused)
{
	struct delays one = { 0 }, other = { 0 }, none = { 0 };
	char text[DELAY_TEXT];

	(void)unused;
	assert_int_equal(delay_parse(&one, "50us@folio lock"), 0);
	assert_int_equal(delay_parse(&one, "1ms@invalidate_lock"), 0);
	assert_int_equal(delay_parse(&other, "1ms@invalidate_lock"), 0);
	assert_int_equal(delay_parse(&other, "50us@folio lock"), 0);
	assert_string_equal(delay_text(&one, text), "1ms@invalidate_lock, 50us@folio lock");
	assert_string_equal(delay_text(&other, text), "1ms@invalidate_lock, 50us@folio lock");
	assert_null(delay_text(&none, text));
}

static void all_delays_fit_their_text(void **unused)
{
	struct delays delays = { 0 };
	char one[64], text[DELAY_TEXT];

	(void)unused;
	for (int i = 0; i < NR_DELAY_LOCKS; i++) {
		snprintf(one, sizeof(one), "000999999ns@%s", delay_names[i]);
		assert_int_equal(delay_parse(&delays, one), 0);
	}
	assert_true(strlen(delay_text(&delays, text)) < DELAY_TEXT - 1);
}

static void what_is_no_delay_is_refused_with_what_would_be(void **unused)
{
	(void)unused;
	refused("50us", "expected TIME@LOCK");
	refused("folio lock=50us", "expected TIME@LOCK");
	refused("50us@", "expected mmap_lock, VMA lock,");
	refused("50us@i_private_lock", "no lock 'i_private_lock'");
	refused("50@folio lock", "'50' is no time like");
	refused("@folio lock", "'' is no time like");
	refused("us@folio lock", "is no time like");
	refused("-1us@folio lock", "is no time like");
	refused("1.5us@folio lock", "is no time like");
	refused("50 us@folio lock", "is no time like");
	refused("50s@folio lock", "is no time like");
	refused("1000000000000000000000us@folio lock", "is no time like");
}

static void a_lock_whose_waiters_spin_is_held_for_less(void **unused)
{
	struct delays delays = { 0 };

	(void)unused;
	refused("1001us@i_es_lock", "at most 1 ms");
	refused("11ms@folio lock", "at most 10 ms");
	refused("1000001i@folio lock", "at most 1000000 instructions");
	assert_int_equal(delay_parse(&delays, "10ms@folio lock"), 0);
	assert_int_equal(delay_parse(&delays, "1000us@j_state_lock"), 0);
}

static void a_lock_has_one_delay(void **unused)
{
	struct delays delays = { 0 };

	(void)unused;
	assert_int_equal(delay_parse(&delays, "50us@handle"), 0);
	assert_int_equal(captured(&delays, "60us@handle", -1), -1);
	assert_non_null(strstr(message, "has a delay already, of 50us"));
}

static void instructions_are_for_mode_insn_and_time_for_the_others(void **unused)
{
	struct delays time = { 0 }, insn = { 0 };

	(void)unused;
	assert_int_equal(delay_parse(&time, "50us@handle"), 0);
	assert_int_equal(delay_parse(&insn, "50i@handle"), 0);
	assert_int_equal(delay_check_mode(&time, MODE_TIME), 0);
	assert_int_equal(delay_check_mode(&time, MODE_COUNT), 0);
	assert_int_equal(delay_check_mode(&insn, MODE_INSN), 0);
	assert_int_equal(captured(&time, NULL, MODE_INSN), -1);
	assert_non_null(strstr(message, "50us@handle: in mode insn it is a count"));
	assert_int_equal(captured(&insn, NULL, MODE_COUNT), -1);
	assert_non_null(strstr(message, "50i@handle: in mode count it is a time"));
}

/* Of a trial that met @lock so often, though the run has a delay of it */
static const char *wrong(enum variant variant, enum state state, enum delay_lock lock,
			 unsigned int times)
{
	const struct cell cell = { .variant = variant, .state = state };
	struct delays delays = { .any = true };
	struct delayed delayed = { .asked = &delays };
	static char room[160];

	delays.of[lock] = (struct delay){ .asked = true, .text = "50us" };
	delayed.sums[lock].times = times;
	return delayed_wrong(&cell, &delayed, room);
}

static void a_trial_fails_that_did_not_meet_what_each_of_its_faults_meets(void **unused)
{
	(void)unused;
	assert_string_equal(wrong(VARIANT_EXT4_IOMAP, STATE_REDIRTY, DELAY_FOLIO, 0),
			    "no fault met the delay of folio lock, 50us");
	assert_non_null(wrong(VARIANT_XFS, STATE_SPARSE, DELAY_INVALIDATE, 0));
	assert_non_null(wrong(VARIANT_EXT4_BUFFER_HEAD, STATE_SPARSE, DELAY_I_ES, 0));
	assert_non_null(wrong(VARIANT_EXT4_IOMAP_NODELALLOC, STATE_SPARSE, DELAY_HANDLE, 0));
	assert_null(wrong(VARIANT_EXT4_IOMAP, STATE_REDIRTY, DELAY_FOLIO, 1));
}

static void a_trial_may_do_without_what_its_faults_need_not_hold(void **unused)
{
	(void)unused;
	assert_null(wrong(VARIANT_TMPFS, STATE_SPARSE, DELAY_FOLIO, 0));
	assert_null(wrong(VARIANT_XFS, STATE_SPARSE, DELAY_HANDLE, 0));
	assert_null(wrong(VARIANT_EXT4_IOMAP, STATE_SPARSE, DELAY_HANDLE, 0));
	assert_null(wrong(VARIANT_EXT4_IOMAP_NODELALLOC, STATE_REDIRTY, DELAY_J_STATE, 0));
	assert_null(wrong(VARIANT_EXT4_IOMAP, STATE_REDIRTY, DELAY_VMA, 0));
}

static void a_delay_that_the_kernel_left_out_fails_the_trial(void **unused)
{
	const struct cell cell = { .variant = VARIANT_XFS };
	struct delays delays = { .any = true };
	struct delayed delayed = { .asked = &delays, .misses = 3 };
	char room[160];

	(void)unused;
	assert_non_null(strstr(delayed_wrong(&cell, &delayed, room), "left 3 delays out"));
}

static void trials_add_up_and_damage_is_seen(void **unused)
{
	struct delayed_lock locks[NR_DELAY_LOCKS] = { 0 };
	json_t *one = json_loads("[{\"lock\":\"handle\",\"asked\":\"50us\",\"times\":3,\"total\":300000}]",
				 0, NULL);
	json_t *unknown = json_loads("[{\"lock\":\"door\",\"asked\":\"1s\",\"times\":3,\"total\":3}]",
				     0, NULL);
	json_t *number = json_integer(1);
	char text[DELAYED_TEXT];

	(void)unused;
	assert_int_equal(delayed_add(locks, NULL), 0);
	assert_null(delayed_text(locks, DELAY_HANDLE, MODE_TIME, text));
	assert_int_equal(delayed_add(locks, one), 0);
	assert_int_equal(delayed_add(locks, one), 0);
	assert_string_equal(delayed_text(locks, DELAY_HANDLE, MODE_TIME, text),
			    "50us@handle, 6 times, 100.0 us each");
	assert_string_equal(delayed_text(locks, DELAY_HANDLE, MODE_COUNT, text),
			    "50us@handle, 6 times");
	assert_int_equal(delayed_add(locks, unknown), -1);
	assert_int_equal(delayed_add(locks, number), -1);
	json_decref(one);
	json_decref(unknown);
	json_decref(number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_and_instructions_are_read_with_their_unit),
		cmocka_unit_test(delays_read_alike_in_whatever_order_they_are_asked_for),
		cmocka_unit_test(all_delays_fit_their_text),
		cmocka_unit_test(what_is_no_delay_is_refused_with_what_would_be),
		cmocka_unit_test(a_lock_whose_waiters_spin_is_held_for_less),
		cmocka_unit_test(a_lock_has_one_delay),
		cmocka_unit_test(instructions_are_for_mode_insn_and_time_for_the_others),
		cmocka_unit_test(a_trial_fails_that_did_not_meet_what_each_of_its_faults_meets),
		cmocka_unit_test(a_trial_may_do_without_what_its_faults_need_not_hold),
		cmocka_unit_test(a_delay_that_the_kernel_left_out_fails_the_trial),
		cmocka_unit_test(trials_add_up_and_damage_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
