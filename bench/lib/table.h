/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers and text in columns, for terminals and mails. */
#ifndef FAULTLINE_LIB_TABLE_H
#define FAULTLINE_LIB_TABLE_H

#include <stdio.h>

/** The longest number, grouped by threes. */
#define TABLE_DIGITS 512

/** table_digits() - "12,345"; "-" for NAN. Return: @text. */
char *table_digits(char text[TABLE_DIGITS], double value);

/** table_number() - "12,345", right-aligned after at least one space; "-" for NAN. */
void table_number(FILE *out, int width, double value);

/** "+999.99", and some. */
#define TABLE_CHANGE 16

/**
 * table_change() - "+12.3": in per cent, what @ratio is more than 1, with so many
 * @decimals; ">+999" for what is beyond any reading, "-" for NAN. Return: @text.
 */
char *table_change(char text[TABLE_CHANGE], double ratio, int decimals);

/**
 * table_plain() - at most @width bytes of @text, which may be of a file that anybody
 * wrote: what is not printable ASCII is a "?", so that no terminal obeys it.
 */
void table_plain(FILE *out, const char *text, int width);

/**
 * table_in() - "@what in @where", each so; @width is of both names together, and each is cut
 * only where the other one leaves no room.  Without a @where, only @what.
 */
void table_in(FILE *out, const char *what, const char *where, int width);

/** table_fact() - a line of @what and @text, which is cut and made plain, of 72 columns at most. */
void table_fact(FILE *out, const char *what, const char *text);

/**
 * table_words() - the words of @text, 72 columns a line, further lines indented by four.
 * Return: the column in which that ends, from 0.
 */
int table_words(FILE *out, const char *text);

/** table_item() - likewise as an item of a list, "- " and @text, with the end of the line. */
void table_item(FILE *out, const char *text);

/** table_plural() - "s", unless there is one. */
const char *table_plural(size_t n);

#endif
