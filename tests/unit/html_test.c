// SPDX-License-Identifier: GPL-2.0-only
/* Text in a page is text, whatever it holds; a picture's ids are its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/html.h"

static void assert_text(const char *text, const char *want)
{
	char *got = NULL;
	size_t size;
	FILE *out = open_memstream(&got, &size);

	html_text(out, text);
	fclose(out);
	assert_string_equal(got, want);
	free(got);
}

static void markup_is_escaped(void **unused)
{
	(void)unused;
	assert_text("<script>alert(\"1\")</script>",
		    "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
	assert_text("' onload='x", "&#39; onload=&#39;x");
	assert_text("&lt; & &#60;", "&amp;lt; &amp; &amp;#60;");
	assert_text("]]> --> é \xf0\x9f\x90\xa7", "]]&gt; --&gt; é \xf0\x9f\x90\xa7");
}

static void control_characters_are_replaced(void **unused)
{
	(void)unused;
	assert_text("a\x01" "b\x1b[1m\x7f\r", "a&#xfffd;b&#xfffd;[1m&#xfffd;&#xfffd;");
	assert_text("a\tb\n", "a\tb\n");
}

static char *svg_of(const char *picture, int *ret)
{
	char path[] = "/tmp/html-test-XXXXXX", *got = NULL;
	int fd = mkstemp(path);
	size_t size;
	FILE *out = open_memstream(&got, &size);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, picture, strlen(picture)), (ssize_t)strlen(picture));
	close(fd);
	*ret = html_svg(out, path, "p-", "a \"b\"");
	fclose(out);
	unlink(path);
	return got;
}

static void a_picture_keeps_its_text_and_gets_ids_of_its_own(void **unused)
{
	char *got;
	int ret;

	(void)unused;
	got = svg_of("<?xml version=\"1.0\"?>\n<svg \n viewBox=\"0 0 1 1\"\n>\n"
		     "<title>Gnuplot</title>\n<g id=\"a\"><use xlink:href='#a' id='b' fill=\"url(#a)\"/>\n"
		     "<text>x id=\"a\" href='#a></text></g></svg>\n", &ret);
	assert_int_equal(ret, 0);
	assert_string_equal(got,
		"<svg role=\"img\" aria-label=\"a &quot;b&quot;\" \n viewBox=\"0 0 1 1\"\n>\n"
		"<g id=\"p-a\"><use xlink:href='#p-a' id='p-b' fill=\"url(#p-a)\"/>\n"
		"<text>x id=\"a\" href='#a></text></g></svg>\n");
	free(got);
}

static void a_picture_that_is_used_keeps_its_role(void **unused)
{
	char *got;
	int ret;

	(void)unused;
	got = svg_of("<svg role=\"group\">\n<g role=\"x\"/></svg>\n", &ret);
	assert_int_equal(ret, 0);
	assert_string_equal(got, "<svg aria-label=\"a &quot;b&quot;\" role=\"group\">\n"
			    "<g role=\"x\"/></svg>\n");
	free(got);
}

static void what_is_no_picture_is_an_error(void **unused)
{
	int ret;

	(void)unused;
	free(svg_of("<html></html>\n", &ret));
	assert_int_equal(ret, -1);
	free(svg_of("", &ret));
	assert_int_equal(ret, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_is_escaped),
		cmocka_unit_test(control_characters_are_replaced),
		cmocka_unit_test(a_picture_keeps_its_text_and_gets_ids_of_its_own),
		cmocka_unit_test(a_picture_that_is_used_keeps_its_role),
		cmocka_unit_test(what_is_no_picture_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
