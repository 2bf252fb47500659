// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/waited.h"

/* It is shown on terminals and in mails. Return: 0, or -1 if it is not plain */
static int copy_plain(char to[64], const char *from)
{
	for (const char *at = from; *at; at++)
		if (*at < ' ' || *at > '~')
			return -1;
	snprintf(to, 64, "%.63s", from);
	return 0;
}

static int read_one(const json_t *object, struct waited *waited)
{
	const char *lock, *holder = "", *where = NULL;
	json_int_t count, total, longest = 0;
	const json_t *stack = NULL;

	if (json_unpack((json_t *)object, "{ss sI sI s?I s?{ss so}}", "name", &lock,
			"count", &count, "total", &total, "max", &longest,
			"holder", "label", &holder, "stack", &stack))
		return -1;
	where = json_string_value(json_array_get(stack, 0));
	if (count < 1 || total < 0 || longest < 0 || longest > total ||
	    copy_plain(waited->lock, lock) || copy_plain(waited->holder, holder) ||
	    copy_plain(waited->where, where ? where : ""))
		return -1;
	waited->count = (double)count;
	waited->total = (double)total;
	waited->longest = (double)longest;
	return 0;
}

struct waited *waited_read(const json_t *array, size_t *n)
{
	struct waited *waited = calloc(json_array_size(array) + 1, sizeof(*waited));
	json_t *object;
	size_t i;

	*n = 0;
	if (!waited || !json_is_array(array))
		goto fail;
	json_array_foreach(array, i, object) {
		if (read_one(object, &waited[i]) || waited_find(waited, i, waited[i].lock))
			goto fail;
	}
	*n = i;
	return waited;
fail:
	free(waited);
	return NULL;
}

const struct waited *waited_find(const struct waited *waited, size_t n, const char *lock)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(waited[i].lock, lock))
			return &waited[i];
	return NULL;
}
