// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU plugin: what each instruction of a trial's windows costs.
 *
 * Before the first trial nothing is instrumented but the marks themselves (plugin/marks.h).
 * The first MARK_ARM has QEMU forget its translations and translate anew, with callbacks on
 * every instruction, and MARK_OVER undoes that.  In between, the callbacks do nothing outside
 * of trials: that costs less than to translate all anew for each.  MARK_DISARM writes the
 * counts down.  The guest executes the same code in any case, and its clock is what it would
 * have been.
 *
 * One vCPU runs at a time (-icount), so nothing is locked here.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "lib/symbol_table.h"
#include "plugin/caches.h"
#include "plugin/calls.h"
#include "plugin/decode.h"
#include "plugin/lines.h"
#include "plugin/locks.h"
#include "plugin/marks.h"
#include "plugin/parts.h"
#include "plugin/qemu_api.h"

#define EXPORT __attribute__((visibility("default")))
#define MAX_VCPUS 16
#define PAGE 4096
/* Without KASLR: where the kernel sees all memory, with page tables of four levels or of five */
#define DIRECT_MAP_4 0xffff888000000000
#define DIRECT_MAP_5 0xff11000000000000
#define KERNEL_HALF (1ULL << 63)
/* Where the kernel's half begins with four */
#define KERNEL_BEGIN_4 0xffff800000000000

EXPORT int qemu_plugin_version = QEMU_API;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
			       char **argv);

/* One address; nobody changes code in a window */
struct insn {
	uint64_t address;
	size_t size;
	uint64_t count, loads, stores;
	uint64_t misses_code, misses_data, misses_second;
	uint64_t data_lines, code_lines;	/* that nothing has used before in the same fault */
	uint64_t line;		/* the first one that it lies in */
	bool crosses;		/* into the next one */
	struct decoded decoded;
	bool begins;		/* a function */
	bool excepts;		/* it is where an exception or interrupt enters the kernel */
	const struct lock_taker *taker;	/* that function, if it takes locks */
	UT_hash_handle hh;
};

static struct vcpu {
	struct place place;
	struct insn *last;	/* begun, and ended if something else has begun */
	bool counted;		/* it was in the window */
	unsigned int loads, stores;	/* its own, so far */
	unsigned int windows;	/* threads that are in theirs */
	uint64_t executed;	/* in windows, without interrupts */
	bool ticked;		/* by the last instruction */
	enum path_part part;	/* of page_mkwrite, that the last instruction was in */
	uint64_t code_line;	/* of the last instruction */
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

static bool instrumented;	/* every instruction has callbacks */
static bool armed;		/* and they count, in windows */

static struct insn *insns;
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

	if (!file)
		return -1;
	for (struct insn *insn = insns; insn; insn = insn->hh.next) {
		data_lines += insn->data_lines;
		code_lines += insn->code_lines;
		if (insn->count)
			fprintf(file, "insn %" PRIx64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %d"
				" %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
				insn->address, insn->count, insn->loads, insn->stores,
				insn->decoded.locked, insn->misses_code, insn->misses_data,
				insn->misses_second);
	}
	for (struct insn *insn = insns; insn; insn = insn->hh.next)
		if (insn->data_lines || insn->code_lines)
			fprintf(file, "touch %" PRIx64 " %" PRIu64 " %" PRIu64 "\n", insn->address,
				insn->data_lines, insn->code_lines);
	write_node(file, calls_root(), &number);
	locks_write(file);
	lines_write(file);
	for (int i = 0; i < NR_PARTS; i++)
		if (parts[i])
			fprintf(file, "part %" PRIu64 " %s\n", parts[i], part_names[i]);
	fprintf(file, "faults %" PRIu32 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", n_faults,
		data_lines, code_lines, lines_lost() + locks_lost());
	fprintf(file, "end\n");
	return ferror(file) | fclose(file) ? -1 : 0;
}

static void reset_vcpu(struct vcpu *vcpu)
{
	struct cache code = vcpu->code, data = vcpu->data, second = vcpu->second;

	cache_clear(&code);
	cache_clear(&data);
	cache_clear(&second);
	*vcpu = (struct vcpu){ .place.node = calls_root(), .code = code, .data = data,
			       .second = second };
}

/* What was counted, and whatever might make the next trial differ */
static void forget(void)
{
	for (struct insn *insn = insns; insn; insn = insn->hh.next) {
		insn->count = insn->loads = insn->stores = 0;
		insn->misses_code = insn->misses_data = insn->misses_second = 0;
		insn->data_lines = insn->code_lines = 0;
	}
	calls_clear();
	locks_clear();
	lines_clear();
	for (int i = 0; i < MAX_VCPUS; i++)
		if (vcpus[i].code.cached)
			reset_vcpu(&vcpus[i]);
	n_faults = 0;
	memset(parts, 0, sizeof(parts));
	trial_number = 0;
}

static void finish(void)
{
	char path[4096], tmp[sizeof(path) + 4];

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
	if (!vcpu->counted)
		return;
	vcpu->last->count--;
	vcpu->last->loads -= vcpu->loads;
	vcpu->last->stores -= vcpu->stores;
	vcpu->place.node->self--;
	vcpu->executed -= vcpu->ticked;
	if (vcpu->part != NR_PARTS)
		parts[vcpu->part]--;
	vcpu->counted = false;
}

/* An exception or interrupt comes between two instructions, whatever the first one is */
static void follow_exception(struct vcpu *vcpu, const struct insn *insn)
{
	const struct insn *last = vcpu->last;

	if (insn->address == page_fault && !vcpu->loads && !vcpu->stores) {
		n_faults += vcpu->counted && !(last->address & KERNEL_HALF);
		undo_last(vcpu);
	} else if (last->decoded.kind == INSN_LEAVE) {
		calls_leave(&vcpu->place);
	} else if (last->decoded.kind == INSN_RETURN) {
		calls_settle(&vcpu->place);
	}
	calls_exception(&vcpu->place);
}

/* How did @vcpu get from its last instruction to @insn? */
static void follow(struct vcpu *vcpu, const struct insn *insn)
{
	struct insn *last = vcpu->last;
	bool accessed = vcpu->loads || vcpu->stores;

	if (!last)
		return;
	if (last->decoded.kind == INSN_ENTRY) {
		calls_exception(&vcpu->place);
	} else if (insn->excepts) {
		follow_exception(vcpu, insn);
	} else if (last->decoded.kind == INSN_LEAVE) {
		calls_leave(&vcpu->place);
	} else if (insn->begins && last->decoded.kind == INSN_BRANCH && insn != last &&
		   vcpu->place.node->function != insn->address) {
		/* A call that is its caller's last: the callee returns for both */
		vcpu->place.entering = true;
	} else if (insn == last && !(last->decoded.repeats && accessed)) {
		undo_last(vcpu);
	}
}

/* Return: where the line is in the first level */
static struct cached *use_line(struct vcpu *vcpu, struct cache *first, uint64_t line,
			       uint64_t *misses, uint64_t *misses_second)
{
	bool missed, missed_second = false;
	struct cached *cached = cache_use(first, line, &missed);

	if (missed)
		cache_use(&vcpu->second, line, &missed_second);
	*misses += missed && vcpu->counted;
	*misses_second += missed_second && vcpu->counted;
	return cached;
}

/* Has this line not been used since the last fault? What is cached knows it at once */
static bool first_use(struct cached *cached)
{
	if (cached->fault == n_faults)
		return false;
	cached->fault = n_faults;
	return lines_touch(cached->line, n_faults);
}

static void use_code(struct vcpu *vcpu, struct insn *insn, uint64_t line)
{
	struct cached *cached;

	if (line == vcpu->code_line)
		return;
	vcpu->code_line = line;
	cached = use_line(vcpu, &vcpu->code, line, &insn->misses_code, &insn->misses_second);
	if (vcpu->counted && !several)
		insn->code_lines += first_use(cached);
}

static void use_data(unsigned int index, struct insn *insn, uint64_t line, bool store)
{
	struct vcpu *vcpu = &vcpus[index];
	struct cached *cached = use_line(vcpu, &vcpu->data, line, &insn->misses_data,
					 &insn->misses_second);

	if (!vcpu->counted)
		return;
	if (several)
		lines_share(line, insn->address, index, store);
	else
		insn->data_lines += first_use(cached);
}

static void on_insn(unsigned int index, void *userdata)
{
	struct vcpu *vcpu = &vcpus[index];
	struct insn *insn = userdata;
	bool counts = vcpu->windows;

	if (!armed)
		return;
	follow(vcpu, insn);
	calls_step(&vcpu->place, insn->address, counts);
	if (insn->taker && insn->taker->kind != LOCK_VMA)
		vcpu->place.node->takes = true;
	insn->count += counts;
	vcpu->ticked = counts && !vcpu->place.node->interrupt;
	vcpu->executed += vcpu->ticked;
	vcpu->part = calls_part(&vcpu->place);
	if (counts && vcpu->part != NR_PARTS)
		parts[vcpu->part]++;
	vcpu->counted = counts;
	vcpu->loads = vcpu->stores = 0;
	vcpu->last = insn;
	use_code(vcpu, insn, insn->line);
	if (insn->crosses)
		use_code(vcpu, insn, insn->line + 1);
	if (insn->decoded.mark == MARK_BEGIN)
		vcpu->windows++;
	else if (insn->decoded.mark == MARK_END && vcpu->windows)
		vcpu->windows--;
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
	const struct lock_store store = {
		.address = address, .stack = vcpu->place.stack, .decoded = &insn->decoded,
		.taker = insn->taker, .node = vcpu->place.node, .now = vcpu->executed,
		.counts = vcpu->ticked, .vcpu = (unsigned int)(vcpu - vcpus),
	};

	locks_store(&store);
}

static void on_access(unsigned int index, qemu_plugin_meminfo_t info, uint64_t address,
		      void *userdata)
{
	struct vcpu *vcpu = &vcpus[index];
	bool store = qemu_plugin_mem_is_store(info);
	uint64_t last = (1ULL << qemu_plugin_mem_size_shift(info)) - 1, name;
	struct insn *insn = userdata;

	if (!armed)
		return;
	vcpu->stores += store;
	vcpu->loads += !store;
	if (vcpu->counted) {
		insn->stores += store;
		insn->loads += !store;
	}
	name = one_name(info, address);
	use_data(index, insn, name >> LINE_SHIFT, store);
	if (name >> LINE_SHIFT != (name + last) >> LINE_SHIFT)
		use_data(index, insn, (name + last) >> LINE_SHIFT, store);
	if (store)
		on_store(vcpu, insn, address);
	if (insn->decoded.kind == INSN_CALL && store)
		calls_call(&vcpu->place, address, insn->address + insn->size);
	else if (insn->decoded.kind == INSN_RETURN && !store)
		calls_return(&vcpu->place, address);
}

static void on_mark(unsigned int index, void *userdata)
{
	uintptr_t mark = (uintptr_t)userdata;

	(void)index;
	if (mark < MARK_ARM) {
		trial_number = trial_number << 4 | mark;
	} else if (mark == MARK_ARM) {
		if (!instrumented)
			qemu_plugin_reset(own_id, instrument NO_USERDATA);
		instrumented = armed = true;
	} else if (mark == MARK_DISARM && armed) {
		finish();
		armed = false;
	} else if (mark == MARK_OVER && instrumented) {
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

/*
 * Each vector of irq_entries_start has an entry of its own, of 8 or 16 bytes.  A jump from
 * there to asm_common_interrupt() is no exception of its own, and is told by what comes first.
 */
static bool exception_begins(const struct symbol *symbol, uint64_t offset)
{
	if (!strcmp(symbol->name, "irq_entries_start") ||
	    !strcmp(symbol->name, "spurious_entries_start"))
		return offset % 8 == 0;
	return !offset && (!strncmp(symbol->name, "asm_exc_", strlen("asm_exc_")) ||
			   !strncmp(symbol->name, "asm_sysvec_", strlen("asm_sysvec_")));
}

/* What the symbol says that it is in; all of them are in the kernel's half */
static void know_symbol(struct insn *insn)
{
	const struct symbol *symbol = symbol_at(&functions, insn->address);

	if (!symbol)
		return;
	/* What the compiler has put aside as unlikely (x.cold) is part of its function */
	insn->begins = symbol->address == insn->address && !strstr(symbol->name, ".cold");
	insn->excepts = exception_begins(symbol, insn->address - symbol->address);
	insn->taker = lock_taker(symbol->name);
}

static struct insn *insn_at(uint64_t address, size_t size, const struct decoded *decoded)
{
	struct insn *insn;

	HASH_FIND(hh, insns, &address, sizeof(address), insn);
	if (!insn) {
		insn = calloc(1, sizeof(*insn));
		if (!insn)
			abort();
		insn->address = address;
		know_symbol(insn);
		HASH_ADD(hh, insns, address, sizeof(insn->address), insn);
	}
	/* QEMU 7 shows what lies across the end of a page a second time, cut off there */
	if (insn->size > size && !((address + size) % PAGE))
		return insn;
	/* Between trials the kernel may have patched it */
	insn->size = size;
	insn->decoded = *decoded;
	insn->line = address >> LINE_SHIFT;
	insn->crosses = (address + size - 1) >> LINE_SHIFT != insn->line;
	return insn;
}

static void translate_all(TRANSLATE_ARGUMENTS)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	(void)UNUSED;
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		struct decoded decoded;
		uint8_t bytes[15];
		struct insn *known;

		decoded = decode(bytes, insn_bytes(insn, bytes));
		known = insn_at(qemu_plugin_insn_vaddr(insn), qemu_plugin_insn_size(insn),
				&decoded);
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_insn, QEMU_PLUGIN_CB_NO_REGS, known);
		qemu_plugin_register_vcpu_mem_cb(insn, on_access, QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_RW, known);
		watch_mark(insn, decoded.mark);
	}
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
	own_id = id;
	stand_by(RESET_ARGUMENT);
	return 0;
}
