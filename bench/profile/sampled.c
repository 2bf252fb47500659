// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/plain.h"
#include "profile/sampled.h"

/* The whole file as a string. Return: to be freed, or NULL with errno set */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	/* No NUL is in it, so this reads to the end */
	if (file && getdelim(&text, &room, '\0', file) < 0 && !ferror(file)) {
		free(text);
		text = strdup("");
	}
	if (file)
		fclose(file);
	return text;
}

/* "CELL;FUNCTION;FUNCTION 12", which is cut into its words. Return: false: it is not */
static bool read_stack(char *line, struct sampled_stack *stack)
{
	char *number = strrchr(line, ' '), *end, *name = strchr(line, ';');

	if (!number || !name || name > number || !plain_is(line))
		return false;
	stack->samples = (double)strtoull(number + 1, &end, 10);
	if (end == number + 1 || *end || number[1] < '1' || number[1] > '9')
		return false;
	*number = '\0';
	stack->name = name + 1;
	stack->n_names = 0;
	while (name) {
		*name++ = '\0';
		if (!*name || *name == ';')
			return false;
		stack->n_names++;
		name = strchr(name, ';');
	}
	return true;
}

/* Return: 0, or -1 with @wrong set */
static int read_stacks(struct sampled *sampled, const char **wrong)
{
	char *next = sampled->text;

	for (char *line = next; *line; line = next) {
		struct sampled_stack stack;

		next += strcspn(next, "\n");
		*wrong = "not a folded stack with its samples";
		if (!*next)
			return -1;
		*next++ = '\0';
		if (!read_stack(line, &stack))
			return -1;
		*wrong = "out of memory";
		if (!grow_by(sampled->stack, sampled->n, stack))
			return -1;
		sampled->samples += stack.samples;
	}
	return 0;
}

int sampled_read(const char *dir, const struct result *result, struct sampled *sampled)
{
	char path[4096 + CELL_NAME], cell[CELL_NAME];
	const char *wrong;

	*sampled = (struct sampled){ .n = 0 };
	snprintf(path, sizeof(path), "%s/perf/%s.folded", dir, cell_name(&result->cell, '_', cell));
	sampled->text = read_text(path);
	if (!sampled->text)
		return complain("%s: %s", path, strerror(errno));
	if (read_stacks(sampled, &wrong)) {
		complain("%s: line %zu: %s", path, sampled->n + 1, wrong);
	} else if (sampled->samples != result->sampled.samples) {
		complain("%s: %.0f samples, and the trials of the run had %.0f", path,
			 sampled->samples, result->sampled.samples);
	} else {
		return 0;
	}
	sampled_free(sampled);
	return -1;
}

static const char *innermost(const struct sampled_stack *stack)
{
	const char *name = stack->name;

	for (size_t i = 1; i < stack->n_names; i++)
		name += strlen(name) + 1;
	return name;
}

static int by_name(const void *a, const void *b)
{
	const struct sampled_function *x = a, *y = b;

	return strcmp(x->name, y->name);
}

struct sampled_function *sampled_functions(const struct sampled *sampled, size_t *n)
{
	struct sampled_function *function = calloc(sampled->n + 1, sizeof(*function));

	*n = 0;
	if (!function) {
		complain("out of memory for the functions of samples");
		return NULL;
	}
	for (size_t i = 0; i < sampled->n; i++)
		function[i] = (struct sampled_function){ innermost(&sampled->stack[i]),
							 sampled->stack[i].samples };
	qsort(function, sampled->n, sizeof(*function), by_name);
	for (size_t i = 0; i < sampled->n; i++)
		if (*n && !strcmp(function[*n - 1].name, function[i].name))
			function[*n - 1].samples += function[i].samples;
		else
			function[(*n)++] = function[i];
	return function;
}

int sampled_tree(const struct sampled *sampled, double cost, struct call_tree *tree, int side)
{
	if (call_tree_begin(tree))
		return -1;
	for (size_t i = 0; i < sampled->n; i++) {
		const char *name = sampled->stack[i].name;
		size_t call = 0;

		for (size_t k = 0; k < sampled->stack[i].n_names; k++) {
			call = call_tree_callee(tree, call, name);
			if (!call)
				return complain("out of memory for the calls of samples");
			name += strlen(name) + 1;
		}
		tree->call[call].self[side] += cost * sampled->stack[i].samples / sampled->samples;
	}
	return call_tree_end(tree, side);
}

void sampled_free(struct sampled *sampled)
{
	free(sampled->text);
	free(sampled->stack);
	*sampled = (struct sampled){ .n = 0 };
}
