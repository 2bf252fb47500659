// SPDX-License-Identifier: GPL-2.0-only
/* What of a kernel's configuration is kept, and what differs between two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "lib/words.h"
#include "trial/kconfig.h"

static const char config[] = "# CONFIG_NUMA is not set\nCONFIG_HZ=250\nCONFIG_MODULES=y\n"
			     "CONFIG_SMP=y\n";

/* what kconfig_of() makes of @len bytes of @text */
static char *kconfig_of_text(const void *text, size_t len)
{
	char path[] = "/tmp/faultline-kconfig.XXXXXX", *kept;
	int fd = mkstemp(path);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, text, len), len);
	assert_int_equal(close(fd), 0);
	kept = kconfig_of(path);
	assert_int_equal(unlink(path), 0);
	return kept;
}

static void only_what_changes_the_path_is_kept(void **unused)
{
	char *kept = kconfig_of_text(config, strlen(config));

	(void)unused;
	assert_string_equal(kept, "SMP HZ=250");
	free(kept);
}

static void a_compressed_one_is_read_too_but_not_half_of_one(void **unused)
{
	static char compressed[1 << 16];
	char path[] = "/tmp/faultline-kconfig.XXXXXX", *kept;
	int fd = mkstemp(path);
	gzFile file;
	ssize_t len;

	(void)unused;
	assert_int_not_equal(fd, -1);
	file = gzopen(path, "w");
	assert_non_null(file);
	assert_int_equal(gzputs(file, config), strlen(config));
	/* More than zlib reads at once */
	for (int i = 0; i < 10000; i++)
		assert_true(gzprintf(file, "CONFIG_OPTION_%d=y\n", i) > 0);
	assert_int_equal(gzclose(file), Z_OK);
	len = read(fd, compressed, sizeof(compressed));
	assert_true(len > 10000 && (size_t)len < sizeof(compressed));
	kept = kconfig_of_text(compressed, (size_t)len);
	assert_string_equal(kept, "SMP HZ=250");
	free(kept);
	assert_null(kconfig_of_text(compressed, (size_t)len - 10));
	compressed[len - 6] ^= 1;	/* of the checksum */
	assert_null(kconfig_of_text(compressed, (size_t)len));
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
}

static void what_is_no_configuration_is_none(void **unused)
{
	(void)unused;
	assert_null(kconfig_of_text("<html>\n", 7));
	assert_null(kconfig_of_text("", 0));
	assert_null(kconfig_of("/none/config"));
}

static void a_difference_is_words_with_a_sign(void **unused)
{
	char words[64];

	(void)unused;
	assert_string_equal(words_difference("SMP HZ=250", "HZ=1000 SMP KASAN", words,
					       sizeof(words)), "-HZ=250 +HZ=1000 +KASAN");
	assert_string_equal(words_difference("SMP HZ=250", "HZ=250 SMP", words,
					       sizeof(words)), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_changes_the_path_is_kept),
		cmocka_unit_test(a_compressed_one_is_read_too_but_not_half_of_one),
		cmocka_unit_test(what_is_no_configuration_is_none),
		cmocka_unit_test(a_difference_is_words_with_a_sign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
