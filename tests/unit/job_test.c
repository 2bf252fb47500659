// SPDX-License-Identifier: GPL-2.0-only
/* Job files: what they mean, and what is said of bad ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "plan/job.h"

static char path[] = "/tmp/faultline-job-test.XXXXXX";
static char message[1024];

/* Load @text as a job file; what goes to stderr ends up in message */
static int load(const char *text, struct job *job)
{
	FILE *file = fopen(path, "w"), *errors = tmpfile();
	int saved = dup(STDERR_FILENO), ret;
	size_t len;

	assert_non_null(file);
	assert_non_null(errors);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_true(dup2(fileno(errors), STDERR_FILENO) >= 0);
	ret = job_load(path, job);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	close(saved);
	rewind(errors);
	len = fread(message, 1, sizeof(message) - 1, errors);
	message[len] = '\0';
	fclose(errors);
	return ret;
}

/* @text must be refused with one line that holds @line and @word */
static void refused(const char *text, int line, const char *word)
{
	char where[128];
	struct job job;

	assert_int_equal(load(text, &job), -1);
	snprintf(where, sizeof(where), "%s:%d: ", path, line);
	if (line)
		assert_non_null(strstr(message, where));
	assert_non_null(strstr(message, word));
	assert_ptr_equal(strchr(message, '\n'), message + strlen(message) - 1);
}

static void sections_are_products_of_their_lists(void **unused)
{
	struct job job;

	(void)unused;
	assert_int_equal(load("[global]\ntrials=4\nseed=9\nsize=8m\n"
			      "[a]\nvariant=ext4-buffer_head, xfs\nstate=sparse,redirty\n"
			      "block_size=1k,4k\nfolio=large\n", &job), 0);
	assert_int_equal(job.n_cells, 8);
	assert_int_equal(job.trials, 4);
	assert_int_equal(job.seed, 9);
	for (size_t i = 0; i < job.n_cells; i++) {
		assert_int_equal(job.cells[i].size, 8 << 20);
		assert_int_equal(job.cells[i].folio, FOLIO_LARGE);
		assert_int_equal(job.cells[i].threads, 1);
	}
	job_free(&job);
}

static void loads_are_none_unless_named_and_left_out_where_they_do_nothing(void **unused)
{
	struct job job;

	(void)unused;
	assert_int_equal(load("[a]\nvariant=xfs,tmpfs\nstate=delalloc\nfolio=order0\n", &job), 0);
	assert_int_equal(job.n_cells, 2);
	assert_int_equal(job.cells[0].load, LOAD_NONE);
	job_free(&job);
	/* Neither has a delayed page beside writeback, and tmpfs nothing to commit */
	assert_int_equal(load("[a]\nvariant=xfs,tmpfs\nstate=delalloc\nfolio=order0\n"
			      "load=commit,writeback,truncate\n", &job), 0);
	assert_int_equal(job.n_cells, 3);
	assert_int_equal(job.n_skipped, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(job.cells[i].load == LOAD_TRUNCATE ||
			    (job.cells[i].load == LOAD_COMMIT && job.cells[i].variant == VARIANT_XFS));
	job_free(&job);
}

static void the_rate_of_a_load_tells_cells_apart_and_no_load_has_none(void **unused)
{
	char label[CELL_NAME];
	struct job job;

	(void)unused;
	assert_int_equal(load("[a]\nvariant=xfs\nstate=sparse\nfolio=order0\nload=none,commit\n"
			      "load_rate=0,50\n", &job), 0);
	assert_int_equal(job.n_cells, 3);
	assert_string_equal(cell_name(&job.cells[0], ' ', label),
			    "xfs 4k sequential sparse order0 32m");
	assert_string_equal(cell_name(&job.cells[1], ' ', label),
			    "xfs 4k sequential sparse order0 32m commit");
	assert_string_equal(cell_name(&job.cells[2], ' ', label),
			    "xfs 4k sequential sparse order0 32m commit 50hz");
	job_free(&job);
	assert_int_equal(load("[a]\nvariant=xfs\nstate=sparse\nload=commit\nload_rate=-1\n", &job),
			 -1);
}

static void setups_are_lists_of_names_joined_by_plus(void **unused)
{
	struct job job;

	(void)unused;
	assert_int_equal(load("[a]\nvariant=ext4-iomap,xfs\nstate=sparse\nfolio=order0\n"
			      "setup=none,lazytime,small-journal+lazytime,lazytime+small-journal\n",
			      &job), 0);
	/* A small journal is ext4's alone; the last two are one */
	assert_int_equal(job.n_cells, 5);
	assert_int_equal(job.n_skipped, 2);
	assert_int_equal(job.cells[0].setup, 0);
	assert_int_equal(job.cells[1].setup, SETUP_BIT(LAZYTIME));
	assert_int_equal(job.cells[2].setup, SETUP_BIT(LAZYTIME) | SETUP_BIT(SMALL_JOURNAL));
	job_free(&job);
	refused("[a]\nvariant=xfs\nstate=sparse\nsetup=lazytime+lazy\n", 4,
		"unknown setup 'lazytime+lazy'; expected none, or lazytime, data-writeback, ");
	refused("[a]\nvariant=xfs\nstate=sparse\nsetup=lazytime+lazytime\n", 4, "unknown setup");
	refused("[a]\nvariant=xfs\nstate=sparse\nsetup=none+lazytime\n", 4, "unknown setup");
	refused("[a]\nvariant=xfs\nstate=sparse\nsetup=lazytime+\n", 4, "unknown setup");
	refused("[a]\nvariant=xfs\nstate=sparse\nsetup=small-journal\n", 0, "only ext4 can have");
}

static void threads_share_a_folio_if_it_is_large_and_has_room_for_them(void **unused)
{
	struct job job;

	(void)unused;
	assert_int_equal(load("[a]\nvariant=xfs\nstate=sparse\nsharing=same-folio,overlapping\n"
			      "threads=1,4,64\npattern=sequential,random\nsize=1m\n", &job), 0);
	/* One thread shares nothing: 4 cells; overlapping: 8; in one folio: 1 */
	assert_int_equal(job.n_cells, 13);
	assert_int_equal(job.n_skipped, 7);
	job_free(&job);
	refused("[a]\nvariant=xfs\nstate=sparse\nsharing=same-folio\nthreads=4\nfolio=large\n"
		"size=64k\n", 1, "fewer pages than threads");
}

static void processes_and_paced_pages_are_not_too_many(void **unused)
{
	struct job job;

	(void)unused;
	assert_int_equal(load("[a]\nvariant=xfs\nstate=sparse\nfolio=order0\nsize=16m\n"
			      "tasks=threads,processes\npace=none,tick\nthreads=1,64\n", &job), 0);
	assert_int_equal(job.n_cells, 8);
	job_free(&job);
	refused("[a]\nvariant=xfs\nstate=sparse\ntasks=processes\nthreads=65\n", 1,
		"64 processes at most");
	refused("[a]\nvariant=xfs\nstate=sparse\npace=tick\nsize=17m\n", 1, "4096 pages at most");
	refused("[a]\nvariant=xfs\nstate=sparse\npace=tock\n", 4, "expected none or tick");
	refused("[a]\nvariant=xfs\nstate=sparse\ntasks=fibers\n", 4, "expected threads or processes");
}

static void sizes_extents_and_files_are_lists(void **unused)
{
	struct job job;

	(void)unused;
	assert_int_equal(load("[a]\nvariant=xfs\nstate=sparse\nfolio=order0\npattern=spread\n"
			      "size=1g,64g\n"
			      "[b]\nvariant=xfs\nstate=prealloc\nfolio=order0\nextent=0,4k,1m\n"
			      "[c]\nvariant=xfs\nstate=written\nfolio=order0,order1,order9\nfiles=1,4096\n"
			      "size=2m\n", &job), 0);
	assert_int_equal(job.n_cells, 11);
	assert_int_equal(job.cells[1].size, 64UL << 30);
	assert_int_equal(job.cells[2].extent, 0);
	assert_int_equal(job.cells[4].extent, 1 << 20);
	assert_int_equal(job.cells[5].files, 0);
	assert_int_equal(job.cells[6].files, 4096);
	assert_int_equal(job.cells[10].folio, FOLIO_ORDER9);
	job_free(&job);
	refused("[a]\nvariant=xfs\nstate=sparse\nsize=65g\n", 4, "from 4096 to 68719476736");
	refused("[a]\nvariant=xfs\nstate=prealloc\nsize=64g\n", 1, "must be sparse");
	refused("[a]\nvariant=xfs\nstate=sparse\nsize=64g\n", 1, "take pattern=spread");
	refused("[a]\nvariant=xfs\nstate=sparse\nextent=5000\n", 4, "whole pages");
	refused("[a]\nvariant=xfs\nstate=sparse\nextent=2m\n", 4, "from 0 to 1048576");
	refused("[a]\nvariant=xfs\nstate=sparse\nextent=1m\nsize=3m\nfolio=order0\n", 1, "twice the extent");
	refused("[a]\nvariant=xfs\nstate=sparse\nfiles=4097\n", 4, "from 1 to 4096");
	refused("[a]\nvariant=xfs\nstate=sparse\nfolio=order10\n", 4, "order9");
}

static void impossible_and_repeated_cells_are_left_out(void **unused)
{
	struct job job;

	(void)unused;
	/* tmpfs: 4k sparse and delalloc only; stride matters to no sequential cell */
	assert_int_equal(load("[a]\nvariant=tmpfs\nblock_size=1k,4k\nfolio=order0\n"
			      "state=sparse,prealloc,delalloc,written,redirty\nstride=2,4\n",
			      &job), 0);
	assert_int_equal(job.n_cells, 2);
	assert_int_equal(job.n_skipped, 16);
	job_free(&job);
}

static void sections_do_not_leak_into_each_other(void **unused)
{
	struct job job;

	(void)unused;
	assert_int_equal(load("[global]\nfolio=order0\nstate=sparse\n[a]\nvariant=xfs\n"
			      "folio=large\n[b]\nvariant=xfs\nthreads=2\n", &job), 0);
	assert_int_equal(job.n_cells, 2);
	assert_int_equal(job.cells[0].folio, FOLIO_LARGE);
	assert_int_equal(job.cells[0].threads, 1);
	assert_int_equal(job.cells[1].folio, FOLIO_ORDER0);
	assert_int_equal(job.cells[1].threads, 2);
	job_free(&job);
}

static void lines_are_read_as_fio_reads_them(void **unused)
{
	struct job job;

	(void)unused;
	assert_int_equal(load("\xef\xbb\xbf[GLOBAL]\r\n  trials = 4 # four\r\n\tsize=4M\r\n# all\r\n"
			      "  [a] ; one\r\n   variant=xfs\t# one\r\n\tstate=sparse ; one\r\n"
			      "  block_size = 4k\r\n", &job), 0);
	assert_int_equal(job.trials, 4);
	assert_int_equal(job.n_cells, 2);
	assert_int_equal(job.cells[0].size, 4 << 20);
	job_free(&job);
	assert_int_equal(load("[a]\nvariant=xfs\nstate=sparse\nfolio=order0\n"
			      "size=64k,64K,64kb,64KiB,64KB\n", &job), 0);
	assert_int_equal(job.n_cells, 1);
	assert_int_equal(job.cells[0].size, 64 << 10);
	job_free(&job);
	refused("[a]\nvariant=xfs\nstate=sparse\nsize=4kx\n", 4, "size '4kx'");
	refused("[a]\nvariant=xfs\nstate=sparse\nsize=4kibs\n", 4, "size '4kibs'");
	refused("[a]\nvariant=xfs\nstate=sparse\n[Global]\nsize=4k\n", 4, "comes first");
}

static void bad_lines_are_named(void **unused)
{
	(void)unused;
	refused("[a]\nvariant=xfs\nstat=sparse\n", 3, "unknown key 'stat'");
	refused("[a]\nvariant=zfs\nstate=sparse\n", 2, "unknown variant 'zfs'");
	refused("[a]\n\n; comment\nvariant=xfs\nstate=wet\n", 5, "expected sparse, prealloc, ");
	refused("[a]\nvariant=xfs\nstate=sparse\nsize=5000\n", 4, "whole pages");
	refused("[a]\nvariant=xfs\nstate=sparse\nsize=-4k\n", 4, "size '-4k'");
	refused("[a]\nvariant=xfs\nstate=sparse\nsize=99999999999999999999\n", 4, "size");
	refused("[a]\nvariant=xfs\nstate=sparse\nthreads=0\n", 4, "from 1 to 1024");
	refused("[a]\nvariant=xfs\nstate=sparse\nthreads=2x\n", 4, "threads '2x'");
	refused("[a]\nvariant=xfs\nvariant=xfs\nstate=sparse\n", 3, "once");
	refused("[a]\nvariant=\nstate=sparse\n", 2, "at least one value");
	refused("[a]\nvariant=xfs\nstate=sparse\ntrials=3\n", 4, "[global]");
	refused("[global]\ntrials=0\n", 2, "1 to 1000");
	refused("[global]\nmode=fast\n", 2, "unknown mode 'fast'; expected insn, time or count");
	refused("[a]\nvariant=xfs\nstate=sparse\nmode=count\n", 4, "[global]");
	refused("variant=xfs\n", 1, "outside a section");
	refused("[a]\nvariant=xfs\nnonsense\n", 3, "key=value");
	refused("[a]\nvariant=xfs\nstate=sparse\n[global]\nsize=4k\n", 4, "comes first");
	refused("[a]\nvariant=xfs\nstate=sparse\nsize=4k\nthreads=2\n", 1, "fewer pages");
	refused("[a]\nvariant=xfs\n\n[b]\nvariant=xfs\nstate=sparse\n", 1, "state must be set");
	refused("[empty]\n", 1, "variant and state must be set");
}

static const char *no_iomap(const struct cell *cell)
{
	if (cell->variant == VARIANT_XFS && cell->folio == FOLIO_LARGE && cell->state == STATE_WRITTEN)
		return "not that early";
	return cell->variant == VARIANT_EXT4_IOMAP ? "not in this kernel" : NULL;
}

static void variants_that_the_kernel_lacks_are_left_out(void **unused)
{
	struct job job;

	(void)unused;
	assert_int_equal(load("[a]\nvariant=ext4-iomap,xfs\nstate=sparse,written\n"
			      "folio=order0\n", &job), 0);
	assert_int_equal(job_leave_out(&job, no_iomap), 0);
	assert_int_equal(job.n_cells, 2);
	assert_int_equal(job.n_skipped, 2);
	assert_int_equal(job.cells[0].variant, VARIANT_XFS);
	job_free(&job);
	assert_int_equal(load("[a]\nvariant=ext4-iomap,ext4-buffer_head,xfs\nstate=sparse,written\n"
			      "folio=order0,large\n", &job), 0);
	assert_int_equal(job_leave_out(&job, no_iomap), 0);
	assert_int_equal(job.n_cells, 7);
	for (size_t i = 0; i < job.n_cells; i++)
		assert_true(job.cells[i].variant != VARIANT_XFS ||
			    job.cells[i].state == STATE_SPARSE ||
			    job.cells[i].folio == FOLIO_ORDER0);
	job_free(&job);
	assert_int_equal(load("[a]\nvariant=ext4-iomap\nstate=sparse\n", &job), 0);
	assert_int_equal(job_leave_out(&job, no_iomap), -1);
	job_free(&job);
}

static void empty_and_missing_files_are_named(void **unused)
{
	struct job job;

	(void)unused;
	refused("", 0, "no cell to measure");
	refused("[global]\nsize=4m\n", 0, "no cell to measure");
	refused("[a]\nvariant=tmpfs\nstate=prealloc\n", 0, "no cell to measure: tmpfs ");
	assert_int_equal(job_load("/nonexistent/x.job", &job), -1);
}

static void long_lines_are_refused(void **unused)
{
	char text[700] = "[a]\nvariant=";

	(void)unused;
	memset(text + strlen(text), 'x', 400);
	refused(text, 2, "at most 198 letters");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_are_products_of_their_lists),
		cmocka_unit_test(loads_are_none_unless_named_and_left_out_where_they_do_nothing),
		cmocka_unit_test(the_rate_of_a_load_tells_cells_apart_and_no_load_has_none),
		cmocka_unit_test(setups_are_lists_of_names_joined_by_plus),
		cmocka_unit_test(threads_share_a_folio_if_it_is_large_and_has_room_for_them),
		cmocka_unit_test(processes_and_paced_pages_are_not_too_many),
		cmocka_unit_test(sizes_extents_and_files_are_lists),
		cmocka_unit_test(impossible_and_repeated_cells_are_left_out),
		cmocka_unit_test(sections_do_not_leak_into_each_other),
		cmocka_unit_test(lines_are_read_as_fio_reads_them),
		cmocka_unit_test(bad_lines_are_named),
		cmocka_unit_test(variants_that_the_kernel_lacks_are_left_out),
		cmocka_unit_test(empty_and_missing_files_are_named),
		cmocka_unit_test(long_lines_are_refused),
	};
	int fd = mkstemp(path), ret;

	if (fd < 0)
		return 1;
	close(fd);
	ret = cmocka_run_group_tests_name("job", tests, NULL, NULL);
	unlink(path);
	return ret;
}
