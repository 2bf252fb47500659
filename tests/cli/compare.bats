#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# faultline compare: verdicts, exit statuses, and what it refuses to compare.
load helpers

compare() {
	"$faultline" compare "$@" >"$tmp/stdout"
}

@test "a run is the same as itself" {
	run_dir a
	compare --fail-on 0 "$tmp/a" "$tmp/a"
	grep -q "0 cost less, 0 cost more, 0 cannot tell" "$tmp/stdout"
}

@test "3 % more is a regression at 2 %, none at 5 %, and never one downwards" {
	run_dir a
	run_dir b 'costs(3)'
	run compare --fail-on 2% "$tmp/a" "$tmp/b"
	assert_failure 1
	grep -q "xfs 4k sequential sparse order0 .* REGRESSION" "$tmp/stdout"
	grep -q "+3.00 %" "$tmp/stdout"
	grep -qx "Cost of a touched page, instructions: base -> new, change" "$tmp/stdout"
	compare --fail-on 5 "$tmp/a" "$tmp/b"
	grep -q "xfs 4k sequential sparse order0 .* changed" "$tmp/stdout"
	compare --fail-on 2 "$tmp/b" "$tmp/a"
	grep -q "1 cost less" "$tmp/stdout"
}

@test "in instructions, what two boots differ by is the same" {
	run_dir a
	run_dir b 'costs(0.09)'
	run_dir c 'costs(0.2)'
	compare --fail-on 0 "$tmp/a" "$tmp/b"
	run compare --fail-on 0 "$tmp/a" "$tmp/c"
	assert_failure 1
}

@test "in time, noise alone is no change, and 10 % is one" {
	timed_dir a 1 0
	timed_dir b 2 0
	timed_dir c 3 10
	compare --fail-on 5 "$tmp/a" "$tmp/b"
	grep -q "0 cost less, 0 cost more" "$tmp/stdout"
	run compare --fail-on 5 "$tmp/a" "$tmp/c"
	assert_failure 1
	[ "$(grep -c REGRESSION "$tmp/stdout")" = 1 ]
}

@test "in time, what most cells moved by is no change of one, but a change beyond it is" {
	timed_dir a 1 0
	timed_dir b 2 0
	timed_dir c 2 150
	for run in b c; do
		jq -c 'if .type == "trial" then .elapsed = (.elapsed * 1.05 | round) else . end' \
			"$tmp/$run/samples.jsonl" >"$tmp/new"
		mv "$tmp/new" "$tmp/$run/samples.jsonl"
	done
	run compare --fail-on 2 "$tmp/a" "$tmp/b"
	assert_failure 3
	grep -q "0 cost less, 0 cost more" "$tmp/stdout"
	grep -qE "between the runs [67]\.[0-9]+ %" "$tmp/stdout"
	run compare --fail-on 2 "$tmp/a" "$tmp/c"
	assert_failure 1
	[ "$(grep -c REGRESSION "$tmp/stdout")" = 1 ]
}

# moved NAME SEED PER_CENT MACHINE: timed_dir, on a machine that was so many times as slow
moved() {
	timed_dir "$1" "$2" "$3"
	jq -c --argjson machine "$4" 'if .type == "trial" then .elapsed = (.elapsed * $machine | round)
		else . end' "$tmp/$1/samples.jsonl" >"$tmp/moved"
	mv "$tmp/moved" "$tmp/$1/samples.jsonl"
}

@test "several runs of a side: what runs are apart by is no change, and a change beyond it is" {
	moved a1 1 0 1.00; moved a2 2 0 1.03; moved a3 3 0 0.98
	moved b1 4 0 1.01; moved b2 5 0 0.99; moved b3 6 0 1.04
	moved c1 4 60 1.01; moved c2 5 60 0.99; moved c3 6 60 1.04
	side_a=(--base "$tmp/a2" --base "$tmp/a3")
	run compare --fail-on 2 "${side_a[@]}" --new "$tmp/b2" --new "$tmp/b3" "$tmp/a1" "$tmp/b1"
	assert_failure 3
	grep -qx "Runs     3 of base, 3 of new" "$tmp/stdout"
	grep -q "0 cost less, 0 cost more" "$tmp/stdout"
	run compare --fail-on 2 "${side_a[@]}" --new "$tmp/c2" --new "$tmp/c3" "$tmp/a1" "$tmp/c1"
	assert_failure 1
	[ "$(grep -c REGRESSION "$tmp/stdout")" = 1 ]
	# With two runs of a side there is no interval, however large the change
	run compare --fail-on 2 --format json --base "$tmp/a2" --new "$tmp/c2" "$tmp/a1" "$tmp/c1"
	assert_failure 3
	jq -e '.runs == [2, 2] and .drift == null and
		all(.comparisons[]; .ci95 == [null, null] and .verdict == "cannot-tell")' "$tmp/stdout"
}

@test "several runs of a side: in instructions a change is more than the runs are apart" {
	run_dir a1
	run_dir a2 'costs(0.5)'
	run_dir b1 'costs(0.7)'
	run_dir b2 'costs(3)'
	run compare --fail-on 0 --base "$tmp/a2" "$tmp/a1" "$tmp/b1"
	assert_failure 1
	run compare --fail-on 0 --base "$tmp/a2" --new "$tmp/b2" "$tmp/a1" "$tmp/b1"
	assert_failure 3
	"$faultline" baseline "$tmp/a2" --out "$tmp/a2.json"
	run compare --fail-on 0 --base "$tmp/a2.json" "$tmp/a1" "$tmp/b1"
	assert_failure 1
}

@test "several runs of a side: one that is named twice, of another job, or of mode count is refused" {
	run_dir a
	run_dir b
	run_dir other 'run(.job_text = "[b]")'
	run_dir counted counted
	ln -s a "$tmp/link"
	refuses 2 'are the same run, which counts once' compare --base "$tmp/link" "$tmp/a" "$tmp/b"
	refuses 2 'are the same run, which counts once' compare --new "$tmp/a" "$tmp/a" "$tmp/b"
	refuses 2 'cannot be compared: they are of different jobs' compare --base "$tmp/other" "$tmp/a" "$tmp/b"
	refuses 2 'runs in mode count have no costs' compare --base "$tmp/a" "$tmp/counted" "$tmp/b"
	refuses 2 'No such file' compare --new "$tmp/none" "$tmp/a" "$tmp/b"
	# One that did not end makes the side incomplete
	run_dir broken
	sed -i '$d' "$tmp/broken/samples.jsonl"
	refuses 2 'did not end' compare --base "$tmp/broken" "$tmp/a" "$tmp/b"
}

@test "in time, three cells are too few to tell drift from a change" {
	few='[inputs | select(.type != "trial" or (.cell.variant == "xfs" and .cell.pattern ==
		"sequential" and .cell.block_size == 4096 and (.cell.state | IN("sparse", "redirty")) and
		(.cell.folio == "order0" or .cell.state == $more)))] | (map(select(.type == "trial")) |
		length) as $n | .[] | if .type == "run" then .steps = $n elif .type == "end" then
		.trials = $n else . end'
	timed_dir a 1 0
	timed_dir c 3 30
	for run in a c; do
		mkdir "$tmp/few-$run"
		jq -nc --arg more sparse "$few" "$tmp/$run/samples.jsonl" >"$tmp/few-$run/samples.jsonl"
	done
	run compare --fail-on 2 "$tmp/few-a" "$tmp/few-c"
	assert_failure 3
	grep -q "Cells    3: 0 the same, 0 cost less, 0 cost more, 3 cannot tell" "$tmp/stdout"
}

@test "the second trials of A/A pairs are the floor, and nothing else" {
	timed_dir a 1 0
	compare --fail-on 5 --format json "$tmp/a" "$tmp/a"
	before=$(jq -c 'del(.aa_floor)' "$tmp/stdout")
	jq -c 'if .type == "trial" and .cell.variant == "xfs" then
			., .again = true | if .again then .elapsed = (.elapsed * 1.25 | round) else . end
		elif .type == "end" then empty else . end' "$tmp/a/samples.jsonl" >"$tmp/a/new"
	echo "{\"type\": \"end\", \"trials\": $(($(wc -l <"$tmp/a/new") - 1)), \"failed\": 0}" \
		>>"$tmp/a/new"
	mv "$tmp/a/new" "$tmp/a/samples.jsonl"
	compare --fail-on 5 --format json "$tmp/a" "$tmp/a"
	jq -e '.aa_floor > 0.249 and .aa_floor < 0.251' "$tmp/stdout"
	[ "$(jq -c 'del(.aa_floor)' "$tmp/stdout")" = "$before" ]
}

@test "trials too noisy for the question cannot tell: status 3" {
	timed_dir a 1 0
	timed_dir b 2 0
	run compare --fail-on 0.1 "$tmp/a" "$tmp/b"
	assert_failure 3
	grep -q "cannot-tell" "$tmp/stdout"
}

@test "two trials in time are no interval, and no verdict" {
	run_dir a 'run(.mode = "time")'
	run compare "$tmp/a" "$tmp/a"
	assert_failure 3
}

@test "what is not comparable is refused with the reason, unless forced" {
	run_dir a
	run_dir job 'run(.job_text += "; other\n")'
	run_dir time 'run(.mode = "time")'
	run_dir cut 'select(.type != "end")'
	refuses 2 'different jobs' "$faultline" compare "$tmp/a" "$tmp/job"
	refuses 2 'one counts instructions' "$faultline" compare "$tmp/a" "$tmp/time"
	refuses 2 'trials are missing' "$faultline" compare "$tmp/a" "$tmp/cut"
	refuses 2 'No such file' "$faultline" compare "$tmp/a" "$tmp/nothing"
	compare --force "$tmp/a" "$tmp/job"
}

@test "lines in another layout are read as those that faultline writes" {
	run_dir a
	run_dir b 'costs(3)'
	mkdir "$tmp/sorted"
	jq -cS . "$tmp/b/samples.jsonl" | sed 's/:/: /g; s/,"/, "/g' >"$tmp/sorted/samples.jsonl"
	run compare --all --format json "$tmp/a" "$tmp/b"
	assert_failure 1
	jq 'del(.new)' "$tmp/stdout" >"$tmp/written"
	run compare --all --format json "$tmp/a" "$tmp/sorted"
	assert_failure 1
	jq 'del(.new)' "$tmp/stdout" | cmp - "$tmp/written"
}

@test "among many cells each finds its own" {
	for more in 1000000 1200000; do
		mkdir "$tmp/$more"
		jq -cn --slurpfile lines tests/data/samples.jsonl --argjson more $more '
			($lines[0] | .cells = 700 | .steps = 1400),
			(range(1400) as $i | $lines[1] | .index = $i | .round = ($i / 700 | floor) |
				.cell.size = 4096 * (1 + $i % 700) | .pages = 1 + $i % 700 |
				.elapsed = if $i % 700 == 555 then $more else 1000000 end),
			{ type: "end", trials: 1400, failed: 0 }' >"$tmp/$more/samples.jsonl"
	done
	run compare --format json --all "$tmp/1000000" "$tmp/1200000"
	assert_failure 1
	jq -e '(.comparisons | length == 700) and .only_base == 0 and .only_new == 0 and
		([.comparisons[] | select(.regressed)] | length == 1 and .[0].size == 4096 * 556)' \
		"$tmp/stdout"
}

@test "what is wrong in a line as faultline writes them is named with its number" {
	run_dir round 'if .index == 3 then .round = 1001 else . end'
	run_dir twice 'if .index == 10 then .index = 11 | ., . else . end'
	refuses 2 'samples.jsonl:5: a trial of a round that cannot be' \
		"$faultline" compare "$tmp/round" "$tmp/round"
	refuses 2 'samples.jsonl:13: a second trial of its cell' \
		"$faultline" compare "$tmp/twice" "$tmp/twice"
}

@test "a different kernel is named" {
	run_dir a
	run_dir b 'run(.environment.kernel = "7.4.0-mine")'
	compare "$tmp/a" "$tmp/b"
	grep -A2 '^Differs  kernel$' "$tmp/stdout" >"$tmp/differs"
	diff "$tmp/differs" - <<-END
		Differs  kernel
		         - 7.3.4-faultline
		         + 7.4.0-mine
	END
}

@test "whatever else differs of the environment is named, and nothing that does not" {
	run_dir a 'run(.environment.cpus = 1 |
		.environment.device.model = "SSD 1")'
	run_dir b 'run(.environment.cpus = 8 |
		.environment.device.model = "SSD\u001b 2" | .environment.governor = "powersave")'
	compare "$tmp/a" "$tmp/b"
	grep -A2 '^Differs' "$tmp/stdout" | grep -v -- -- >"$tmp/differs" || true
	diff "$tmp/differs" - <<-END
		Differs  cpus
		         - 1
		         + 8
		Differs  model
		         - SSD 1
		         + SSD? 2
		Differs  governor
		         - unknown
		         + powersave
	END
}

@test "of long lists only the words that differ are named" {
	run_dir a 'run(.environment.command_line = "console=ttyS0 root=hostroot rootfstype=9p ro tsc=reliable quiet")'
	run_dir b 'run(.environment.command_line = "console=ttyS0 root=hostroot rootfstype=9p rw tsc=reliable quiet")'
	compare "$tmp/a" "$tmp/b"
	grep -A1 '^Differs  command_line$' "$tmp/stdout" >"$tmp/differs"
	diff "$tmp/differs" - <<-END
		Differs  command_line
		         -ro +rw
	END
}

@test "another version of faultline is named" {
	run_dir a
	run_dir b 'run(.faultline = "v99")'
	compare "$tmp/a" "$tmp/b"
	grep -A2 '^Differs  faultline$' "$tmp/stdout" | grep -q '+ v99$'
}

@test "processors with other features, and kernels of other compilers, are not compared, unless told" {
	run_dir a
	run_dir fsrm 'run(.environment.cpu_flags += " erms fsrm")'
	run_dir gcc 'run(.environment.compiler = "gcc (Debian 14.2.0-19) 14.2.0")'
	run_dir both 'run(.environment.cpu_flags += " fsrm" | .environment.compiler = "clang 19")'
	run_dir silent 'run(del(.environment.cpu_flags, .environment.compiler))'
	refuses 2 'processors have other features: \+erms \+fsrm$' \
		"$faultline" compare "$tmp/a" "$tmp/fsrm"
	refuses 2 'other compilers: gcc \(Debian 12.* 12.2.0, and gcc \(Debian 14.2.0-19\) 14.2.0$' \
		"$faultline" compare "$tmp/a" "$tmp/gcc"
	refuses 2 'features: \+fsrm, and more \(--force names all\)$' \
		"$faultline" compare "$tmp/a" "$tmp/both"
	run "$faultline" compare --force "$tmp/a" "$tmp/both"
	assert_success
	assert_output --regexp 'all the same: their processors .*all the same: their kernels '
	# A run that does not tell is no reason, but is said
	compare "$tmp/a" "$tmp/silent"
	grep -q '^Differs  cpu_flags$' "$tmp/stdout"
}

@test "times of another machine are not compared, unless told; instructions are" {
	local machine

	timed_dir a 1 0
	for machine in '.cpu = "Xeon"' '.cpus = 64' '.memory = "8040968 kB"' '.device.model = "SSD"'; do
		mkdir -p "$tmp/b"
		jq -c "if .type == \"run\" then .environment$machine else . end" \
			"$tmp/a/samples.jsonl" >"$tmp/b/samples.jsonl"
		refuses 2 'cannot be compared: (their|they had)' "$faultline" compare "$tmp/a" "$tmp/b"
		run compare --force "$tmp/a" "$tmp/b"
		assert_success
		run_dir i
		run_dir j "run(.environment$machine)"
		compare "$tmp/i" "$tmp/j"
	done
	# Another kernel leaves some pages more
	jq -c 'if .type == "run" then .environment.memory = "2040000 kB" else . end' \
		"$tmp/a/samples.jsonl" >"$tmp/b/samples.jsonl"
	compare "$tmp/a" "$tmp/b"
}

@test "kernels that are configured to take other paths are not compared, unless told" {
	run_dir a 'run(.environment.config = "SMP PREEMPT_LAZY HZ=250")'
	run_dir b 'run(.environment.config = "SMP HZ=1000 KASAN PREEMPT_LAZY")'
	run_dir c
	refuses 2 'configured differently: -HZ=250 \+HZ=1000 \+KASAN$' \
		"$faultline" compare "$tmp/a" "$tmp/b"
	run "$faultline" compare --force "$tmp/a" "$tmp/b"
	assert_success
	[[ $output == *"compared all the same"*"+KASAN"* ]]
	compare "$tmp/a" "$tmp/a"
	# A kernel that does not tell is no reason, but is said
	compare "$tmp/a" "$tmp/c"
	grep -A2 '^Differs  config$' "$tmp/stdout" >"$tmp/differs"
	diff "$tmp/differs" - <<-END
		Differs  config
		         - SMP PREEMPT_LAZY HZ=250
		         + unknown
	END
}

@test "no text of a result file can command the terminal" {
	run_dir a
	run_dir b 'if .type == "run" then
		.environment.kernel = "7\u001b[2J" | .environment["k\u001b[2Jy"] = "\u009b2J" else . end'
	compare "$tmp/a" "$tmp/b"
	grep -q '^Kernel   7?\[2J$' "$tmp/stdout"
	grep -q '^Differs  k?\[2Jy$' "$tmp/stdout"
	absent -qP '[^\x20-\x7e]' "$tmp/stdout"
}

@test "a regression names the part that grew most, if it explains half of it" {
	run_dir a 'traced(1)'
	run_dir b 'costs(3) | traced(201)'
	run compare --fail-on 2 "$tmp/a" "$tmp/b"
	grep -A2 REGRESSION "$tmp/stdout" | grep -q "grew most: dirtying, by 200 a page"
	"$faultline" compare --format json "$tmp/a" "$tmp/b" >"$tmp/json" || true
	jq -e '[.comparisons[] | select(.regressed).grown] ==
		[{"where": "part", "part": "dirtying", "by": 200}]' "$tmp/json"
}

@test "a regression that the parts of page_mkwrite do not explain is outside of it" {
	run_dir a 'traced(1)'
	run_dir b 'costs(3) | traced(77)'
	run compare --fail-on 2 "$tmp/a" "$tmp/b"
	grep -A2 REGRESSION "$tmp/stdout" | grep -q "grew outside of page_mkwrite, by [0-9]* a page"
	absent -q "grew most" "$tmp/stdout"
	"$faultline" compare --format json "$tmp/a" "$tmp/b" >"$tmp/json" || true
	jq -e '[.comparisons[] | select(.regressed).grown | .where, has("part")] ==
		["outside of page_mkwrite", false]' "$tmp/json"
}

@test "a regression in many parts of page_mkwrite is inside of it, and no part is named" {
	run_dir a 'traced(1)'
	run_dir b 'costs(3) | traced(101) | trial(if has("trace") then
		.trace.parts["folio lock"] += 100 * 8192 else . end)'
	run compare --fail-on 2 "$tmp/a" "$tmp/b"
	grep -A2 REGRESSION "$tmp/stdout" | grep -q "grew inside page_mkwrite, by 200 a page"
}

@test "a regression names the lock that was waited for longer, if both runs traced it" {
	run_dir a 'locked(5)'
	run_dir b 'costs(3) | locked(80)'
	run compare --fail-on 2 "$tmp/a" "$tmp/b"
	grep -A3 REGRESSION "$tmp/stdout" | grep -q "waited longer for j_state_lock, by 75 a page"
	"$faultline" compare --fail-on 2 --format json "$tmp/a" "$tmp/b" >"$tmp/json" || true
	jq -e '[.comparisons[] | select(.regressed)][0].grown_lock ==
		{"lock": "j_state_lock", "by": 75}' "$tmp/json"
	run_dir c
	run compare --fail-on 2 "$tmp/c" "$tmp/b"
	grep -q REGRESSION "$tmp/stdout"
	absent "waited longer" "$tmp/stdout"
}

@test "each format is well-formed, text and lkp without tabs and colour" {
	run_dir a
	run_dir b 'costs(3)'
	for format in text json lkp markdown ktap junit; do
		run "$faultline" compare --fail-on 2 --all --format "$format" "$tmp/a" "$tmp/b"
		assert_failure 1
		echo "$output" >"$tmp/$format"
	done
	absent -qP '[\t\x1b]' "$tmp/text" "$tmp/lkp"
	absent -qE '^.{73}' "$tmp/text"
	jq -e '[.comparisons[] | select(.regressed)] | length == 1 and
		(.[0] | .verdict == "changed" and .ratio > 1.029 and (.ci95 | length == 2))' "$tmp/json"
	[ "$(grep -cE '^(not )?ok [0-9]+ ' "$tmp/ktap")" = "$(sed -n 's/^1\.\.//p' "$tmp/ktap")" ]
	[ "$(grep -c '^not ok' "$tmp/ktap")" = 1 ]
	grep -qE '^ +[0-9]+ {6} +\+3\.0%  +[0-9]+ {6}  faultline\.xfs\.4k\.' "$tmp/lkp"
	[ "$(awk -F'|' '{ print NF }' "$tmp/markdown" | sort -u)" = 7 ]
}

@test "cells that differ in size, threads or load alone have names of their own" {
	apart='if .type != "trial" then . elif .cell.state == "sparse" then
			.cell += { size: 8388608 } | .pages /= 4
		elif .cell.state == "redirty" then .cell += { threads: 4, load: "commit" } else . end |
		if .cell.variant == "xfs" then .cell.variant = "ext4-buffer_head-nodelalloc" |
		.cell += { threads: 1024, sharing: "private", load: "writeback" } | .pages *= 1024
		else . end'
	run_dir a "$apart"
	for format in text lkp markdown ktap; do
		"$faultline" compare --all --format "$format" "$tmp/a" "$tmp/a" >"$tmp/$format"
	done
	absent -qE '^.{73}' "$tmp/text"
	grep -q '^ext4-buffer_head 4k sequential sparse order0 8m  *same$' "$tmp/text"
	grep -q '^ext4-buffer_head 4k sequential redirty order0 32m x4 commit  *same$' "$tmp/text"
	grep -A1 '^ext4-buffer_head-nodelalloc 4k sequential redirty order0 32m x1024' "$tmp/text" |
		grep -q '^    private writeback  *same$'
	grep -q '^| ext4-buffer_head 4k sequential sparse order0 8m | ' "$tmp/markdown"
	for format in lkp ktap; do
		grep -q 'ext4-buffer_head\.4k\.sequential\.redirty\.order0\.32m\.x4\.commit' "$tmp/$format"
	done
}

@test "samples of before there were loads are those of cells with none" {
	run_dir a
	run_dir b 'del(.cell.load)'
	compare --fail-on 0 "$tmp/a" "$tmp/b"
	grep -q "0 cost less, 0 cost more, 0 cannot tell" "$tmp/stdout"
	grep -q "^Cells    $(jq -s '[.[] | .cell | select(.)] | unique | length' "$tmp/a/samples.jsonl"): " "$tmp/stdout"
}

@test "a cell without a good trial has no figures, in any format" {
	run_dir a 'if .type == "trial" and .cell.variant == "xfs" then .wrong = "no"
		elif .type == "end" then .failed = 12 else . end'
	for format in text lkp markdown ktap json junit; do
		run "$faultline" compare --all --format "$format" "$tmp/a" "$tmp/a"
		assert_failure 3
		echo "$output" >"$tmp/$format"
		absent -qiE '[^a-z]nan' "$tmp/$format"
	done
	grep -A1 '^xfs 4k sequential sparse order0' "$tmp/text" | grep -q '  - ->         -  -$'
	run "$faultline" report --no-charts "$tmp/a"
	assert_failure 1
	absent -qiE '[^a-z]nan[^a-z]' "$tmp/a/report.txt" "$tmp/a/report.html" "$tmp/a/report.json"
	grep -q '^sparse   order0  .* - .* - .* 3F$' "$tmp/a/report.txt"
}

@test "cells that NEW lacks, and trials of it that failed, leave the answer open" {
	run_dir a
	run_dir lost 'if .type == "run" then .cells = 6 | .steps = 18
		elif .type == "end" then .trials = 18 else . end | select(.cell.variant != "xfs")'
	run_dir failed 'if .type == "trial" and .cell.variant == "xfs" and .round == 1 and
		(has("path") | not) then .wrong = "no" else . end |
		if .type == "end" then .failed = 4 else . end'
	for new in lost failed; do
		for format in text lkp markdown ktap json junit; do
			run "$faultline" compare --format "$format" "$tmp/a" "$tmp/$new"
			assert_failure 3
			echo "$output" >"$tmp/$new.$format"
		done
	done
	grep -q "^Left out 4 only in base, 0 only in new$" "$tmp/lost.text"
	grep -q "^Cannot tell: 4 cells only in base, 0 trials of new failed$" "$tmp/lost.lkp"
	[ "$(grep -c "SKIP only in base$" "$tmp/lost.ktap")" = 4 ]
	[ "$(grep -cE '^(not )?ok [0-9]+ ' "$tmp/lost.ktap")" = "$(sed -n 's/^1\.\.//p' "$tmp/lost.ktap")" ]
	grep -q "^Failed   0 trials in base, 4 in new$" "$tmp/failed.text"
	grep -q "^Cannot tell: 0 cells only in base, 4 trials of new failed$" "$tmp/failed.markdown"
	jq -e '.failed_trials == [0, 4]' "$tmp/failed.json"
}

@test "a change below --fail-on whose interval goes beyond it leaves the answer open" {
	run_dir a
	run_dir b 'costs(3)'
	jq -c 'if .type == "trial" and .cell.variant == "xfs" and .cell.state == "sparse" and
		.cell.folio == "order0" and .round == 1 then .elapsed = (.elapsed * 1.02 | round)
		else . end' "$tmp/b/samples.jsonl" >"$tmp/new"
	mv "$tmp/new" "$tmp/b/samples.jsonl"
	run compare --fail-on 4 "$tmp/a" "$tmp/b"
	assert_failure 3
	compare --fail-on 6 "$tmp/a" "$tmp/b"
}

@test "in instructions, trials that do not repeat show no sameness" {
	run_dir a
	run_dir b 'trial(if (has("path") | not) and .round == 1 then .elapsed = (.elapsed * 1.3 | round)
		else . end)'
	run compare "$tmp/a" "$tmp/b"
	assert_failure 3
	grep -q '^Cells    10: 0 the same, .* 10 cannot tell' "$tmp/stdout"
}

@test "in instructions, what the trials of a cell differ by is no change" {
	run_dir a
	run_dir b 'costs(3) | if .round == 1 then .elapsed = (.elapsed * 1.04 | round) else . end'
	run compare --fail-on 1 "$tmp/a" "$tmp/b"
	assert_failure 3
	grep -q "xfs 4k sequential sparse order0 .* cannot-tell" "$tmp/stdout"
	"$faultline" compare --format json "$tmp/a" "$tmp/b" >"$tmp/json" || true
	jq -e '.comparisons[] | select(.variant == "xfs" and .state == "sparse" and
		.folio == "order0") | .mde > 0.039 and .mde < 0.041' "$tmp/json"
}

@test "whatever makes two runs incomparable is said, and instructions are never compared with time" {
	run_dir a 'run(.environment.config = "SMP")'
	run_dir b 'if .type == "run" then .environment.config = "SMP KASAN" | .job_text = "other"
		else . end'
	timed_dir c 1 0
	run "$faultline" compare --force "$tmp/a" "$tmp/b"
	assert_success
	[[ $output == *"all the same: they are of different jobs"*"all the same: "*"+KASAN"* ]]
	refuses 2 "one counts instructions" "$faultline" compare --force "$tmp/a" "$tmp/c"
}

@test "bad options are one line of usage with status 2" {
	run "$faultline" compare --fail-on inf a b
	assert_failure 2
	run "$faultline" compare --fail-on lots a b
	assert_failure 2
	run "$faultline" compare --format xml a b
	assert_failure 2
	run "$faultline" compare onlyone
	assert_failure 2
}
