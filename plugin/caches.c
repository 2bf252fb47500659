// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "plugin/caches.h"

void cache_init(struct cache *cache, unsigned int sets, unsigned int ways)
{
	*cache = (struct cache){ .sets = sets, .ways = ways };
	cache->cached = calloc((size_t)sets * ways, sizeof(*cache->cached));
	if (!cache->cached)
		abort();
}

void cache_clear(struct cache *cache)
{
	memset(cache->cached, 0, (size_t)cache->sets * cache->ways * sizeof(*cache->cached));
}

struct cached *cache_search(const struct cache *cache, struct cached *set, uint64_t line,
			    bool *missed)
{
	struct cached used;
	unsigned int way = 1;

	while (way < cache->ways && set[way].line != line)
		way++;
	*missed = way == cache->ways;
	if (*missed) {
		used = (struct cached){ .line = line };
		way--;
	} else {
		used = set[way];
	}
	memmove(set + 1, set, way * sizeof(*set));
	*set = used;
	return set;
}
