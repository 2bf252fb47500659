// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU plugin: what each instruction of a trial's windows costs.
 *
 * Before the first trial nothing is instrumented but the marks themselves (plugin/marks.h).
 * The first MARK_ARM has QEMU forget its translations and translate anew, with callbacks on
 * the blocks of instructions (plugin/insns.h) and on every access, and MARK_OVER undoes that.
 * In between, the callbacks do nothing where nothing is followed: that costs less than to
 * translate all anew for each trial.  MARK_DISARM writes the counts down.  The guest executes
 * the same code in any case, and its clock is what it would have been.
 *
 * One vCPU runs at a time (-icount), so nothing is locked here.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/symbol_table.h"
#include "plugin/caches.h"
#include "plugin/calls.h"
#include "plugin/decode.h"
#include "plugin/insns.h"
#include "plugin/lines.h"
#include "plugin/locks.h"
#include "plugin/marks.h"
#include "plugin/parts.h"
#include "plugin/qemu_api.h"
#include "plugin/touched.h"

#define EXPORT __attribute__((visibility("default")))
/* What is called while nothing is armed, too, saves no registers for what is not */
#define NOINLINE __attribute__((noinline))
#define MAX_VCPUS 16
/* Without KASLR: where the kernel sees all memory, with page tables of four levels or of five */
#define DIRECT_MAP_4 0xffff888000000000
#define DIRECT_MAP_5 0xff11000000000000
#define KERNEL_HALF (1ULL << 63)
/* Where the kernel's half begins with four */
#define KERNEL_BEGIN_4 0xffff800000000000

EXPORT int qemu_plugin_version = QEMU_API;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
			       char **argv);

static struct vcpu {
	struct place place;
	struct block *block;	/* that it is in */
	uint64_t entered;	/* begun_by() when that began */
	const struct block *before;	/* and before that; NULL: not known */
	uint64_t n_before;	/* instructions of it that were begun */
	uint64_t last;		/* address of the last one: ended if something else has begun */
	uint64_t accessed_at;	/* begun_by() at the last access */
	uint64_t executed;	/* in windows, without interrupts; not yet those of the block */
	uint64_t code_line;	/* of the last instruction */
	unsigned int loads, stores;	/* of the instruction that accessed, so far */
	unsigned int windows;	/* threads that are in theirs */
	enum insn_kind ended;	/* the kind of the last instruction */
	enum path_part part;	/* of page_mkwrite, that the block is in */
	bool counted;		/* it is in the window */
	bool ticks;		/* and in no interrupt */
	bool beyond;		/* its last instruction: one has begun that was not seen */
	struct cache code, data, second;
} vcpus[MAX_VCPUS];

static const char *const part_names[NR_PARTS] = {
#define PART(id, name) [PART_##id] = (name),
	PATH_PART_LIST(PART)
#undef PART
};

/* Where results go */
static const char *out;

/* asm_exc_page_fault */
static uint64_t page_fault;

/* The kernel's functions */
static struct symbol_table functions;

/* Page faults of the benchmark in windows */
static uint32_t n_faults;
static uint64_t parts[NR_PARTS];	/* of page_mkwrite, in windows */
static bool several;		/* vCPUs */
static uint64_t direct_map = DIRECT_MAP_4;

static bool instrumented;	/* blocks have callbacks */
static bool armed;		/* and they count, in windows */

static uint64_t trial_number;
static qemu_plugin_id_t own_id;

/* The callbacks below have other arguments in each version, and need none */
#if QEMU_API >= 7
#define RESET_ARGUMENTS void *userdata
#define TRANSLATE_ARGUMENTS struct qemu_plugin_tb *tb, void *userdata
#define UNUSED userdata
#define NO_USERDATA , NULL
#define RESET_ARGUMENT NULL
#else
#define RESET_ARGUMENTS qemu_plugin_id_t id
#define TRANSLATE_ARGUMENTS qemu_plugin_id_t id, struct qemu_plugin_tb *tb
#define UNUSED id
#define NO_USERDATA
#define RESET_ARGUMENT own_id
#endif

static void instrument(RESET_ARGUMENTS);
static void stand_by(RESET_ARGUMENTS);

/*
 * Instructions that @vcpu has begun.  Behind the callback of a block its first instruction is not
 * yet counted.  With one vCPU QEMU's own code adds to the counter.
 *
 * With several, all of them add to the same word: it is the one's that runs, and the others' are
 * put aside.
 */
static uint64_t counter, aside[MAX_VCPUS];
static const struct vcpu *counting = vcpus;

static uint64_t begun_by_several(const struct vcpu *vcpu)
{
	if (vcpu != counting) {
		aside[counting - vcpus] = counter;
		counter = aside[vcpu - vcpus];
		counting = vcpu;
	}
	return counter;
}

#if QEMU_API >= 3
/*
 * QEMU from 10.0 to 11.1, at least, has errors where several vCPUs take turns: it says which vCPU
 * has translated the code, and not which one executes it; and what is to be counted for each
 * vCPU multiplies that number in place, for all that comes after it.  So there the counter is the
 * plugin's, and the vCPU is known by where the kernel has its per-CPU data, which is in one of two
 * registers.  One vCPU has number 0, with which nothing goes wrong.
 */
static struct qemu_plugin_scoreboard *counters;
static struct vcpu *running = vcpus;

static void begun_init(void)
{
	counters = qemu_plugin_scoreboard_new(sizeof(uint64_t));
}

static uint64_t begun_by(const struct vcpu *vcpu)
{
	return several ? begun_by_several(vcpu) :
			 *(uint64_t *)qemu_plugin_scoreboard_find(counters, 0);
}

static void on_begun(unsigned int index, void *n)
{
	(void)index;
	counter += (uintptr_t)n;
}

static void count_begun(struct qemu_plugin_insn *insn, size_t n)
{
	if (several)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_begun, QEMU_PLUGIN_CB_NO_REGS,
						       (void *)(uintptr_t)n);
	else
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(
			insn, QEMU_PLUGIN_INLINE_ADD_U64, (qemu_plugin_u64){ counters, 0 }, n);
}

static __attribute__((noreturn)) void give_up(const char *why)
{
	fprintf(stderr, "faultline plugin: %s\n", why);
	abort();
}

static struct qemu_plugin_register *register_named(const char *name)
{
	GArray *all = qemu_plugin_get_registers();

	for (unsigned int i = 0; i < all->len; i++) {
		const qemu_plugin_reg_descriptor *one =
			(const void *)(all->data + (size_t)i * g_array_get_element_size(all));

		if (!strcmp(one->name, name))
			return one->handle;
	}
	give_up("this QEMU does not name all registers");
}

static uint64_t read_register(struct qemu_plugin_register *handle)
{
	static GByteArray *bytes;
	uint64_t value = 0;

	if (!bytes)
		bytes = g_byte_array_new();
	g_byte_array_set_size(bytes, 0);
	qemu_plugin_read_register(handle, bytes);
	if (bytes->len != sizeof(value))
		give_up("this QEMU does not say where a CPU has its data");
	memcpy(&value, bytes->data, sizeof(value));
	return value;
}

/* In user code the kernel's is put aside; the user's is in the user's half */
static void find_running(void)
{
	static struct qemu_plugin_register *gs_base, *kernel_gs_base;
	static uint64_t per_cpu[MAX_VCPUS];
	static unsigned int n;
	uint64_t mine;
	unsigned int i = 0;

	if (!gs_base) {
		gs_base = register_named("gs_base");
		kernel_gs_base = register_named("k_gs_base");
	}
	mine = read_register(gs_base);
	if (!(mine & KERNEL_HALF))
		mine = read_register(kernel_gs_base);
	while (i < n && per_cpu[i] != mine)
		i++;
	if (i == MAX_VCPUS || !vcpus[i].code.cached)
		give_up("there are more CPUs' data than vCPUs");
	if (i == n)
		per_cpu[n++] = mine;
	running = &vcpus[i];
}

/* In the callback of a block */
static inline struct vcpu *vcpu_of_block(unsigned int index)
{
	if (!several)
		return &vcpus[index];
	find_running();
	return running;
}

/* In that of an access, which is in a block */
static inline struct vcpu *vcpu_of_access(unsigned int index)
{
	return several ? running : &vcpus[index];
}
#else
static void begun_init(void) { }

static uint64_t begun_by(const struct vcpu *vcpu)
{
	return begun_by_several(vcpu);
}

static void count_begun(struct qemu_plugin_insn *insn, size_t n)
{
	qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64, &counter, n);
}

static inline struct vcpu *vcpu_of_block(unsigned int index)
{
	return &vcpus[index];
}

static inline struct vcpu *vcpu_of_access(unsigned int index)
{
	return &vcpus[index];
}
#endif

static void write_node(FILE *file, struct node *node, uint32_t *number)
{
	node->number = ++*number;
	fprintf(file, "node %" PRIu32 " %" PRIu32 " %" PRIx64 " %" PRIu64 " %" PRIu64 "\n",
		node->number, node->parent ? node->parent->number : 0, node->function, node->self,
		node->calls);
	for (struct node *child = node->child; child; child = child->sibling)
		write_node(file, child, number);
}

static int write_counts(const char *path)
{
	FILE *file = fopen(path, "wx");
	uint64_t data_lines = 0, code_lines = 0;
	uint32_t number = 0;
	const struct used_insn *used;
	size_t n = insns_used(&used);

	if (!file)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct insn *insn = used[i].insn;

		data_lines += insn->data_lines;
		code_lines += insn->code_lines;
		if (insn->count)
			fprintf(file, "insn %" PRIx64 " %" PRIu64 " %" PRIu32 " %" PRIu32 " %d"
				" %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
				insn->address, insn->count, insn->accesses->loads, insn->accesses->stores,
				insn->decoded.locked, insn->misses_code, insn->misses_data,
				insn->misses_second);
	}
	for (size_t i = 0; i < n; i++) {
		const struct insn *insn = used[i].insn;

		if (insn->data_lines || insn->code_lines)
			fprintf(file, "touch %" PRIx64 " %" PRIu64 " %" PRIu64 "\n", insn->address,
				insn->data_lines, insn->code_lines);
	}
	write_node(file, calls_root(), &number);
	locks_write(file);
	lines_write(file);
	for (int i = 0; i < NR_PARTS; i++)
		if (parts[i])
			fprintf(file, "part %" PRIu64 " %s\n", parts[i], part_names[i]);
	fprintf(file, "faults %" PRIu32 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", n_faults,
		data_lines, code_lines, lines_lost() + touched_lost() + locks_lost());
	fprintf(file, "end\n");
	return ferror(file) | fclose(file) ? -1 : 0;
}

static void restart_vcpu(struct vcpu *vcpu)
{
	*vcpu = (struct vcpu){ .place.node = calls_root(), .code = vcpu->code,
			       .data = vcpu->data, .second = vcpu->second };
}

static void empty_caches(struct vcpu *vcpu)
{
	cache_clear(&vcpu->code);
	cache_clear(&vcpu->data);
	cache_clear(&vcpu->second);
}

/* What was counted, and whatever might make the next trial differ but for what arm() resets */
static void forget(void)
{
	insns_clear();
	lines_clear();
	touched_clear();
	for (int i = 0; i < MAX_VCPUS; i++)
		if (vcpus[i].code.cached)
			empty_caches(&vcpus[i]);
	n_faults = 0;
	memset(parts, 0, sizeof(parts));
	trial_number = 0;
}

/* Return: where the line is in the first level */
static struct cached *use_line(struct vcpu *vcpu, struct cache *first, uint64_t line,
			       uint64_t *misses, uint64_t *misses_second)
{
	bool missed, missed_second;
	struct cached *cached = cache_use(first, line, &missed);

	if (!missed)
		return cached;
	cache_use(&vcpu->second, line, &missed_second);
	if (vcpu->counted) {
		++*misses;
		*misses_second += missed_second;
	}
	return cached;
}

/* Has this line not been used since the last fault? What is cached knows it at once */
static bool first_use(struct cached *cached)
{
	if (cached->fault == n_faults)
		return false;
	cached->fault = n_faults;
	return touched_first(cached->line, n_faults);
}

/*
 * Most accesses are to what was used last of its set, and in this fault already: those change
 * nothing.
 */
static inline bool is_known(const struct vcpu *vcpu, const struct cache *cache, uint64_t line)
{
	const struct cached *set = cache_set(cache, line);

	return set->line == line && (!vcpu->counted || (!several && set->fault == n_faults));
}

static NOINLINE void use_new_code(struct vcpu *vcpu, struct insn *insn, uint64_t line)
{
	struct cached *cached;

	cached = use_line(vcpu, &vcpu->code, line, &insn->misses_code, &insn->misses_second);
	if (vcpu->counted && !several && first_use(cached))
		insn->code_lines++;
}

/* The instruction @i of @block is in it */
static inline void use_code(struct vcpu *vcpu, const struct block *block, size_t i, uint64_t line)
{
	if (line == vcpu->code_line)
		return;
	vcpu->code_line = line;
	if (!is_known(vcpu, &vcpu->code, line))
		use_new_code(vcpu, block->insn[i], line);
}

/* Of a block of which @n instructions were begun, all lines but the first, which it begins in */
static inline void use_further_lines(struct vcpu *vcpu, const struct block *block, size_t n)
{
	for (unsigned int i = 1; i < block->lines && block->first[i - 1] < n; i++)
		use_code(vcpu, block, block->first[i - 1], (block->address >> LINE_SHIFT) + i);
}

static NOINLINE void use_new_data(struct vcpu *vcpu, struct insn *insn, uint64_t line, bool store)
{
	struct cached *cached = use_line(vcpu, &vcpu->data, line, &insn->misses_data,
					 &insn->misses_second);

	if (!vcpu->counted)
		return;
	if (several)
		lines_share(line, insn->address, (unsigned int)(vcpu - vcpus), store);
	else if (first_use(cached))
		insn->data_lines++;
}

static inline void use_data(struct vcpu *vcpu, const struct accesses *of, uint64_t line, bool store)
{
	if (!is_known(vcpu, &vcpu->data, line))
		use_new_data(vcpu, of->insn, line, store);
}

/* Behind settle(), and not the first time */
static struct insn *last_insn(const struct vcpu *vcpu)
{
	return vcpu->before->insn[vcpu->n_before - 1];
}

/*
 * Was the one instruction that was begun beyond its block none of its end's repetitions? So it
 * is where one that repeats was come to by another way than from the block before, and had
 * nothing to repeat, or faulted at once.
 */
static bool is_beyond(const struct vcpu *vcpu, uint64_t n)
{
	if (several)
		abort();
	return n == 1 && !last_insn(vcpu)->decoded.repeats;
}

/*
 * What @vcpu, that has begun @begun instructions, has executed of its block.  That is all of
 * it, unless a fault or the like has ended it early; then its last instruction is the one that
 * did so.  What is beyond it are repetitions, see is_seen_by_access().
 */
static inline void settle(struct vcpu *vcpu, uint64_t begun)
{
	const struct block *block = vcpu->block;
	uint64_t all, n;

	if (!block)
		return;
	all = begun - vcpu->entered;
	if (!all)
		return;
	n = all < block->n ? all : block->n;
	vcpu->entered = begun;
	vcpu->before = block;
	vcpu->n_before = n;
	vcpu->last = n == block->n ? block->last : block->insn[n - 1]->address;
	vcpu->ended = n == block->n ? block->ends : INSN_PLAIN;
	vcpu->beyond = all > n && is_beyond(vcpu, all - n);
	use_further_lines(vcpu, block, n);
	if (vcpu->accessed_at != begun)
		vcpu->loads = vcpu->stores = 0;
	if (!vcpu->counted)
		return;
	block_count(vcpu->block, n);
	if (all > n)
		last_insn(vcpu)->count += all - n;
	vcpu->place.node->self += all;
	if (vcpu->ticks)
		vcpu->executed += all;
	if (vcpu->part != NR_PARTS)
		parts[vcpu->part] += all;
}

static void finish(void)
{
	char path[4096], tmp[sizeof(path) + 4];

	for (unsigned int i = 0; i < MAX_VCPUS; i++)
		if (vcpus[i].block)
			settle(&vcpus[i], begun_by(&vcpus[i]));
	snprintf(path, sizeof(path), "%s/%" PRIu64 ".counts", out, trial_number);
	snprintf(tmp, sizeof(tmp), "%s.tmp", path);
	remove(tmp);
	if (write_counts(tmp) || rename(tmp, path)) {
		fprintf(stderr, "faultline plugin: %s: %s\n", path, strerror(errno));
		remove(tmp);
	}
	forget();
}

/*
 * A callback comes before its instruction, which then may fault, or be begun anew: QEMU
 * does so for access to a device, for a store to where there was code, and for what lies
 * across the end of a page.
 */
static void undo_last(struct vcpu *vcpu)
{
	struct insn *last = last_insn(vcpu);

	if (!vcpu->counted)
		return;
	last->count--;
	last->accesses->loads -= vcpu->loads;
	last->accesses->stores -= vcpu->stores;
	vcpu->place.node->self--;
	vcpu->executed -= vcpu->ticks;
	if (vcpu->part != NR_PARTS)
		parts[vcpu->part]--;
	vcpu->counted = false;
}

/* An exception or interrupt comes between two instructions, whatever the first one is */
static void follow_exception(struct vcpu *vcpu, const struct block *block)
{
	bool faulted = block->address == page_fault && !vcpu->loads && !vcpu->stores;

	if (faulted) {
		n_faults += vcpu->counted && !(vcpu->last & KERNEL_HALF);
		undo_last(vcpu);
	}
	if (!faulted || vcpu->beyond) {
		if (vcpu->ended == INSN_LEAVE)
			calls_leave(&vcpu->place);
		else if (vcpu->ended == INSN_RETURN)
			calls_settle(&vcpu->place);
	}
	calls_exception(&vcpu->place);
}

/* How did @vcpu get from its last instruction to the first one of @block? */
static void follow(struct vcpu *vcpu, const struct block *block)
{
	bool accessed = vcpu->loads || vcpu->stores;

	if (!vcpu->before)
		return;
	if (vcpu->ended == INSN_ENTRY) {
		calls_exception(&vcpu->place);
	} else if (block->excepts) {
		follow_exception(vcpu, block);
	} else if (vcpu->ended == INSN_LEAVE) {
		calls_leave(&vcpu->place);
	} else if (block->begins && vcpu->ended == INSN_BRANCH && block->address != vcpu->last &&
		   vcpu->place.node->function != block->address) {
		/* A call that is its caller's last: the callee returns for both */
		vcpu->place.entering = true;
	} else if (block->address == vcpu->last &&
		   !(last_insn(vcpu)->decoded.repeats && accessed)) {
		undo_last(vcpu);
	}
}

/* Before it @vcpu has begun @begun instructions */
static inline void enter(struct vcpu *vcpu, struct block *block, uint64_t begun)
{
	settle(vcpu, begun);
	follow(vcpu, block);
	vcpu->block = block;
	vcpu->entered = begun;
	vcpu->counted = vcpu->windows;
	calls_step(&vcpu->place, block->address, vcpu->counted);
	if (block->takes)
		vcpu->place.node->takes = true;
	vcpu->ticks = vcpu->counted && !vcpu->place.node->interrupt;
	vcpu->part = calls_part(&vcpu->place);
	use_code(vcpu, block, 0, block->address >> LINE_SHIFT);
	if (block->mark == MARK_BEGIN)
		vcpu->windows++;
	else if (block->mark == MARK_END && vcpu->windows)
		vcpu->windows--;
}

/*
 * A string instruction that repeats is a block of its own to QEMU, again and again, and while a
 * trial is set up the kernel mostly clears and copies pages.  So the plugin is not called for
 * such a block.  Its repetitions are what was begun beyond the block that it is the end of; if
 * it goes on after an interrupt, its first access says so.
 */
static bool is_seen_by_access(const struct insn *insn)
{
	/* Those of several vCPUs are counted in one word, and the blocks tell whose they are */
	return insn->decoded.repeats && !several;
}

static NOINLINE void enter_block(unsigned int index, struct block *block)
{
	struct vcpu *vcpu = vcpu_of_block(index);

	enter(vcpu, block, begun_by(vcpu));
}

static void on_block(unsigned int index, void *userdata)
{
	if (armed)
		enter_block(index, userdata);
}

/* A page that is mapped to the benchmark has another address in the kernel: lines are named by that */
static uint64_t one_name(qemu_plugin_meminfo_t info, uint64_t address)
{
	struct qemu_plugin_hwaddr *hwaddr;

	if (address & KERNEL_HALF) {
		if (address < KERNEL_BEGIN_4)
			direct_map = DIRECT_MAP_5;
		return address;
	}
	hwaddr = qemu_plugin_get_hwaddr(info, address);
	return hwaddr ? direct_map + qemu_plugin_hwaddr_phys_addr(hwaddr) : address;
}

static void on_store(struct vcpu *vcpu, const struct insn *insn, uint64_t address)
{
	struct lock_store store;

	if (!locks_concern(address, insn->taker, &insn->decoded))
		return;
	store = (struct lock_store){
		.address = address, .stack = vcpu->place.stack, .decoded = &insn->decoded,
		.taker = insn->taker, .node = vcpu->place.node,
		.now = vcpu->executed + (vcpu->ticks ? begun_by(vcpu) - vcpu->entered : 0),
		.counts = vcpu->ticks, .vcpu = (unsigned int)(vcpu - vcpus),
	};

	locks_store(&store);
}

static void follow_call(struct vcpu *vcpu, const struct insn *insn, bool store, uint64_t address)
{
	if (insn->decoded.kind == INSN_CALL && store)
		calls_call(&vcpu->place, address, insn->address + insn->size);
	else if (insn->decoded.kind == INSN_RETURN && !store)
		calls_return(&vcpu->place, address);
}

/*
 * A call loads and stores once at most, a return loads once, and both are the last of their
 * block.  What is more is an interrupt's, see is_in_block().
 */
static bool is_too_much(const struct vcpu *vcpu, const struct accesses *of, bool store)
{
	const enum insn_kind kind = of->insn->decoded.kind;

	if (kind == INSN_CALL)
		return of != vcpu->block->last_accesses || (store ? vcpu->stores : vcpu->loads);
	return kind == INSN_RETURN &&
	       (of != vcpu->block->last_accesses || store || vcpu->loads);
}

/* Are its accesses more than loads and stores? Or else nothing of it is fetched for each */
static bool is_special(const struct insn *insn)
{
	return insn->decoded.kind == INSN_CALL || insn->decoded.kind == INSN_RETURN || insn->taker ||
	       insn->decoded.sets_bit == LOCKS_PG_LOCKED;
}

/* What QEMU says of an access that it describes so; there are few different ones */
static const struct access {
	bool known, store;
	uint8_t last;		/* byte of it, from 0 */
	qemu_plugin_meminfo_t info;
} *access_of(qemu_plugin_meminfo_t info)
{
	static struct access accesses[256];
	struct access *access = &accesses[(info ^ info >> 8 ^ info >> 16) % 256];

	if (!access->known || access->info != info)
		*access = (struct access){
			.known = true, .info = info, .store = qemu_plugin_mem_is_store(info),
			.last = (uint8_t)((1U << qemu_plugin_mem_size_shift(info)) - 1),
		};
	return access;
}

/*
 * Is it @of the block that @vcpu is in? In QEMU 7, what an interrupt itself loads and stores may
 * be said to be of an instruction before it, when all of the block has been begun.
 */
static inline bool is_in_block(const struct vcpu *vcpu, const struct accesses *of, uint64_t begun)
{
	const struct block *block = vcpu->block;

	return block && (begun - vcpu->entered < block->n || of == block->last_accesses);
}

/* Has an instruction that is_seen_by_access() begun, which is not of the block at hand? */
static void see_repetition(struct vcpu *vcpu, struct accesses *of)
{
	const uint64_t begun = begun_by(vcpu);

	if (vcpu->block && !is_in_block(vcpu, of, begun) &&
	    begun - vcpu->entered > vcpu->block->n)
		enter(vcpu, block_of(&of->insn, 1), begun - 1);
}

static inline __attribute__((always_inline)) void use_memory(struct vcpu *vcpu,
		qemu_plugin_meminfo_t info, uint64_t address, struct accesses *of, bool special)
{
	const struct access *access = access_of(info);
	const bool store = access->store;
	uint64_t begun = begun_by(vcpu), name;

	if (!is_in_block(vcpu, of, begun))
		return;
	if (vcpu->accessed_at != begun)
		vcpu->loads = vcpu->stores = 0;
	if (special && is_too_much(vcpu, of, store))
		return;
	vcpu->accessed_at = begun;
	vcpu->stores += store;
	vcpu->loads += !store;
	if (vcpu->counted) {
		of->stores += store;
		of->loads += !store;
	}
	name = one_name(info, address);
	use_data(vcpu, of, name >> LINE_SHIFT, store);
	if (name >> LINE_SHIFT != (name + access->last) >> LINE_SHIFT)
		use_data(vcpu, of, (name + access->last) >> LINE_SHIFT, store);
	if (store && (special || locks_held[locks_hash(address)]))
		on_store(vcpu, of->insn, address);
	if (special)
		follow_call(vcpu, of->insn, store, address);
}

static NOINLINE void use_memory_plainly(unsigned int index, qemu_plugin_meminfo_t info,
					uint64_t address, struct accesses *of)
{
	use_memory(vcpu_of_access(index), info, address, of, false);
}

static void on_access(unsigned int index, qemu_plugin_meminfo_t info, uint64_t address,
		      void *userdata)
{
	if (armed)
		use_memory_plainly(index, info, address, userdata);
}

static NOINLINE void use_memory_specially(unsigned int index, qemu_plugin_meminfo_t info,
					  uint64_t address, struct accesses *of)
{
	use_memory(vcpu_of_access(index), info, address, of, true);
}

/* Of an instruction that is_special() */
static void on_special_access(unsigned int index, qemu_plugin_meminfo_t info, uint64_t address,
			      void *userdata)
{
	if (armed)
		use_memory_specially(index, info, address, userdata);
}

static NOINLINE void use_memory_repeatedly(unsigned int index, qemu_plugin_meminfo_t info,
					   uint64_t address, struct accesses *of)
{
	see_repetition(vcpu_of_access(index), of);
	use_memory_specially(index, info, address, of);
}

/* Of one that is_seen_by_access() */
static void on_repeated_access(unsigned int index, qemu_plugin_meminfo_t info, uint64_t address,
			       void *userdata)
{
	if (armed)
		use_memory_repeatedly(index, info, address, userdata);
}

/* What the caches hold stays; all else begins here */
static void arm(void)
{
	calls_clear();
	locks_clear();
	for (int i = 0; i < MAX_VCPUS; i++)
		if (vcpus[i].code.cached)
			restart_vcpu(&vcpus[i]);
	if (!instrumented)
		qemu_plugin_reset(own_id, instrument NO_USERDATA);
	instrumented = armed = true;
}

static void on_mark(unsigned int index, void *userdata)
{
	uintptr_t mark = (uintptr_t)userdata;

	(void)index;
	if (mark < MARK_ARM) {
		trial_number = trial_number << 4 | mark;
	} else if (mark == MARK_ARM && !armed) {
		arm();
	} else if (mark == MARK_REST && armed) {
		armed = false;
	} else if (mark == MARK_DISARM && armed) {
		finish();
		armed = false;
	} else if (mark == MARK_OVER && instrumented && !(several && QEMU_API < 3)) {
		/* In QEMU 7 the other vCPUs may keep pointers to callbacks, see profile_over() */
		qemu_plugin_reset(own_id, stand_by NO_USERDATA);
		instrumented = false;
	}
}

static size_t insn_bytes(const struct qemu_plugin_insn *insn, uint8_t bytes[15])
{
	size_t len = qemu_plugin_insn_size(insn);

	if (len > 15)
		len = 15;
#if QEMU_API >= 3
	return qemu_plugin_insn_data(insn, bytes, len);
#else
	memcpy(bytes, qemu_plugin_insn_data(insn), len);
	return len;
#endif
}

static void watch_mark(struct qemu_plugin_insn *insn, int mark)
{
	if (mark >= 0)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark, QEMU_PLUGIN_CB_NO_REGS,
						       (void *)(uintptr_t)mark);
}

/* What is known of an address may be of another program when it is executed, so decide here */
static void watch_access(struct qemu_plugin_insn *insn, const struct insn *known)
{
	qemu_plugin_vcpu_mem_cb_t call = is_special(known) ? on_special_access : on_access;

	if (is_seen_by_access(known))
		call = on_repeated_access;
	qemu_plugin_register_vcpu_mem_cb(insn, call, QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_RW,
					 known->accesses);
}

static struct insn *know(const struct qemu_plugin_insn *insn)
{
	uint8_t bytes[15];
	struct decoded decoded = decode(bytes, insn_bytes(insn, bytes));

	return insn_at(&functions, qemu_plugin_insn_vaddr(insn), qemu_plugin_insn_size(insn),
		       &decoded);
}

/*
 * The block that begins with instruction @begin of @tb, which is @first.
 * Return: the first one of the next block; NULL: there is none
 */
static struct insn *watch_block(struct qemu_plugin_tb *tb, size_t *begin, struct insn *first)
{
	struct insn *known[BLOCK_MOST], *next = first;
	size_t len = 0, n = qemu_plugin_tb_n_insns(tb);

	do {
		known[len++] = next;
		next = *begin + len < n ? know(qemu_plugin_tb_get_insn(tb, *begin + len)) : NULL;
	} while (next && !insn_begins_block(next, known[len - 1], known[0]));
	if (!is_seen_by_access(first))
		qemu_plugin_register_vcpu_insn_exec_cb(qemu_plugin_tb_get_insn(tb, *begin), on_block,
						       several ? QEMU_PLUGIN_CB_R_REGS :
								 QEMU_PLUGIN_CB_NO_REGS,
						       block_of(known, len));
	for (size_t i = 0; i < len; i += insns_together(known + i, len - i))
		count_begun(qemu_plugin_tb_get_insn(tb, *begin + i),
			    insns_together(known + i, len - i));
	for (size_t i = 0; i < len; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, *begin + i);

		if (!known[i]->decoded.is_sure)
			watch_access(insn, known[i]);
		watch_mark(insn, known[i]->decoded.mark);
	}
	*begin += len;
	return next;
}

static void translate_all(TRANSLATE_ARGUMENTS)
{
	struct insn *next = know(qemu_plugin_tb_get_insn(tb, 0));
	size_t at = 0;

	(void)UNUSED;
	while (next)
		next = watch_block(tb, &at, next);
}

static void translate_marks(TRANSLATE_ARGUMENTS)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	(void)UNUSED;
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint8_t bytes[15];

		if (qemu_plugin_insn_size(insn) == 7)
			watch_mark(insn, decode(bytes, insn_bytes(insn, bytes)).mark);
	}
}

static void instrument(RESET_ARGUMENTS)
{
	(void)UNUSED;
	qemu_plugin_register_vcpu_tb_trans_cb(own_id, translate_all NO_USERDATA);
}

static void stand_by(RESET_ARGUMENTS)
{
	(void)UNUSED;
	qemu_plugin_register_vcpu_tb_trans_cb(own_id, translate_marks NO_USERDATA);
}

static uint64_t address_of(const char *name)
{
	const struct symbol *symbol = symbol_named(&functions, name);

	return symbol ? symbol->address : 0;
}

/* Of irq_entries_start each vector has an entry of its own */
static bool begins_interrupt(uint64_t address)
{
	const struct symbol *symbol = symbol_at(&functions, address);

	return symbol && symbol_interrupts(symbol->name);
}

static int read_options(int argc, char **argv)
{
	const char *map = NULL;

	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			out = strdup(argv[i] + 4);
		else if (!strncmp(argv[i], "map=", 4))
			map = argv[i] + 4;
		else
			return -1;
	}
	if (!out || !map || symbol_table_read(&functions, map, "tTwW"))
		return -1;
	page_fault = address_of("asm_exc_page_fault");
	parts_find_hooks(&functions);
	calls_know_interrupts(begins_interrupt);
	return page_fault ? 0 : -1;
}

/* The sizes are those that plugin/caches.h names */
static void init_vcpu(struct vcpu *vcpu)
{
	cache_init(&vcpu->code, 64, 8);
	cache_init(&vcpu->data, 64, 8);
	cache_init(&vcpu->second, 1024, 16);
	vcpu->place.node = calls_root();
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	if (!info->system_emulation || strcmp(info->target_name, "x86_64") ||
	    read_options(argc, argv)) {
		fprintf(stderr, "faultline plugin: for qemu-system-x86_64, with out=DIR and "
				"map=FILE, the kernel's System.map\n");
		return -1;
	}
	if (info->system.max_vcpus > MAX_VCPUS) {
		fprintf(stderr, "faultline plugin: %d vCPUs at most\n", MAX_VCPUS);
		return -1;
	}
	several = info->system.smp_vcpus > 1;
	for (int i = 0; i < info->system.max_vcpus; i++)
		init_vcpu(&vcpus[i]);
	begun_init();
	own_id = id;
	stand_by(RESET_ARGUMENT);
	return 0;
}
