/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who called whom: a tree of functions, followed by what calls, returns and exceptions do
 * to the stack.  A kernel stack is known by its address alone, so it does not matter which task
 * runs where: a task that is switched in goes on in the frames of its own stack.  So does a
 * thread's user stack, as the thread comes from its kernel stack.
 */
#ifndef FAULTLINE_PLUGIN_CALLS_H
#define FAULTLINE_PLUGIN_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "plugin/parts.h"

/** A function, reached by one path. */
struct node {
	uint64_t function;	/**< address of its first instruction; 0: the root */
	uint64_t self;		/**< instructions in the window, callees not included */
	uint64_t calls;		/**< times it was entered in the window */
	enum path_hook hook;	/**< of page_mkwrite's parts */
	bool interrupt;		/**< an interrupt's entry, or called by one */
	bool takes;		/**< a lock for who calls it, see plugin/locks.h */
	struct node *parent, *child, *sibling;
	uint32_t number;	/**< when written: of its line */
};

/** Where one vCPU is. */
struct place {
	struct node *node;	/**< the function that it is in */
	uint64_t stack;		/**< the stack that it used last */
	uint64_t kernel_stack;	/**< and of the kernel's; in user code its thread's */
	struct ledger *ledger;	/**< of the task whose stack that is; NULL: none yet */
	bool entering;		/**< the next instruction is a function's first */
	bool returning;		/**< the next instruction is returned to, by what was at @sp */
	uint64_t sp;
	bool excepted;		/**< the frame of an exception is still to be pushed */
	struct node *back;	/**< where the exception came from */
	bool back_entering;	/**< there the next instruction is a function's first */
};

/** calls_know_interrupts() - does an interrupt's entry begin at an address? */
void calls_know_interrupts(bool (*is_entry)(uint64_t address));

/** calls_root() - what is the tree's root, whose own functions nobody has seen called. */
struct node *calls_root(void);

/** calls_call() - a call has stored its return address, @after, at @sp. */
void calls_call(struct place *place, uint64_t sp, uint64_t after);

/** calls_return() - a return has loaded its address from @sp. */
void calls_return(struct place *place, uint64_t sp);

/** calls_settle() - a return is over, and what it returned to has not executed yet. */
void calls_settle(struct place *place);

/** calls_exception() - an exception, interrupt or system call begins. */
void calls_exception(struct place *place);

/** calls_leave() - and ends. */
void calls_leave(struct place *place);

/** calls_arrive() - the rest of calls_step(), where the function changes. */
void calls_arrive(struct place *place, uint64_t address, bool counts);

/**
 * calls_step() - an instruction at @address is next; @counts: in a window.
 * Who executes it adds to the self cost of @place's node.
 */
static inline void calls_step(struct place *place, uint64_t address, bool counts)
{
	if (place->returning || place->entering)
		calls_arrive(place, address, counts);
}

/** calls_part() - the part of page_mkwrite that @place is in; NR_PARTS: none. */
static inline enum path_part calls_part(const struct place *place)
{
	return place->ledger ? parts_now(place->ledger) : NR_PARTS;
}

/** calls_clear() - forget tree and stacks. */
void calls_clear(void);

#endif
