// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/parts.h"

/* Below all of ledger.parts, which is 0 only without a fault */
#define BOTTOM 1

enum kind { KIND_OPEN, KIND_SPAN, KIND_STAGE, KIND_MARK, KIND_LOCK };

static struct hook {
	const char *function;
	enum kind kind;
	enum path_part part;
	uint64_t address;	/* 0: this kernel does not have it */
} hooks[NR_HOOKS] = {
#define HOOK(id, function, kind, part) [HOOK_##id] = { #function, KIND_##kind, PART_##part, 0 },
	PATH_HOOKS(HOOK)
#undef HOOK
};

void parts_find_hooks(const struct symbol_table *functions)
{
	for (int i = 0; i < NR_HOOKS; i++) {
		const struct symbol *symbol = symbol_named(functions, hooks[i].function);

		hooks[i].address = symbol && hooks[i].kind != KIND_LOCK ? symbol->address : 0;
	}
}

enum path_hook parts_hook(uint64_t address)
{
	int i = 0;

	while (i < NR_HOOKS && (!hooks[i].address || hooks[i].address != address))
		i++;
	return (enum path_hook)i;
}

static uint64_t with_top(uint64_t parts, enum path_part part)
{
	return parts / PATH_PARTS * PATH_PARTS | part;
}

void parts_enter(struct ledger *ledger, enum path_hook hook)
{
	const struct hook *at = &hooks[hook];

	if (at->kind == KIND_OPEN)
		*ledger = (struct ledger){ .parts = (uint64_t)BOTTOM << PART_BITS | at->part };
	else if (!ledger->parts || ledger->exceptions)
		return;
	else if (at->kind == KIND_MARK)
		ledger->parts = with_top(ledger->parts, at->part);
	else
		ledger->parts = ledger->parts << PART_BITS | at->part;
}

void parts_leave(struct ledger *ledger, enum path_hook hook)
{
	const struct hook *at = &hooks[hook];

	if (at->kind == KIND_OPEN)
		ledger->parts = 0;
	if (!ledger->parts || ledger->exceptions || at->kind == KIND_MARK)
		return;
	ledger->parts >>= PART_BITS;
	if (at->kind == KIND_STAGE)
		ledger->parts = with_top(ledger->parts, PATH_AFTER_STAGE);
}
