// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ex.h"

void setup_error(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fprintf(stderr, "exerciser: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	_exit(EX_SETUP);
}

void hist_add(struct ex *ex, const struct op *op, long ret, uint64_t before,
	      uint64_t size)
{
	struct hist *h = &ex->hist[ex->nhist++ % HIST_LEN];

	h->op = *op;
	h->ret = ret;
	h->before = before;
	h->size = size;
}

void print_op(FILE *out, const struct op *op)
{
	fprintf(out, "op %" PRIu32 " %s f%u", op->nr, optypes[op->kind].name, op->slot);
	if (op->kind == OP_RENAME)
		fprintf(out, " -> f%u", op->slot2);
	else if (op->kind == OP_TRUNC)
		fprintf(out, " to %#" PRIx64, op->off);
	else if (op->len)
		fprintf(out, " [%#" PRIx64 ", %#" PRIx64 ")", op->off, op->off + op->len);
}

void hexdump(FILE *out, const char *title, const uint8_t *p, uint64_t off, uint64_t len)
{
	uint64_t i, j;

	for (i = 0; i < len; i += 16) {
		fprintf(out, "  %-9s 0x%08" PRIx64 " ", title, off + i);
		for (j = i; j < i + 16 && j < len; j++)
			fprintf(out, " %02x", p[j]);
		fprintf(out, "\n");
	}
}

/* What is known of byte `at` of an aligned word. */
void describe_byte(FILE *out, uint64_t key, unsigned int files, const uint8_t *word,
		   unsigned int at)
{
	unsigned int file;
	uint64_t off;
	uint32_t nr;

	if (word[at] == 0)
		fprintf(out, "zero");
	else if (word[at] == POISON)
		fprintf(out, "the device's poison: a stale block");
	else if (word[at] == POLLUTION)
		fprintf(out, "stored past EOF through a mapping");
	else if (!is_tag_byte(word[at]))
		fprintf(out, "no byte that this test writes");
	else if (!tag_decode(word, key, &file, &nr, &off) || file / files >= MAX_PROCS)
		fprintf(out, "a test byte, its word mixed or from another run");
	else
		fprintf(out, "written by op %" PRIu32 " of process %u to f%u at %#" PRIx64
			" (mod 2 MiB)", nr, file / files, file % files, off + at);
}

static void shell_quote(FILE *out, const char *arg)
{
	const char *p;

	if (*arg && !arg[strspn(arg, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789_-+=:,./@%")]) {
		fprintf(out, " %s", arg);
		return;
	}
	fprintf(out, " '");
	for (p = arg; *p; p++) {
		if (*p == '\'')
			fprintf(out, "'\\''");
		else
			fputc(*p, out);
	}
	fprintf(out, "'");
}

static void quote_option(FILE *out, const char *name, const char *value)
{
	if (!value)
		return;
	fprintf(out, " %s", name);
	shell_quote(out, value);
}

void print_replay(FILE *out, const struct config *cfg, uint64_t ops)
{
	fprintf(out, "replay (add --replay to check after each op): %s --seed %" PRIu64
		" --ops %" PRIu64 " --files %u --max-size %" PRIu64 " --threads %u",
		cfg->argv[0], cfg->seed, ops, cfg->files, cfg->max_size, cfg->procs);
	if (cfg->racers)
		fprintf(out, " --racers %u", cfg->racers);
	if (cfg->no_drop)
		fprintf(out, " --no-drop-caches");
	if (cfg->cluster)
		fprintf(out, " --cluster %" PRIu64, cfg->cluster);
	if (cfg->quota)
		fprintf(out, " --quota");
	if (cfg->fill)
		fprintf(out, " --fill");
	if (cfg->known)
		fprintf(out, " --known %s", known_list(cfg->known));
	fprintf(out, " --high %u", cfg->high);
	quote_option(out, "--errors", cfg->errors);
	if (cfg->crash_writer) {
		fprintf(out, " --crash-writer");
		quote_option(out, "--log", cfg->log);
		if (cfg->shutdown_flag >= 0)
			fprintf(out, " --shutdown %d --shutdown-at %" PRIu64, cfg->shutdown_flag,
				cfg->shutdown_at);
	} else if (cfg->no_remount) {
		fprintf(out, " --no-remount");
	} else {
		quote_option(out, "--remount-cmd", cfg->remount_cmd);
		quote_option(out, "--device", cfg->device);
		quote_option(out, "--mount-opts", cfg->mount_opts);
		if (cfg->device)
			quote_option(out, "--fstype", cfg->fstype);
		fprintf(out, " --remount-every %u", cfg->remount_every);
	}
	shell_quote(out, cfg->dir);
	fprintf(out, "\n");
}

static bool touches(const struct ex *ex, const struct hist *h, const struct file *f, uint64_t off,
		    uint64_t len)
{
	const struct op *op = &h->op;
	unsigned int slot = f - ex->files;

	if (op->kind == OP_RENAME)
		return op->slot == slot || op->slot2 == slot;
	if (op->slot != slot)
		return false;
	if (op->kind == OP_REPLACE)
		return true;
	if (optypes[op->kind].flags & F_SHIFT)
		return op->off < off + len;
	/* what came into the file, or left it */
	if (h->before != h->size && off < (h->before > h->size ? h->before : h->size) &&
	    off + len > (h->before < h->size ? h->before : h->size))
		return true;
	if (op->kind == OP_TRUNC)
		return false;
	return !op->len || (op->off < off + len && off < op->off + op->len);
}

static void print_history(FILE *out, const struct ex *ex, const struct file *f, uint64_t off,
			  uint64_t len)
{
	unsigned int left = 16;
	uint64_t i, first;

	first = ex->nhist > HIST_LEN ? ex->nhist - HIST_LEN : 0;
	fprintf(out, "the last ops on that range, newest first:\n");
	for (i = ex->nhist; i > first && left; i--) {
		const struct hist *h = &ex->hist[(i - 1) % HIST_LEN];

		if (!touches(ex, h, f, off, len))
			continue;
		fprintf(out, "  ");
		print_op(out, &h->op);
		fprintf(out, " = %ld, size %#" PRIx64 "\n", h->ret, h->size);
		left--;
	}
}

/* One write, so that the reports of two processes do not mix. */
static void end_report(struct ex *ex, FILE *out, char **text, size_t *len)
{
	size_t done = 0;
	ssize_t n;

	fprintf(out, "seed %" PRIu64 ", process %d, op %" PRIu32 "\n", ex->cfg->seed, ex->proc,
		ex->nr);
	print_replay(out, ex->cfg, ex->nr);
	if (fclose(out))
		_exit(EX_MISMATCH);
	while (done < *len) {
		n = write(STDERR_FILENO, *text + done, *len - done);
		if (n <= 0)
			break;
		done += n;
	}
	free(*text);
	ex->st->mismatches++;
	ex->st->last_nr = ex->nr;
	_exit(EX_MISMATCH);
}

/* Has this run, or someone who was announced, shut the file system down? */
static bool fs_is_gone(const struct ex *ex)
{
	return ex->sh->shutdown || (ex->cfg->expect_shutdown && fsync(ex->dirfd));
}

/* The file system went away as this run meant it to: what was read since proves nothing. */
void stop(struct ex *ex, const char *why)
{
	log_line(ex, "X %d %" PRIu32 " %d\n", ex->proc, ex->nr, errno);
	if (ex->cfg->verbose)
		fprintf(stderr, "process %d stops at op %" PRIu32 ": %s\n", ex->proc, ex->nr, why);
	ex->st->stopped = 1;
	ex->st->last_nr = ex->nr;
	_exit(EX_OK);
}

void fail(struct ex *ex, struct file *f, uint64_t off, uint64_t len, const char *fmt, ...)
{
	char *text = NULL;
	size_t size = 0;
	va_list ap;
	FILE *out;

	if (fs_is_gone(ex))
		stop(ex, "shutdown");
	out = open_memstream(&text, &size);
	if (!out)
		_exit(EX_MISMATCH);
	fprintf(out, "FAILED: %s/%s: ", ex->path, f ? f->name : "");
	va_start(ap, fmt);
	vfprintf(out, fmt, ap);
	va_end(ap);
	fprintf(out, "\n");
	if (f)
		print_history(out, ex, f, off, len);
	end_report(ex, out, &text, &size);
	__builtin_unreachable();
}

static void word_at(uint8_t word[8], const uint8_t *got, uint64_t off, uint64_t len, uint64_t bad)
{
	uint64_t i, pos = (off + bad) & ~7ull;

	memset(word, 0, 8);
	for (i = 0; i < 8; i++)
		if (pos + i >= off && pos + i < off + len)
			word[i] = got[pos + i - off];
}

/* got[] holds [off, off + len) of the file and is known to differ from the model. */
void report_mismatch(struct ex *ex, struct file *f, uint64_t off, const uint8_t *got,
		     uint64_t len, const char *how)
{
	const uint8_t *want = f->m.data + off;
	uint64_t bad, last, n, differ = 0;
	char *text = NULL;
	uint8_t word[8];
	size_t size = 0;
	FILE *out;

	if (fs_is_gone(ex))
		stop(ex, "shutdown");
	for (bad = 0; model_ok(&f->m, off + bad, got[bad]); bad++)
		;
	for (last = n = bad; n < len; n++) {
		if (!model_ok(&f->m, off + n, got[n])) {
			differ++;
			last = n;
		}
	}
	n = len - bad < 64 ? len - bad : 64;
	out = open_memstream(&text, &size);
	if (!out)
		_exit(EX_MISMATCH);
	fprintf(out, "MISMATCH: %s/%s at %#" PRIx64 ", seen by %s: %" PRIu64
		" bytes differ, the last at %#" PRIx64 "; file size %#" PRIx64 "\n", ex->path,
		f->name, off + bad, how, differ, off + last, f->m.size);
	hexdump(out, "expected", want + bad, off + bad, n);
	hexdump(out, "got", got + bad, off + bad, n);
	memcpy(word, f->m.data + ((off + bad) & ~7ull), 8);
	fprintf(out, "expected: ");
	describe_byte(out, ex->key, ex->cfg->files, word, (off + bad) % 8);
	word_at(word, got, off, len, bad);
	fprintf(out, "\ngot:      ");
	describe_byte(out, ex->key, ex->cfg->files, word, (off + bad) % 8);
	fprintf(out, "\n");
	print_history(out, ex, f, off + bad, last - bad + 1);
	end_report(ex, out, &text, &size);
	__builtin_unreachable();
}

void print_summary(const struct config *cfg, const struct shared *sh)
{
	struct stats sum = { 0 };
	const char *sep = "";
	unsigned int i, k;

	for (i = 0; i < cfg->procs; i++) {
		for (k = 0; k < OP_NR; k++) {
			sum.ops[k] += sh->st[i].ops[k];
			sum.left_out[k] += sh->st[i].left_out[k];
		}
		sum.nospace += sh->st[i].nospace;
		sum.errors += sh->st[i].errors;
		sum.mended += sh->st[i].mended;
		sum.checked += sh->st[i].checked;
		sum.mismatches += sh->st[i].mismatches;
		sum.stopped += sh->st[i].stopped;
	}
	printf("exerciser: ");
	for (k = 0; k < OP_NR; k++) {
		if (!sum.ops[k])
			continue;
		printf("%s%s %" PRIu64, sep, optypes[k].name, sum.ops[k]);
		sep = ", ";
	}
	for (k = 0; k < OP_NR; k++)
		if (sum.left_out[k])
			printf("; left out %s %" PRIu64, optypes[k].name, sum.left_out[k]);
	if (cfg->errors)
		printf("; I/O errors %" PRIu64 "; mended %" PRIu64, sum.errors, sum.mended);
	printf("; no space %" PRIu64 "; remounts %" PRIu64 "; stopped by shutdown %" PRIu64
	       "; bytes checked %" PRIu64 "; mismatches %" PRIu64 "; seed %" PRIu64 "\n",
	       sum.nospace, sh->st[0].remounts, sum.stopped, sum.checked, sum.mismatches,
	       cfg->seed);
	fflush(stdout);
}
