// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU plugin: which vCPU executes a breakpoint of the kernel's that memory does not hold
 * any more.  While it patches code the kernel puts int3 on the first byte; a translation
 * with that int3 must not outlive the byte.
 *
 * One line in out=FILE for each such execution.  For QEMU 7 and 8.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plugin/qemu_api.h"

#define EXPORT __attribute__((visibility("default")))
#define INT3 0xcc
#define KERNEL_HALF (1ULL << 63)

EXPORT int qemu_plugin_version = QEMU_API;

/* One translation; QEMU may execute it until it ends, so it is not freed */
struct breakpoint {
	uint64_t address;
	const volatile uint8_t *memory;
	uint64_t translated;	/* ns */
};

static int out = -1;
static unsigned long translations, executions;

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv);

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static void executed(unsigned int vcpu, void *userdata)
{
	const struct breakpoint *bp = userdata;
	unsigned long n = __atomic_add_fetch(&executions, 1, __ATOMIC_RELAXED);

	if (*bp->memory == INT3)
		return;
	dprintf(out, "vCPU %u executed int3 at %" PRIx64 ", translated %" PRIu64 " us before; "
		"memory has %02x; of %lu translations, execution %lu\n", vcpu, bp->address,
		(now() - bp->translated) / 1000, *bp->memory, translations, n);
}

static void watch(struct qemu_plugin_insn *insn)
{
	struct breakpoint *bp;

	if (*(const uint8_t *)qemu_plugin_insn_data(insn) != INT3 ||
	    !(qemu_plugin_insn_vaddr(insn) & KERNEL_HALF) || !qemu_plugin_insn_haddr(insn))
		return;
	bp = malloc(sizeof(*bp));
	if (!bp)
		abort();
	*bp = (struct breakpoint){
		.address = qemu_plugin_insn_vaddr(insn),
		.memory = qemu_plugin_insn_haddr(insn),
		.translated = now(),
	};
	__atomic_add_fetch(&translations, 1, __ATOMIC_RELAXED);
	qemu_plugin_register_vcpu_insn_exec_cb(insn, executed, QEMU_PLUGIN_CB_NO_REGS, bp);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		watch(qemu_plugin_tb_get_insn(tb, i));
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4))
		return -1;
	out = open(argv[0] + 4, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (out < 0)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
