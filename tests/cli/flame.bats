#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Flame graphs in a report, on counts of known sums.
load helpers

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	faultline=$PWD/build/san/faultline
	tmp=$BATS_TEST_TMPDIR
	# One trial of each of ext4's paths, of 8,192 pages, in the same state
	run_dir r 'as_iomap | profiled(10; 81920) | profiled(14; 49152)'
	flames=$tmp/r/charts/sequential1-4k-32m-1xshared-flame-sparse-order0
	mkdir "$tmp/r/profile"
	printf '%s\n' 'ffffffff81000100 T asm_fault' 'ffffffff81000200 t <&"it>' \
		'ffffffff81000300 T again' 'ffffffff81000500 T last' \
		'ffffffff81f00000 T _etext' 'ffffffff83000000 B _end' >"$tmp/r/profile/System.map"
	counts_of_ten_instructions >"$tmp/r/profile/10.counts"
	cat >"$tmp/r/profile/14.counts" <<-END
		insn 400000 8192 0 8192 0 0 0 0
		insn ffffffff81000100 24576 0 0 0 0 0 0
		insn ffffffff81000500 16384 0 0 0 0 0 0
		node 1 0 0 0 0
		node 2 1 400000 8192 1
		node 3 2 ffffffff81000100 24576 8192
		node 4 3 ffffffff81000500 16384 8192
		end
	END
}

# title_of SVG FUNCTION: what it says of that function, a "|" for each end of a line
title_of() {
	xmllint --xpath "//*[local-name() = 'title' and starts-with(., '$2
')]/text()" "$1" | tr '\n' '|'
}

@test "each side has a flame graph whose root is the known total" {
	"$faultline" report "$tmp/r" >/dev/null
	[ "$(cd "$tmp/r/charts" && echo *-flame-*)" = \
		"$(basename -a "$flames"-{difference,ext4-buffer_head,ext4-iomap}.svg | xargs)" ]
	for svg in "$flames"-*.svg; do
		xmllint --noout "$svg"
		rsvg-convert "$svg" -o "$tmp/out.png"
		grep -q 'guest instructions per touched page, not time, .*; Linux [0-9].*, job example.job<' "$svg"
	done
	[ "$(title_of "$flames-ext4-buffer_head.svg" \
		'ext4-buffer_head 4k sequential sparse order0 32m: 10.0 instructions a page')" = \
		'ext4-buffer_head 4k sequential sparse order0 32m: 10.0 instructions a page|10.0 instructions a page, 100.00 %|0.0 of them its own|0.000 calls a page|' ]
	grep -q '<title>ext4-iomap 4k .*: 6.0 instructions a page' "$flames-ext4-iomap.svg"
	# The selves add up to the root
	[ "$(awk '/ of them its own/ { n += $1 } END { print n }' "$flames-ext4-buffer_head.svg")" = 10 ]
	# again, with itself in it, and within itself
	[ "$(title_of "$flames-ext4-buffer_head.svg" again)" = \
		'again|5.0 instructions a page, 50.00 %|4.0 of them its own|1.000 calls a page|again|1.0 instructions a page, 10.00 %|1.0 of them its own|0.500 calls a page|' ]
}

@test "the difference has both sides, and what each function grew by" {
	"$faultline" report "$tmp/r" >/dev/null
	grep -q '>ext4-buffer_head: 10.0 instructions a page</text>' "$flames-difference.svg"
	grep -q '>ext4-iomap: 6.0 instructions a page</text>' "$flames-difference.svg"
	grep -q '>asm_fault +1.0</text>' "$flames-difference.svg"
	grep -q '>again -4.0</text>' "$flames-difference.svg"
	grep -q '>last +2.0</text>' "$flames-difference.svg"
	title_of "$flames-difference.svg" last |
		grep -qF 'last|its own: 0.0 to 2.0, +2.0 instructions a page|with callees: 0.0 (0.00 %) to 2.0 (33.33 %), +2.0|calls a page: 0.000 to 1.000'
}

@test "a function's name is text, whatever it holds" {
	"$faultline" report "$tmp/r" >/dev/null
	for side in difference ext4-buffer_head; do
		grep -qF '>&lt;&amp;&quot;it&gt;' "$flames-$side.svg"
		absent -F '<&"it>' "$flames-$side.svg"
	done
	absent -F '<&"it>' "$tmp/r/report.html"
}

@test "damaged counts cost their pictures, and a note; the report is made, and is a fault" {
	"$faultline" report "$tmp/r" >"$tmp/all"
	sed -i '$d' "$tmp/r/profile/10.counts"
	"$faultline" report "$tmp/r" >"$tmp/stdout" 2>"$tmp/err" && return 1
	cat "$tmp/err"
	# All tables but those of what the counts held; the findings say that they are missing
	grep -q 'functions of 1 cell, whose profile is bad' "$tmp/stdout"
	sed '1,/^Kernel/d; /^$/d' "$tmp/stdout" | grep -vxF -f "$tmp/all" | absent -v 'PROFILE MISSING'
	grep -q '^Every cell\.' "$tmp/stdout"
	grep -q '10.counts: cut off' "$tmp/err"
	[ "$(grep -c . "$tmp/err")" = 1 ]
	# Nor is one of the earlier report taken for it
	[ "$(cd "$tmp/r/charts" && echo *-flame-*)" = "$(basename "$flames-ext4-iomap.svg")" ]
	# The side that is left is in the page
	[ "$(grep -c 'class="flame"' "$tmp/r/report.html")" = 1 ]
	grep -q "<figure id=\"chart-$(basename "$flames-ext4-iomap" .svg)\">" "$tmp/r/report.html"
	rm "$tmp/r/profile/System.map"
	"$faultline" report "$tmp/r" >"$tmp/stdout" 2>"$tmp/err" && return 1
	grep -q 'System.map: No such file' "$tmp/err"
	# Of the tables only those of the profile are missing
	diff <(sed "1,/^Kernel/d; /^Functions that differ most/,\$d" "$tmp/all") \
		<(sed "1,/^Kernel/d; /^Functions that differ most/,\$d" "$tmp/stdout") | absent "^<"
	run compgen -G "$tmp/r/charts/*-flame-*"
	assert_failure
	absent -q 'Flame graphs' "$tmp/r/report.html"
}

@test "a profile that failed has no flame graph" {
	changed 'as_iomap | profiled(10; 81920 + 21) | profiled(14; 49152)' >"$tmp/r/samples.jsonl"
	run "$faultline" report "$tmp/r"
	assert_failure 1
	[ "$(cd "$tmp/r/charts" && echo *-flame-*)" = "$(basename "$flames-ext4-iomap.svg")" ]
}

@test "without charts there are no flame graphs, and without a profile neither" {
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	[ ! -e "$tmp/r/charts" ]
	absent -q 'Flame graphs' "$tmp/r/report.html"
	run_dir plain as_iomap
	"$faultline" report "$tmp/plain" >/dev/null 2>"$tmp/err"
	[ ! -s "$tmp/err" ]
	run compgen -G "$tmp/plain/charts/*-flame-*"
	assert_failure
}

@test "the page allows the script of its flame graphs by its hash, and has no other one" {
	local allowed hash

	"$faultline" report "$tmp/r" >/dev/null
	xmllint --xpath "string(//*[local-name() = 'script'])" "$flames-difference.svg" >"$tmp/script"
	# string() ends with a line of xmllint's own
	hash=$(head -c -1 "$tmp/script" | sha256sum | cut -d ' ' -f 1 | xargs printf '%s' |
		sed 's/../\\x&/g' | xargs -0 printf '%b' | base64)
	allowed=$(grep -oE "script-src '[^']*'" "$tmp/r/report.html")
	[ "$allowed" = "script-src 'sha256-$hash'" ]
	[ "$(grep -c '<script' "$tmp/r/report.html")" = 1 ]
	absent -n '[<&]' bench/report/flame.js
	# It needs no other file, and leads to none
	sed 's/xmlns[:a-z]*="[^"]*"//g; /^<script/,/<\/script>/d' "$tmp/r/report.html" >"$tmp/page"
	absent -nE 'https?:|//[a-z]|<link|<img|<iframe|@import| src=' "$tmp/page"
	absent -nE "href=[\"'][^#]|url\([^#]" "$tmp/page"
	[ -z "$(grep -oE " id=[\"'][^\"']*" "$tmp/page" | tr \" \' | sort | uniq -d)" ]
}

# drive PAGE SCRIPT: a copy of it that may run any script, and runs this one; its title on stdout
drive() {
	{
		grep -v Content-Security-Policy "$1"
		echo "<script>$2</script>"
	} >"$tmp/driven.html"
	browse "$tmp/driven.html" >"$tmp/dom"
	grep -o '<title>said: [^<]*' "$tmp/dom" | cut -d ' ' -f 2-
}

@test "the search finds functions in a page, and says how much they cost" {
	"$faultline" report "$tmp/r" >/dev/null
	# As it is, with its policy: the script has made the field
	browse "$tmp/r/report.html" >"$tmp/dom"
	[ "$(grep -c '<input type="search"' "$tmp/dom")" = 1 ]
	run drive "$tmp/r/report.html" '
		const field = document.querySelector("svg.flame input");
		const found = () => [...document.querySelectorAll("svg.flame .found")].map(f => f.textContent).join("; ");
		const said = [];
		for (const text of ["AGAIN", "^last$", "sequential", "("]) {
			field.value = text;
			field.dispatchEvent(new Event("input"));
			said.push(field.checkValidity() ? found() : "refused");
		}
		document.title = "said: " + said.join(" / ");'
	echo "$output"
	# Once what is within itself; the root, which has the name of the cell, is no function
	assert_output 'found: 2 frames, 5.0 a page, 50.0 %; found: 0 frames, 0.0 a page, 0.0 % / found: 0 frames, 0.0 a page, 0.0 %; found: 1 frames, 2.0 a page, 33.3 % / found: 0 frames, 0.0 a page, 0.0 %; found: 0 frames, 0.0 a page, 0.0 % / refused'
}

@test "a click zooms to a function, and two pictures of one page do not meet" {
	"$faultline" report "$tmp/r" >/dev/null
	# The same picture once more, as another one has the same script
	{
		cat "$tmp/r/report.html"
		sed 1d "$flames-difference.svg"
	} >"$tmp/two.html"
	run drive "$tmp/two.html" '
		const [one, two] = document.querySelectorAll("svg.flame");
		const box = (svg, name) => [...svg.querySelectorAll(".panel rect")].find(r => r.textContent.startsWith(name + "\n"));
		const width = (svg, name) => box(svg, name).getAttribute("display") === "none" ? "none" :
			Math.round(box(svg, name).getAttribute("width"));
		const all = () => [width(one, "asm_fault"), width(one, "again"), width(two, "again")].join(",");
		const said = [one, two].map(svg => svg.querySelectorAll("input").length);
		said.push(all());
		const labels = () => [...one.querySelectorAll(".panel rect + text")].map(t => t.textContent).join();
		const before = labels();
		box(one, "again").dispatchEvent(new MouseEvent("click", { bubbles: true }));
		said.push(all());
		one.querySelector("button").click();
		said.push(all());
		said.push(labels() === before ? "as before" : labels());
		document.title = "said: " + said.join(" ");'
	echo "$output"
	assert_output '1 1 1062,590,590 1180,1180,590 1062,590,590 as before'
}
