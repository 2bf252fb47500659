#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Source lines of a profile, on a program that lies where a kernel does, and has its folders.
load helpers

# Each function counts what its name says, so that the costs are known
setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	mkdir -p src/init src/mm src/include build
	cat >src/include/step.h <<-'END'
		static inline __attribute__((always_inline)) unsigned int low(unsigned int x)
		{
			return x ^ (x >> 3);
		}

		static inline __attribute__((always_inline)) unsigned int step(volatile unsigned int *x)
		{
			*x = low(*x) + 5;
			return low(*x);
		}
	END
	cat >src/mm/fault.c <<-'END'
		#include "../include/step.h"

		unsigned int fault(volatile unsigned int *x, int n);
		__attribute__((noinline)) unsigned int again(volatile unsigned int *x, int n)
		{
			unsigned int sum = step(x);

			return n ? sum + again(x, n - 1) * sum : sum;
		}

		unsigned int fault(volatile unsigned int *x, int n)
		{
			for (int i = 0; i < n; i++) {
				if (step(x) & 1)
					*x += step(x + 1);
				else
					again(x, i);
			}
			return again(x, n) + 1;
		}
	END
	cat >src/init/main.c <<-'END'
		unsigned int fault(volatile unsigned int *x, int n);
		static volatile unsigned int words[2];
		__attribute__((section(".text.entry"))) void entry(void)
		{
			words[1] = fault(words, 8);
		}
	END
	# The compiler sees files as a kernel's build in a folder of its own has them
	link vmlinux -gdwarf-5
	link old -gdwarf-4
	link other -gdwarf-5 -DOTHER -falign-functions=64
	link plain -g0
	# The same code at the same addresses, as where only lines have moved
	link named -gdwarf-5 -Wl,--build-id=0xfa017117
	link twin -gdwarf-5 -Wl,--build-id=0xfa017118
	nm -n build/vmlinux >System.map
	objdump -d build/vmlinux | sed -nE 's/^(ffff[0-9a-f]+):\t.*/\1/p' >addresses
	[ "$(wc -l <addresses)" -gt 60 ]
}

link() {
	(cd build && gcc -O2 -ffreestanding -nostdlib -static -fno-pie -no-pie -mcmodel=kernel \
		-fno-asynchronous-unwind-tables -Wl,-Ttext=0xffffffff81000000,--build-id=none,-e,entry,-u,_etext \
		"${@:2}" -o "$1" ../src/init/main.c ../src/mm/fault.c)
}

address() { awk -v name="$1" '$3 == name { print $1 }' "$here/System.map"; }

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	faultline=$PWD/build/san/faultline
	tmp=$BATS_TEST_TMPDIR
	here=$BATS_FILE_TMPDIR
	# One trial of ext4 and one of XFS, of 8,192 pages
	run_dir r "profiled(10; $((($(wc -l <"$here/addresses") + 2) * 8192))) | profiled(14; 8192)"
	mkdir "$tmp/r/profile"
	cp "$here/System.map" "$tmp/r/profile/"
	# Every instruction once a page, a load and a lock here and there; again calls itself
	awk '{ printf "insn %s %d %d %d %d %d %d %d\n", $1, 8192, NR % 3 ? 0 : 8192,
		NR % 5 ? 0 : 8192, NR % 7 == 0, NR, 2 * NR, 3 * NR }' "$here/addresses" >"$tmp/insns"
	{
		echo "insn 400000 16384 0 8192 0 1 2 3"
		cat "$tmp/insns"
		# What the calls below do not have is in no function
		echo "node 1 0 0 $((($(wc -l <"$here/addresses") + 2) * 8192 - 16384 - 3345)) 0"
		echo "node 2 1 400000 16384 1"
		echo "node 3 2 400100 0 1"
		echo "node 4 3 $(address entry) 1000 0"
		echo "node 5 4 $(address fault) 2000 8"
		echo "node 6 5 $(address again) 300 16"
		echo "node 7 6 $(address again) 40 32"
		echo "node 8 7 $(address again) 5 64"
		echo end
	} >"$tmp/r/profile/10.counts"
	{
		grep -w "$(address again)" "$tmp/insns"
		echo "node 1 0 0 0 0"
		echo "node 2 1 $(address again) 8192 1"
		echo end
	} >"$tmp/r/profile/14.counts"
}

profile() { "$faultline" profile "$tmp/r" "$@"; }
resolve() { profile --vmlinux "$here/build/${1-vmlinux}"; }

# by_addr2line FILE: the same as OUT/profile/source, made by binutils
by_addr2line() {
	addr2line -a -i -f -e "$1" <"$here/addresses" | sed -E 's| \(discriminator .*||' |
		awk 'function flush() { if (line) print line }
			/^0x/ { flush(); line = substr($0, 3); next }
			!function_ { function_ = $0; next }
			{ sub(/.*\/src\//, ""); sub(/^mm\/\.\.\//, ""); line = line " " $0 " " function_; function_ = "" }
			END { flush(); print "end" }'
}

@test "each address has the line, and the inlined functions, that addr2line has" {
	resolve
	diff <(by_addr2line "$here/build/vmlinux") <(sed 1d "$tmp/r/profile/source")
	# What is inlined twice over is in it
	grep -qE ' include/step.h:3 low include/step.h:8 step mm/fault.c:6 again$' "$tmp/r/profile/source"
	grep -qE "^$(address entry) init/main.c:4 entry$" "$tmp/r/profile/source"
}

@test "DWARF 4 says the same" {
	cmp "$here/build/old" "$here/build/vmlinux" && return 1
	resolve old
	diff <(by_addr2line "$here/build/old") <(sed 1d "$tmp/r/profile/source")
}

@test "only the kernel that was measured is taken, and an earlier file stays" {
	echo earlier >"$tmp/r/profile/source"
	refuses 2 'build/other: not the kernel that was measured, which has [a-z]+ at ffffffff81' resolve other
	refuses 2 'build/plain: no debug information' resolve plain
	refuses 2 'build/none: No such file' resolve none
	refuses 2 'System.map: no debug information' profile --vmlinux "$here/System.map"
	[ "$(cat "$tmp/r/profile/source")" = earlier ]
	[ "$(cd "$tmp/r/profile" && echo *)" = '10.counts 14.counts System.map source' ]
}

@test "the lines are of the build that the run says it measured, and of no other" {
	jq -c 'if .type == "run" then .environment.build_id = "fa017117" else . end' "$tmp/r/samples.jsonl" >"$tmp/said"
	cp "$tmp/said" "$tmp/r/samples.jsonl"
	refuses 2 'build/twin: not the kernel that was measured, whose build ID is fa017117$' resolve twin
	refuses 2 'build/vmlinux: not the kernel that was measured, whose build ID is fa017117$' resolve
	[ ! -e "$tmp/r/profile/source" ]
	resolve named
	[ "$(head -n 1 "$tmp/r/profile/source")" = 'kernel fa017117' ]
	profile --cell 'xfs *' --lines >"$tmp/text"
	grep -qE ' (mm|include)/[a-z]+\.[ch]:[0-9]+ ' "$tmp/text"
	# That of another run, which has the same symbols
	sed -i 's/fa017117/fa017118/' "$tmp/r/samples.jsonl"
	for option in --lines --callgrind --json; do
		refuses 2 'r/profile/source: of kernel fa017117, and the run of fa017118; make it anew: faultline profile --vmlinux$' \
			profile --cell 'xfs *' $option
	done
	resolve twin
	profile --cell 'xfs *' --lines | diff "$tmp/text" -
}

@test "the lines of a run that says no build ID go with its System.map" {
	resolve
	profile --cell 'xfs *' --lines >/dev/null
	sed -i 's/ again$/ once_more/' "$tmp/r/profile/System.map"
	refuses 2 'profile/source: of kernel map-[0-9a-f]{16}, and the run of map-[0-9a-f]{16}; make' profile --lines
	cp "$here/System.map" "$tmp/r/profile/"
	profile --cell 'xfs *' --lines >/dev/null
	# As an earlier faultline wrote it
	sed -i 1d "$tmp/r/profile/source"
	refuses 2 'profile/source: its first line names no kernel; make it anew: faultline profile --vmlinux$' profile --lines
}

@test "callgrind_annotate has the totals, and the cost of each function, that profile has" {
	resolve
	[ "$(cd "$tmp/r/profile" && ls -- *.callgrind *.folded | wc -l)" = 4 ]
	file=$(echo "$tmp"/r/profile/ext4-buffer_head_*.callgrind)
	callgrind_annotate --auto=no --show-percs=no --threshold=100 --inclusive=no "$file" >"$tmp/annotated"
	cat "$tmp/annotated"
	awk '$1 == "insn" { for (i = 3; i <= 5; i++) sum[i] += $i; locked += $6 * $3
		for (i = 7; i <= 9; i++) sum[i] += $i }
		END { print sum[3], sum[4], sum[5], sum[7], sum[8], sum[9], locked }' \
		"$tmp/r/profile/10.counts" >"$tmp/sums"
	[ "$(sed -n 's/ *PROGRAM TOTALS//p' "$tmp/annotated" | tr -d , | xargs)" = "$(cat "$tmp/sums")" ]
	[ "$(sed -n 's/^totals: //p' "$file")" = "$(cat "$tmp/sums")" ]
	# An inlined function is shown under its own file; they add up to the function
	awk '/file:function/ { on = 1; next }
		on && NF >= 8 { gsub(/,/, ""); sub(/^.*:/, "", $8)
			for (i = 1; i <= 7; i++) sum[$8, i] += $i == "." ? 0 : $i; name[$8] }
		END { for (f in name) print f, sum[f, 1], sum[f, 2], sum[f, 3], sum[f, 7] }' \
		"$tmp/annotated" | sort >"$tmp/have"
	profile --cell 'ext4-buffer_head *' --json | jq -r '.functions[] | "\(.name) \(.self * 8192)" +
		" \(.loads * 8192) \(.stores * 8192) \(.locked * 8192)"' | sort >"$tmp/want"
	[ "$(wc -l <"$tmp/want")" = 4 ]
	diff "$tmp/want" "$tmp/have"
}

@test "a call has its callee's cost, and what recurs counts once" {
	resolve
	profile --cell 'ext4-buffer_head *' --callgrind >"$tmp/file"
	cmp "$tmp/file" "$tmp"/r/profile/ext4-buffer_head_*.callgrind
	callgrind_annotate --auto=no --show-percs=no --threshold=100 --tree=calling --inclusive=no "$tmp/file" |
		sed -nE 's/^ *([0-9,]+) .* > +([^ ]+) \(([0-9]+)x\).*/\2 \3 \1/p' | tr -d , | sort >"$tmp/calls"
	cat "$tmp/calls"
	# entry had begun before the window; the calls within the harness are none
	diff "$tmp/calls" - <<-END
		init/main.c:entry 1 3345
		mm/fault.c:again 16 345
		mm/fault.c:again 96 45
		mm/fault.c:fault 8 2345
	END
}

@test "callgrind_annotate prints the source with the costs of its lines" {
	resolve
	callgrind_annotate --auto=yes --show=Ir --show-percs=no --threshold=100 --include="$here/src" \
		"$tmp"/r/profile/ext4-buffer_head_*.callgrind >"$tmp/annotated"
	cat "$tmp/annotated"
	n=$(grep -cE '^[^ ]+ include/step.h:3 ' "$tmp/r/profile/source")
	[ "$n" -gt 4 ]
	tr -d , <"$tmp/annotated" | grep -qE "^ *$((n * 8192)) +return x \^ \(x >> 3\);"
}

@test "a profile that failed has no files for other tools, and the others have" {
	changed 'profiled(10; 5000) | profiled(14; 8192)' >"$tmp/r/samples.jsonl"
	refuses 2 'the profile of ext4-buffer_head .* FAILED' resolve
	[ "$(cd "$tmp/r/profile" && ls -- *.callgrind *.folded | sed 's/_.*\././' | xargs)" = 'xfs.callgrind xfs.folded' ]
}

@test "lines are counted wherever they are inlined, and add up" {
	resolve
	profile --cell 'ext4-buffer_head *' --lines >"$tmp/text"
	cat "$tmp/text"
	[ "$(wc -L <"$tmp/text")" -le 72 ]
	n=$(grep -cE '^[^ ]+ include/step.h:3 ' "$tmp/r/profile/source")
	sed -n 2,3p "$tmp/text" | diff - <(
		printf '%8s %6s %6s  %-28s %s\n' self loads stores line function
		profile --cell 'ext4-buffer_head *' --json | jq -r '.source[] | select(.line == 3) |
			"\(.self) \(.loads) \(.stores)"' |
			awk '{ printf "%8.1f %6.1f %6.1f  %-28s low\n", $1, $2, $3, "include/step.h:3" }')
	[ "$(awk 'NR == 3 { print $1 }' "$tmp/text")" = "$n.0" ]
	# All instructions, and two in the harness
	want=$(($(wc -l <"$here/addresses") + 2))
	[ "$(awk 'NR > 2 { n += $1 } END { print n }' "$tmp/text")" = "$want" ]
	profile --cell 'ext4-buffer_head *' --json | jq -e "([.source[].self] | add) == $want and
		any(.source[]; .file == \"???\" and .line == 0 and .function == \"(harness)\" and .self == 2)"
}

@test "a name in profile/source cannot command the terminal" {
	resolve
	awk 'NR > 1 && $1 != "end" { $2 = "mm/\033[2J.c:7"; $3 = "f\033[1m\302\233" } { print }' "$tmp/r/profile/source" >"$tmp/bad"
	cp "$tmp/bad" "$tmp/r/profile/source"
	profile --cell 'ext4-buffer_head *' --lines >"$tmp/text"
	grep -qF 'mm/?[2J.c:7' "$tmp/text"
	grep -qF 'f?[1m??' "$tmp/text"
	profile --cell 'ext4-buffer_head *' --callgrind >>"$tmp/text"
	LC_ALL=C absent '[^ -~]' "$tmp/text"
}

@test "a long path shows its end, and lines that are too many are summed up" {
	resolve
	awk 'NR > 1 && $1 != "end" { $2 = "arch/x86/include/asm/a_long_name.h:" NR; $3 = "a_function_of_a_long_name" } { print }' \
		"$tmp/r/profile/source" >"$tmp/long"
	cp "$tmp/long" "$tmp/r/profile/source"
	profile --cell 'ext4-buffer_head *' --lines >"$tmp/text"
	cat "$tmp/text"
	[ "$(wc -L <"$tmp/text")" -le 72 ]
	grep -qE '  \.\.[^ ]*/asm/a_long_name.h:[0-9]+ +a_function_of_a_lon$' "$tmp/text"
	[ "$(grep -c . "$tmp/text")" = 33 ]
	[ "$(awk 'NR > 2 { n += $1 } END { print n }' "$tmp/text")" = $(($(wc -l <"$here/addresses") + 2)) ]
	tail -n 2 "$tmp/text" | grep -qE "^ +$(($(wc -l <"$here/addresses") - 29)).0 .*  \(all others\)$"
}

@test "what is not there, damaged or too much is one clear line" {
	for option in --lines --callgrind; do
		refuses 2 'profile/source: No such file .*--vmlinux' profile --cell 'xfs *' $option
	done
	profile --cell 'xfs *' --json | jq -e 'has("source") | not'
	resolve
	refuses 2 '^faultline: .*: --callgrind is for one cell, and 2 are chosen; say --cell' profile --callgrind
	refuses 2 'no such profiled cell' profile --callgrind --cell 'tmpfs *'
	for wrong in '2s/ [^ ]*$//' '2s/:[0-9]* / /' '2h; 3{p; x}' '2s/$/ more/'; do
		sed -E "$wrong" "$tmp/r/profile/source" >"$tmp/source"
		cp "$tmp/r/profile/source" "$tmp/kept"
		cp "$tmp/source" "$tmp/r/profile/source"
		refuses 2 "profile/source:[0-9]+: not a line of 'faultline profile --vmlinux'" profile --lines
		cp "$tmp/kept" "$tmp/r/profile/source"
	done
	sed -i '$d' "$tmp/r/profile/source"
	refuses 2 'profile/source: cut off; its last line is "end"' profile --lines
	sed -i '$d' "$tmp/r/profile/10.counts"
	refuses 2 '10.counts: cut off' resolve
	run profile --json --lines
	assert_failure 2
	run profile --cell 'xfs *' --vmlinux x
	assert_failure 2
}

@test "bench writes the source lines down, and says why if the kernel has no vmlinux" {
	mkdir -p "$tmp/scripts" "$tmp/build" "$tmp/image"
	cp scripts/bench scripts/lib.sh "$tmp/scripts/"
	ln -s "$faultline" "$tmp/build/"
	printf '#!/bin/sh\necho %s/image/bzImage\n' "$tmp" >"$tmp/scripts/kernel"
	printf '#!/bin/sh\nwhile [ "$1" != --share ]; do shift; done\ncp -r %s/r/* "$2"\n' "$tmp" >"$tmp/scripts/guest"
	chmod +x "$tmp/scripts/kernel" "$tmp/scripts/guest"
	cp "$here/System.map" "$tmp/image/"
	: >"$tmp/image/bzImage"
	PROFILE=1 "$tmp/scripts/bench" "$PWD/bench/jobs/smoke.job" "$tmp/without" >"$tmp/said" 2>"$tmp/stderr" || true
	cat "$tmp/stderr"
	grep -q 'before its vmlinux was kept, so the profile has no source lines' "$tmp/stderr"
	[ ! -e "$tmp/without/profile/source" ]
	cp "$here/build/vmlinux" "$tmp/image/"
	PROFILE=1 "$tmp/scripts/bench" "$PWD/bench/jobs/smoke.job" "$tmp/with" >"$tmp/said" 2>"$tmp/stderr" || true
	cat "$tmp/stderr"
	absent vmlinux "$tmp/stderr"
	[ "$(tail -n 1 "$tmp/with/profile/source")" = end ]
	[ "$(cd "$tmp/with/profile" && ls -- *.callgrind *.folded | wc -l)" = 4 ]
	grep -q "^Profile  $tmp/with/profile\$" "$tmp/said"
}
