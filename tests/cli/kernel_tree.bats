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
