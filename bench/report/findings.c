// SPDX-License-Identifier: GPL-2.0-only
/* The sentences of a report, one after the other. */
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/plain.h"
#include "report/finding_kinds.h"
#include "report/findings.h"

/* A new kind of sentence is an entry here.  The last one says what the others leave open */
static void (*const kinds[FINDINGS_MOST])(const struct lead *lead, FILE *out) = {
	finding_verdicts,
	finding_extremes,
	finding_states,
	finding_reasons,
	finding_limits,
};

static int add(struct findings *findings, const struct lead *lead, size_t kind)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out)
		kinds[kind](lead, out);
	if (!out || fclose(out)) {
		free(text);
		return complain("out of memory for what a report found");
	}
	/* Names in it are of files that anybody may have written */
	plain_make(text);
	if (*text)
		findings->sentence[findings->n++] = text;
	else
		free(text);
	return 0;
}

int findings_make(const struct analysis *analysis, const struct comparisons *set,
		  const struct profiles *profiles, struct findings *findings)
{
	struct lead lead = { .analysis = analysis, .profiles = profiles };
	int ret;

	memset(findings, 0, sizeof(*findings));
	ret = lead_make(&lead, set);
	for (size_t i = 0; !ret && i < FINDINGS_MOST; i++)
		ret = add(findings, &lead, i);
	comparisons_free(&lead.set);
	return ret;
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++)
		free(findings->sentence[i]);
	memset(findings, 0, sizeof(*findings));
}
