// SPDX-License-Identifier: GPL-2.0-only
/* Hooks are resolved against the running kernel's BTF, one by one. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/read_line.h"
#include "trace/symbols.h"
#include "trace/tracer.h"

/* One that in_interrupt() reads. Return: its id in the kernel's BTF, or 0 */
static __s32 variable(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	__s32 id;

	if (!btf)
		return 0;
	id = btf__find_by_name_kind(btf, "__preempt_count", BTF_KIND_VAR);
	if (id <= 0)
		id = btf__find_by_name_kind(btf, "pcpu_hot", BTF_KIND_VAR);
	btf__free(btf);
	return id > 0 ? id : 0;
}

/* Hook a function with a program that does nothing, but for @id: it takes its address */
static int can_load(__s32 id)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_TRACE_FENTRY);
	const struct bpf_insn program[] = {
		{ .code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = BPF_REG_1,
		  .src_reg = BPF_PSEUDO_BTF_ID, .imm = id },
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int begin = id ? 0 : 2, fd;

	opts.attach_btf_id = (__u32)libbpf_find_vmlinux_btf_id("folio_mark_dirty", BPF_TRACE_FENTRY);
	fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, NULL, "GPL", program + begin, (size_t)(4 - begin),
			   &opts);
	if (fd < 0)
		return 0;
	close(fd);
	return 1;
}

const char *tracer_possible(void)
{
	static char why[128];
	char mode[128];

	/* Then programs load, and read nothing: Documentation of lockdown(7) */
	if (read_line("/sys/kernel/security/lockdown", mode, sizeof(mode)) &&
	    strstr(mode, "[confidentiality]"))
		return "lockdown=confidentiality lets no program read kernel memory";
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return "the kernel has no BTF (CONFIG_DEBUG_INFO_BTF)";
	if (!can_load(0)) {
		snprintf(why, sizeof(why), "bpf(2): %s", strerror(errno));
		return why;
	}
	if (!can_load(variable()))
		return "the kernel keeps no addresses of variables (CONFIG_KALLSYMS_ALL)";
	return NULL;
}

const char *tracer_function(const struct bpf_program *program)
{
	return strchr(bpf_program__section_name(program), '/') + 1;
}

/* The kernel's types, and those of what distributions build as modules */
static const char *const modules[] = { "jbd2", "ext4", "xfs" };

struct types {
	struct btf *vmlinux;
	struct btf *module[sizeof(modules) / sizeof(modules[0])];	/* NULL: not loaded */
};

static int load_types(struct types *types)
{
	types->vmlinux = btf__load_vmlinux_btf();
	if (!types->vmlinux)
		return complain("cannot read the kernel's BTF: %s", strerror(errno));
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		types->module[i] = btf__load_module_btf(modules[i], types->vmlinux);
	return 0;
}

static void free_types(struct types *types)
{
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		btf__free(types->module[i]);
	btf__free(types->vmlinux);
}

static int has_type(const struct types *types, const char *name, __u32 kind)
{
	if (btf__find_by_name_kind(types->vmlinux, name, kind) > 0)
		return 1;
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (types->module[i] && btf__find_by_name_kind(types->module[i], name, kind) > 0)
			return 1;
	return 0;
}

/* Tracepoints are known to BTF by the type of their handler */
static int kernel_has(const struct types *types, const struct bpf_program *program)
{
	char name[128];

	if (strncmp(bpf_program__section_name(program), "tp_btf/", 7))
		return has_type(types, tracer_function(program), BTF_KIND_FUNC);
	snprintf(name, sizeof(name), "btf_trace_%s", tracer_function(program));
	return has_type(types, name, BTF_KIND_TYPEDEF);
}

/* libbpf explains a refusal at length; the reason is enough */
static int be_quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

int tracer_prepare(struct tracer *tracer, struct bpf_object *object)
{
	struct bpf_program *program;
	struct types types = { 0 };

	/* A module that is not there is no reason for libbpf to talk */
	libbpf_set_print(be_quiet);
	if (load_types(&types))
		return -1;
	tracer->object = object;
	tracer->n_hooks = 0;
	bpf_object__for_each_program(program, object) {
		size_t i = tracer->n_hooks++;

		if (i == TRACER_PROGRAMS) {
			free_types(&types);
			return complain("more than %d hooks in %s", TRACER_PROGRAMS,
					bpf_object__name(object));
		}
		tracer->hook[i].program = program;
		tracer->hook[i].role = TRACER_TRACE;
		tracer->hook[i].there = kernel_has(&types, program);
		bpf_program__set_autoload(program, tracer->hook[i].there);
	}
	free_types(&types);
	return 0;
}

void tracer_role(struct tracer *tracer, const struct bpf_program *program, unsigned int role)
{
	for (size_t i = 0; i < tracer->n_hooks; i++)
		if (tracer->hook[i].program == program)
			tracer->hook[i].role = role;
}

int tracer_attach(struct tracer *tracer, unsigned int roles)
{
	int attached = 0;

	for (size_t i = 0; i < tracer->n_hooks; i++) {
		if (!tracer->hook[i].there || tracer->hook[i].link ||
		    !(tracer->hook[i].role & roles))
			continue;
		tracer->hook[i].link = bpf_program__attach(tracer->hook[i].program);
		if (tracer->hook[i].link)
			attached++;
		else
			tracer->hook[i].there = 0;
	}
	kallsyms_changed();
	return attached ? 0 : complain("the kernel takes none of our hooks: %s", strerror(errno));
}

void tracer_detach(struct tracer *tracer, unsigned int roles)
{
	for (size_t i = 0; i < tracer->n_hooks; i++) {
		if (!(tracer->hook[i].role & roles))
			continue;
		bpf_link__destroy(tracer->hook[i].link);
		tracer->hook[i].link = NULL;
	}
	kallsyms_changed();
}

int tracer_hooked(const struct tracer *tracer, const char *function)
{
	for (size_t i = 0; i < tracer->n_hooks; i++)
		if (tracer->hook[i].link &&
		    !strcmp(tracer_function(tracer->hook[i].program), function))
			return 1;
	return 0;
}

char *tracer_missing(const struct tracer *tracer, char *buf, size_t len)
{
	const char *last = "";
	size_t at = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < tracer->n_hooks && at < len; i++) {
		const char *function = tracer_function(tracer->hook[i].program);

		/* The two programs of a span follow each other */
		if (tracer->hook[i].there || !strcmp(function, last))
			continue;
		at += (size_t)snprintf(buf + at, len - at, "%s%s", at ? ", " : "", function);
		last = function;
	}
	return buf;
}

/* Of a program that is attached; another one cannot have been left out */
static unsigned long long misses_of(const struct tracer *tracer, size_t i)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	if (!tracer->hook[i].link ||
	    bpf_obj_get_info_by_fd(bpf_program__fd(tracer->hook[i].program), &info, &len))
		return 0;
	return info.recursion_misses;
}

unsigned long long tracer_misses(const struct tracer *tracer, unsigned int roles)
{
	unsigned long long misses = 0;

	for (size_t i = 0; i < tracer->n_hooks; i++)
		if (tracer->hook[i].role & roles)
			misses += misses_of(tracer, i);
	return misses;
}

char *tracer_missed_runs(const struct tracer *tracer, char *buf, size_t len)
{
	size_t at = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < tracer->n_hooks && at < len; i++) {
		const struct bpf_program *program = tracer->hook[i].program;
		unsigned long long misses = misses_of(tracer, i);

		if (misses)
			at += (size_t)snprintf(buf + at, len - at, "%s%s %llu", at ? ", " : "",
					       bpf_program__name(program), misses);
	}
	return buf;
}

/*
 * include/linux/preempt.h.  When it got bits for nested disabling of hard
 * interrupts, those moved up by 8, and x86 made the count 64 bits wide.
 */
__u32 tracer_interrupt_mask(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	__u32 mask = 0x00ff0100;
	int var;

#ifndef __x86_64__
	mask = 0;
#endif
	if (!btf)
		return 0;
	var = btf__find_by_name_kind(btf, "__preempt_count", BTF_KIND_VAR);
	if (mask && var > 0 && btf__resolve_size(btf, (__u32)var) == 8)
		mask = 0xff000100;
	btf__free(btf);
	return mask;
}
