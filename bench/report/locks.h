/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the threads of cells waited for, in two signals that are never mixed: events, which
 * need no clock, and time, which does.
 */
#ifndef FAULTLINE_REPORT_LOCKS_H
#define FAULTLINE_REPORT_LOCKS_H

#include <stdbool.h>

#include "report/group.h"

/** What a rate of events is given in. */
#define LOCKS_PER_FAULTS 1000

/** report_any_locks() - was any cell of @group traced for what it waits for? */
bool report_any_locks(const struct group *group);

/** report_locks_have_time() - is there a clock, so that waits have times? */
bool report_locks_have_time(const struct analysis *analysis);

/** Of the cells of a report. */
struct locks_rounds {
	unsigned int least, most;
};

/** report_locks_rounds() - how many lock trials the cells have that have any. */
struct locks_rounds report_locks_rounds(const struct analysis *analysis);

/** report_wait_per_page(), report_wait_per_fault() - of all lock trials, unit of the mode. */
double report_wait_per_page(const struct result *result, const struct waited *waited);
double report_wait_per_fault(const struct result *result, const struct waited *waited);

#define LOCKS_RATE 24
#define LOCKS_INTERVAL 56

/** locks_rate() - events per LOCKS_PER_FAULTS: "30.1", "<0.01"; "-" for NAN. Return: @text. */
char *locks_rate(char text[LOCKS_RATE], double per_fault);

/** locks_interval() - "25.0 to 36.1"; "-" if it is not known. Return: @text. */
char *locks_interval(char text[LOCKS_INTERVAL], const struct rate *rate);

/** locks_events() - of all locks and folios, by round, to free(); NULL if memory is out. */
double *locks_events(const struct waits *waits);

/** locks_all() - events of all locks and folios together, per fault; NAN if memory is out. */
struct rate locks_all(const struct waits *waits);

/** Hazards and whom they delay, which are among the other waits, come behind those. */
bool locks_are_hazards(const struct waited *waited);

#endif
