// SPDX-License-Identifier: GPL-2.0-only
/* Locks held longer, our side: load, find out what a round costs, say who is to be delayed. */
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bpf/delay.h"
#include "delay.skel.h"
#include "lib/complain.h"
#include "trace/delay.h"
#include "trace/tracer.h"

static struct delay_bpf *skeleton;	/* NULL: there are none */
static struct tracer hooks;
static const struct delays *kept;

/* Each lock's programs have a role of their own, behind the one of all others */
static unsigned int role_of(enum delay_lock lock)
{
	return TRACER_TRACE << (1 + lock);
}

static void set_role(struct bpf_program *program, enum delay_lock lock, bool asked)
{
	tracer_role(&hooks, program, role_of(lock));
	if (!asked)
		bpf_program__set_autoload(program, false);
}

static void set_roles(const struct delays *asked)
{
#define HOOK(id, function, when) \
	set_role(skeleton->progs.id##_##function, DELAY_##id, asked->of[DELAY_##id].asked);
	DELAY_HOOKS(HOOK)
#undef HOOK
}

static bool has_hook(enum delay_lock lock)
{
	for (size_t i = 0; i < hooks.n_hooks; i++)
		if (hooks.hook[i].role == role_of(lock) && hooks.hook[i].there)
			return true;
	return false;
}

/* Some sections of a lock are as long as ever, then: that is no longer what was asked for */
static void say_what_is_missing(const struct delays *asked, enum delay_lock lock)
{
	for (size_t i = 0; i < hooks.n_hooks; i++)
		if (hooks.hook[i].role == role_of(lock) && !hooks.hook[i].link)
			note("--delay %s@%s: this kernel lets nobody hook %s(), so it is held no longer "
			     "there", asked->of[lock].text, delay_names[lock],
			     tracer_function(hooks.hook[i].program));
}

static int attach(const struct delays *asked)
{
	for (int i = 0; i < NR_DELAY_LOCKS; i++) {
		enum delay_lock lock = (enum delay_lock)i;

		if (!asked->of[lock].asked)
			continue;
		if (!has_hook(lock))
			return complain("--delay %s@%s: this kernel has no function to hook that runs "
					"while it is held", asked->of[lock].text, delay_names[lock]);
		if (tracer_attach(&hooks, role_of(lock)))
			return -1;
		say_what_is_missing(asked, lock);
	}
	return 0;
}

/* The least of several runs: some are interrupted */
static int measure(__u64 rounds, __u64 *least)
{
	*least = UINT64_MAX;
	skeleton->bss->measure.rounds = rounds;
	for (int i = 0; i < 20; i++) {
		LIBBPF_OPTS(bpf_test_run_opts, opts);

		if (bpf_prog_test_run_opts(bpf_program__fd(skeleton->progs.MEASURE), &opts))
			return complain("--delay: cannot measure a loop: %s", strerror(errno));
		if (skeleton->bss->measure.elapsed < *least)
			*least = skeleton->bss->measure.elapsed;
	}
	return 0;
}

/* Rounds of a loop that does nothing come nearer to a count than looks at the clock */
static int set_rounds(enum delay_lock lock, const struct delay *delay)
{
	const __u64 rounds = 1000;
	__u64 once, twice, cost;
	int ret;

	if (tracer_attach(&hooks, TRACER_TRACE))
		return -1;
	ret = measure(rounds, &once) || measure(2 * rounds, &twice);
	tracer_detach(&hooks, TRACER_TRACE);
	if (ret)
		return -1;
	cost = twice > once ? (twice - once + rounds / 2) / rounds : 0;
	if (!cost)
		return complain("--delay: cannot measure a loop: twice as many rounds take no longer");
	skeleton->bss->length[lock].rounds = (delay->amount + cost / 2) / cost;
	note("%s@%s: %llu rounds of %llu instructions", delay->text, delay_names[lock],
	     (unsigned long long)skeleton->bss->length[lock].rounds, (unsigned long long)cost);
	return 0;
}

static int set_lengths(const struct delays *asked)
{
	for (int i = 0; i < NR_DELAY_LOCKS; i++) {
		const struct delay *delay = &asked->of[i];

		if (!delay->insn)
			skeleton->bss->length[i].ns = delay->amount;
		else if (set_rounds((enum delay_lock)i, delay))
			return -1;
	}
	return 0;
}

int delay_open(const struct delays *asked)
{
	const char *why;

	if (!asked->any)
		return 0;
	why = tracer_possible();
	if (why)
		return complain("--delay: no program can hold a lock longer here: %s", why);
	skeleton = delay_bpf__open();
	if (!skeleton)
		return complain("--delay: cannot open its programs: %s", strerror(errno));
	if (tracer_prepare(&hooks, skeleton->obj))
		goto fail;
	set_roles(asked);
	if (delay_bpf__load(skeleton)) {
		complain("--delay: the kernel refuses its programs: %s", strerror(errno));
		goto fail;
	}
	if (set_lengths(asked) || attach(asked))
		goto fail;
	kept = asked;
	return 0;
fail:
	delay_close();
	return -1;
}

const struct delays *delay_asked(void)
{
	return kept;
}

void delay_touching(bool now)
{
	if (skeleton)
		skeleton->bss->touching[(unsigned int)gettid() % DELAY_TIDS] = now;
}

void delay_read(struct delay_sum sums[NR_DELAY_LOCKS])
{
	if (skeleton)
		memcpy(sums, skeleton->bss->sums, sizeof(skeleton->bss->sums));
	else
		memset(sums, 0, NR_DELAY_LOCKS * sizeof(*sums));
}

unsigned long long delay_misses(void)
{
	return skeleton ? tracer_misses(&hooks, TRACER_ALL) : 0;
}

void delay_close(void)
{
	if (!skeleton)
		return;
	tracer_detach(&hooks, TRACER_ALL);
	delay_bpf__destroy(skeleton);
	skeleton = NULL;
	kept = NULL;
}
