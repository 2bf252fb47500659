/* SPDX-License-Identifier: GPL-2.0-only */
/* A cell as a test, for the formats that are lists of tests: its outcome, and why. */
#ifndef FAULTLINE_COMPARE_TEST_CASE_H
#define FAULTLINE_COMPARE_TEST_CASE_H

#include <stdio.h>

#include "compare/compared.h"

/** What cannot be told is skipped, not passed: Documentation/dev-tools/ktap.rst. */
enum outcome { OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_SKIPPED, NR_OUTCOMES };

/** test_outcome() - of a cell that both runs have: failed if its cost or a lock regressed. */
enum outcome test_outcome(const struct compared *compared, const struct comparison *pair);

/**
 * test_doubt() - why a cell that did not fail says nothing of a regression, in few words; NULL: it
 * does.
 */
const char *test_doubt(const struct compared *compared, const struct comparison *pair);

/**
 * test_diagnostics() - the functions that the change of @pair is in, and the locks that regressed
 * with it; nothing where there are neither.
 * @prefix: what each line begins with.
 */
void test_diagnostics(const struct compared *compared, const struct comparison *pair,
		      const char *prefix, FILE *out);

#endif
