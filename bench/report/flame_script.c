// SPDX-License-Identifier: GPL-2.0-only
#include "report/flame_script.h"

const char flame_script_hash[] = "sha256-2DiDprnRGmRFqkIS/kVhl0T2eGxieFfQzSbF7j3O9so=";

/* flame.js as it is, and the end of a string */
__asm__(".pushsection .rodata\n"
	".global flame_script\n"
	"flame_script:\n"
	".incbin \"bench/report/flame.js\"\n"
	".byte 0\n"
	".popsection\n");
