#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline compare: which functions a change is in, from profiles of known sums.
load helpers

# profiled NAME MORE FUNCTION=N...: a run whose cell xfs sparse order0 costs MORE a page than
# the recorded one, and has a profile: N instructions a page in each FUNCTION
profiled() {
	local name=$1 more=$2 pages=8192 sum=0 address=$((0x81000000)) node=1 function_

	shift 2
	mkdir -p "$tmp/$name/profile"
	{
		for function_; do
			printf 'insn ffffffff%x %d 0 0 0 0 0 0\n' $address $((${function_#*=} * pages))
			address=$((address + 256))
			sum=$((sum + ${function_#*=} * pages))
		done
		echo 'node 1 0 0 0 0'
		address=$((0x81000000))
		for function_; do
			node=$((node + 1))
			printf 'node %d 1 ffffffff%x %d 1\n' $node $address $((${function_#*=} * pages))
			address=$((address + 256))
		done
		echo end
	} >"$tmp/$name/profile/14.counts"
	address=$((0x81000000))
	for function_; do
		printf 'ffffffff%x t %s\n' $address "${function_%=*}"
		address=$((address + 256))
	done >"$tmp/$name/profile/System.map"
	printf '%s\n' 'ffffffff81f00000 T _etext' 'ffffffff83000000 B _end' >>"$tmp/$name/profile/System.map"
	run_dir "$name" "profiled(14; $sum) | dearer($more)"
}

# compared [OPTION...]: what compare says of a and b, in $tmp/text, and of its one cell that
# changed in $tmp/json
compared() {
	"$faultline" compare "$@" "$tmp/a" "$tmp/b" >"$tmp/text"
	"$faultline" compare --format json "$@" "$tmp/a" "$tmp/b" >"$tmp/stdout"
	cat "$tmp/text"
	jq '.comparisons[] | select(.verdict == "changed")' "$tmp/stdout" >"$tmp/json"
	absent -qE '^.{73}' "$tmp/text"
}

@test "a function that grew by 50 instructions a page is named first, with them" {
	profiled a 0 asm_exc_page_fault=60 mt_find=180 xas_load=230
	profiled b 50 asm_exc_page_fault=60 mt_find=230 xas_load=230
	compared
	grep -A3 '^xfs 4k sequential sparse order0' "$tmp/text" | tail -n 2 >"$tmp/cause"
	diff "$tmp/cause" - <<-END
		         functions that explain 100 % of it, instructions a page:
		            +50.0  mt_find (180.0 -> 230.0)
	END
	jq -e '.functions == [{ name: "mt_find", before: 180, after: 230, change: 50 }] and
		.others == 0 and .explained > 0.999 and .explained < 1.001' "$tmp/json"
}

@test "functions are named until 90 % of a change is explained; the rest is one figure" {
	profiled a 0 one=100 two=100 three=100 four=100 five=100 same=100
	profiled b 103 one=160 two=125 three=110 four=104 five=101 same=100
	compared --fail-on 2
	sed -n '/functions that explain/,$p' "$tmp/text" >"$tmp/cause"
	diff "$tmp/cause" - <<-END
		         functions that explain 92 % of it, instructions a page:
		            +60.0  one (100.0 -> 160.0)
		            +25.0  two (100.0 -> 125.0)
		            +10.0  three (100.0 -> 110.0)
		             +5.0  2 others
		             +3.0  not in the profiled trials
	END
	jq -e '([.functions[].name] == ["one", "two", "three"]) and
		(([.functions[].change] | add) + .others + .unprofiled - 103 | fabs < 0.001)' "$tmp/json"
}

@test "what became a part of another function is named with it, behind what grew" {
	profiled a 0 inlined=500 caller=100 mt_find=180
	profiled b 50 inlined=0 caller=600 mt_find=230
	compared
	jq -e '[.functions[] | [.name, .change]] == [["caller", 500], ["mt_find", 50], ["inlined", -500]]' \
		"$tmp/json"
	jq -e '.explained > 0.999 and .explained < 1.001' "$tmp/json"
}

@test "a cell that costs less names the functions that shrank" {
	profiled a 50 mt_find=230 xas_load=230
	profiled b 0 mt_find=180 xas_load=230
	compared
	grep -qE '^ +-50\.0  mt_find \(230\.0 -> 180\.0\)$' "$tmp/text"
	jq -e '.functions[0].change == -50 and .explained > 0.999' "$tmp/json"
}

@test "what compilers add to a function's name makes no other function of it" {
	profiled a 0 mt_find.isra.0=170 mt_find.isra.0.cold=10 a.constprop.0=90 b=40
	profiled b 50 mt_find=230 a.part.0=90 b.llvm.8472=40
	compared
	jq -e '.functions == [{ name: "mt_find", before: 180, after: 230, change: 50 }] and .others == 0' \
		"$tmp/json"
}

@test "functions are named in each format, and take the place of the parts" {
	profiled a 0 mt_find=180 xas_load=230
	profiled b 400 mt_find=580 xas_load=230
	for run in a b; do
		jq -c -L tests/cli "include \"samples\"; traced($([ $run = a ] && echo 1 || echo 400))" \
			"$tmp/$run/samples.jsonl" >"$tmp/new"
		mv "$tmp/new" "$tmp/$run/samples.jsonl"
	done
	for format in text json lkp markdown ktap; do
		run "$faultline" compare --format "$format" "$tmp/a" "$tmp/b"
		assert_failure 1
		echo "$output" >"$tmp/$format"
	done
	grep -qE '^ +\+400\.0  mt_find ' "$tmp/text"
	absent -q 'grew' "$tmp/text"
	jq -e '.comparisons[] | select(.regressed) | .functions[0].name == "mt_find" and
		.grown.part == "dirtying"' "$tmp/json"
	grep -qE '^    180\.00           \+400\.00     580\.00        faultline\.xfs\.4k\..*\.self\.mt_find$' \
		"$tmp/lkp"
	grep -qF '| `mt_find` | 180.0 | 580.0 | +400.0 |' "$tmp/markdown"
	[ "$(awk -F'|' 'NF { print NF }' "$tmp/markdown" | sort -u)" = 7 ]
	grep -A1 '^# +400.0 a page in mt_find (180.0 -> 580.0)$' "$tmp/ktap" | grep -q '^not ok '
}

@test "without both profiles, the parts of page_mkwrite say where a cell grew" {
	profiled a 0 mt_find=180
	profiled b 400 mt_find=580
	for run in a b; do
		jq -c -L tests/cli "include \"samples\"; traced(1)" "$tmp/$run/samples.jsonl" >"$tmp/new"
		mv "$tmp/new" "$tmp/$run/samples.jsonl"
	done
	# old PATTERN: the text of before, after one note
	old() {
		"$faultline" compare "$tmp/a" "$tmp/b" >"$tmp/text" 2>"$tmp/stderr" || true
		cat "$tmp/text" "$tmp/stderr"
		grep -q 'grew outside of page_mkwrite, by 400 a page' "$tmp/text" &&
			absent -q 'mt_find' "$tmp/text" && [ "$(grep -c . "$tmp/stderr")" = 1 ] &&
			grep -qE "$1" "$tmp/stderr"
	}
	cp -r "$tmp/b" "$tmp/whole"
	mv "$tmp/b/profile/14.counts" "$tmp/kept"
	old '14.counts: No such file'
	head -n 1 "$tmp/kept" >"$tmp/b/profile/14.counts"
	old '14.counts: cut off'
	sed -E 's/^(insn [^ ]*) [0-9]*/\1 1000/; s/^(node 2 1 [^ ]*) [0-9]*/\1 1000/' "$tmp/kept" >"$tmp/b/profile/14.counts"
	old 'b: the profile of xfs 4k sequential sparse order0 32m FAILED: its functions have 1000 .*, its trial 4751360$'
	rm "$tmp/b/profile/System.map"
	old 'System.map: No such file'
	jq -c 'del(.profiled) | if .index == 14 then .elapsed = 80000000 else . end' \
		"$tmp/whole/samples.jsonl" >"$tmp/b/samples.jsonl"
	"$faultline" compare "$tmp/a" "$tmp/b" >"$tmp/text" 2>"$tmp/stderr" || true
	grep -q 'grew outside of page_mkwrite' "$tmp/text"
	[ ! -s "$tmp/stderr" ]
}

@test "profiles of cells that did not change are not read" {
	profiled a 0 mt_find=180
	profiled b 0 mt_find=180
	rm "$tmp"/[ab]/profile/*
	"$faultline" compare --all "$tmp/a" "$tmp/b" >"$tmp/text" 2>"$tmp/stderr"
	[ ! -s "$tmp/stderr" ]
}

@test "a name in System.map cannot command the terminal" {
	profiled a 0 mt_find=180
	profiled b 50 mt_find=230
	for run in a b; do
		sed -i 's/mt_find/\x1b[2J/' "$tmp/$run/profile/System.map"
	done
	compared
	grep -qF '+50.0  ?[2J (180.0 -> 230.0)' "$tmp/text"
}

# locks NAME LINE...: more lines for the profile of run NAME
locks() {
	local counts=$tmp/$1/profile/14.counts

	shift
	sed -i '$d' "$counts"
	printf '%s\n' "$@" 'faults 8192 81920 81920 0' end >>"$counts"
}

@test "the lock that grew most for what it was is named first, with the function that holds it" {
	profiled a 0 caller=100 mt_find=180 reader=100
	profiled b 200 caller=100 mt_find=380 reader=100
	for run in a b; do
		echo 'ffffffff82000000 d a_lock
ffffffff82000100 d outer_lock
ffffffff82000200 d quiet_lock
ffffffff82000300 d last' >>"$tmp/$run/profile/System.map"
	done
	# The inner one is held 200 instructions longer, so the outer one is, too
	locks a 'lock ffffffff82000000 read ffffffff81000100 8192 819200' \
		'lock ffffffff82000000 read ffffffff81000200 8192 8192' \
		'lock ffffffff82000100 mutex ffffffff81000000 8192 32768000' \
		'lock ffffffff82000200 spin ffffffff81000000 8192 819200'
	locks b 'lock ffffffff82000000 read ffffffff81000100 8192 2457600' \
		'lock ffffffff82000000 read ffffffff81000200 8192 8192' \
		'lock ffffffff82000100 mutex ffffffff81000000 8192 34406400' \
		'lock ffffffff82000200 spin ffffffff81000000 8192 860160'
	compared --fail-on 50
	sed -n '/locks that are held longer/,$p' "$tmp/text" | head -n 5 | diff - <(cat <<-END
		         locks that are held longer, instructions a fault:
		           +200.0  a_lock (read)
		                   (101.0 -> 301.0), in mt_find
		           +200.0  outer_lock (mutex)
		                   (4000.0 -> 4200.0), in caller
	END
	)
	jq -e '.longer_locks == [
		{ name: "a_lock (read)", taker: "mt_find", held: [101, 301], taken: [2, 2] },
		{ name: "outer_lock (mutex)", taker: "caller", held: [4000, 4200], taken: [1, 1] }]' "$tmp/json"
}

@test "a lock is one lock, also if only one of the runs knows the objects of its kernel" {
	profiled a 0 caller=100 mt_find=180
	profiled b 200 caller=100 mt_find=380
	for run in a b; do
		# The inode's, and one of the journal, which both know in the end
		locks $run "lock ff11000000000238 read ffffffff81000100 8192 $([ $run = a ] && echo 819200 || echo 2457600)" \
			"lock ff11000000001010 spin ffffffff81000100 8192 $([ $run = a ] && echo 81920 || echo 819200)"
		jq -c 'if .profiled then .objects = { ext4_inode_info: "ff11000000000200", journal_s: "ff11000000001000" }
			else . end' "$tmp/$run/samples.jsonl" >"$tmp/named"
		mv "$tmp/named" "$tmp/$run/samples.jsonl"
	done
	printf '%s\n' 'type ext4_inode_info 1024' 'member 56 ext4_inode_info.i_es_lock' \
		'type journal_s 200' 'member 16 journal_s.j_state_lock' end >"$tmp/b/profile/types"
	compared --fail-on 50
	jq -e '[.longer_locks[] | .name, .held] == ["spin in mt_find", [10, 100],
		"read in mt_find", [100, 300]]' "$tmp/json"
	printf '%s\n' 'type journal_s 200' 'member 16 journal_s.j_state_lock' end >"$tmp/a/profile/types"
	compared --fail-on 50
	jq -e '[.longer_locks[] | .name, .held] == ["journal_s.j_state_lock (spin)", [10, 100],
		"read in mt_find", [100, 300]]' "$tmp/json"
}
