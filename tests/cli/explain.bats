#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline compare: which functions a change is in, from profiles of known sums.
load helpers
load profiles

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
	for format in text json lkp markdown ktap junit; do
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
	xmllint --xpath 'string(//failure)' "$tmp/junit" | grep -qx '+400.0 a page in mt_find (180.0 -> 580.0)'
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

@test "a name in System.map cannot command the terminal" {
	profiled a 0 mt_find=180
	profiled b 50 mt_find=230
	for run in a b; do
		sed -i 's/mt_find/\x1b[2J/' "$tmp/$run/profile/System.map"
	done
	compared
	grep -qF '+50.0  ?[2J (180.0 -> 230.0)' "$tmp/text"
}
