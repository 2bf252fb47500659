// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hosts/one_host.h"
#include "lib/complain.h"

/* What the runs of one host say of a cell */
struct repeats {
	struct ratio *ratio; /* room for all of its runs */
	enum verdict *verdict;
	size_t n;
};

static const struct comparison *find(const struct comparisons *set, const struct merged_cell *cell)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->pair[i].b->cell.variant == cell->other &&
		    !memcmp(&set->pair[i].a->cell, &cell->cell, sizeof(cell->cell)))
			return &set->pair[i];
	return NULL;
}

/* A run in which all trials of the cell failed has none */
static void gather(const struct hosts *hosts, size_t host, const struct merged_cell *cell,
		   struct repeats *repeats)
{
	repeats->n = 0;
	for (size_t i = 0; i < hosts->n_runs; i++) {
		const struct host_run *run = &hosts->run[i];
		const struct comparison *pair = run->host == host ? find(&run->set, cell) : NULL;

		if (!pair || isnan(pair->ratio.value))
			continue;
		repeats->ratio[repeats->n] = pair->ratio;
		repeats->verdict[repeats->n++] = pair->verdict;
	}
}

/* What all runs agree on */
static enum verdict common_verdict(const struct repeats *repeats)
{
	for (size_t i = 1; i < repeats->n; i++)
		if (repeats->verdict[i] != repeats->verdict[0] ||
		    (repeats->verdict[i] == VERDICT_CHANGED &&
		     (repeats->ratio[i].value < 1) != (repeats->ratio[0].value < 1)))
			return VERDICT_CANNOT_TELL;
	return repeats->verdict[0];
}

/* Ranges have no errors: the mean, and all that any run gave */
static void join_insn(const struct repeats *repeats, struct ratio *ratio)
{
	ratio_over(repeats->ratio, repeats->n, ratio);
	ratio->low = ratio->high = ratio->value;
	ratio->mde = 0;
	for (size_t i = 0; i < repeats->n; i++) {
		ratio->low = fmin(ratio->low, repeats->ratio[i].low);
		ratio->high = fmax(ratio->high, repeats->ratio[i].high);
		ratio->mde = fmax(ratio->mde, repeats->ratio[i].mde);
	}
}

/* One run is as its own report has it */
static void join(const struct repeats *repeats, size_t runs, enum mode mode, struct ratio *ratio,
		 enum verdict *verdict)
{
	*ratio = RATIO_UNKNOWN;
	*verdict = VERDICT_CANNOT_TELL;
	if (!repeats->n)
		return;
	*ratio = repeats->ratio[0];
	*verdict = common_verdict(repeats);
	if (runs > 1 && mode == MODE_INSN)
		join_insn(repeats, ratio);
	else if (runs > 1)
		ratio_of_repeats(repeats->ratio, repeats->n, ratio);
}

/* With several runs the p are new ones, and are adjusted for all cells of the host */
static int judge_anew(struct merged_cell *cell, size_t n, size_t host)
{
	double *p = calloc(n + 1, sizeof(*p));
	int ret;

	if (!p)
		return complain("out of memory for %zu cells", n);
	for (size_t i = 0; i < n; i++)
		p[i] = isnan(cell[i].ratio[host].value) ? NAN : cell[i].ratio[host].p;
	ret = adjust_p(p, n);
	for (size_t i = 0; i < n; i++) {
		if (isnan(p[i]))
			continue;
		cell[i].ratio[host].p = p[i];
		cell[i].verdict[host] = ratio_verdict(&cell[i].ratio[host], TIME_TOLERANCE);
	}
	free(p);
	return ret;
}

int one_host(const struct hosts *hosts, size_t host, struct merged_cell *cell, size_t n)
{
	const size_t runs = hosts->host[host].runs;
	struct repeats repeats = {
		calloc(runs, sizeof(struct ratio)),
		calloc(runs, sizeof(enum verdict)),
		0,
	};
	int ret = repeats.ratio && repeats.verdict ? 0 : -1;

	if (ret)
		complain("out of memory for %zu runs", runs);
	for (size_t i = 0; !ret && i < n; i++) {
		gather(hosts, host, &cell[i], &repeats);
		join(&repeats, runs, hosts->mode, &cell[i].ratio[host], &cell[i].verdict[host]);
	}
	if (!ret && runs > 1 && hosts->mode == MODE_TIME)
		ret = judge_anew(cell, n, host);
	free(repeats.ratio);
	free(repeats.verdict);
	return ret;
}
