// SPDX-License-Identifier: GPL-2.0-only
/* Two tracers side by side, and whether they saw all of it. */
#include <string.h>
#include <unistd.h>

#include "model/waits.h"
#include "trial/lockwatch.h"
#include "trial/wait_table.h"

/* Since the tracers were opened */
static struct lost_events lost(const struct lock_report *locks,
			       const struct foliolock_report *folios)
{
	return (struct lost_events){
		.ends = locks->totals.lost + folios->totals.lost,
		.stacks = locks->stacks_lost + folios->stacks_lost,
		.hooks = locks->misses + folios->misses,
	};
}

/* Return: NULL: nothing */
static const char *what_was_lost(const struct lost_events *before, const struct lost_events *after)
{
	if (after->hooks != before->hooks)
		return "the trace of locks is incomplete: the kernel left hooks out (recursion)";
	if (after->ends != before->ends)
		return "the trace of locks is incomplete: a map was full, or the end of a wait was missed";
	if (after->stacks != before->stacks)
		return "the trace of locks is incomplete: the map of stacks was full";
	return NULL;
}

/* Return: 0, or -1 after complaining; both are to be freed in any case */
static int read_both(struct lockwatch *watch, struct lock_report *locks,
		     struct foliolock_report *folios)
{
	memset(folios, 0, sizeof(*folios));
	return locks_read(watch->locks, locks) || foliolock_read(watch->folios, folios) ? -1 : 0;
}

int lockwatch_open(struct lockwatch *watch)
{
	const struct trace_filter ours = { .tgid = getpid(), .children = true };

	memset(&watch->lost, 0, sizeof(watch->lost));
	watch->folios = NULL;
	watch->locks = locks_open(&ours);
	if (watch->locks)
		watch->folios = foliolock_open(&ours);
	if (watch->folios)
		return 0;
	lockwatch_close(watch);
	return -1;
}

unsigned int lockwatch_unseen(const struct lockwatch *watch)
{
	return foliolock_unseen(watch->folios) |
	       (locks_unseen(watch->locks) ? 1U << WAIT_LOCKS : 0);
}

int lockwatch_start(struct lockwatch *watch)
{
	struct foliolock_report folios;
	struct lock_report locks;
	int ret = read_both(watch, &locks, &folios);

	if (!ret) {
		watch->lost = lost(&locks, &folios);
		locks_forget(watch->locks);
		foliolock_forget(watch->folios);
	}
	locks_report_free(&locks);
	foliolock_report_free(&folios);
	return ret;
}

json_t *lockwatch_stop(struct lockwatch *watch, dev_t device, bool clock, const char **wrong)
{
	struct foliolock_report folios;
	struct lock_report locks;
	struct lost_events now;
	json_t *array = NULL;

	*wrong = NULL;
	if (!read_both(watch, &locks, &folios)) {
		now = lost(&locks, &folios);
		*wrong = what_was_lost(&watch->lost, &now);
		if (!*wrong && (!locks.balanced || !folios.balanced))
			*wrong = "the trace of locks is incomplete: of some waits only the begin was seen";
		array = wait_table(&locks, &folios, device, clock);
	}
	locks_report_free(&locks);
	foliolock_report_free(&folios);
	return array;
}

void lockwatch_close(struct lockwatch *watch)
{
	locks_close(watch->locks);
	foliolock_close(watch->folios);
	watch->locks = NULL;
	watch->folios = NULL;
}
