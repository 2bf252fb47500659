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

static char *svg_with(const char *picture, char *classes(const char *, char *), int *ret)
{
	char path[] = "/tmp/html-test-XXXXXX", *got = NULL;
	int fd = mkstemp(path);
	size_t size;
	FILE *out = open_memstream(&got, &size);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, picture, strlen(picture)), (ssize_t)strlen(picture));
	close(fd);
	*ret = html_svg(out, path, "p-", "a \"b\"", classes);
	fclose(out);
	unlink(path);
	return got;
}

static char *svg_of(const char *picture, int *ret)
{
	return svg_with(picture, NULL, ret);
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

/* Of "x ..." it is x */
static char *one_class(const char *text, char *buf)
{
	if (strlen(text) < 2 || text[1] != ' ')
		return NULL;
	buf[0] = text[0];
	buf[1] = '\0';
	return buf;
}

static void lines_and_rows_of_a_chart_have_their_classes(void **unused)
{
	static const char row[] = "\t<g transform=\"translate(9.5,%d.20)\" text-anchor=\"%s\">\n"
				  "\t\t<text><tspan>%s</tspan></text>\n\t</g>\n";
	char picture[1024], *got;
	int ret, at;

	(void)unused;
	at = sprintf(picture, "<svg \n viewBox=\"0 0 860 99\"\n>\n"
		     "\t<g id=\"gnuplot_plot_1\" ><title>a line</title>\n"
		     "\t<g id=\"gnuplot_plot_2\" ><title>another</title>\n");
	at += sprintf(picture + at, row, 14, "end", "s row");
	at += sprintf(picture + at, row, 20, "end", "10000");
	at += sprintf(picture + at, row, 25, "middle", "m title");
	at += sprintf(picture + at, row, 34, "end", "t row");
	/* Between them is an empty one, or not */
	at += sprintf(picture + at, row, 74, "end", "u row");
	sprintf(picture + at, "</svg>\n");
	got = svg_with(picture, one_class, &ret);
	assert_int_equal(ret, 0);
	assert_non_null(strstr(got, "\t<g class=\"a\" id=\"p-gnuplot_plot_1\" ><title>a line"));
	assert_non_null(strstr(got, "\t<g id=\"p-gnuplot_plot_2\" ><title>another"));
	assert_string_equal(strstr(got, "<rect"),
		"<rect class=\"veil s\" x=\"0\" y=\"-2.60\" width=\"860\" height=\"22.60\"/>\n"
		"<rect class=\"veil t\" x=\"0\" y=\"20.00\" width=\"860\" height=\"20.00\"/>\n"
		"<rect class=\"veil u\" x=\"0\" y=\"60.00\" width=\"860\" height=\"20.00\"/>\n"
		"</svg>\n");
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
		cmocka_unit_test(lines_and_rows_of_a_chart_have_their_classes),
		cmocka_unit_test(what_is_no_picture_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
