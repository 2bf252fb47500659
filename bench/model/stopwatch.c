// SPDX-License-Identifier: GPL-2.0-only
/* Which clock can be believed here, and the kernel's tick. */
#include <cpuid.h>
#include <string.h>

#include "model/stopwatch.h"

/* Two instructions for each of @rounds, and a fixed few around them */
static uint64_t counted_loop(uint64_t rounds)
{
	uint64_t begin = __builtin_ia32_rdtsc();

	__asm__ volatile("1:	dec %0\n"
			 "	jnz 1b\n" : "+r" (rounds) : : "cc");
	return __builtin_ia32_rdtsc() - begin;
}

/* The least of several tries, so that no interrupt is in it */
static uint64_t shortest_loop(uint64_t rounds)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < 16; i++) {
		uint64_t cost = counted_loop(rounds);

		if (cost < least)
			least = cost;
	}
	return least;
}

int stopwatch_counts_instructions(void)
{
	static const uint64_t rounds[] = { 100, 1000, 5000, 20000 };
	uint64_t base = shortest_loop(1);

	for (size_t i = 0; i < sizeof(rounds) / sizeof(*rounds); i++)
		if (shortest_loop(rounds[i]) - base != 2 * (rounds[i] - 1))
			return 0;
	return 1;
}

int stopwatch_emulated(void)
{
	unsigned int eax, ebx, ecx, edx;
	char vendor[12];

	/* Leaf 1, ECX bit 31: there is a hypervisor, and leaf 0x40000000 names it */
	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & 1U << 31))
		return 0;
	__cpuid(0x40000000, eax, ebx, ecx, edx);
	memcpy(vendor, &ebx, 4);
	memcpy(vendor + 4, &ecx, 4);
	memcpy(vendor + 8, &edx, 4);
	return !memcmp(vendor, "TCGTCGTCGTCG", sizeof(vendor));
}

void stopwatch_await_tick(void)
{
	struct timespec before, now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &before);
	do {
		/* For an emulator and its plugin these are next to nothing, unlike the clock */
		__asm__ volatile(".fill 256, 1, 0x90");
		clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	} while (now.tv_nsec == before.tv_nsec && now.tv_sec == before.tv_sec);
}

uint64_t stopwatch_reading(enum mode mode)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < 64; i++) {
		uint64_t begin = stopwatch_read(mode), taken = stopwatch_read(mode) - begin;

		least = taken < least ? taken : least;
	}
	return least;
}
