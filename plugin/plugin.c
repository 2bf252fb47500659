// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU plugin: what each instruction of a trial's windows costs.
 *
 * Outside of trials nothing is instrumented but the marks themselves (plugin/marks.h).
 * MARK_ARM has QEMU forget its translations and translate anew, with callbacks on every
 * instruction; MARK_DISARM writes the counts down and undoes that.  The guest executes the
 * same code in any case, and its clock is what it would have been.
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
#include "plugin/calls.h"
#include "plugin/decode.h"
#include "plugin/marks.h"
#include "plugin/qemu_api.h"

#define EXPORT __attribute__((visibility("default")))
#define MAX_VCPUS 16

EXPORT int qemu_plugin_version = QEMU_API;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
			       char **argv);

/* One address; what was there first stays, as nobody changes code in a window */
struct insn {
	uint64_t address;
	size_t size;
	uint64_t count, loads, stores;
	struct decoded decoded;
	bool begins;		/* a function */
	UT_hash_handle hh;
};

static struct vcpu {
	struct place place;
	struct insn *last;	/* begun, and ended if something else has begun */
	bool counted;		/* it was in the window */
	unsigned int loads, stores;	/* its own, so far */
	unsigned int windows;	/* threads that are in theirs */
} vcpus[MAX_VCPUS];

/* Where results go */
static const char *out;

/* Where the kernel is entered: __entry_text_start and _end, and asm_exc_page_fault in it */
static uint64_t entry_begin, entry_end, page_fault;

/* The kernel's functions */
static struct symbol_table functions;

static struct insn *insns;
static uint64_t trial_number;
static qemu_plugin_id_t own_id;

static void instrument(qemu_plugin_id_t id);
static void stand_by(qemu_plugin_id_t id);

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
	uint32_t number = 0;

	if (!file)
		return -1;
	for (struct insn *insn = insns; insn; insn = insn->hh.next)
		if (insn->count)
			fprintf(file, "insn %" PRIx64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %d 0 0 0\n",
				insn->address, insn->count, insn->loads, insn->stores,
				insn->decoded.locked);
	write_node(file, calls_root(), &number);
	fprintf(file, "end\n");
	return ferror(file) | fclose(file) ? -1 : 0;
}

static void finish(void)
{
	char path[4096], tmp[sizeof(path) + 4];

	snprintf(path, sizeof(path), "%s/%" PRIu64 ".counts", out, trial_number);
	snprintf(tmp, sizeof(tmp), "%s.tmp", path);
	remove(tmp);
	if (write_counts(tmp) || rename(tmp, path))
		fprintf(stderr, "faultline plugin: %s: %s\n", path, strerror(errno));
	for (struct insn *insn = insns; insn; insn = insn->hh.next)
		insn->count = insn->loads = insn->stores = 0;
	calls_clear();
	memset(vcpus, 0, sizeof(vcpus));
	for (int i = 0; i < MAX_VCPUS; i++)
		vcpus[i].place.node = calls_root();
	trial_number = 0;
}

static bool in_entry_text(uint64_t address)
{
	return address >= entry_begin && address < entry_end;
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
	vcpu->counted = false;
}

/* How did @vcpu get from its last instruction to @insn? */
static void follow(struct vcpu *vcpu, const struct insn *insn)
{
	struct insn *last = vcpu->last;
	bool plain, accessed = vcpu->loads || vcpu->stores;

	if (!last)
		return;
	plain = last->decoded.kind == INSN_PLAIN || last->decoded.kind == INSN_BRANCH;
	if (last->decoded.kind == INSN_LEAVE) {
		calls_leave(&vcpu->place);
	} else if (last->decoded.kind == INSN_ENTRY) {
		calls_exception(&vcpu->place);
	} else if (in_entry_text(insn->address) && !in_entry_text(last->address) && plain) {
		if (insn->address == page_fault && !accessed)
			undo_last(vcpu);
		calls_exception(&vcpu->place);
	} else if (insn->begins && last->decoded.kind == INSN_BRANCH && insn != last &&
		   vcpu->place.node->function != insn->address) {
		/* A call that is its caller's last: the callee returns for both */
		vcpu->place.entering = true;
	} else if (insn == last && !(last->decoded.repeats && accessed)) {
		undo_last(vcpu);
	}
}

static void on_insn(unsigned int index, void *userdata)
{
	struct vcpu *vcpu = &vcpus[index % MAX_VCPUS];
	struct insn *insn = userdata;
	bool counts = vcpu->windows;

	follow(vcpu, insn);
	calls_step(&vcpu->place, insn->address, counts);
	insn->count += counts;
	vcpu->counted = counts;
	vcpu->loads = vcpu->stores = 0;
	vcpu->last = insn;
	if (insn->decoded.mark == MARK_BEGIN)
		vcpu->windows++;
	else if (insn->decoded.mark == MARK_END && vcpu->windows)
		vcpu->windows--;
}

static void on_access(unsigned int index, qemu_plugin_meminfo_t info, uint64_t address,
		      void *userdata)
{
	struct vcpu *vcpu = &vcpus[index % MAX_VCPUS];
	bool store = qemu_plugin_mem_is_store(info);
	struct insn *insn = userdata;

	vcpu->stores += store;
	vcpu->loads += !store;
	if (vcpu->counted) {
		insn->stores += store;
		insn->loads += !store;
	}
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
		qemu_plugin_reset(own_id, instrument);
	} else if (mark == MARK_DISARM) {
		finish();
		qemu_plugin_reset(own_id, stand_by);
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

/* What the compiler has put aside as unlikely (x.cold) is part of its function */
static bool function_begins(uint64_t address)
{
	const struct symbol *symbol = symbol_at(&functions, address);

	return symbol && symbol->address == address && !strstr(symbol->name, ".cold");
}

static struct insn *insn_at(uint64_t address, size_t size, const struct decoded *decoded)
{
	struct insn *insn;

	HASH_FIND(hh, insns, &address, sizeof(address), insn);
	if (insn)
		return insn;
	insn = calloc(1, sizeof(*insn));
	if (!insn)
		abort();
	insn->address = address;
	insn->size = size;
	insn->decoded = *decoded;
	insn->begins = function_begins(address);
	HASH_ADD(hh, insns, address, sizeof(insn->address), insn);
	return insn;
}

static void translate_all(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	(void)id;
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

static void translate_marks(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint8_t bytes[15];

		if (qemu_plugin_insn_size(insn) == 7)
			watch_mark(insn, decode(bytes, insn_bytes(insn, bytes)).mark);
	}
}

static void instrument(qemu_plugin_id_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate_all);
}

static void stand_by(qemu_plugin_id_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate_marks);
}

static uint64_t address_of(const char *name)
{
	const struct symbol *symbol = symbol_named(&functions, name);

	return symbol ? symbol->address : 0;
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
	entry_begin = address_of("__entry_text_start");
	entry_end = address_of("__entry_text_end");
	page_fault = address_of("asm_exc_page_fault");
	return entry_begin && entry_end && page_fault ? 0 : -1;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	if (!info->system_emulation || strcmp(info->target_name, "x86_64") ||
	    read_options(argc, argv)) {
		fprintf(stderr, "faultline plugin: for qemu-system-x86_64, with out=DIR and "
				"map=FILE, the kernel's System.map\n");
		return -1;
	}
	for (int i = 0; i < MAX_VCPUS; i++)
		vcpus[i].place.node = calls_root();
	own_id = id;
	stand_by(id);
	return 0;
}
