// SPDX-License-Identifier: GPL-2.0-only
#include "report/flame_script.h"

const char flame_script_hash[] = "sha256-AyY33p2Cd3fjGYND++nbWawOrrUfyrSKRZnmXev8438=";

/* flame.js as it is, and the end of a string */
__asm__(".pushsection .rodata\n"
	".global flame_script\n"
	"flame_script:\n"
	".incbin \"bench/report/flame.js\"\n"
	".byte 0\n"
	".popsection\n");
