// SPDX-License-Identifier: GPL-2.0-only
/* The stacks that a tracer keeps, by name. */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "trace/stacks.h"
#include "trace/symbols.h"

struct named_stack {
	__u64 id;
	const struct frames *frames;
	struct frames *own;	/* NULL: they are those of another one */
};

struct stack_names {
	struct kallsyms *symbols;
	int fd;
	struct named_stack *stack;
	size_t n, room;
};

struct stack_names *stack_names_open(int stacks_fd)
{
	struct stack_names *names = calloc(1, sizeof(*names));

	if (!names) {
		complain("out of memory for stacks");
		return NULL;
	}
	names->fd = stacks_fd;
	names->symbols = kallsyms_open(true);
	if (names->symbols)
		return names;
	free(names);
	return NULL;
}

int frames_have(const struct frames *frames, const char *const *parts)
{
	for (; *parts; parts++)
		for (int i = 0; i < frames->n; i++)
			if (strstr(frames->name[i], *parts))
				return 1;
	return 0;
}

static int begins_with_any(const char *name, const char *const *prefix)
{
	for (; *prefix; prefix++)
		if (!strncmp(name, *prefix, strlen(*prefix)))
			return 1;
	return 0;
}

/* The tracer, and how locks are made: says nothing about who takes them */
static int is_plumbing(const char *name)
{
	static const char *const prefixes[] = {
		"bpf_", "__bpf_", "__traceiter_", "__probestub_", "finish_wait",
		"wake_page_function", "__wake_up", "folio_wake_bit", "contention_", "trace_contention", "queued_",
		"native_queued_", "__pv_queued_", "resilient_", "_raw_", "__raw_", "do_raw_", "rwsem_", "down_",
		"__down_", "up_read", "up_write", "__up_", "mutex_", "__mutex_", "__ww_mutex",
		"percpu_down_", "__percpu_down_", "percpu_rwsem_", "__percpu_rwsem", "percpu_up_",
		"__percpu_up_", "rt_", "__rt_", "rwbase_", "rcuwait_wake_up", NULL
	};

	return begins_with_any(name, prefixes);
}

/* From here outwards it is the interrupted task */
static int is_interrupt_entry(const char *name)
{
	static const char *const prefixes[] = {
		"asm_common_interrupt", "asm_sysvec_", "common_interrupt", "sysvec_",
		"handle_softirqs", "__do_softirq", "irq_exit_rcu", "__irq_exit_rcu", "do_softirq", "asm_exc_nmi",
		"handle_irq_event", "__handle_irq_event", NULL
	};

	return begins_with_any(name, prefixes);
}

static void name_frames(const struct kallsyms *symbols, const struct stack *stack, int interrupt,
			struct frames *frames)
{
	frames->n = 0;
	for (int i = 0; i < STACK_DEPTH && stack->ip[i]; i++) {
		/* A return address may be behind the end of a function that does not return */
		const char *name = kallsyms_name(symbols, stack->ip[i] - 1);

		if (!name || (!frames->n && is_plumbing(name)))
			continue;
		if (interrupt && is_interrupt_entry(name))
			break;
		frames->name[frames->n++] = name;
	}
}

/* Two functions may have one name, and people could not tell them apart */
static int same_frames(const struct frames *a, const struct frames *b)
{
	int i = 0;

	if (a->n != b->n)
		return 0;
	while (i < a->n && !strcmp(a->name[i], b->name[i]))
		i++;
	return i == a->n;
}

/* Return: NULL if memory is out */
static const struct frames *add_frames(struct stack_names *names, __u64 id,
				       const struct frames *frames)
{
	struct named_stack *stack = &names->stack[names->n];

	for (size_t i = 0; i < names->n && !stack->frames; i++)
		if (same_frames(names->stack[i].frames, frames))
			stack->frames = names->stack[i].frames;
	if (!stack->frames) {
		stack->own = malloc(sizeof(*stack->own));
		if (!stack->own)
			return NULL;
		*stack->own = *frames;
		stack->frames = stack->own;
	}
	stack->id = id;
	names->n++;
	return stack->frames;
}

static int make_room(struct stack_names *names)
{
	size_t room = names->room ? 2 * names->room : 256;
	struct named_stack *stack;

	if (names->n < names->room)
		return 0;
	stack = reallocarray(names->stack, room, sizeof(*stack));
	if (!stack)
		return -1;
	memset(stack + names->n, 0, (room - names->n) * sizeof(*stack));
	names->stack = stack;
	names->room = room;
	return 0;
}

const struct frames *stack_names_of(struct stack_names *names, const struct who *who)
{
	static const struct frames unknown;
	const struct frames *known = NULL;
	struct frames frames;
	struct stack stack;

	for (size_t i = 0; i < names->n; i++)
		if (names->stack[i].id == who->stack)
			return names->stack[i].frames;
	if (who->stack && !bpf_map_lookup_elem(names->fd, &who->stack, &stack) &&
	    !make_room(names)) {
		name_frames(names->symbols, &stack, who->context == WHO_INTERRUPT, &frames);
		known = add_frames(names, who->stack, &frames);
	}
	return known ? known : &unknown;
}

const char *stack_names_symbol(const struct stack_names *names, __u64 address)
{
	return kallsyms_name(names->symbols, address);
}

void stack_names_close(struct stack_names *names)
{
	if (!names)
		return;
	for (size_t i = 0; i < names->n; i++)
		free(names->stack[i].own);
	free(names->stack);
	kallsyms_close(names->symbols);
	free(names);
}
