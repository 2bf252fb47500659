// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/profile_tables.h"
#include "lib/json_number.h"

/* Rows of a table; the least are left out */
#define MOST_LOCKS 30
#define MOST_SHARED 20

/* Where the text beside the figures begins, and where it ends */
#define TEXT_BEGIN 21
#define TEXT_END 72

static void print_digits(int width, int digits, double value)
{
	if (isfinite(value))
		printf("%*.*f", width, digits, value);
	else
		printf("%*s", width, "-");
}

static void print_figure(int width, double value)
{
	print_digits(width, 1, value);
}

static void print_takers(const struct held_lock *lock, double faults)
{
	for (size_t i = 0; i < lock->n_by; i++) {
		print_digits(9, 2, lock->by[i].taken / faults);
		print_figure(10, lock->by[i].held / faults);
		printf("    in %.46s\n", lock->by[i].name);
	}
}

void profile_print_locks(const struct profile_summary *profile)
{
	char label[HELD_LOCK_NAME];

	if (!profile->n_locks)
		return;
	printf("%9s %9s  lock, per fault\n", "taken", "held");
	for (size_t i = 0; i < profile->n_locks && i < MOST_LOCKS; i++) {
		print_digits(9, 2, profile->lock[i].taken / profile->faults);
		print_figure(10, profile->lock[i].held / profile->faults);
		printf("  %.51s\n", held_lock_label(&profile->lock[i], label));
		if (profile->lock[i].n_by > 1)
			print_takers(&profile->lock[i], profile->faults);
	}
	if (profile->n_locks > MOST_LOCKS)
		printf("%21sand %zu more that are held less\n", "", profile->n_locks - MOST_LOCKS);
	printf("\n");
}

static void print_accesses(double loads, double stores, double faults)
{
	print_figure(9, loads / faults);
	print_figure(10, stores / faults);
}

/* Words, in as many lines as they need */
static void print_name(const char *name)
{
	int at = 0;

	while (*name) {
		int len = (int)strcspn(name, " ");

		if (at && at + 1 + len > TEXT_END) {
			printf("\n");
			at = 0;
		}
		if (!at)
			printf("%*s", at = TEXT_BEGIN, "");
		else
			printf(" ");
		at += printf("%.*s", len < TEXT_END - TEXT_BEGIN ? len : TEXT_END - TEXT_BEGIN, name) + 1;
		name += len + (name[len] == ' ');
	}
	if (at)
		printf("\n");
}

static void print_shared(const struct shared_line *line, double faults)
{
	print_accesses(line->loads, line->stores, faults);
	printf("  %016" PRIx64 "\n", line->line);
	print_name(line->name);
	for (size_t i = 0; i < line->n_by; i++) {
		print_accesses(line->by[i].loads, line->by[i].stores, faults);
		printf("    %.49s\n", line->by[i].name);
	}
}

void profile_print_lines(const struct profile_summary *profile, double pages)
{
	if (isfinite(profile->faults)) {
		print_figure(9, profile->lines.data);
		printf("  cache lines of data in a fault\n");
		print_figure(9, profile->lines.code);
		printf("  cache lines of code in a fault\n");
		print_digits(9, 0, profile->lines.shared);
		printf("  cache lines written by one vCPU and used by another\n");
		if (profile->lost)
			printf("%9.0f  ACCESSES LOST: lines are missing in these three\n",
			       profile->lost);
	}
	if (isfinite(profile->code_misses)) {
		print_figure(9, profile->code_misses / pages);
		printf("  misses of code a page in the model of a first level cache\n");
		print_figure(9, profile->data_misses / pages);
		printf("  misses of data\n");
		print_figure(9, profile->second_misses / pages);
		printf("  misses in that of a second level\n");
	}
	if (isfinite(profile->faults) || isfinite(profile->code_misses))
		printf("\n");
	if (!profile->n_shared)
		return;
	printf("%9s %9s  shared line, per fault, and who uses it most\n", "loads", "stores");
	for (size_t i = 0; i < profile->n_shared && i < MOST_SHARED; i++)
		print_shared(&profile->shared[i], profile->faults);
	if (profile->n_shared > MOST_SHARED)
		printf("%21sand %zu more that are used less\n", "", profile->n_shared - MOST_SHARED);
	printf("\n");
}

static json_t *taker_array(const struct held_lock *lock, double faults)
{
	json_t *array = json_array();

	for (size_t i = 0; i < lock->n_by; i++)
		json_array_append_new(array, json_pack("{ss so so}", "name", lock->by[i].name,
			"taken", json_number(lock->by[i].taken / faults),
			"held", json_number(lock->by[i].held / faults)));
	return array;
}

static json_t *lock_array(const struct profile_summary *profile)
{
	json_t *array = json_array();

	for (size_t i = 0; i < profile->n_locks; i++)
		json_array_append_new(array, json_pack("{ss ss so so so}",
			"name", profile->lock[i].name, "kind", profile->lock[i].kind,
			"taken", json_number(profile->lock[i].taken / profile->faults),
			"held", json_number(profile->lock[i].held / profile->faults),
			"takers", taker_array(&profile->lock[i], profile->faults)));
	return array;
}

static json_t *shared_array(const struct profile_summary *profile)
{
	json_t *array = json_array();

	for (size_t i = 0; i < profile->n_shared; i++) {
		const struct shared_line *line = &profile->shared[i];
		json_t *by = json_array();
		char address[24];

		for (size_t j = 0; j < line->n_by; j++)
			json_array_append_new(by, json_pack("{ss so so}", "name", line->by[j].name,
				"loads", json_number(line->by[j].loads / profile->faults),
				"stores", json_number(line->by[j].stores / profile->faults)));
		snprintf(address, sizeof(address), "%016" PRIx64, line->line);
		json_array_append_new(array, json_pack("{ss ss so so so}", "line", address,
			"name", line->name,
			"loads", json_number(line->loads / profile->faults),
			"stores", json_number(line->stores / profile->faults), "functions", by));
	}
	return array;
}

void profile_add_json(json_t *object, const struct profile_summary *profile, double pages)
{
	json_object_set_new(object, "locks", lock_array(profile));
	json_object_set_new(object, "shared", shared_array(profile));
	json_object_set_new(object, "lines", json_pack("{so so so sf}",
		"data", json_number(profile->lines.data), "code", json_number(profile->lines.code),
		"shared", json_number(isfinite(profile->faults) ? profile->lines.shared : NAN),
		"lost", profile->lost));
	json_object_set_new(object, "misses", json_pack("{so so so}",
		"code", json_number(profile->code_misses / pages),
		"data", json_number(profile->data_misses / pages),
		"second", json_number(profile->second_misses / pages)));
	json_object_set_new(object, "interrupts", json_number(profile->interrupts / pages));
	json_object_set_new(object, "faults", json_number(profile->faults));
}
