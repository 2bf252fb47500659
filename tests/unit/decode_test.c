// SPDX-License-Identifier: GPL-2.0-only
/* What the plugin makes of an instruction's bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plugin/decode.h"
#include "plugin/marks.h"

#define is(kind_, ...) do { \
	const uint8_t bytes_[] = { __VA_ARGS__ }; \
	assert_int_equal(decode(bytes_, sizeof(bytes_)).kind, kind_); \
} while (0)

#define locks(locked_, ...) do { \
	const uint8_t bytes_[] = { __VA_ARGS__ }; \
	assert_int_equal(decode(bytes_, sizeof(bytes_)).locked, locked_); \
} while (0)

#define sure(sure_, ...) do { \
	const uint8_t bytes_[] = { __VA_ARGS__ }; \
	assert_int_equal(decode(bytes_, sizeof(bytes_)).is_sure, sure_); \
} while (0)

static void calls_and_returns_in_all_their_forms(void **unused)
{
	(void)unused;
	is(INSN_CALL, 0xe8, 0, 0, 0, 0);
	is(INSN_CALL, 0xff, 0xd0);			/* call *%rax */
	is(INSN_CALL, 0x41, 0xff, 0xd3);		/* call *%r11 */
	is(INSN_CALL, 0xff, 0x15, 1, 2, 3, 4);		/* call *1(%rip) */
	is(INSN_CALL, 0x2e, 0xe8, 0, 0, 0, 0);		/* cs call, as patched in */
	is(INSN_RETURN, 0xc3);
	is(INSN_RETURN, 0xf3, 0xc3);			/* rep ret */
	is(INSN_RETURN, 0xc2, 8, 0);
	is(INSN_PLAIN, 0xff, 0xc0);			/* inc %eax */
	is(INSN_PLAIN, 0xff, 0x30);			/* push (%rax) */
}

static void jumps_and_what_repeats_itself(void **unused)
{
	(void)unused;
	is(INSN_BRANCH, 0x74, 5);
	is(INSN_BRANCH, 0x0f, 0x84, 0, 0, 0, 0);
	is(INSN_BRANCH, 0xeb, 5);
	is(INSN_BRANCH, 0xe9, 0, 0, 0, 0);
	is(INSN_BRANCH, 0xff, 0xe0);			/* jmp *%rax */
	is(INSN_BRANCH, 0xf3, 0x48, 0xab);		/* rep stos */
	is(INSN_BRANCH, 0xf3, 0xa4);			/* rep movsb */
	is(INSN_PLAIN, 0x48, 0xab);			/* stos */
	is(INSN_PLAIN, 0xf3, 0x0f, 0xb8, 0xc1);		/* popcnt */
	is(INSN_PLAIN, 0xc6, 0x00, 0x01);		/* movb $1,(%rax): no branch */
}

static void ways_into_the_kernel_and_out_of_it(void **unused)
{
	(void)unused;
	is(INSN_ENTRY, 0x0f, 0x05);
	is(INSN_ENTRY, 0xcd, 0x80);
	is(INSN_LEAVE, 0x48, 0xcf);
	is(INSN_LEAVE, 0x48, 0x0f, 0x07);
	is(INSN_PLAIN, 0x0f, 0x0b);			/* ud2 */
}

static void locked_ones(void **unused)
{
	(void)unused;
	locks(1, 0xf0, 0xff, 0x00);			/* lock incl (%rax) */
	locks(1, 0xf0, 0x48, 0x0f, 0xb1, 0x0a);		/* lock cmpxchg */
	locks(1, 0x48, 0x87, 0x02);			/* xchg with memory */
	locks(0, 0x48, 0x87, 0xc2);			/* xchg of registers */
	locks(0, 0x0f, 0xb1, 0x0a);
}

#define bits(sets_, clears_, ...) do { \
	const uint8_t bytes_[] = { __VA_ARGS__ }; \
	const struct decoded seen_ = decode(bytes_, sizeof(bytes_)); \
	assert_int_equal(seen_.sets_bit, sets_); \
	assert_int_equal(seen_.clears, clears_); \
} while (0)

static void bits_that_are_set_and_cleared_in_memory(void **unused)
{
	(void)unused;
	bits(0, 0, 0xf0, 0x48, 0x0f, 0xba, 0x2b, 0x00);		/* lock btsq $0,(%rbx) */
	bits(2, 0, 0xf0, 0x0f, 0xba, 0x6b, 0x10, 0x02);		/* lock btsl $2,16(%rbx) */
	bits(0, 0, 0xf0, 0x48, 0x0f, 0xba, 0x2d, 1, 2, 3, 4, 0x00);	/* btsq $0,x(%rip) */
	bits(5, 0, 0xf0, 0x0f, 0xba, 0xac, 0x24, 1, 2, 3, 4, 0x05);	/* btsl $5,x(%rsp) */
	bits(-1, 0, 0x0f, 0xba, 0xeb, 0x00);			/* bts $0,%ebx */
	bits(-1, 1 << 3, 0xf0, 0x0f, 0xba, 0x33, 0x03);		/* lock btrl $3,(%rbx) */
	bits(-1, 1, 0xf0, 0x80, 0x23, 0xfe);			/* lock andb $~1,(%rbx) */
	bits(-1, 1, 0xf0, 0x80, 0x33, 0x01);			/* lock xorb $1,(%rbx) */
	bits(-1, 0xff, 0xf0, 0x40, 0x30, 0x2b);			/* lock xorb %bpl,(%rbx) */
	bits(-1, UINT32_MAX, 0xf0, 0x48, 0x31, 0x2b);		/* lock xorq %rbp,(%rbx) */
	bits(-1, 0, 0x31, 0xc0);				/* xor %eax,%eax */
	bits(-1, 0x00ff0000, 0x81, 0x23, 0xff, 0xff, 0x00, 0xff);	/* andl $0xff00ffff,(%rbx) */
	bits(-1, 0, 0xf0, 0x80, 0x0b, 0x10);			/* lock orb $16,(%rbx) */
	bits(0, 0, 0x80, 0x0b, 0x01);				/* orb $1,(%rbx) */
	bits(-1, 0, 0x80, 0x0b, 0x11);				/* orb of two bits */
	bits(-1, 0, 0xf0, 0x0f, 0xba, 0x2b);			/* cut off */
}

static int mark(uint32_t value, size_t len)
{
	const uint8_t bytes[8] = { 0x0f, 0x1f, 0x80, (uint8_t)value, (uint8_t)(value >> 8),
				   (uint8_t)(value >> 16), (uint8_t)(value >> 24) };

	return decode(bytes, len).mark;
}

static void a_mark_is_no_other_nop(void **unused)
{
	(void)unused;
	assert_int_equal(mark(MARK_MAGIC + MARK_BEGIN, 7), MARK_BEGIN);
	assert_int_equal(mark(MARK_MAGIC, 7), MARK_DIGIT);
	assert_int_equal(mark(MARK_MAGIC + NR_MARKS, 7), -1);
	assert_int_equal(mark(MARK_MAGIC - 1, 7), -1);
	assert_int_equal(mark(0, 7), -1);
	assert_int_equal(mark(MARK_MAGIC + MARK_BEGIN, 8), -1);
}

/* Whatever the bytes are, no more of them are read than there are */
static void what_is_cut_off_is_plain(void **unused)
{
	(void)unused;
	is(INSN_PLAIN, 0xf0);
	is(INSN_PLAIN, 0xff);
	is(INSN_PLAIN, 0x0f);
	is(INSN_PLAIN, 0x48);
	assert_int_equal(decode(NULL, 0).kind, INSN_PLAIN);
}

static void what_uses_registers_only_or_jumps_cannot_fault(void **unused)
{
	(void)unused;
	sure(true, 0x48, 0x89, 0xe5);			/* mov %rsp,%rbp */
	sure(true, 0x66, 0x89, 0xc8);			/* mov %cx,%ax */
	sure(true, 0x31, 0xc0);				/* xor %eax,%eax */
	sure(true, 0x48, 0x3d, 0, 0x10, 0, 0);		/* cmp $0x1000,%rax */
	sure(true, 0x48, 0x8d, 0x04, 0x37);		/* lea (%rdi,%rsi),%rax */
	sure(true, 0x0f, 0x1f, 0x44, 0, 0);		/* nopl 0(%rax,%rax,1) */
	sure(true, 0x0f, 0xb6, 0xc0);			/* movzbl %al,%eax */
	sure(true, 0x41, 0x0f, 0x44, 0xc0);		/* cmove %r8d,%eax */
	sure(true, 0xf7, 0xe1);				/* mul %ecx */
	sure(true, 0xff, 0xc0);				/* inc %eax */
	sure(true, 0xb8, 1, 0, 0, 0);			/* mov $1,%eax */
	sure(true, 0x74, 0x05);				/* je */
	sure(true, 0xe9, 0, 1, 0, 0);			/* jmp */
	sure(true, 0x0f, 0x85, 0, 1, 0, 0);		/* jne */
}

static void what_uses_memory_or_may_leave_is_not_sure(void **unused)
{
	(void)unused;
	sure(false, 0x48, 0x89, 0x07);			/* mov %rax,(%rdi) */
	sure(false, 0x0f, 0xb6, 0x07);			/* movzbl (%rdi),%eax */
	sure(false, 0x39, 0x06);			/* cmp %eax,(%rsi) */
	sure(false, 0x50);				/* push %rax */
	sure(false, 0xc9);				/* leave */
	sure(false, 0xe8, 0, 1, 0, 0);			/* call */
	sure(false, 0xff, 0x27);			/* jmp *(%rdi) */
	sure(false, 0xf7, 0xf1);			/* div %ecx */
	sure(false, 0xff, 0xd0);			/* call *%rax */
	sure(false, 0xf0, 0x0f, 0xb1, 0x0f);		/* lock cmpxchg %ecx,(%rdi) */
	sure(false, 0xf3, 0x90);			/* pause */
	sure(false, 0x0f, 0x0b);			/* ud2 */
	sure(false, 0x0f, 0x31);			/* rdtsc */
	sure(false, 0x0f, 0x22, 0xd8);			/* mov %rax,%cr3 */
	sure(false, 0x8e, 0xd8);			/* mov %eax,%ds */
	sure(false, 0xfb);				/* sti */
	sure(false, 0xcc);				/* int3 */
	/* Cut off */
	sure(false, 0x48, 0x89);
	sure(false, 0x0f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_and_returns_in_all_their_forms),
		cmocka_unit_test(jumps_and_what_repeats_itself),
		cmocka_unit_test(ways_into_the_kernel_and_out_of_it),
		cmocka_unit_test(locked_ones),
		cmocka_unit_test(bits_that_are_set_and_cleared_in_memory),
		cmocka_unit_test(a_mark_is_no_other_nop),
		cmocka_unit_test(what_is_cut_off_is_plain),
		cmocka_unit_test(what_uses_registers_only_or_jumps_cannot_fault),
		cmocka_unit_test(what_uses_memory_or_may_leave_is_not_sure),
	};

	return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
