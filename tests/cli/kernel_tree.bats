#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What of a tree of somebody's own gets into a kernel.  The tree here is a small one, whose
# Makefile notes what it would compile, and makes a "kernel" of the texts of its files.
load helpers

setup() {
	tmp=$BATS_TEST_TMPDIR
	export XDG_CACHE_HOME=$tmp/cache
	mkdir -p "$tmp/my  linux,ü/fs/ext4" "$tmp/my  linux,ü/mm" "$tmp/my  linux,ü/scripts/kconfig"
	cd "$tmp/my  linux,ü" || return
	: >Kbuild
	: >fs/ext4/super.c
	echo memory >mm/memory.c
	echo filemap >mm/filemap.c
	ln -s filemap.c mm/link.c
	printf '#!/bin/sh\n' >scripts/kconfig/merge_config.sh
	chmod +x scripts/kconfig/merge_config.sh
	cat >Makefile <<-'END'
		.RECIPEPREFIX = >
		VERSION = 6
		PATCHLEVEL = 99
		tinyconfig:
		> @mkdir -p $(O) && : >$(O)/.config && cp Build $(O)/Makefile
		> @echo configured >>$(O)/../calls
		olddefconfig:
		> @true
	END
	cat >Build <<-'END'
		.RECIPEPREFIX = >
		olddefconfig: ;
		bzImage:
		> @cd ../src && find mm -newer ../built -name '*.c' | sort >../compiled; touch ../built
		> @echo "$(LOCALVERSION)" >../version
		> @mkdir -p arch/x86/boot && cat ../src/mm/*.c >arch/x86/boot/bzImage && : >System.map
		> @cat ../src/mm/*.c >vmlinux
	END
	linux=$PWD
	cd "$BATS_TEST_DIRNAME/../.." || return
}

# build [OPTION...]: the text of the kernel is in $kernel, the place of the build in $tree
build() {
	kernel=$(scripts/kernel "$@" "$linux" 2>"$tmp/stderr") || { cat "$tmp/stderr" >&2; return 1; }
	kernel=$(xargs <"$kernel")
	tree=$(echo "$XDG_CACHE_HOME"/faultline/tree/*)
}

compiled() { xargs <"$tree/compiled"; }

@test "a tree of one's own: what has changed is compiled anew, whatever its time, and nothing else" {
	build
	[ "$kernel" = "filemap filemap memory" ]
	[ -L "$tree/src/mm/link.c" ]
	echo changed >"$linux/mm/memory.c"
	touch -d 2001-01-01 "$linux/mm/memory.c"
	build
	[ "$kernel" = "filemap filemap changed" ]
	[ "$(compiled)" = mm/memory.c ]
	# As long as before, and not newer: only its content tells
	echo CHANGED >"$tmp/long"
	touch -r "$linux/mm/memory.c" "$tmp/long"
	cp -p "$tmp/long" "$linux/mm/memory.c"
	build
	[ "$kernel" = "filemap filemap CHANGED" ]
	echo changed >"$linux/mm/memory.c"
	build
	# The same content with another time is the same
	touch "$linux/mm/memory.c"
	echo new >"$linux/mm/new.c"
	rm "$linux/mm/link.c"
	build
	[ "$kernel" = "filemap changed new" ]
	[ "$(compiled)" = mm/new.c ]
	# Nobody's configuration changed
	[ "$(cat "$tree/calls")" = configured ]
	echo 'config NEW' >"$linux/mm/Kconfig"
	build
	[ "$(wc -l <"$tree/calls")" = 2 ]
	mkdir -p "$linux/kernel/configs"
	echo tiny >"$linux/kernel/configs/tiny.config"
	build
	[ "$(wc -l <"$tree/calls")" = 3 ]
	# Nor did it by hand, or go away
	echo CONFIG_MINE=y >>"$tree/build/.config"
	echo more >>"$linux/mm/memory.c"
	build
	[ "$(wc -l <"$tree/calls")" = 4 ]
	rm -r "$tree/build"
	echo more >>"$linux/mm/memory.c"
	build
	[ "$(wc -l <"$tree/calls")" = 5 ]
}

@test "an image keeps its vmlinux when the tree is built anew" {
	build
	[ "$(cat "$XDG_CACHE_HOME"/faultline/image/*/vmlinux | xargs)" = "filemap filemap memory" ]
	echo changed >"$linux/mm/memory.c"
	build
	[ "$(cat "$XDG_CACHE_HOME"/faultline/image/*/vmlinux | sort -u | xargs)" = "changed filemap memory" ]
}

@test "folders become files, files go without git being told, and folders may be read-only" {
	(
		cd "$linux"
		mkdir -p mm/deep/er
		echo deep >mm/deep/er/one.c
		git init -q
		git add -A
		git -c user.name=a -c user.email=a@b commit -qm one
	)
	build
	[ "$kernel" = "filemap filemap memory" ]
	rm -r "$linux/mm/deep" "$linux/mm/memory.c"
	echo now a file >"$linux/mm/deep"
	chmod a-w "$linux/mm"
	build
	[ "$kernel" = "filemap filemap" ]
	[ -f "$tree/src/mm/deep" ]
	chmod u+w "$linux/mm"
	echo again >"$linux/mm/memory.c"
	build
	[ "$kernel" = "filemap filemap again" ]
}

@test "a patch comes and goes, and the tree is only read" {
	mkdir "$tmp/patches"
	printf -- '--- a/mm/memory.c\n+++ b/mm/memory.c\n@@ -1 +1 @@\n-memory\n+patched\n' \
		>"$tmp/patches/one.patch"
	echo one.patch >"$tmp/patches/series"
	(cd "$linux" && find . -type f -exec sha256sum {} + | sort) >"$tmp/before"
	build
	build --patches "$tmp/patches"
	[ "$kernel" = "filemap filemap patched" ]
	[ "$(compiled)" = mm/memory.c ]
	echo more >>"$linux/mm/filemap.c"
	sed -i '/mm.filemap.c/d' "$tmp/before"
	build
	[ "$kernel" = "filemap more filemap more memory" ]
	[ "$(compiled)" = "mm/filemap.c mm/memory.c" ]
	(cd "$linux" && find . -type f ! -name filemap.c -exec sha256sum {} + | sort) | diff "$tmp/before" -
}

@test "a git tree of another owner, a work tree of it, changed or not, has its commit in its release" {
	(
		cd "$linux"
		git init -q
		git add -A
		git -c user.name=a -c user.email=a@b commit -qm one
		git worktree add -q "$tmp/second"
		chown -R 4321 . "$tmp/second"
	)
	commit=$(git -c safe.directory='*' -C "$linux" rev-parse --short=12 HEAD)
	build
	[ "$(cat "$tree/version")" = "-g$commit" ]
	[ ! -e "$tree/src/.git" ]
	linux=$tmp/second
	rm -rf "$XDG_CACHE_HOME"
	echo changed >"$linux/mm/memory.c"
	echo untracked >"$linux/mm/untracked.c"
	build
	[ "$(cat "$tree/version")" = "-g$commit-dirty" ]
	[ "$kernel" = "filemap filemap changed untracked" ]
	[ -L "$tree/src/mm/link.c" ]
	[ ! -e "$tree/src/.git" ]
}

# mine TREE: make it a git tree
mine() {
	git -C "$1" init -q
	git -C "$1" add -A
	git -C "$1" -c user.name=a -c user.email=a@b commit -qm one
}

@test "what git is told not to look at, or does not look into, is looked at" {
	mkdir -p "$tmp/driver" "$linux/mm/clone"
	echo v1 >"$tmp/driver/a.c"
	ln -s "$tmp/driver" "$linux/mm/linked"
	mine "$linux"
	echo nested >"$linux/mm/clone/n.c"
	mine "$linux/mm/clone"
	build
	first=$(scripts/kernel "$linux" 2>/dev/null)
	[ "$(scripts/kernel "$linux" 2>/dev/null)" = "$first" ]
	git -C "$linux" update-index --assume-unchanged mm/memory.c
	echo EDITED >"$linux/mm/memory.c"
	build
	[ "$kernel" = "filemap filemap EDITED" ]
	git -C "$linux" update-index --no-assume-unchanged mm/memory.c
	git -C "$linux" update-index --skip-worktree mm/memory.c
	echo AGAIN >"$linux/mm/memory.c"
	build
	[ "$kernel" = "filemap filemap AGAIN" ]
	known=$(scripts/kernel "$linux" 2>/dev/null)
	echo v2 >"$tmp/driver/a.c"
	[ "$(scripts/kernel "$linux" 2>/dev/null)" != "$known" ]
	known=$(scripts/kernel "$linux" 2>/dev/null)
	echo EDITED >"$linux/mm/clone/n.c"
	[ "$(scripts/kernel "$linux" 2>/dev/null)" != "$known" ]
	[ "$(cat "$tree/src/mm/clone/n.c")" = EDITED ]
	known=$(scripts/kernel "$linux" 2>/dev/null)
	echo x >"$linux/-x"
	[ "$(scripts/kernel "$linux" 2>/dev/null)" != "$known" ]
}

@test "the tree's index stays as it is, and whose it is" {
	mine "$linux"
	sleep 0.01
	touch "$linux/mm/memory.c"
	chown -R 4321 "$linux"
	sha256sum "$linux/.git/index" >"$tmp/before"
	build
	sha256sum -c "$tmp/before"
	[ "$(stat -c %u "$linux/.git/index")" = 4321 ]
}

@test "a series of patches is read as quilt reads it" {
	mkdir "$tmp/R&D|\\1"
	patches="$tmp/R&D|\\1"
	printf -- '--- a/mm/memory.c\n+++ b/mm/memory.c\n@@ -1 +1 @@\n-memory\n+patched\n' \
		>"$patches/one.patch"
	for line in 'one.patch ' 'one.patch -p1' $'one.patch\r' 'one.patch # why' $'\tone.patch -p1 # why'; do
		printf '# mine\n\n%s\n' "$line" >"$patches/series"
		build --patches "$patches"
		[ "$kernel" = "filemap filemap patched" ]
		rm -r "$XDG_CACHE_HOME"
	done
	echo 'one.patch -p0' >"$patches/series"
	run scripts/kernel --patches "$patches" "$linux"
	assert_failure
	assert_output --partial "series: one.patch -p0: patches are applied with -p1"
	echo none.patch >"$patches/series"
	run scripts/kernel --patches "$patches" "$linux"
	assert_failure
	assert_output --partial "series: there is no $patches/none.patch"
	# Applied already: no question is asked
	echo one.patch >"$patches/series"
	echo patched >"$linux/mm/memory.c"
	run timeout 20 script -qec "scripts/kernel --patches '$patches' '$linux'" /dev/null
	assert_failure 2
	assert_output --partial "one.patch does not apply"
}

@test "a relative cache directory is none; LLVM_IAS is part of the key; a home is found behind make's =" {
	HOME=$tmp/home XDG_CACHE_HOME=relative run scripts/kernel "$linux"
	assert_success
	[ ! -e relative ]
	[ -n "$(ls "$tmp/home/.cache/faultline/image")" ]
	build
	one=$(scripts/kernel "$linux" 2>/dev/null)
	[ "$(LLVM_IAS=0 scripts/kernel "$linux" 2>/dev/null)" != "$one" ]
	cp -r "$linux" "$tmp/home/linux"
	HOME=$tmp/home KERNEL_TREE='~/linux' run scripts/kernel
	assert_success
}

# commit TEXT: the tree as it is becomes one
commit() {
	git -C "$linux" add -A
	git -C "$linux" -c user.name=a -c user.email=a@b commit -qm "$1"
}

# touched: all that a build of it must leave as it is
touched() { (cd "$linux" && find . -printf '%P %T@ %C@ %s %i\n' | LC_ALL=C sort | digest); }
digest() { sha256sum; }

@test "a commit is built as it was, whatever is checked out, and the tree is not touched" {
	git -C "$linux" init -q
	commit one
	git -C "$linux" tag v1
	echo second >"$linux/mm/memory.c"
	commit two
	echo "not committed" >"$linux/mm/memory.c"
	echo "not known to git" >"$linux/mm/new.c"
	before=$(touched)
	build --revision v1
	[ "$kernel" = "filemap filemap memory" ]
	[ "$(cat "$tree/version")" = "-g$(git -C "$linux" rev-parse --short=12 v1)" ]
	build --revision HEAD
	[ "$kernel" = "filemap filemap second" ]
	# One build directory for both, in which only what differs is compiled
	[ "$(compiled)" = mm/memory.c ]
	[ "$before" = "$(touched)" ]
	[ "$(git -C "$linux" status --porcelain | wc -l)" = 2 ]
	build
	[ "$kernel" = "filemap filemap not committed not known to git" ]
	build --revision v1
	[ "$kernel" = "filemap filemap memory" ]
}

@test "a commit that is not there, and one of no tree, are named" {
	git -C "$linux" init -q
	commit one
	refuses 2 "has no revision v9" scripts/kernel --revision v9 "$linux"
	refuses 2 "of which tree[?] say KERNEL_TREE=DIR" scripts/kernel --revision v9
	refuses 2 "two revisions are wanted" scripts/bench-kernels smoke "$tmp/out" "$linux" "$linux" HEAD ''
}
