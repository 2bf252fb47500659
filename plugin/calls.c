// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "plugin/calls.h"

/* THREAD_SIZE and IRQ_STACK_SIZE of x86-64, by which such stacks are aligned */
#define KERNEL_STACK 0x4000UL
/*
 * Half of the address space is the kernel's; a user's stack is told by what it has at most.
 * Two threads' stacks may lie in one such piece: those are told apart by the threads' kernel
 * stacks.
 */
#define KERNEL_HALF (1UL << 63)
#define USER_STACK 0x800000UL

struct frame {
	uint64_t sp, after;	/* the return address: where it is, and what */
	struct node *back;	/* the function that is returned to */
	bool exception;
	bool entering;		/* a function that it had just called */
};

/* No padding: it is hashed as it is */
struct stack_key {
	uint64_t address;
	uint64_t kernel_stack;	/* of a user's stack: its thread's */
};

struct stack {
	struct stack_key key;
	struct frame *frame;
	size_t depth, room;
	struct ledger ledger;	/* of the task whose stack it is */
	UT_hash_handle hh;
};

static struct node root = { .hook = NR_HOOKS };
static struct stack *stacks;
static struct stack *last_stack;	/* that was looked for; the next one is mostly the same */
static bool (*is_interrupt)(uint64_t address);

void calls_know_interrupts(bool (*is_entry)(uint64_t address))
{
	is_interrupt = is_entry;
}

struct node *calls_root(void)
{
	return &root;
}

static uint64_t stack_of(uint64_t sp)
{
	return sp & ~((sp & KERNEL_HALF ? KERNEL_STACK : USER_STACK) - 1);
}

static struct stack *find_stack(const struct place *place, uint64_t address)
{
	const uint64_t kernel_stack = address & KERNEL_HALF ? 0 : place->kernel_stack;
	struct stack *stack = last_stack;
	struct stack_key key;

	if (stack && stack->key.address == address && stack->key.kernel_stack == kernel_stack)
		return stack;
	/* Each byte of it is hashed */
	memset(&key, 0, sizeof(key));
	key.address = address;
	key.kernel_stack = kernel_stack;
	HASH_FIND(hh, stacks, &key, sizeof(key), stack);
	if (!stack) {
		stack = calloc(1, sizeof(*stack));
		if (!stack)
			abort();
		stack->key = key;
		HASH_ADD(hh, stacks, key, sizeof(stack->key), stack);
	}
	last_stack = stack;
	return stack;
}

static struct frame *top(const struct stack *stack)
{
	return stack->depth ? &stack->frame[stack->depth - 1] : NULL;
}

static void push(struct stack *stack, const struct frame *frame)
{
	if (stack->depth == stack->room) {
		stack->room = stack->room ? 2 * stack->room : 32;
		stack->frame = realloc(stack->frame, stack->room * sizeof(*stack->frame));
		if (!stack->frame)
			abort();
	}
	stack->frame[stack->depth++] = *frame;
}

/* What is below @sp has been left, by a way that was not seen */
static void unwind(struct stack *stack, uint64_t sp)
{
	while (stack->depth && top(stack)->sp < sp)
		stack->depth--;
}

/* The kernel is entered on a stack of the CPU's, and goes on on the task's */
static void move_exception(const struct place *place, struct stack *to, uint64_t sp)
{
	struct stack *stack = find_stack(place, place->stack);
	struct frame frame;

	if (stack == to || !stack->depth || !top(stack)->exception)
		return;
	frame = stack->frame[--stack->depth];
	frame.sp = sp + 1;
	push(to, &frame);
}

static void use_stack(struct place *place, struct stack *stack)
{
	place->stack = stack->key.address;
	if (place->stack & KERNEL_HALF)
		place->kernel_stack = place->stack;
	place->ledger = &stack->ledger;
}

/* A callee that is called last ends with its caller */
static void leave_functions(struct place *place, struct node *back)
{
	for (const struct node *node = place->node; node && node != back; node = node->parent)
		if (node->hook != NR_HOOKS)
			parts_leave(place->ledger, node->hook);
	place->node = back;
}

void calls_call(struct place *place, uint64_t sp, uint64_t after)
{
	struct stack *stack = find_stack(place, stack_of(sp));

	unwind(stack, sp + 1);
	if (place->excepted)
		push(stack, &(struct frame){ .sp = sp + 1, .back = place->back, .exception = true,
					     .entering = place->back_entering });
	else if (place->stack)
		move_exception(place, stack, sp);
	place->excepted = false;
	push(stack, &(struct frame){ .sp = sp, .after = after, .back = place->node });
	use_stack(place, stack);
	place->entering = true;
}

void calls_return(struct place *place, uint64_t sp)
{
	place->returning = true;
	place->sp = sp;
}

/*
 * A return address may have been moved, as error_entry does with its own: then the frame is
 * known by that address.  What returns into a function whose call was not seen has a
 * function there that is nobody's callee.
 */
static void come_back(struct place *place, uint64_t address)
{
	struct stack *stack = find_stack(place, stack_of(place->sp));

	unwind(stack, place->sp);
	place->returning = false;
	use_stack(place, stack);
	if (stack->depth && !top(stack)->exception &&
	    (top(stack)->sp == place->sp || top(stack)->after == address)) {
		leave_functions(place, stack->frame[--stack->depth].back);
	} else {
		place->node = &root;
		place->entering = true;
	}
}

void calls_settle(struct place *place)
{
	if (place->returning)
		come_back(place, 0);
}

void calls_exception(struct place *place)
{
	if (place->ledger)
		place->ledger->exceptions++;
	place->back = place->node;
	place->back_entering = place->entering;
	place->excepted = true;
	place->entering = true;
}

void calls_leave(struct place *place)
{
	struct stack *stack;

	if (place->ledger && place->ledger->exceptions)
		place->ledger->exceptions--;
	if (place->excepted) {
		place->excepted = false;
		place->node = place->back;
		place->entering = place->back_entering;
		return;
	}
	stack = find_stack(place, place->stack);
	while (stack->depth && !top(stack)->exception)
		stack->depth--;
	if (!stack->depth) {
		place->entering = true;
		place->node = &root;
		return;
	}
	stack->depth--;
	place->entering = stack->frame[stack->depth].entering;
	place->node = stack->frame[stack->depth].back;
}

static struct node *child_of(struct node *parent, uint64_t function)
{
	struct node **link = &parent->child, *node;

	for (; *link; link = &(*link)->sibling) {
		if ((*link)->function != function)
			continue;
		/* To the front: what was called last is likely to be called next */
		node = *link;
		*link = node->sibling;
		node->sibling = parent->child;
		parent->child = node;
		return node;
	}
	node = calloc(1, sizeof(*node));
	if (!node)
		abort();
	node->function = function;
	node->hook = parts_hook(function);
	node->interrupt = parent->interrupt || (is_interrupt && is_interrupt(function));
	node->parent = parent;
	node->sibling = parent->child;
	parent->child = node;
	return node;
}

void calls_arrive(struct place *place, uint64_t address, bool counts)
{
	if (place->returning)
		come_back(place, address);
	if (place->entering) {
		place->node = child_of(place->node, address);
		place->node->calls += counts;
		place->entering = false;
		if (place->node->hook != NR_HOOKS && place->ledger)
			parts_enter(place->ledger, place->node->hook);
	}
}

static void free_children(struct node *node)
{
	struct node *child, *next;

	for (child = node->child; child; child = next) {
		next = child->sibling;
		free_children(child);
		free(child);
	}
	*node = (struct node){ .hook = NR_HOOKS };
}

void calls_clear(void)
{
	struct stack *stack = stacks, *next;

	HASH_CLEAR(hh, stacks);
	last_stack = NULL;
	for (; stack; stack = next) {
		next = stack->hh.next;
		free(stack->frame);
		free(stack);
	}
	free_children(&root);
}
