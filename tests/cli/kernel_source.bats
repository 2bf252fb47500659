#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Which kernel source is taken, from an archive of our own that is small and trusted.
# 7.3 has a queue in kernel-patches/, and nothing here is for later ones.
load helpers

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	export archive=$BATS_FILE_TMPDIR/archive
	export XDG_CACHE_HOME=$BATS_FILE_TMPDIR/unused
	# All of apt is led there but what private-apt.sh leads elsewhere
	export APT_CONFIG=$BATS_FILE_TMPDIR/apt.conf
	mkdir -p "$BATS_FILE_TMPDIR"/{lists/partial,archives/partial,parts}
	cat >"$APT_CONFIG" <<-END
		Dir::State::lists "$BATS_FILE_TMPDIR/lists";
		Dir::Cache "$BATS_FILE_TMPDIR";
		Dir::Etc::sourcelist "$BATS_FILE_TMPDIR/sources.list";
		Dir::Etc::sourceparts "$BATS_FILE_TMPDIR/parts";
		Acquire::AllowInsecureRepositories "true";
		APT::Get::AllowUnauthenticated "true";
	END
	echo "deb file:$archive sid main" >"$BATS_FILE_TMPDIR/sources.list"
	package 7.2 7.2.9-1
	package 7.3 7.3.4-1~bpo13+1
	package 7.3 7.3.6-1
	package 7.4 7.4~rc3-1~exp1 buffered_iomap
	package 7.4 7.4.1-1~exp1 buffered_iomap
	package 7.5 7.5.2-1~exp1
	suite sid 7.2_7.2.9-1
	apt-get -qq update 2>/dev/null
}

# package SERIES VERSION [WORD]: a source package whose ext4 knows WORD
package() {
	local dir=$BATS_FILE_TMPDIR/package name=linux-source-$1

	rm -rf "$dir"
	mkdir -p "$dir/root/DEBIAN" "$dir/root/usr/src" "$dir/$name/fs/ext4" "$archive/pool"
	echo "$2" >"$dir/$name/version"
	echo "${3-}" >"$dir/$name/fs/ext4/super.c"
	buildable "$dir/$name"
	tar -C "$dir" -cJf "$dir/root/usr/src/$name.tar.xz" "$name"
	printf '%s\n' "Package: $name" "Version: $2" 'Architecture: all' \
		'Maintainer: nobody <nobody@invalid>' 'Description: small' >"$dir/root/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$dir/root" "$archive/pool/$1_$2.deb" >/dev/null
}

# buildable DIR: as far as scripts/kernel can see
buildable() {
	mkdir -p "$1/scripts/kconfig"
	printf '#!/bin/sh\nshift 3\ncat "$@" >merged\nmv merged .config\n' \
		>"$1/scripts/kconfig/merge_config.sh"
	chmod +x "$1/scripts/kconfig/merge_config.sh"
	cat >"$1/Makefile" <<-'END'
		tinyconfig:; mkdir -p $(O)/arch/x86/boot; cp Makefile $(O); touch $(O)/.config
		olddefconfig:;
		bzImage:; touch System.map vmlinux arch/x86/boot/bzImage
	END
}

# suite NAME PACKAGE...: it carries these, whatever it did before
suite() {
	local dir=$archive/dists/$1 name=$1 packages file
	packages=main/binary-$(dpkg --print-architecture)/Packages

	shift
	rm -rf "$dir" "$archive/now"
	mkdir -p "$dir/${packages%/*}" "$archive/now"
	for file; do ln "$archive/pool/$file.deb" "$archive/now/"; done
	(cd "$archive" && dpkg-scanpackages -m now /dev/null 2>/dev/null |
		sed 's,^Filename: now/,Filename: pool/,') >"$dir/$packages"
	cat >"$dir/Release" <<-END
		Label: Debian
		Suite: $name
		Codename: $name
		Date: $(date -u -R)
		Architectures: $(dpkg --print-architecture)
		Components: main
		SHA256:
		 $(sha256sum <"$dir/$packages" | cut -d' ' -f1) $(stat -c %s "$dir/$packages") $packages
	END
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	tmp=$BATS_TEST_TMPDIR
	export XDG_CACHE_HOME=$tmp/cache
	sources=$tmp/cache/faultline/source
	rm -rf "$archive/dists"
	suite trixie-backports 7.3_7.3.4-1~bpo13+1
	suite sid 7.2_7.2.9-1 7.3_7.3.6-1
}

# takes VERSION ARGUMENT...: kernel-source prints the unpacked source of that version
takes() {
	local want=$1 dir

	shift
	dir=$(scripts/kernel-source "$@" 2>"$tmp/said")
	cat "$tmp/said"
	echo "# ${dir##*/}"
	[ "${dir%/*}" = "$sources" ]
	[ "${dir##*_}" = "$want" ]
	[ "$(cat "$dir/version")" = "$want" ]
}

@test "the newest series is taken that has a queue or knows the option" {
	takes 7.3.4-1~bpo13+1
	suite experimental 7.4_7.4.1-1~exp1 7.5_7.5.2-1~exp1
	takes 7.4.1-1~exp1 newest
	grep -q 'passing over 7.5: its ext4 lacks buffered_iomap, and there is no queue' "$tmp/said"
	grep -q 'linux-source-7.4_7.4.1-1~exp1 is chosen' "$tmp/said"
	[ ! -e "$sources/linux-source-7.5_7.5.2-1~exp1" ]
}

@test "a series that is named is taken, measurable or not, from the first suite that carries it" {
	suite experimental 7.4_7.4.1-1~exp1 7.5_7.5.2-1~exp1
	takes 7.3.4-1~bpo13+1 7.3
	takes 7.5.2-1~exp1 7.5
	takes 7.2.9-1 7.2
	takes 7.4.1-1~exp1 7.4
}

@test "a release candidate is taken only if asked for, and is not one once it is released" {
	suite experimental 7.4_7.4~rc3-1~exp1
	takes 7.3.4-1~bpo13+1
	takes 7.3.4-1~bpo13+1 newest
	refuses 2 '7\.4 there are only release candidates \(7\.4~rc3-1~exp1\); --rc takes them' \
		scripts/kernel-source 7.4
	takes 7.4~rc3-1~exp1 --rc 7.4
	refuses 2 'only release candidates' scripts/kernel-source 7.4
	takes 7.4~rc3-1~exp1 --rc newest
	takes 7.4~rc3-1~exp1
	suite experimental 7.4_7.4~rc3-1~exp1 7.4_7.4.1-1~exp1
	takes 7.4.1-1~exp1 newest
	takes 7.4.1-1~exp1 --rc 7.4
}

@test "a choice stays until it is made anew, whatever comes into the archive or the cache" {
	takes 7.3.4-1~bpo13+1
	suite experimental 7.4_7.4.1-1~exp1
	takes 7.3.4-1~bpo13+1
	takes 7.4.1-1~exp1 7.4
	takes 7.3.4-1~bpo13+1
	[ ! -s "$tmp/said" ]
	takes 7.4.1-1~exp1 newest
	takes 7.4.1-1~exp1
	rm -rf "$sources"/linux-source-7.4*
	takes 7.3.4-1~bpo13+1
	grep -q 'is chosen' "$tmp/said"
}

@test "a version in the cache stays, though the archive has a newer one" {
	takes 7.3.4-1~bpo13+1 7.3
	suite trixie-backports 7.3_7.3.6-1
	takes 7.3.4-1~bpo13+1 7.3
	takes 7.3.4-1~bpo13+1 newest
	rm -rf "$sources"/linux-source-7.3*
	takes 7.3.6-1 7.3
}

@test "what is cached is good without an archive; only newest says that there is none" {
	suite experimental 7.4_7.4.1-1~exp1 7.5_7.5.2-1~exp1
	for series in 7.3 7.4 7.5; do scripts/kernel-source $series; done
	rm -rf "$archive/dists"
	takes 7.3.4-1~bpo13+1 7.3
	takes 7.4.1-1~exp1
	refuses 2 'apt can read none of .* experimental; offline\?.*KERNEL_TREE' scripts/kernel-source newest
	refuses 2 'apt can read none of' scripts/kernel-source 9.99
	rm -rf "$sources"
	refuses 2 'apt can read none of' scripts/kernel-source
	# This machine's own archive, unreachable: apt itself would only warn
	echo 'Acquire::http::Proxy "http://127.0.0.1:9";' >"$tmp/offline.conf"
	refuses 2 'apt can read none of' env APT_CONFIG="$tmp/offline.conf" scripts/kernel-source
}

@test "what there is not, or is broken, is one clear line" {
	refuses 2 'none of .* carries linux-source-9.99; .*KERNEL_TREE' scripts/kernel-source 9.99
	refuses 2 'usage: kernel-source' scripts/kernel-source latest
	refuses 2 'usage: kernel-source' scripts/kernel-source 7.3 7.4
	rm -rf "$archive/dists/trixie-backports"
	# What is older than the queues needs one: it is not even fetched
	suite sid 7.2_7.2.9-1
	refuses 2 'none of .* carries a kernel source with buffered_iomap or with a queue' scripts/kernel-source
}

@test "a package that does not arrive whole, or has no source in it, leaves nothing behind" {
	cp "$archive/pool/7.2_7.2.9-1.deb" "$tmp/whole"
	echo more >>"$archive/pool/7.2_7.2.9-1.deb"
	run scripts/kernel-source 7.2
	mv "$tmp/whole" "$archive/pool/7.2_7.2.9-1.deb"
	echo "$output"
	assert_failure 2
	[ "${#lines[@]}" = 2 ]
	[[ ${lines[1]} == "kernel-source: apt could not fetch linux-source-7.2 7.2.9-1: E: "* ]]
	mkdir -p "$tmp/empty/DEBIAN"
	dpkg-deb --control "$archive/pool/7.2_7.2.9-1.deb" "$tmp/empty/DEBIAN"
	sed -i 's/7.2/7.9/g' "$tmp/empty/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$tmp/empty" "$archive/pool/7.9.deb" >/dev/null
	suite sid 7.9
	run scripts/kernel-source 7.9
	echo "$output"
	assert_failure 2
	[ "${#lines[@]}" = 2 ]
	[[ ${lines[1]} == "kernel-source: cannot unpack linux-source-7.9 7.9.9-1: "* ]]
	[ "$(find "$sources" -mindepth 1 -name 'linux-*' ! -name '*.tmp')" = "" ]
	suite sid 7.2_7.2.9-1
	takes 7.2.9-1 7.2
}

@test "a kernel that knows the option is built as it is, and one of a queue with all of it" {
	suite experimental 7.4_7.4.1-1~exp1 7.5_7.5.2-1~exp1
	image=$(scripts/kernel 2>"$tmp/said")
	cat "$tmp/said"
	[ -e "$image" ]
	grep -q '^kernel: building Linux 7.4 (0 patches)' "$tmp/said"
	image=$(scripts/kernel --series 7.5 2>"$tmp/said")
	grep -q '^kernel: building Linux 7.5 (0 patches)' "$tmp/said"
	# They do not apply to nothing
	run scripts/kernel --series 7.3
	echo "$output"
	assert_failure 2
	assert_output --partial "building Linux 7.3 ($(grep -c . kernel-patches/7.3/series) patches)"
	refuses 2 'is of one series' scripts/kernel --series 7.3 "$sources/linux-source-7.4_7.4.1-1~exp1"
	refuses 2 '^kernel: --series: which one' scripts/kernel --series
}

@test "the tests of our patches name their series" {
	# A bare one would test whatever kernel somebody chose to measure
	absent -rnE '(scripts/kernel|link_kernel)( --(debug|unpatched))*( *[|)]| 2>|$)' \
		tests --include=* --exclude-dir=cli
}
