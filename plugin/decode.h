/* SPDX-License-Identifier: GPL-2.0-only */
/* What the plugin has to know of an x86-64 instruction. */
#ifndef FAULTLINE_PLUGIN_DECODE_H
#define FAULTLINE_PLUGIN_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum insn_kind {
	INSN_PLAIN,		/**< goes on behind itself, unless it faults */
	INSN_BRANCH,		/**< jumps, or repeats itself */
	INSN_CALL,
	INSN_RETURN,
	INSN_ENTRY,		/**< into the kernel on purpose: syscall, int */
	INSN_LEAVE,		/**< out of it, or of an exception: iret, sysret */
};

struct decoded {
	enum insn_kind kind;
	bool repeats;		/**< a string instruction with a rep prefix */
	bool locked;		/**< has a lock prefix, or is an xchg with memory */
	bool is_sure;		/**< uses no memory, and cannot fault: what is next, or jumped to, follows */
	int mark;		/**< one of enum mark, or -1 */
	int sets_bit;		/**< the one bit that a bts or an or sets; -1: it is none, or not known */
	uint32_t clears;	/**< the bits in memory that an and, btr or xor may clear */
};

/**
 * decode() - the instruction of @len bytes at @bytes.
 * Only its prefixes and opcode are looked at; what is not known is INSN_PLAIN.
 */
struct decoded decode(const uint8_t *bytes, size_t len);

#endif
