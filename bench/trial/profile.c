// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "lib/read_line.h"
#include "trial/profile.h"

bool profile_possible(void)
{
	char line[4096];

	return read_line("/proc/cmdline", line, sizeof(line)) &&
	       strstr(line, " faultline.profile=1");
}

/* Each digit has a nop of its own: a plugin sees code, and no registers */
#define DIGIT(value) case value: PROFILE_MARK(MARK_DIGIT + (value)); break

static void mark_digit(unsigned int digit)
{
	switch (digit) {
	DIGIT(0); DIGIT(1); DIGIT(2); DIGIT(3); DIGIT(4); DIGIT(5); DIGIT(6); DIGIT(7);
	DIGIT(8); DIGIT(9); DIGIT(10); DIGIT(11); DIGIT(12); DIGIT(13); DIGIT(14); DIGIT(15);
	}
}

void profile_announce(uint64_t number)
{
	for (int shift = 28; shift >= 0; shift -= 4)
		mark_digit(number >> shift & 15);
}

void profile_arm(void)
{
	PROFILE_MARK(MARK_ARM);
}

void profile_rest(void)
{
	PROFILE_MARK(MARK_REST);
}

void profile_disarm(void)
{
	PROFILE_MARK(MARK_DISARM);
}

/*
 * QEMU 7.2 may keep a pointer to the callbacks of an instruction whose helper has read or
 * written memory (mended in 8.0), and the plugin has QEMU free them here.  The fxsave is
 * such an instruction, and one after which the pointer is cleared; the jump ends what is
 * translated together.
 */
void profile_over(void)
{
	char state[512] __attribute__((aligned(16)));

	__asm__ volatile("fxsave %0\n"
			 "	nop\n"
			 "	.byte 0x0f, 0x1f, 0x80\n"
			 "	.long %c1\n"
			 "	jmp 1f\n"
			 "1:" : "=m" (state) : "i" (MARK_MAGIC + MARK_OVER));
}
