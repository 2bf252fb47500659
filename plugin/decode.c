// SPDX-License-Identifier: GPL-2.0-only
/* Opcodes: Intel's manual, volume 2, appendix A. */
#include <string.h>

#include "plugin/decode.h"
#include "plugin/marks.h"

static bool is_prefix(uint8_t byte)
{
	static const uint8_t prefixes[] = { 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67,
					    0xf0, 0xf2, 0xf3 };

	return memchr(prefixes, byte, sizeof(prefixes));
}

static int mark_of(const uint8_t *bytes, size_t len)
{
	uint32_t value;

	if (len != 7 || bytes[0] != 0x0f || bytes[1] != 0x1f || bytes[2] != 0x80)
		return -1;
	memcpy(&value, bytes + 3, sizeof(value));
	return value - MARK_MAGIC < NR_MARKS ? (int)(value - MARK_MAGIC) : -1;
}

static enum insn_kind kind_0f(uint8_t opcode)
{
	if (opcode >= 0x80 && opcode <= 0x8f)
		return INSN_BRANCH;
	if (opcode == 0x05 || opcode == 0x34)
		return INSN_ENTRY;
	if (opcode == 0x07 || opcode == 0x35)
		return INSN_LEAVE;
	return INSN_PLAIN;
}

static bool is_string(uint8_t opcode)
{
	return (opcode >= 0xa4 && opcode <= 0xa7) || (opcode >= 0xaa && opcode <= 0xaf);
}

/* @reg: the part of the ModRM byte that belongs to the opcode */
static enum insn_kind kind_of(uint8_t opcode, unsigned int reg)
{
	if ((opcode >= 0x70 && opcode <= 0x7f) || (opcode >= 0xe0 && opcode <= 0xe3) ||
	    opcode == 0xe9 || opcode == 0xeb)
		return INSN_BRANCH;
	if (opcode == 0xe8)
		return INSN_CALL;
	if (opcode == 0xc2 || opcode == 0xc3)
		return INSN_RETURN;
	if (opcode == 0xcf)
		return INSN_LEAVE;
	if (opcode == 0xcc || opcode == 0xcd)
		return INSN_ENTRY;
	if (opcode == 0xff && reg == 2)
		return INSN_CALL;
	if (opcode == 0xff && reg == 4)
		return INSN_BRANCH;
	return INSN_PLAIN;
}

/* Where the constant of an instruction with this ModRM byte is; 0: no memory operand */
static size_t constant_at(const uint8_t *bytes, size_t len, size_t modrm_at)
{
	uint8_t modrm = modrm_at < len ? bytes[modrm_at] : 0xc0, mod = modrm >> 6;
	size_t at = modrm_at + 1;

	if (mod == 3)
		return 0;
	if ((modrm & 7) == 4) {
		if (at >= len)
			return 0;
		if (!mod && (bytes[at] & 7) == 5)
			at += 4;
		at++;
	} else if (!mod && (modrm & 7) == 5) {
		at += 4;
	}
	return at + (mod == 1 ? 1 : mod == 2 ? 4 : 0);
}

static int only_bit(uint32_t value)
{
	return value && !(value & (value - 1)) ? __builtin_ctz(value) : -1;
}

/*
 * Bits in memory.  A locked or takes no lock: it does not say what was there before.  By a
 * constant: bts and btr, 0f ba /5 and /6; or, and, xor, 80, 81 and 83,
 * /1, /4, /6.  By a register, 30 and 31: the kernel unlocks a folio with a locked xor.
 */
static void decode_bits(const uint8_t *bytes, size_t len, size_t at, struct decoded *seen)
{
	bool two = bytes[at] == 0x0f && at + 1 < len && bytes[at + 1] == 0xba;
	bool group = bytes[at] == 0x80 || bytes[at] == 0x81 || bytes[at] == 0x83;
	size_t modrm_at = at + 1 + two, constant = constant_at(bytes, len, modrm_at);
	size_t size = bytes[at] == 0x81 ? 4 : 1;
	uint32_t all = size == 4 ? UINT32_MAX : 0xff, value = 0;
	unsigned int reg;

	if (!constant)
		return;
	if (seen->locked && (bytes[at] == 0x30 || bytes[at] == 0x31))
		seen->clears = bytes[at] == 0x31 ? UINT32_MAX : 0xff;
	if (!(two || group) || constant + size > len)
		return;
	reg = bytes[modrm_at] >> 3 & 7;
	memcpy(&value, bytes + constant, size);
	if (two && reg == 5)
		seen->sets_bit = (int)(value & 63);
	else if (two && reg == 6)
		seen->clears = value < 32 ? 1U << value : 0;
	else if (group && reg == 1 && !seen->locked)
		seen->sets_bit = only_bit(value);
	else if (group && reg == 4)
		seen->clears = ~value & all;
	else if (group && reg == 6)
		seen->clears = value & all;
}

/*
 * Which opcodes use registers only: if ModRM names no memory (REGISTERS), or whatever stands
 * behind them (ALWAYS).  DIVIDES is REGISTERS with the reg of a test, not, neg or multiplication
 * only, STEPS with that of inc or dec.
 */
enum sure { NEVER, REGISTERS, ALWAYS, DIVIDES, STEPS };

static const uint8_t sure_opcode[256] = {
#define ARITHMETIC(op) [(op) ... (op) + 3] = REGISTERS, [(op) + 4 ... (op) + 5] = ALWAYS
	ARITHMETIC(0x00), ARITHMETIC(0x08), ARITHMETIC(0x10), ARITHMETIC(0x18),
	ARITHMETIC(0x20), ARITHMETIC(0x28), ARITHMETIC(0x30), ARITHMETIC(0x38),
#undef ARITHMETIC
	[0x63] = REGISTERS, [0x69] = REGISTERS, [0x6b] = REGISTERS,	/* movslq, imul */
	[0x80 ... 0x81] = REGISTERS, [0x83 ... 0x8b] = REGISTERS,	/* to test, xchg, mov */
	[0x70 ... 0x7f] = ALWAYS, [0xe0 ... 0xe3] = ALWAYS,		/* jumps */
	[0xe9] = ALWAYS, [0xeb] = ALWAYS,
	[0x8d] = ALWAYS,						/* lea */
	[0x90 ... 0x99] = ALWAYS, [0xa8 ... 0xa9] = ALWAYS,		/* xchg, cltq, cqto, test */
	[0xb0 ... 0xbf] = ALWAYS,					/* mov of a constant */
	[0xc0 ... 0xc1] = REGISTERS, [0xd0 ... 0xd3] = REGISTERS,	/* shifts */
	[0xf6 ... 0xf7] = DIVIDES, [0xfe ... 0xff] = STEPS,
};

/* Behind 0f */
static const uint8_t sure_opcode_0f[256] = {
	[0x1f] = ALWAYS, [0x80 ... 0x8f] = ALWAYS,			/* nop, jumps */
	[0x40 ... 0x4f] = REGISTERS, [0x90 ... 0x9f] = REGISTERS,	/* cmov, set */
	[0xa3 ... 0xa5] = REGISTERS, [0xab ... 0xad] = REGISTERS,	/* bt, bts, shld, shrd */
	[0xaf] = REGISTERS, [0xb3] = REGISTERS,				/* imul, btr */
	[0xb6 ... 0xb7] = REGISTERS, [0xba ... 0xbf] = REGISTERS,	/* movzx, bt, bsf, movsx */
	[0xc8 ... 0xcf] = ALWAYS,					/* bswap */
};

/* What has a prefix that repeats or locks may be anything */
static bool is_sure(const uint8_t *opcode, size_t len)
{
	bool two = opcode[0] == 0x0f && len > 1;
	uint8_t modrm = len > 1U + two ? opcode[1 + two] : 0;
	bool registers = modrm >> 6 == 3;
	unsigned int reg = modrm >> 3 & 7;

	switch ((enum sure)(two ? sure_opcode_0f[opcode[1]] : sure_opcode[opcode[0]])) {
	case ALWAYS:
		return true;
	case REGISTERS:
		return registers;
	case DIVIDES:
		return registers && reg < 6;
	case STEPS:
		return registers && reg < 2;
	case NEVER:
		return false;
	}
	return false;
}

struct decoded decode(const uint8_t *bytes, size_t len)
{
	struct decoded seen = { .kind = INSN_PLAIN, .mark = mark_of(bytes, len), .sets_bit = -1 };
	bool prefixed;
	uint8_t modrm;
	size_t at = 0;

	for (; at < len && is_prefix(bytes[at]); at++) {
		seen.locked |= bytes[at] == 0xf0;
		seen.repeats |= bytes[at] == 0xf2 || bytes[at] == 0xf3;
	}
	if (at < len && (bytes[at] & 0xf0) == 0x40)
		at++;
	prefixed = seen.locked || seen.repeats;
	seen.repeats = seen.repeats && at < len && is_string(bytes[at]);
	if (at >= len)
		return seen;
	seen.is_sure = !prefixed && is_sure(bytes + at, len - at);
	decode_bits(bytes, len, at, &seen);
	modrm = at + 1 < len ? bytes[at + 1] : 0;
	if (bytes[at] == 0x0f) {
		seen.kind = kind_0f(modrm);
		return seen;
	}
	/* An xchg with memory locks the bus without being asked */
	seen.locked |= (bytes[at] == 0x86 || bytes[at] == 0x87) && modrm >> 6 != 3;
	seen.kind = seen.repeats ? INSN_BRANCH : kind_of(bytes[at], modrm >> 3 & 7);
	return seen;
}
