// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "model/objects.h"
#include "objects.skel.h"
#include "trace/objects.h"

/* Structures of at most so many bytes are one member: locks, lists, counters */
#define SMALL 128

struct objects {
	struct objects_bpf *skeleton;
};

struct objects *objects_open(void)
{
	struct objects *objects = calloc(1, sizeof(*objects));

	if (objects)
		objects->skeleton = objects_bpf__open_and_load();
	if (objects && objects->skeleton)
		return objects;
	complain("cannot load the program that finds kernel objects: %s", strerror(errno));
	free(objects);
	return NULL;
}

int objects_find(const struct objects *objects, int fd, struct object_addresses *found)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = found, .ctx_size_in = sizeof(*found));
	int error;

	/* The kernel writes to it what the program has */
	memset(found, 0, sizeof(*found));
	found->fd = (__u32)fd;
	error = bpf_prog_test_run_opts(bpf_program__fd(objects->skeleton->progs.find_objects), &opts);
	if (error)
		return complain("cannot find the kernel's objects of a file: %s", strerror(-error));
	return 0;
}

/* Past const, volatile and typedefs. @named: there was a typedef */
static const struct btf_type *bare_type(const struct btf *btf, __u32 id, bool *named)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (type && (btf_is_mod(type) || btf_is_typedef(type))) {
		*named |= btf_is_typedef(type);
		type = btf__type_by_id(btf, type->type);
	}
	return type;
}

/* Members of unions have one offset: the first one has it.  @offset is in bytes */
static void write_members(FILE *file, const struct btf *btf, const struct btf_type *type,
			  const char *name, __u32 offset)
{
	const struct btf_member *members = btf_members(type);

	for (__u16 i = 0; i < btf_vlen(type); i++) {
		__u32 at = offset + btf_member_bit_offset(type, i) / 8;
		const char *member = btf__name_by_offset(btf, members[i].name_off);
		bool named = *member;
		const struct btf_type *inner = bare_type(btf, members[i].type, &named);
		const char *inner_name = inner ? btf__name_by_offset(btf, inner->name_off) : "";

		if (!inner)
			continue;
		if (btf_is_composite(inner) && (!named || inner->size > SMALL))
			write_members(file, btf, inner, *inner_name ? inner_name : name, at);
		else if (*member)
			fprintf(file, "member %u %s.%s\n", at, name, member);
	}
}

int objects_write_types(FILE *file)
{
	struct btf *btf = btf__load_vmlinux_btf();

	if (!btf)
		return complain("cannot read the kernel's types: %s", strerror(errno));
	for (int i = 0; i < NR_OBJECTS; i++) {
		__s32 id = btf__find_by_name_kind(btf, object_types[i], BTF_KIND_STRUCT);
		const struct btf_type *type = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

		if (!type)
			continue;
		fprintf(file, "type %s %u\n", object_types[i], type->size);
		write_members(file, btf, type, object_types[i], 0);
	}
	btf__free(btf);
	fprintf(file, "end\n");
	return 0;
}

void objects_close(struct objects *objects)
{
	if (!objects)
		return;
	objects_bpf__destroy(objects->skeleton);
	free(objects);
}
