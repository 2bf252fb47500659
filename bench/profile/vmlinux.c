// SPDX-License-Identifier: GPL-2.0-only
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "profile/elf_symbols.h"
#include "profile/kernel_id.h"
#include "profile/source_path.h"
#include "profile/vmlinux.h"

/* Addresses from @begin up to @end, of unit or function number @of */
struct range {
	uint64_t begin, end;
	size_t of;
};

struct ranges {
	struct range *range;
	size_t n;
};

/* What one compilation was; its functions are found when an address is in it */
struct unit {
	Dwarf_Die die;
	const char *directory;	/* of the compilation; NULL: not known */
	bool read;
	Dwarf_Die *function;
	size_t n_functions;
	struct ranges ranges;	/* of the functions */
};

struct vmlinux {
	const char *path;
	const struct symbol_table *symbols;
	int fd;
	Dwarf *dwarf;
	struct unit *unit;
	size_t n_units;
	struct ranges ranges;	/* of the units */
	struct source_paths *paths;
};

static int by_begin(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->begin > y->begin) - (x->begin < y->begin);
}

static const struct range *range_at(const struct ranges *ranges, uint64_t address)
{
	size_t low = 0, high = ranges->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (ranges->range[middle].begin <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low && address < ranges->range[low - 1].end ? &ranges->range[low - 1] : NULL;
}

/* Add those of @die, which is number @of. What the linker has left out is at address 0 */
static int add_ranges(struct ranges *ranges, Dwarf_Die *die, size_t of)
{
	Dwarf_Addr base, begin, end;
	ptrdiff_t at = 0;

	while ((at = dwarf_ranges(die, at, &base, &begin, &end)) > 0) {
		struct range range = { begin, end, of };

		if (begin && begin < end && !grow_by(ranges->range, ranges->n, range))
			return -1;
	}
	return 0;
}

static void sort_ranges(struct ranges *ranges)
{
	if (ranges->n)
		qsort(ranges->range, ranges->n, sizeof(*ranges->range), by_begin);
}

static int add_unit(struct vmlinux *vmlinux, const Dwarf_Die *die)
{
	struct unit *grown = grow(vmlinux->unit, vmlinux->n_units, sizeof(*grown)), *unit;
	Dwarf_Attribute attribute;

	if (!grown)
		return -1;
	vmlinux->unit = grown;
	unit = &vmlinux->unit[vmlinux->n_units];
	*unit = (struct unit){ .die = *die };
	unit->directory = dwarf_formstring(dwarf_attr(&unit->die, DW_AT_comp_dir, &attribute));
	vmlinux->n_units++;
	return add_ranges(&vmlinux->ranges, &unit->die, vmlinux->n_units - 1);
}

/* Of each unit only its first entry; .debug_aranges has the same, but clang leaves it out */
static int find_units(struct vmlinux *vmlinux)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;

	while (!dwarf_get_units(vmlinux->dwarf, unit, &unit, NULL, NULL, &die, NULL)) {
		if (dwarf_tag(&die) != DW_TAG_compile_unit)
			continue;
		if (add_unit(vmlinux, &die))
			return complain("out of memory for the units of %s", vmlinux->path);
	}
	sort_ranges(&vmlinux->ranges);
	if (!vmlinux->ranges.n)
		return complain("%s: no debug information (DWARF)", vmlinux->path);
	return 0;
}

/* The one file of every kernel that lies where its source begins */
static int find_root(struct vmlinux *vmlinux)
{
	vmlinux->paths = source_paths_new();
	for (size_t i = 0; vmlinux->paths && i < vmlinux->n_units; i++) {
		struct unit *unit = &vmlinux->unit[i];

		source_paths_root(vmlinux->paths, unit->directory, dwarf_diename(&unit->die));
	}
	return vmlinux->paths ? 0 : complain("out of memory for the files of %s", vmlinux->path);
}

static int open_dwarf(struct vmlinux *vmlinux, const char *kernel)
{
	Elf *elf;

	vmlinux->fd = open(vmlinux->path, O_RDONLY | O_CLOEXEC);
	if (vmlinux->fd < 0)
		return complain("%s: %s", vmlinux->path, strerror(errno));
	elf_version(EV_CURRENT);
	vmlinux->dwarf = dwarf_begin(vmlinux->fd, DWARF_C_READ);
	elf = vmlinux->dwarf ? dwarf_getelf(vmlinux->dwarf) : NULL;
	if (!elf)
		return complain("%s: no debug information (DWARF): %s", vmlinux->path,
				dwarf_errmsg(-1));
	if (kernel_id_check(kernel, elf, vmlinux->path) ||
	    elf_symbols_check(elf, vmlinux->path, vmlinux->symbols))
		return -1;
	return find_units(vmlinux) || find_root(vmlinux) ? -1 : 0;
}

struct vmlinux *vmlinux_open(const char *path, const struct symbol_table *symbols,
			     const char *kernel)
{
	struct vmlinux *vmlinux = calloc(1, sizeof(*vmlinux));

	if (!vmlinux) {
		complain("out of memory for %s", path);
		return NULL;
	}
	vmlinux->path = path;
	vmlinux->symbols = symbols;
	if (!open_dwarf(vmlinux, kernel))
		return vmlinux;
	vmlinux_close(vmlinux);
	return NULL;
}

static int add_function(struct unit *unit, const Dwarf_Die *die)
{
	if (!grow_by(unit->function, unit->n_functions, *die))
		return -1;
	return add_ranges(&unit->ranges, &unit->function[unit->n_functions - 1],
			  unit->n_functions - 1);
}

/* Most entries of a unit are types, so they are gone through once, and not for each address */
static int read_unit(struct unit *unit)
{
	Dwarf_Die die;

	if (unit->read)
		return 0;
	unit->read = true;
	if (dwarf_child(&unit->die, &die))
		return 0;
	do {
		if (dwarf_tag(&die) == DW_TAG_subprogram && add_function(unit, &die))
			return complain("out of memory for the functions of a unit of DWARF");
	} while (!dwarf_siblingof(&die, &die));
	sort_ranges(&unit->ranges);
	return 0;
}

/* A block without addresses may have inlined functions with addresses in it */
static bool may_have(Dwarf_Die *die, uint64_t address)
{
	if (dwarf_haspc(die, address) > 0)
		return true;
	return dwarf_tag(die) == DW_TAG_lexical_block && !dwarf_hasattr(die, DW_AT_low_pc) &&
	       !dwarf_hasattr(die, DW_AT_ranges);
}

/*
 * Put the inlined functions at @address in @parent into @scope, outermost first.
 * Return: how many there are then, with the @n that were there.
 */
static size_t add_inlined(Dwarf_Die *parent, uint64_t address, Dwarf_Die *scope, size_t n)
{
	Dwarf_Die die;
	size_t found = n;

	if (dwarf_child(parent, &die))
		return n;
	do {
		int tag = dwarf_tag(&die);

		if ((tag != DW_TAG_inlined_subroutine && tag != DW_TAG_lexical_block) ||
		    !may_have(&die, address))
			continue;
		if (tag == DW_TAG_inlined_subroutine && n == VMLINUX_DEPTH)
			return VMLINUX_DEPTH + 1;
		if (tag == DW_TAG_inlined_subroutine)
			scope[found++] = die;
		found = add_inlined(&die, address, scope, found);
	} while (found == n && !dwarf_siblingof(&die, &die));
	return found;
}

static unsigned int number_in(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value;

	return dwarf_formudata(dwarf_attr(die, name, &attribute), &value) ? 0 : (unsigned int)value;
}

static const char *name_of(Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);

	return name ? name : SOURCE_UNKNOWN;
}

static const char *path_in(const struct vmlinux *vmlinux, const struct unit *unit, const char *name)
{
	return source_path(vmlinux->paths, unit->directory, name);
}

/* Where the line table has @address */
static void take_line(const struct vmlinux *vmlinux, struct unit *unit, uint64_t address,
		      struct source_frame *frame)
{
	Dwarf_Line *line = dwarf_getsrc_die(&unit->die, address);
	int number = 0;

	frame->file = SOURCE_UNKNOWN;
	frame->line = 0;
	if (!line)
		return;
	frame->file = path_in(vmlinux, unit, dwarf_linesrc(line, NULL, NULL));
	if (!dwarf_lineno(line, &number))
		frame->line = (unsigned int)number;
}

/* Where the function that is @inlined is called */
static void take_call(const struct vmlinux *vmlinux, struct unit *unit, Dwarf_Die *inlined,
		      struct source_frame *frame)
{
	unsigned int file = number_in(inlined, DW_AT_call_file);
	Dwarf_Files *files;
	size_t n;

	frame->file = SOURCE_UNKNOWN;
	frame->line = number_in(inlined, DW_AT_call_line);
	if (!dwarf_getsrcfiles(&unit->die, &files, &n) && file < n)
		frame->file = path_in(vmlinux, unit, dwarf_filesrc(files, file, NULL, NULL));
}

/* A function that only the symbol table knows, as some of assembler */
static size_t by_symbol(const struct vmlinux *vmlinux, uint64_t address, struct source_frame *frame)
{
	const struct symbol *symbol = symbol_at(vmlinux->symbols, address);

	frame->function = symbol ? symbol->name : SOURCE_UNKNOWN;
	return 1;
}

size_t vmlinux_frames(struct vmlinux *vmlinux, uint64_t address,
		      struct source_frame frame[VMLINUX_DEPTH])
{
	const struct range *in = range_at(&vmlinux->ranges, address);
	struct unit *unit = in ? &vmlinux->unit[in->of] : NULL;
	Dwarf_Die scope[VMLINUX_DEPTH];
	size_t n;

	frame[0] = (struct source_frame){ .file = SOURCE_UNKNOWN };
	if (!unit)
		return by_symbol(vmlinux, address, frame);
	if (read_unit(unit))
		return 0;
	take_line(vmlinux, unit, address, frame);
	in = range_at(&unit->ranges, address);
	if (!in)
		return by_symbol(vmlinux, address, frame);
	scope[0] = unit->function[in->of];
	n = add_inlined(&unit->function[in->of], address, scope, 1);
	if (n > VMLINUX_DEPTH) {
		complain("%s: more than %d functions inlined at %" PRIx64, vmlinux->path,
			 VMLINUX_DEPTH, address);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		frame[i].function = name_of(&scope[n - 1 - i]);
		if (i)
			take_call(vmlinux, unit, &scope[n - i], &frame[i]);
	}
	return n;
}

void vmlinux_close(struct vmlinux *vmlinux)
{
	for (size_t i = 0; i < vmlinux->n_units; i++) {
		free(vmlinux->unit[i].function);
		free(vmlinux->unit[i].ranges.range);
	}
	free(vmlinux->unit);
	free(vmlinux->ranges.range);
	source_paths_free(vmlinux->paths);
	dwarf_end(vmlinux->dwarf);
	if (vmlinux->fd >= 0)
		close(vmlinux->fd);
	free(vmlinux);
}
