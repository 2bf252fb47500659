// SPDX-License-Identifier: GPL-2.0-only
/* Histograms for people, a line for each power of two, and for programs. */
#include <string.h>

#include "trace/tool.h"

#define BAR 31

void trace_print_histogram(FILE *out, const char *title, const char *unit, const __u64 *count)
{
	__u64 line[65] = { 0 }, most = 0;
	int first = -1, last = -1;

	/* Line 0 is zero, line n is 2^(n-1) to 2^n - 1 */
	for (__u32 i = 0; i < HIST_BUCKETS; i++) {
		__u64 low = hist_low(i);
		int n = low ? (int)hist_log2(low) + 1 : 0;

		if (!count[i])
			continue;
		line[n] += count[i];
		most = line[n] > most ? line[n] : most;
		first = first < 0 ? n : first;
		last = n;
	}
	fprintf(out, "%s\n%25s : %-10s distribution\n", title, unit, "count");
	for (int n = first; n >= 0 && n <= last; n++) {
		int bar = (int)(line[n] * BAR / most);

		fprintf(out, "%11llu -> %-10llu : %-10llu |%.*s%*s|\n",
			n ? 1ULL << (n - 1) : 0ULL, n ? (1ULL << n) - 1 : 0ULL, line[n], bar,
			"*******************************", BAR - bar, "");
	}
}

json_t *trace_histogram_json(const __u64 *count)
{
	json_t *array = json_array();

	for (__u32 i = 0; i < HIST_BUCKETS; i++)
		if (count[i])
			json_array_append_new(array, json_pack("[I,I]", (json_int_t)hist_low(i),
							       (json_int_t)count[i]));
	return array;
}
