// SPDX-License-Identifier: GPL-2.0-only
/* One line of a trial, by both readers. */
#include <stdlib.h>
#include <string.h>

#include "agree.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	const char *key;

	if (!text)
		fuzz_wrong("out of memory");
	memcpy(text, data, size);
	text[size] = '\0';
	key = scan_disagrees(text, size);
	if (key)
		fuzz_wrong(key);
	free(text);
	return 0;
}
