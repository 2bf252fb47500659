/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of a processor's caches: two levels, least recently used lines give way, nothing is
 * fetched ahead, and what another CPU writes stays.  Sizes are those of a Skylake server: 32
 * KiB of 8 ways for code and for data, 1 MiB of 16 ways behind both.
 */
#ifndef FAULTLINE_PLUGIN_CACHES_H
#define FAULTLINE_PLUGIN_CACHES_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_SHIFT 6

/** One line that is cached. */
struct cached {
	uint64_t line;		/**< its address >> LINE_SHIFT; 0: none */
	uint32_t fault;		/**< of the cache's user: when it was last used */
};

struct cache {
	unsigned int sets, ways;
	struct cached *cached;	/**< of each set the one that was used last first */
};

/** cache_init() - an empty cache of @sets * @ways lines; @sets is a power of two. */
void cache_init(struct cache *cache, unsigned int sets, unsigned int ways);

/** cache_clear() - make it empty again. */
void cache_clear(struct cache *cache);

/** cache_set() - where @line is if it is anywhere. */
static inline struct cached *cache_set(const struct cache *cache, uint64_t line)
{
	return &cache->cached[(line & (cache->sets - 1)) * cache->ways];
}

/** cache_search() - the rest of cache_use(), where @line is not the first one of @set. */
struct cached *cache_search(const struct cache *cache, struct cached *set, uint64_t line,
			    bool *missed);

/**
 * cache_use() - access @line.
 * @missed: it was not there.
 * Return: where it is now, until the next call.
 */
static inline struct cached *cache_use(const struct cache *cache, uint64_t line, bool *missed)
{
	struct cached *set = cache_set(cache, line);

	*missed = false;
	return set->line == line ? set : cache_search(cache, set, line, missed);
}

#endif
