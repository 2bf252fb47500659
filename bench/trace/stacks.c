// SPDX-License-Identifier: GPL-2.0-only
/* The stacks that a tracer keeps, as text. */
#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "trace/stacks.h"
#include "trace/symbols.h"

struct named_stack {
	__u64 id;
	char *names;
	int shared;		/* it is that of another one, too */
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

static char *join_names(const struct kallsyms *symbols, const struct stack *stack, int interrupt)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int any = 0;

	if (!out)
		return NULL;
	for (int i = 0; i < STACK_DEPTH && stack->ip[i]; i++) {
		/* A return address may be behind the end of a function that does not return */
		const char *name = kallsyms_name(symbols, stack->ip[i] - 1);

		if (!name || (!any && is_plumbing(name)))
			continue;
		if (interrupt && is_interrupt_entry(name))
			break;
		fprintf(out, "%s%s", any++ ? ";" : "", name);
	}
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

/* The same text is at the same address */
static const char *add_text(struct stack_names *names, __u64 id, char *text)
{
	struct named_stack *stack = &names->stack[names->n++];
	size_t i = 0;

	while (strcmp(names->stack[i].names ? names->stack[i].names : text, text))
		i++;
	stack->id = id;
	stack->shared = &names->stack[i] != stack;
	if (stack->shared)
		free(text);
	stack->names = stack->shared ? names->stack[i].names : text;
	return stack->names;
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

const char *stack_names_of(struct stack_names *names, const struct who *who)
{
	static const char unknown[] = "";
	struct stack stack;
	char *text;

	for (size_t i = 0; i < names->n; i++)
		if (names->stack[i].id == who->stack)
			return names->stack[i].names;
	if (!who->stack || bpf_map_lookup_elem(names->fd, &who->stack, &stack) || make_room(names))
		return unknown;
	text = join_names(names->symbols, &stack, who->context == WHO_INTERRUPT);
	return text ? add_text(names, who->stack, text) : unknown;
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
		if (!names->stack[i].shared)
			free(names->stack[i].names);
	free(names->stack);
	kallsyms_close(names->symbols);
	free(names);
}
