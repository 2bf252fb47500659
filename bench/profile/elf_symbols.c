// SPDX-License-Identifier: GPL-2.0-only
#include <gelf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "profile/elf_symbols.h"

struct place {
	uint64_t address;
	const char *name;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return strcmp(x->name, y->name);
}

static Elf_Scn *symbol_section(Elf *elf, GElf_Shdr *header)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, header) && header->sh_type == SHT_SYMTAB &&
		    header->sh_entsize)
			return section;
	return NULL;
}

/* Return: to be freed; NULL if there are none, or if memory is out */
static struct place *read_places(Elf *elf, size_t *n)
{
	GElf_Shdr header;
	Elf_Scn *section = symbol_section(elf, &header);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	size_t all = data ? data->d_size / header.sh_entsize : 0;
	struct place *place = all ? calloc(all, sizeof(*place)) : NULL;

	*n = 0;
	for (size_t i = 0; place && i < all; i++) {
		const char *name;
		GElf_Sym symbol;

		if (!gelf_getsym(data, (int)i, &symbol))
			continue;
		name = elf_strptr(elf, header.sh_link, symbol.st_name);
		if (name && *name)
			place[(*n)++] = (struct place){ symbol.st_value, name };
	}
	return place;
}

int elf_symbols_check(Elf *elf, const char *path, const struct symbol_table *symbols)
{
	size_t n;
	struct place *place = read_places(elf, &n);
	int ret = 0;

	if (!place)
		return complain("%s: no symbols", path);
	qsort(place, n, sizeof(*place), by_place);
	for (size_t i = 0; !ret && i < symbols->n; i++) {
		const struct symbol *symbol = &symbols->symbol[i];
		struct place wanted = { symbol->address, symbol->name };

		if (symbol->type != SYMBOL_NONE &&
		    !bsearch(&wanted, place, n, sizeof(*place), by_place))
			ret = complain("%s: not the kernel that was measured, which has %s at %" PRIx64,
				       path, symbol->name, symbol->address);
	}
	free(place);
	return ret;
}
