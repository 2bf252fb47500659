// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/grow.h"
#include "lib/plain.h"
#include "results/waited.h"

/* It is shown on terminals and in mails. Return: 0, or -1 if it is not plain */
static int copy_plain(char to[64], const char *from)
{
	if (!plain_is(from))
		return -1;
	snprintf(to, 64, "%.63s", from);
	return 0;
}

/* Rounds, and room for one more. Return: 0, or -1 if memory is out */
static int add_value(double **values, unsigned int n, double value)
{
	double *grown = grow(*values, n, sizeof(*grown));

	if (!grown)
		return -1;
	*values = grown;
	grown[n] = value;
	return 0;
}

int waits_open_round(struct waits *waits, double faults)
{
	for (size_t i = 0; i < waits->n; i++)
		if (add_value(&waits->lock[i].events, waits->rounds, 0) ||
		    add_value(&waits->lock[i].time, waits->rounds, 0))
			return -1;
	if (add_value(&waits->faults, waits->rounds, faults))
		return -1;
	waits->rounds++;
	waits->faults_sum += faults;
	return 0;
}

static struct waited *find(const struct waits *waits, const char *lock)
{
	for (size_t i = 0; i < waits->n; i++)
		if (!strcmp(waits->lock[i].lock, lock))
			return &waits->lock[i];
	return NULL;
}

struct waited *waits_lock(struct waits *waits, const char *name)
{
	struct waited waited = { .longest = NAN, .most = -1 }, *grown;

	if (copy_plain(waited.lock, name))
		return NULL;
	grown = find(waits, waited.lock);
	if (grown)
		return grown;
	grown = grow(waits->lock, waits->n, sizeof(*grown));
	if (!grown)
		return NULL;
	waits->lock = grown;
	grown += waits->n++;
	waited.kind = wait_kind_of(waited.lock);
	*grown = waited;
	for (unsigned int i = 0; i < waits->rounds; i++)
		if (add_value(&grown->events, i, 0) || add_value(&grown->time, i, 0))
			return NULL;
	return grown;
}

void waited_add(const struct waits *waits, struct waited *waited, double events, double time)
{
	waited->events[waits->rounds - 1] += events;
	waited->time[waits->rounds - 1] += time;
	waited->events_sum += events;
	waited->time_sum += time;
}

static int read_party(const json_t *object, struct party *party)
{
	const char *who = json_string_value(json_object_get(object, "label"));
	const char *where = json_string_value(json_array_get(json_object_get(object, "stack"), 0));

	if (!object)
		return 0;
	return !who || copy_plain(party->who, who) ||
	       copy_plain(party->where, where ? where : "") ? -1 : 0;
}

static int read_parties(const json_t *object, double most, struct waited *waited)
{
	struct party waiter = { 0 }, holder = { 0 };

	if (read_party(json_object_get(object, "waiter"), &waiter) ||
	    read_party(json_object_get(object, "holder"), &holder))
		return -1;
	if (most <= waited->most)
		return 0;
	waited->most = most;
	waited->waiter = waiter;
	waited->holder = holder;
	return 0;
}

static int read_histogram(const json_t *object, struct waited *waited)
{
	struct histogram histogram;
	int ret;

	if (histogram_read(json_object_get(object, "histogram"), &histogram))
		return -1;
	ret = histogram_add(&waited->histogram, &histogram);
	histogram_free(&histogram);
	return ret;
}

static int read_times(const json_t *object, struct waited *waited, double *time)
{
	json_int_t total, longest = 0;

	if (json_unpack((json_t *)object, "{sI s?I}", "total", &total, "max", &longest) ||
	    total < 0 || longest < 0 || longest > total)
		return -1;
	*time = (double)total;
	waited->longest = fmax(waited->longest, (double)longest);
	return read_histogram(object, waited);
}

static int read_one(struct waits *waits, const json_t *object, bool clock)
{
	struct waited *waited;
	double time = 0;
	const char *lock;
	json_int_t count;

	if (json_unpack((json_t *)object, "{ss sI}", "name", &lock, "count", &count) || count < 1)
		return -1;
	waited = waits_lock(waits, lock);
	if (!waited || waited->events[waits->rounds - 1] > 0 ||
	    (clock && waited->kind != KIND_COMMIT && read_times(object, waited, &time)) ||
	    read_parties(object, clock && waited->kind != KIND_COMMIT ? time : (double)count, waited))
		return -1;
	waited_add(waits, waited, (double)count, time);
	return 0;
}

int waits_add_round(struct waits *waits, const json_t *array, double faults, bool clock)
{
	json_t *object;
	size_t i;

	if (!json_is_array(array) || !(faults >= 1) || waits_open_round(waits, faults))
		return -1;
	json_array_foreach(array, i, object) {
		if (read_one(waits, object, clock))
			return -1;
	}
	return 0;
}

/* What has equally much is in the order of its name: the same samples give the same bytes */
static int most_first(const void *a, const void *b)
{
	const struct waited *x = a, *y = b;

	if (x->events_sum != y->events_sum)
		return x->events_sum < y->events_sum ? 1 : -1;
	return strcmp(x->lock, y->lock);
}

void waits_sort(struct waits *waits)
{
	if (waits->n)
		qsort(waits->lock, waits->n, sizeof(*waits->lock), most_first);
}

static int longest_first(const void *a, const void *b)
{
	const struct waited *x = *(const struct waited *const *)a;
	const struct waited *y = *(const struct waited *const *)b;

	if (x->time_sum != y->time_sum)
		return x->time_sum < y->time_sum ? 1 : -1;
	return strcmp(x->lock, y->lock);
}

const struct waited **waits_by_time(const struct waits *waits)
{
	const struct waited **order = calloc(waits->n + 1, sizeof(struct waited *));

	if (!order)
		return NULL;
	for (size_t i = 0; i < waits->n; i++)
		order[i] = &waits->lock[i];
	qsort(order, waits->n, sizeof(struct waited *), longest_first);
	return order;
}

const struct waited *waited_find(const struct waits *waits, const char *lock)
{
	return find(waits, lock);
}

struct event_rounds waited_rounds(const struct waits *waits, const struct waited *waited,
				  const double *none)
{
	return (struct event_rounds){ waited ? waited->events : none, waits->faults, waits->rounds };
}

struct rate waited_rate(const struct waits *waits, const struct waited *waited)
{
	const struct event_rounds rounds = waited_rounds(waits, waited, NULL);

	return rate_of_rounds(&rounds);
}

double waited_quantile(const struct waited *waited, double q)
{
	if (!waited->histogram.n)
		return NAN;
	/* The middle of the last bucket may be beyond all that is in it */
	return fmin(histogram_quantile(&waited->histogram, q), waited->longest);
}

void waits_free(struct waits *waits)
{
	for (size_t i = 0; i < waits->n; i++) {
		free(waits->lock[i].events);
		free(waits->lock[i].time);
		histogram_free(&waits->lock[i].histogram);
	}
	free(waits->lock);
	free(waits->faults);
	memset(waits, 0, sizeof(*waits));
}
