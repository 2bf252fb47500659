// SPDX-License-Identifier: GPL-2.0-only
/* Files that appear whole or not at all. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/outfile.h"

static char dir[] = "/tmp/faultline-outfile.XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

/* Fails if a test has left something */
static int remove_dir(void **state)
{
	(void)state;
	return rmdir(dir);
}

static int exists(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return !access(path, F_OK);
}

/* Three files, of which the second one is done, and then @signo, which is @handled or not */
static void write_until(int signo, void (*handled)(int))
{
	static struct outfile out[3];
	const struct rlimit none = { 0 };

	setrlimit(RLIMIT_CORE, &none);
	/* Whoever runs this in the background may have it ignore some */
	signal(signo, handled);
	for (int i = 0; i < 3; i++) {
		char name[8];

		snprintf(name, sizeof(name), "%d", i);
		if (outfile_open(&out[i], dir, name))
			_exit(1);
	}
	outfile_discard(&out[1]);
	raise(signo);
	outfile_discard(&out[2]);
	outfile_discard(&out[0]);
	_exit(0);
}

static int status_after(int signo, void (*handled)(int))
{
	pid_t pid = fork();
	int status = -1;

	if (!pid)
		write_until(signo, handled);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void a_signal_that_ends_the_program_removes_what_is_half_written(void **state)
{
	static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGXFSZ };

	(void)state;
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		int status = status_after(ending[i], SIG_DFL);

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), ending[i]);
		assert_false(exists("0.tmp") || exists("1.tmp") || exists("2.tmp"));
	}
}

static void a_signal_that_is_ignored_stays_so(void **state)
{
	(void)state;
	assert_int_equal(status_after(SIGHUP, SIG_IGN), 0);
	assert_false(exists("0.tmp") || exists("2.tmp"));
}

static void what_is_committed_is_whole_and_no_signal_takes_it(void **state)
{
	struct outfile out;
	char path[128];

	(void)state;
	assert_int_equal(outfile_open(&out, dir, "whole"), 0);
	fputs("all of it\n", out.file);
	assert_false(exists("whole"));
	assert_int_equal(outfile_commit(&out), 0);
	assert_true(exists("whole"));
	assert_false(exists("whole.tmp"));
	assert_int_equal(WTERMSIG(status_after(SIGTERM, SIG_DFL)), SIGTERM);
	assert_true(exists("whole"));
	snprintf(path, sizeof(path), "%s/whole", dir);
	assert_int_equal(unlink(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_that_ends_the_program_removes_what_is_half_written),
		cmocka_unit_test(a_signal_that_is_ignored_stays_so),
		cmocka_unit_test(what_is_committed_is_whole_and_no_signal_takes_it),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
