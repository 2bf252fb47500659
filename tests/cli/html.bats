#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# report.html, as a browser sees it.
load helpers

# rows_of DOM: the rows of all tables as plain lines
rows_of() {
	grep -o '<tr.*</tr>' "$1" | sed 's/<[^>]*>/ /g; s/  */ /g; s/^ //; s/ $//'
}

@test "report.html has every table and chart in a browser, and nothing for the console" {
	mkdir "$tmp/r"
	changed "locked(80) | drawn" >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	browse "$tmp/r/report.html" >"$tmp/dom"
	# Each figure holds a picture, and there is one for each chart that was drawn
	diff <(cd "$tmp/r/charts" && printf 'chart-%s\n' *.svg | sed 's/\.svg$//' | sort) \
		<(grep -A 2 '<figure id=' "$tmp/dom" | tr -d '\n' |
			grep -o '<figure id="[^"]*"><div class="scroll chart" tabindex="0"><svg role="img"' |
			cut -d '"' -f 2 | sort)
	# Each row of report.txt, its percent sign set apart, begins one of the page's
	rows_of "$tmp/dom" >"$tmp/rows"
	sed -n '/^sequential/,$p' "$tmp/r/report.txt" | grep -E ' [0-9,.-]+%?$' |
		sed 's/  */ /g; s/^ //; s/%$/ %/' >"$tmp/want"
	grep -q '^j_state_lock 12 1.46 0.76 to 2.56$' "$tmp/want"
	grep -q '^j_state_lock 80 - - 4,321$' "$tmp/want"
	[ "$(wc -l <"$tmp/want")" -ge 20 ]
	while read -r row; do
		grep -qE "^$(sed 's/[().]/\\&/g' <<<"$row")( |$)" "$tmp/rows" ||
			{ echo "no row: $row"; return 1; }
	done <"$tmp/want"
	jq -r '.comparisons[] | "\(.state) \(.folio) .* \(.verdict)$"' "$tmp/r/report.json" |
		while read -r row; do grep -qE "^$row" "$tmp/rows"; done
	[ -z "$(find "$tmp/r" -name '*.tmp')" ]
}

@test "report.html fits a phone: only its tables and charts scroll" {
	mkdir "$tmp/r"
	changed "locked(80) | drawn" >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	# A copy that may run a script, which measures the layout
	{
		grep -v Content-Security-Policy "$tmp/r/report.html"
		cat <<-END
			<script>
			const wide = [...document.querySelectorAll("svg, table, h1, p, pre")].filter(e =>
				!e.closest(".scroll") && e.getBoundingClientRect().right > innerWidth);
			const thin = [...document.querySelectorAll("svg")].filter(e =>
				e.getBoundingClientRect().width < 600);
			document.title = [innerWidth, document.documentElement.scrollWidth,
				wide.length, thin.length].join(" ");
			</script>
		END
	} >"$tmp/r/measured.html"
	browse "$tmp/r/measured.html" --hide-scrollbars --window-size=375,800 >"$tmp/dom"
	grep '<title>' "$tmp/dom"
	grep -q '<title>375 375 0 0</title>' "$tmp/dom"
}

@test "report.html refers to nothing outside itself" {
	mkdir "$tmp/r"
	changed "locked(80) | drawn" >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	sed 's/xmlns[:a-z]*="[^"]*"//g' "$tmp/r/report.html" >"$tmp/page"
	absent -nE 'https?:|//[a-z]|<script|<link|<img|<iframe|@import| src=' "$tmp/page"
	absent -nE "href=[\"'][^#]|url\([^#]" "$tmp/page"
	# Nor is an id there twice
	[ -z "$(grep -oE " id=[\"'][^\"']*" "$tmp/page" | tr \" \' | sort | uniq -d)" ]
}

@test "names from the kernel, the job and the disk are shown as text, whatever they hold" {
	local evil='"><script>alert(1)<\/script><img src=x onerror=alert(2)>&amp;\u0027 {/b} \u001b[1m `id` @'

	mkdir "$tmp/r"
	changed 'locked(80) | drawn | run(.job = $evil | .job_text = $evil | .faultline = $evil |
		.environment |= (.kernel = $evil | .cpu = $evil | .command_line = "faultline.disk_cache=" + $evil |
			.device.model = $evil | .[$evil] = $evil))' \
		--argjson evil "\"${evil/\"/\\\"}\"" >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	browse "$tmp/r/report.html" >"$tmp/dom"
	absent -nE '<script|<img' "$tmp/r/report.html" "$tmp/dom"
	absent -nP '[\x00-\x08\x0b-\x1f]' "$tmp/r/report.html"
	grep -q '<pre tabindex="0">"&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x' "$tmp/dom"
	for svg in "$tmp"/r/charts/*.svg; do
		rsvg-convert "$svg" -o "$tmp/out.png"
	done
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	absent '<svg' "$tmp/r/report.html"
}

@test "a run that did not end says so in report.html" {
	mkdir "$tmp/r"
	changed "locked(80) | drawn" | head -n 9 >"$tmp/r/samples.jsonl"
	run "$faultline" report --no-charts "$tmp/r"
	assert_failure 1
	browse "$tmp/r/report.html" | grep -q 'INCOMPLETE: the run did not end. Of [0-9]* trials, [0-9]* are missing'
}
