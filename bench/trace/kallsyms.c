// SPDX-License-Identifier: GPL-2.0-only
/* /proc/kallsyms, sorted by address; stacks as text. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "trace/kallsyms.h"

struct symbol {
	__u64 address;
	char *name;
};

struct kallsyms {
	struct symbol *symbol;
	size_t n, room;
};

static int by_address(const void *a, const void *b)
{
	__u64 x = ((const struct symbol *)a)->address, y = ((const struct symbol *)b)->address;

	return (x > y) - (x < y);
}

static int add_symbol(struct kallsyms *symbols, __u64 address, const char *name)
{
	struct symbol *symbol;

	if (symbols->n == symbols->room) {
		size_t room = symbols->room ? 2 * symbols->room : 65536;

		symbol = reallocarray(symbols->symbol, room, sizeof(*symbol));
		if (!symbol)
			return -1;
		symbols->symbol = symbol;
		symbols->room = room;
	}
	symbol = &symbols->symbol[symbols->n];
	symbol->address = address;
	symbol->name = strdup(name);
	symbols->n += !!symbol->name;
	return symbol->name ? 0 : -1;
}

/* Absolute ones are no addresses: offsets of per-CPU variables, on older kernels */
static int read_symbols(struct kallsyms *symbols, FILE *file)
{
	char line[1024], name[512], type;
	unsigned long long address;

	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%llx %c %511s", &address, &type, name) != 3)
			continue;
		if (address && type != 'a' && type != 'A' && add_symbol(symbols, address, name))
			return -1;
	}
	return 0;
}

struct kallsyms *kallsyms_open(void)
{
	struct kallsyms *symbols = calloc(1, sizeof(*symbols));
	FILE *file = fopen("/proc/kallsyms", "re");

	if (!symbols || !file) {
		complain("/proc/kallsyms: %s", strerror(errno));
		goto fail;
	}
	if (read_symbols(symbols, file)) {
		complain("out of memory for the kernel's symbols");
		goto fail;
	}
	if (!symbols->n) {
		complain("/proc/kallsyms hides addresses (kernel.kptr_restrict)");
		goto fail;
	}
	fclose(file);
	qsort(symbols->symbol, symbols->n, sizeof(*symbols->symbol), by_address);
	return symbols;
fail:
	if (file)
		fclose(file);
	kallsyms_close(symbols);
	return NULL;
}

const char *kallsyms_name(const struct kallsyms *symbols, __u64 address)
{
	size_t low = 0, high = symbols->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (symbols->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? symbols->symbol[low - 1].name : NULL;
}

int kallsyms_find(const struct kallsyms *symbols, const char *name, __u64 *begin, __u64 *end)
{
	size_t i = 0, next;

	while (i < symbols->n && strcmp(symbols->symbol[i].name, name))
		i++;
	if (i == symbols->n)
		return -1;
	next = i + 1;
	while (next < symbols->n && symbols->symbol[next].address == symbols->symbol[i].address)
		next++;
	*begin = symbols->symbol[i].address;
	*end = next < symbols->n ? symbols->symbol[next].address : *begin + 1;
	return 0;
}

void kallsyms_close(struct kallsyms *symbols)
{
	if (!symbols)
		return;
	for (size_t i = 0; i < symbols->n; i++)
		free(symbols->symbol[i].name);
	free(symbols->symbol);
	free(symbols);
}

int who_same(const struct who *a, const struct who *b)
{
	return a->context == b->context && a->pid == b->pid && !strcmp(a->comm, b->comm);
}

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
	names->symbols = kallsyms_open();
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
