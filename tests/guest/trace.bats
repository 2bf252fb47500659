#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The path tracer: what it counts is what the kernel counts, and its parts add up.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	make --no-print-directory all tracing-tests
	export tmp=$BATS_FILE_TMPDIR
	mkdir "$tmp/out"
	scripts/guest --insn --timeout 300 --share "$tmp/out" --console "$tmp/console" -- \
		tests/tracing/path-in-guest "$tmp/out" >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		return 1
	}
}

# of WORKLOAD FILTER: jq over the trace of that workload
of() {
	jq -r ".path | $2" "$tmp/out/$1.json"
}

@test "page_mkwrite calls are counted to the last one" {
	for w in bh-sparse iomap-sparse iomap-cached bh-nodelalloc; do
		[ "$(of "$w" .begun)" = 512 ]
		[ "$(of "$w" .ended)" = 512 ]
		[ "$(of "$w" .calls.do_page_mkwrite)" = 512 ]
	done
}

@test "calls inside page_mkwrite equal the kernel's own tracepoint counts" {
	[ "$(cat "$tmp/out/bh-sparse.da_reserve")" = 512 ]
	[ "$(of bh-sparse .calls.ext4_da_reserve_space)" = 512 ]
	[ "$(of iomap-cached .calls.iomap_iter)" = "$(cat "$tmp/out/iomap-cached.iomap_iter")" ]
	echo "$(of bh-nodelalloc .calls.start_this_handle) $(cat "$tmp/out/bh-nodelalloc.handle_start")"
	[ "$(of bh-nodelalloc .calls.start_this_handle)" = \
	  "$(cat "$tmp/out/bh-nodelalloc.handle_start")" ]
	[ "$(of bh-nodelalloc .calls.start_this_handle)" -ge 512 ]
}

@test "the parts add up to the whole, and at most 5 % of it is the rest" {
	for w in bh-sparse iomap-sparse iomap-cached bh-nodelalloc; do
		of "$w" '([.parts[].value] | add) as $net |
			"\($net) \(.traced) \([.parts[] | select(.name == "the rest").value] | add)"' |
			awk '{ exit !($1 > 0 && $1 < $2 && $3 * 20 <= $1) }'
	done
}

@test "the histogram holds every call, and its mean is that of the parts" {
	# A bucket's least value is up to 12.5 % below what fell in it
	of bh-sparse '([.parts[].value] | add) as $net | ([.histogram[][1]] | add) as $n |
		([.histogram[] | .[0] * .[1]] | add) as $low | "\($n) \($low / $net)"' |
		awk '{ exit !($1 == 512 && $2 <= 1 && $2 > 0.875) }'
}

@test "each path has the parts that it alone has" {
	of bh-sparse '[.parts[] | select(.value > 0).name] | join(",")' | grep -q "buffer-head walks"
	[ "$(of iomap-sparse '[.parts[] | select(.value > 0).name] | join(",")' |
		grep -c "buffer-head")" = 0 ]
	of iomap-sparse '[.parts[] | select(.value > 0).name] | join(",")' | grep -q "iomap iteration"
	of bh-nodelalloc '[.parts[] | select(.value > 0).name] | join(",")' | grep -q "block allocation"
}

@test "nothing is lost, and what is not hooked is named" {
	for w in bh-sparse iomap-sparse iomap-cached bh-nodelalloc; do
		[ "$(of "$w" '"\(.lost) \(.misses) \(.incomplete) \(.missing)"')" = "0 0 null " ]
	done
}

@test "a fault that sleeps takes its parts along to where it goes on" {
	# The filesystem is frozen: the first fault sleeps half a second in freeze protection
	[ "$(of frozen .begun)" = "$(of frozen .ended)" ]
	echo "$(of frozen '.parts[0]')"
	of frozen '(.parts[] | select(.name | startswith("entry"))) as $p | "\($p.asleep) \($p.value)"' |
		awk '{ exit !($1 > 400000000 && $1 <= $2) }'
}

@test "another process, cgroup or device is not traced" {
	[ "$(of other .begun)" = 0 ]
	[ "$(of other-device .begun)" = 0 ]
	[ "$(of this-device .begun)" = 512 ]
}

@test "children in cgroups below are traced, and a process until it ends" {
	[ "$(of below .begun)" = 512 ]
	[ "$(of until .begun)" = 512 ]
}

@test "a command that ignores SIGTERM, or whose trace nobody reads, is ended, with its cgroup" {
	cat "$tmp/out/stubborn" "$tmp/out/unread"
	grep -q 'so it is killed$' "$tmp/out/stubborn"
	[ "$(cat "$tmp/out/stubborn.left")" = "" ]
	grep -q 'stdout: Broken pipe$' "$tmp/out/unread"
	[ "$(cat "$tmp/out/unread.left")" = "" ]
}

@test "page_mkwrite and the other parts of a fault explain what ext4 costs more than tmpfs" {
	mkdir "$tmp/floor"
	scripts/guest --insn --timeout 300 --share "$tmp/floor" --console "$tmp/console" -- \
		tests/tracing/floor-in-guest "$tmp/floor" >"$tmp/table"
	sed 's/^/# /' "$tmp/table" >&3
	awk '/^not explained, %/ {
		for (i = 4; i <= NF; i++)
			bad += $i > 2 || $i < -2
		cells = NF - 3
	}
	END { exit !(cells == 6 && !bad) }' "$tmp/table"
}
