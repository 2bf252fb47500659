/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Readers of files that others may have written, fed with anything.
 *
 * Each fuzz_NAME.c is one target, with libFuzzer's entry.  'make fuzz' links it with
 * libFuzzer; the unit tests link it with replay.c and run it on corpus/NAME.  Both take
 * bench/results/baseline.c without the check of its sum, which no fuzzer would get past.
 */
#ifndef FAULTLINE_FUZZ_H
#define FAULTLINE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/** LLVMFuzzerTestOneInput() - what libFuzzer calls, by its name for it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** fuzz_path() - a file that holds @data, until the next call. Return: its path. */
const char *fuzz_path(const uint8_t *data, size_t size);

/** fuzz_dir() - a directory in which samples.jsonl is that file. */
const char *fuzz_dir(const uint8_t *data, size_t size);

/**
 * fuzz_judge() - abort unless a reader that returned @ret, and not 0, has complained in
 * exactly one printable line since the last call, and one that returned 0 has not.
 */
void fuzz_judge(int ret);

/** fuzz_hush() - forget what was said since then. */
void fuzz_hush(void);

/** fuzz_wrong() - abort, and say why. */
_Noreturn void fuzz_wrong(const char *why);

#endif
