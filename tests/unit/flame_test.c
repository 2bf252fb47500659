// SPDX-License-Identifier: GPL-2.0-only
/* Flame graphs: colours, where frames are, and what is written of them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/flame_colour.h"
#include "report/flame_layout.h"
#include "report/flame_svg.h"

#define STEPS 400

static double contrast(unsigned int a, unsigned int b)
{
	double x = flame_luminance(a), y = flame_luminance(b);

	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

/* By all that turns colours into greys: WCAG's luminance, television's luma, the mean */
static void more_is_darker_in_any_grey(void **unused)
{
	double before[3] = { INFINITY, INFINITY, INFINITY };

	(void)unused;
	for (int i = -STEPS; i <= STEPS; i++) {
		unsigned int colour = flame_change_colour(i, STEPS), red = colour >> 16,
			     green = colour >> 8 & 0xff, blue = colour & 0xff;
		const double grey[3] = { flame_luminance(colour),
			0.299 * red + 0.587 * green + 0.114 * blue, (red + green + blue) / 3.0 };

		for (int g = 0; g < 3; g++) {
			/* Channels are whole numbers */
			assert_true(grey[g] <= before[g] + (g ? 1 : 0.006));
			before[g] = fmin(before[g], grey[g]);
		}
	}
	assert_true(flame_luminance(flame_change_colour(-1, 1)) >
		    flame_luminance(flame_change_colour(0, 1)) + 0.2);
	assert_true(flame_luminance(flame_change_colour(0, 1)) >
		    flame_luminance(flame_change_colour(1, 1)) + 0.2);
	assert_int_equal(flame_change_colour(0, 0), flame_change_colour(0, 1));
	assert_int_equal(flame_change_colour(9, 1), flame_change_colour(1, 1));
}

static void text_can_be_read_on_each_colour(void **unused)
{
	static const char *const names[] = { "memset", "do_fault", "_raw_spin_lock", "xas_load",
		"ext4_da_map_blocks", "iomap_iter", "(harness)", "", "a", "b", "c", "d", "e" };

	(void)unused;
	for (int i = -STEPS; i <= STEPS; i++) {
		unsigned int colour = flame_change_colour(i, STEPS);

		assert_true(contrast(colour, flame_ink(colour)) >= 4.5);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true(contrast(flame_name_colour(names[i]), 0) >= 4.5);
	assert_int_not_equal(flame_name_colour("filemap_fault"), flame_name_colour("filemap_map"));
}

/*
 * A root of 100 and 60: wide is 70 and 40, small 0.25 and 0, gone 20 and 0, come 0 and 15;
 * inner of 9 is below wide on the one side, and below come on the other one.
 */
static struct call calls[] = {
	{ NULL, 0, 4, 0, { 9.75, 5 }, { 100, 60 }, { 0, 0 }, { 0, 0 } },
	{ "small", 0, 0, 3, { 0.25, 0 }, { 0.25, 0 }, { 1, 0 }, { 0.25, 0 } },
	{ "gone", 0, 0, 1, { 20, 0 }, { 20, 0 }, { 1, 0 }, { 20, 0 } },
	{ "w<i>&\"de", 0, 5, 0, { 61, 40 }, { 70, 40 }, { 1, 1 }, { 61, 40 } },
	{ "come", 0, 6, 2, { 0, 6 }, { 0, 15 }, { 0, 2 }, { 0, 6 } },
	{ "inner", 3, 0, 0, { 9, 0 }, { 9, 0 }, { 3, 0 }, { 9, 9 } },
	{ "inner", 4, 0, 0, { 0, 9 }, { 0, 9 }, { 0, 3 }, { 9, 9 } },
};
static const struct call_tree tree = { calls, sizeof(calls) / sizeof(calls[0]) };

static const struct flame_frame *frame_of(const struct flame_layout *layout, const char *name)
{
	for (size_t i = 1; i < layout->n; i++)
		if (!strcmp(layout->frame[i].call->name, name))
			return &layout->frame[i];
	return NULL;
}

static void frames_stand_on_their_callers_side_by_side(void **unused)
{
	const struct flame_frame *frame;
	struct flame_layout layout;

	(void)unused;
	assert_int_equal(flame_layout_make(&tree, 0, 10, 5, 100, &layout), 0);
	assert_int_equal(layout.n, 4);
	assert_int_equal(layout.levels, 3);
	frame = frame_of(&layout, "gone");
	assert_float_equal(frame->x, 0, 1e-6);
	assert_float_equal(frame->width, 200, 1e-6);
	/* What is not drawn keeps its place */
	frame = frame_of(&layout, "w<i>&\"de");
	assert_float_equal(frame->x, 202.5, 1e-6);
	assert_float_equal(frame->width, 700, 1e-6);
	assert_int_equal(frame->depth, 1);
	frame = frame_of(&layout, "inner");
	assert_float_equal(frame->x, 202.5, 1e-6);
	assert_int_equal(frame->depth, 2);
	assert_null(frame_of(&layout, "come"));
	flame_layout_free(&layout);
}

static void what_is_left_out_is_counted(void **unused)
{
	struct flame_layout layout;

	(void)unused;
	assert_int_equal(flame_layout_make(&tree, 0, 10, 5, 100, &layout), 0);
	assert_int_equal(layout.left_out, 1);
	assert_float_equal(layout.left_out_all, 0.25, 1e-6);
	flame_layout_free(&layout);
	/* Room for the root and two more: a callee goes with its caller's instructions */
	assert_int_equal(flame_layout_make(&tree, 0, 10, 1, 3, &layout), 0);
	assert_int_equal(layout.n, 3);
	assert_non_null(frame_of(&layout, "gone"));
	assert_null(frame_of(&layout, "inner"));
	assert_int_equal(layout.left_out, 2);
	assert_float_equal(layout.left_out_all, 9.25, 1e-6);
	flame_layout_free(&layout);
}

static char *picture(bool here, bool there)
{
	const struct flame flame = { &tree, "a & b", "run <1>", { "here", "there" },
				     { here, there }, NULL };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(flame_svg(&flame, out), 0);
	fclose(out);
	return text;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("not there: %s\n%s", part, text);
}

static void a_picture_says_what_each_function_costs(void **unused)
{
	char *text = picture(true, false);

	(void)unused;
	assert_has(text, "<title>a &amp; b</title>");
	assert_has(text, ">run &lt;1&gt;</text>");
	assert_has(text, "<title>here: 100.0 instructions a page\n");
	assert_has(text, "<title>w&lt;i&gt;&amp;&quot;de\n70.0 instructions a page, 70.00 %\n"
		   "61.0 of them its own\n1.000 calls a page</title>");
	assert_has(text, ">w&lt;i&gt;&amp;&quot;de</text>");
	assert_null(strstr(text, "come"));
	free(text);
}

static void a_difference_has_both_sides_in_one_scale_and_figures(void **unused)
{
	char *text = picture(true, true);

	(void)unused;
	assert_has(text, ">here: 100.0 instructions a page</text>");
	assert_has(text, ">there: 60.0 instructions a page</text>");
	/* 1,180 pixels are 100 instructions a page on both sides */
	assert_has(text, "width=\"1180.00\"");
	assert_has(text, "width=\"708.00\"");
	assert_has(text, ">gone -20</text>");
	assert_has(text, ">come +6.0</text>");
	assert_has(text, "<title>gone\nits own: 20.0 to 0.0, -20.0 instructions a page\n"
		   "with callees: 20.0 (20.00 %) to 0.0 (0.00 %), -20.0\n"
		   "calls a page: 1.000 to 0.000</title>");
	/* The scale ends at the largest change */
	assert_has(text, ">-21</text>");
	assert_has(text, ">+21</text>");
	free(text);
}

static void a_function_that_only_has_another_caller_has_not_grown(void **unused)
{
	char none[32], *text = picture(true, true);

	(void)unused;
	snprintf(none, sizeof(none), "fill=\"#%06x\" data-v=\"9.0\"", flame_change_colour(0, 1));
	assert_has(text, none);
	assert_has(text, ">inner moved</text>");
	assert_has(text, "its own on all paths: 9.0 to 9.0, +0.0</title>");
	free(text);
}

#define SIBLINGS 20

/* Siblings of all widths, the first one has no room for a letter and the last one for all */
static char *many_widths(void)
{
	struct call many[SIBLINGS + 1] = { { .child = 1 } };
	const struct call_tree siblings = { many, SIBLINGS + 1 };
	const struct flame flame = { &siblings, "many", "run", { "a", "b" }, { true, true }, NULL };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 1; i <= SIBLINGS; i++) {
		double here = (double)i, there = 2 * here;

		many[i] = (struct call){ "a_function", 0, 0, i < SIBLINGS ? i + 1 : 0,
			{ here, there }, { here, there }, { 1, 1 }, { here, there } };
		many[0].all[0] += many[i].all[0];
		many[0].all[1] += many[i].all[1];
	}
	assert_int_equal(flame_svg(&flame, out), 0);
	fclose(out);
	return text;
}

/* Each text by the frame before it: a letter takes 7.4 pixels, both margins 6 */
static void no_text_is_wider_than_its_frame(void **unused)
{
	char *text = many_widths(), *at = text;
	unsigned int labels = 0;

	(void)unused;
	while ((at = strstr(at, "</rect>\n<text x="))) {
		char *begin = at, *label, *end;
		double width;

		while (begin > text && strncmp(begin, "<rect x=", 8))
			begin--;
		assert_int_equal(sscanf(strstr(begin, " width="), " width=\"%lf\"", &width), 1);
		label = strchr(at + 16, '>') + 1;
		end = strstr(label, "</text>");
		assert_true((double)(end - label) * 7.4 + 6 <= width);
		labels++;
		at = end;
	}
	assert_true(labels >= SIBLINGS);
	assert_has(text, ">a_fu.. +");
	free(text);
}

#define MANY 5000

/* Of as many functions as none has: all long names, all changed, all on several paths */
static size_t size_of_many(bool here, bool there)
{
	static const char name[] = "a_function_with_a_name_of_32_byte";
	struct call *many = calloc(MANY + 1, sizeof(*many));
	const struct call_tree wide = { many, MANY + 1 };
	const struct flame flame = { &wide, "many", "run", { "here", "there" }, { here, there }, NULL };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	many[0] = (struct call){ .child = 1, .all = { 1e6, 1e6 } };
	/* Each one is its predecessor's callee, and all but as wide */
	for (size_t i = 1; i <= MANY; i++)
		many[i] = (struct call){ name, i - 1, i < MANY ? i + 1 : 0, 0, { 100, 200 },
			{ 1e6 - (double)i, 1e6 - (double)i }, { 1, 1 }, { 5e5, 1e6 } };
	assert_int_equal(flame_svg(&flame, out), 0);
	fclose(out);
	free(text);
	free(many);
	return size;
}

static void a_picture_stays_below_300_kib(void **unused)
{
	(void)unused;
	for (int both = 0; both < 2; both++) {
		size_t size = size_of_many(true, both);

		assert_true(size > 100000 && size <= 300 << 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_is_darker_in_any_grey),
		cmocka_unit_test(text_can_be_read_on_each_colour),
		cmocka_unit_test(frames_stand_on_their_callers_side_by_side),
		cmocka_unit_test(what_is_left_out_is_counted),
		cmocka_unit_test(a_picture_says_what_each_function_costs),
		cmocka_unit_test(a_difference_has_both_sides_in_one_scale_and_figures),
		cmocka_unit_test(a_function_that_only_has_another_caller_has_not_grown),
		cmocka_unit_test(a_picture_stays_below_300_kib),
		cmocka_unit_test(no_text_is_wider_than_its_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
