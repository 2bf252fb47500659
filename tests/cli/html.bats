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
			grep -o '<figure id="[^"]*" class="[^"]*"><div class="scroll chart" tabindex="0"><svg role="img"' |
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

# measure PAGE SCRIPT [OPTION]...: what SCRIPT, run in a copy of the page, returns; SCRIPT has
# visible(ELEMENT), shown(SELECTOR), how many elements of it are displayed, and untick(ID)...
measure() {
	local page=$1 script=$2

	{
		grep -v Content-Security-Policy "$page"
		cat <<-END
			<script>
			// checkVisibility() is wrong for parts of an SVG
			const visible = e => !e || (getComputedStyle(e).display !== "none" && visible(e.parentElement));
			const shown = selector => [...document.querySelectorAll(selector)].filter(visible).length;
			const untick = (...ids) => ids.forEach(id => document.getElementById("show-" + id).click());
			document.title = "measured " + [(() => { $script })()].flat().join(" ");
			</script>
		END
	} >"$tmp/measured.html"
	browse "$tmp/measured.html" "${@:3}" | sed -n 's/.*<title>measured \([^<]*\)<.*/\1/p'
}

@test "tables and charts are filtered by state, block size and variant, without a script" {
	mkdir "$tmp/r"
	changed 'standard | if .path then .trace = { traced: 90000000, parts: { dirtying: 50000000 } } else . end' \
		-s >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	local page=$tmp/r/report.html

	absent '<script' "$page"
	# All is shown first, and by the button again
	[ "$(measure "$page" 'return [shown("tr.s-sparse"), shown("td.v-xfs"), shown("div.b-1k"),
		shown(".veil"), shown(".some")]' | tee "$tmp/all")" = '60 70 7 0 0' ]
	measure "$page" 'untick("s-sparse", "v-xfs", "b-1k"); document.querySelector("[type=reset]").click();
		return [shown("tr.s-sparse"), shown("td.v-xfs"), shown("div.b-1k"), shown(".veil"), shown(".some")]' |
		diff "$tmp/all" -
	# A state: its rows, its tables and its lines of the charts
	[ "$(measure "$page" 'untick("s-sparse"); return [shown(".s-sparse:not(.veil)"), shown("tr.s-prealloc") > 0,
		shown(".veil.s-sparse") > 0, shown(".veil.s-prealloc"), shown(".some")]')" = '0 true true 0 1' ]
	# A variant: columns, tables, lines of charts with their place in the key
	[ "$(measure "$page" 'untick("v-ext4-iomap");
		return [shown(".v-ext4-iomap:not(.veil), figure[id$=ratio]"), shown("g.v-xfs") > 0, shown("td.v-xfs") > 0,
			[...document.querySelectorAll("th, td, caption, svg text")].some(e =>
				visible(e) && e.closest(".scroll") && !e.closest(".what") &&
				/^ext4-iomap$/.test(e.textContent))]')" = '0 true true false' ]
	# A block size: its groups with their charts, its marks in the chart of all block sizes
	[ "$(measure "$page" 'const charts = shown("figure"); untick("b-1k");
		return [shown(".b-1k"), charts - shown("figure"), shown("g.b-4k") > 0, shown("figure[id$=ratio]")]')" = \
		'0 2 true 3' ]
	[ "$(measure "$page" 'untick("b-4k"); return [shown(".b-4k"), shown("#group-0 h2"), shown("#group-1 h2"),
		shown("#group-0 figure[id$=ratio]"), shown("tr.s-sparse") > 0]')" = '0 0 1 1 true' ]
}

@test "the box over a row of a chart covers that row, and no other" {
	mkdir "$tmp/r"
	changed 'standard | if .path then .trace = { traced: 90000000, parts: { dirtying: 50000000 } } else . end' \
		-s >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	# Of each box: is the middle of its own label in it, and of another label
	[ "$(measure "$tmp/r/report.html" 'untick("s-sparse", "s-written");
		const mid = e => { const r = e.getBoundingClientRect(); return (r.top + r.bottom) / 2; };
		let own = 0, others = 0;
		document.querySelectorAll("svg").forEach(svg => svg.querySelectorAll(".veil").forEach(veil => {
			const r = veil.getBoundingClientRect();
			if (!visible(veil))
				return;
			svg.querySelectorAll("text").forEach(text => {
				const state = text.textContent.match(/^(sparse|prealloc|delalloc|written|redirty)\b/);
				if (state && r.top < mid(text) && mid(text) < r.bottom)
					veil.classList.contains("s-" + state[1]) ? own++ : others++;
			});
		}));
		return [own, others]')" = '70 0' ]
}

@test "what the run has but one of is no filter" {
	mkdir "$tmp/r"
	changed as_iomap >"$tmp/r/samples.jsonl"
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	[ "$(measure "$tmp/r/report.html" 'return [document.querySelectorAll(".filter legend").length,
		document.querySelectorAll("#show-s-sparse, #show-s-redirty, #show-v-tmpfs").length]')" = '2 3' ]
	changed 'select(.type != "trial" or (.cell.variant == "xfs" and .cell.state == "sparse")) |
		run(.steps = 6) | if .type == "end" then .trials = 6 else . end' >"$tmp/r/samples.jsonl"
	"$faultline" report --no-charts "$tmp/r" >/dev/null
	absent '<form' "$tmp/r/report.html"
}

@test "report.html is readable in light and in dark" {
	mkdir "$tmp/r"
	changed "locked(80) | drawn" >"$tmp/r/samples.jsonl"
	"$faultline" report "$tmp/r" >/dev/null
	# The least contrast of any text with what is behind it, by WCAG; 4.5 is wanted
	local scheme script='
		const light = rgb => { const [r, g, b] = rgb.match(/[\d.]+/g).map(c => c / 255).map(c =>
			c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
		const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
			if (!/, 0\)$/.test(c)) return c; } return "rgb(255, 255, 255)"; };
		document.querySelector("details").open = true;
		let least = 99;
		document.querySelectorAll("h1, h2, h3, p, li, a, th, td, caption, label, legend, summary, pre").forEach(e => {
			const a = light(getComputedStyle(e).color), b = light(ground(e));
			least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)); });
		return [getComputedStyle(document.body).backgroundColor, least >= 4.5]'

	[ "$(measure "$tmp/r/report.html" "$script" --blink-settings=preferredColorScheme=1)" = \
		'rgb(255, 255, 255) true' ]
	[ "$(measure "$tmp/r/report.html" "$script" --blink-settings=preferredColorScheme=0)" = \
		'rgb(22, 22, 22) true' ]
}
