/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks in the code of the benchmark: nops of seven bytes that nothing else has, 0f 1f 80
 * and MARK_MAGIC + a value.  To a processor they are nops; the plugin sees them executed.
 */
#ifndef FAULTLINE_PLUGIN_MARKS_H
#define FAULTLINE_PLUGIN_MARKS_H

#define MARK_MAGIC 0x46aa1700

enum mark {
	MARK_DIGIT,		/**< to MARK_DIGIT + 15: of the trial's number, the first one first */
	MARK_ARM = 16,		/**< a window comes soon: follow all from here on */
	MARK_REST,		/**< not just now; MARK_ARM goes on, and knows the caches only */
	MARK_BEGIN,		/**< of the window, in each of its threads */
	MARK_END,
	MARK_DISARM,		/**< all windows are over: write down what was seen */
	MARK_OVER,		/**< there are no more trials to come */
	NR_MARKS
};

#endif
