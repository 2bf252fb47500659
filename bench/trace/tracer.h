/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What all tracers do alike: find out what this kernel has, attach, count losses.
 * For other folders.
 */
#ifndef FAULTLINE_TRACE_TRACER_H
#define FAULTLINE_TRACE_TRACER_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <sys/sysmacros.h>
#include <sys/types.h>

/** Whose events to trace; 0 where it does not matter. */
struct trace_filter {
	pid_t tgid;
	bool children;			/**< of it, too */
	dev_t device;
	unsigned long long cgroup;	/**< inode number of its directory */
	int cgroup_level;		/**< below the root of all; -1: only tasks right in it */
};

/** TRACER_FILTER() - hand @filter to a skeleton whose kernel side includes filter.bpf.h. */
#define TRACER_FILTER(skeleton, filter) do {					\
	(skeleton)->rodata->only_tgid = (__u32)(filter)->tgid;			\
	(skeleton)->rodata->with_children = (filter)->children;			\
	(skeleton)->rodata->only_dev = tracer_kernel_device((filter)->device);	\
	(skeleton)->rodata->only_cgroup = (filter)->cgroup;			\
	(skeleton)->rodata->only_cgroup_level = (filter)->cgroup_level;		\
} while (0)

/** tracer_kernel_device() - @device as the kernel keeps it (include/linux/kdev_t.h). */
static inline __u32 tracer_kernel_device(dev_t device)
{
	return major(device) << 20 | minor(device);
}

#define TRACER_PROGRAMS 64

/** Roles of programs: the first is any that has no other; further bits are a tracer's own. */
#define TRACER_TRACE	1U
#define TRACER_ALL	(~0U)

/** The programs of one object, and what became of them. */
struct tracer {
	struct bpf_object *object;
	struct {
		struct bpf_program *program;
		struct bpf_link *link;
		int there;		/**< the kernel has what it hooks */
		unsigned int role;	/**< a bit; TRACER_TRACE unless tracer_role() says so */
	} hook[TRACER_PROGRAMS];
	size_t n_hooks;
};

/**
 * tracer_possible() - can this kernel run BPF programs on functions? NULL if so, else why
 * not.
 */
const char *tracer_possible(void);

/**
 * tracer_prepare() - of an object that is opened and not yet loaded, leave out
 * the programs whose function or tracepoint this kernel does not have.
 * Return: 0, or -1 after complaining.
 */
int tracer_prepare(struct tracer *tracer, struct bpf_object *object);

/**
 * tracer_role() - @program, which tracer_prepare() has seen, has this @role.  Only
 * programs whose role is asked for are attached, detached and counted.
 */
void tracer_role(struct tracer *tracer, const struct bpf_program *program, unsigned int role);

/**
 * tracer_attach() - attach the programs of @roles, in the object's order, that are not
 * attached yet.  One that the kernel refuses counts as not there.
 * Return: 0, or -1 after complaining that none could be attached.
 */
int tracer_attach(struct tracer *tracer, unsigned int roles);

/** tracer_detach() - detach the programs of @roles. */
void tracer_detach(struct tracer *tracer, unsigned int roles);

/** tracer_hooked() - is a program on @function attached? Return: 1 or 0. */
int tracer_hooked(const struct tracer *tracer, const char *function);

/**
 * tracer_missing() - what could not be hooked, "function, function, ...".
 * Return: @buf, empty if everything is.
 */
char *tracer_missing(const struct tracer *tracer, char *buf, size_t len);

/**
 * tracer_missed_runs() - how often each program was not run, as it ran already,
 * "program times, ...", whether or not anything was lost by it.
 * Return: @buf, empty if there were none.
 */
char *tracer_missed_runs(const struct tracer *tracer, char *buf, size_t len);

/** tracer_misses() - runs of attached programs of @roles that the kernel left out. */
unsigned long long tracer_misses(const struct tracer *tracer, unsigned int roles);

/**
 * tracer_interrupt_mask() - the bits of the preempt count that say that a CPU
 * is in an interrupt, soft, hard or NMI. Return: 0 where that is not known.
 */
__u32 tracer_interrupt_mask(void);

/** tracer_function() - the function or tracepoint in a program's section name. */
const char *tracer_function(const struct bpf_program *program);

#endif
