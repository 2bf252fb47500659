#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What `git archive` makes is built without git, installed, and its source removed.  All that
# is tested then is what was installed.
load helpers

# What is not committed is in it, too
setup_file() {
	export shared=$BATS_FILE_TMPDIR
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	changed=$(git stash create)
	mkdir "$shared/src" "$shared/bin"
	git archive "${changed:-HEAD}" | tar -x -C "$shared/src"
	git rev-parse --short "${changed:-HEAD}" >"$shared/commit"
	printf '#!/bin/sh\nexit 127\n' >"$shared/bin/git"
	chmod +x "$shared/bin/git"
	mkdir -p "$shared/root/usr/share/man/man1" "$shared/root/usr/share/empty"
	echo theirs >"$shared/root/usr/share/man/man1/other.1"
	tree_of "$shared/root" >"$shared/before"
	PATH=$shared/bin:$PATH CFLAGS=-O2 make --no-print-directory -j2 -C "$shared/src" install PREFIX=/usr \
		DESTDIR="$shared/root" >"$shared/log" 2>&1 || { tail "$shared/log" >&2; return 1; }
	"$shared/src/scripts/version" >"$shared/version"
	rm -r "$shared/src"
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	tmp=$BATS_TEST_TMPDIR
	root=$shared/root
	export XDG_CACHE_HOME=$tmp/cache
}

# tree_of DIR: all that is in it: kind, mode, name, where links lead, and the bytes of files
tree_of() {
	(cd "$1" && find . -printf '%y %m %p %l\n' | sort && find . -type f -print0 | sort -z |
		xargs -0r sha256sum)
}

@test "what git archive makes is built without git, and knows its version" {
	[ "$(cat "$shared/version")" = "$(cat "$shared/commit")" ]
	[ "$("$root/usr/bin/faultline" --version)" = "faultline $(cat "$shared/commit")" ]
}

@test "an installed faultline finds its jobs by name, and any job by its path" {
	cd "$tmp"
	# Results are no job
	mkdir smoke
	run "$root/usr/bin/faultline" run --check smoke
	assert_output "$root/usr/share/faultline/bench/jobs/smoke.job: 54 cells, 6 combinations left out, 1 vCPUs, mode auto"
	printf '[a]\nvariant=xfs\nstate=sparse\nsize=1m\nfolio=order0\n' >standard
	run "$root/usr/bin/faultline" run --check standard
	assert_output --partial "standard: 1 cells"
	refuses 2 "^faultline: job file nosuch: No such file or directory$" \
		"$root/usr/bin/faultline" run --check nosuch
	refuses 2 "^faultline: job file ./contention: No such file or directory$" \
		"$root/usr/bin/faultline" run --check ./contention
}

@test "an installed faultline draws charts although its source is gone" {
	mkdir "$tmp/r"
	cp tests/data/samples.jsonl "$tmp/r/"
	run "$root/usr/bin/faultline" report "$tmp/r"
	assert_success
	refute_output --partial "no charts"
	for data in "$tmp"/r/charts/*.tsv; do
		tail -n 3 "${data%.tsv}.svg" | grep -q '</svg>'
	done
}

@test "faultline-bench finds its job, its scripts and its patches, and writes nothing there" {
	tree_of "$root" >"$tmp/before"
	cd "$tmp"
	refuses 2 "^bench: JOB=nosuch: no job file $root/usr/share/faultline/bench/jobs/nosuch.job$" \
		"$root/usr/bin/faultline-bench" nosuch
	mkdir -p linux/fs/ext4
	refuses 2 "^kernel: KERNEL_TREE=linux is not a kernel source$" \
		"$root/usr/bin/faultline-bench" --kernel-tree linux smoke out
	[ ! -e out ]
	# Its own results are here
	refuses 2 "^kernel: KERNEL_TREE=linux is not a kernel source$" \
		"$root/usr/bin/faultline-bench" --kernel-tree linux
	[ "$(ls)" = "$(printf '%s\n' before cache linux results stdout)" ]
	refuses 2 "two kernels are wanted" "$root/usr/bin/faultline-bench" -A linux
	refuses 2 "two revisions are wanted" "$root/usr/bin/faultline-bench" -k linux -a HEAD
	refuses 2 "not both" "$root/usr/bin/faultline-bench" -k linux -a HEAD -B linux
	refuses 2 "leave out --series" "$root/usr/bin/faultline-bench" -A linux -B linux --rc
	refuses 2 "'c' is a third" "$root/usr/bin/faultline-bench" smoke b c
	refuses 2 "unrecognized option '--nosuch'" "$root/usr/bin/faultline-bench" --nosuch
	refuses 2 "no kernel at $XDG_CACHE_HOME/faultline/bzImage; build one with: faultline-bench --kernel-only" \
		"$root/usr/share/faultline/scripts/guest" -- true
	tree_of "$root" | diff "$tmp/before" -
}

@test "an installed Faultline names the packages that it misses, and leaves them to root" {
	mkdir "$tmp/bin"
	# A dpkg that knows of all but one
	printf '#!/bin/sh\nshift 3\nprintf "%%s installed\\n" "$@" | grep -v flex\n' >"$tmp/bin/dpkg-query"
	printf '#!/bin/sh\ntouch %s/called\n' "$tmp" >"$tmp/bin/apt-get"
	chmod +x "$tmp"/bin/*
	refuses 2 "^deps: missing packages; as root, type: apt-get update && apt-get install --yes --no-install-recommends flex$" \
		env PATH="$tmp/bin:$PATH" "$root/usr/bin/faultline-bench" smoke
	[ ! -e "$tmp/called" ]
	# What it was built with is none of them
	run "$root/usr/share/faultline/scripts/deps" --list bench
	refute_output --partial jansson
	assert_line gcc
}

@test "a second installation leaves nothing of the first, and none leaves anything" {
	# Another version, which had a file and a folder more
	mkdir -p "$root/usr/share/faultline/old"
	touch "$root/usr/share/faultline/old/gone" "$root/usr/share/faultline/mine"
	printf 'file\t/usr/share/faultline/old/gone\ndirectory\t/usr/share/faultline/old\n' \
		>>"$root/usr/share/faultline/manifest"
	make --no-print-directory install PREFIX=/usr DESTDIR="$root" >"$tmp/log"
	[ ! -e "$root/usr/share/faultline/old/gone" ]
	make --no-print-directory uninstall PREFIX=/usr DESTDIR="$root"
	# Somebody's own file stays
	[ "$(cd "$root" && find usr -newer "$shared/before" -type f)" = usr/share/faultline/mine ]
	rm -r "$root/usr/share/faultline"
	tree_of "$root" | diff "$shared/before" -
	refuses 2 "^install: no Faultline in $root/usr: there is no $root/usr/share/faultline/manifest$" \
		scripts/install --remove /usr "$root"
	refuses 2 "^install: PREFIX=usr: an absolute path is wanted$" scripts/install usr "$root"
}

@test "what the Debian package is built with and depends on are the lists of scripts/packages" {
	diff <(sed -n '/^Build-Depends:/,/^[A-Z]/s/^ \([a-z0-9-]*\).*/\1/p' debian/control | sort) \
		<({ echo debhelper-compat; scripts/deps --list build | grep -vxE 'gcc|libc6-dev|make'; } | sort)
	grep -q '^Depends: .*\${faultline:Depends}' debian/control
	grep -q 'faultline:Depends=.*deps --list bench' debian/rules
}
