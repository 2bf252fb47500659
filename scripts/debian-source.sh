# SPDX-License-Identifier: GPL-2.0-only
# Kernel sources of Debian's, in the cache and in the archive; sourced after
# lib.sh and private-apt.sh.
# shellcheck shell=bash

# shellcheck disable=SC2154 # lib.sh sets cache
sources=$cache/source
# Of a series the first of these that carries it is taken
suites="trixie-backports forky-backports forky trixie bookworm sid experimental"
advice="unpack a signed tarball from kernel.org and say KERNEL_TREE=DIR"

# cached SERIES: the directories of its versions that may be taken, newest first; the
# series may be a pattern
cached() {
	local dir

	for dir in "$sources"/linux-source-$1_*; do
		# shellcheck disable=SC2154 # kernel-source sets rc
		if [ -d "$dir" ] && [[ $dir != *.tmp ]] &&
			[[ $rc || ${dir##*_} != *~rc* ]]; then
			echo "$dir"
		fi
	done | sort -rV
}

# offered_by SUITE: lines of SERIES VERSION SUITE
offered_by() {
	local packages

	mapfile -t packages < <(private_apt "$1" apt-cache pkgnames linux-source- |
		grep -xE 'linux-source-[0-9]+\.[0-9]+')
	[ ${#packages[@]} = 0 ] ||
		private_apt "$1" apt-cache show "${packages[@]}" 2>/dev/null |
		awk -v suite="$1" '/^Package: / { series = substr($2, 14) }
			/^Version: / { print series, $2, suite }'
}

# takeable [SERIES]: one of the offers for each series, newest series first
takeable() {
	awk -v series="${1-}" -v rc="$rc" 'NF && (!series || $1 == series) &&
		(rc || $2 !~ /~rc/) && !seen[$1]++' <<<"$offers" | sort -rV -k1,1
}

# ask_archive [SERIES]: have its $offers; of one series only as many as are needed
ask_archive() {
	local suite read=''

	command -v apt-get >/dev/null || die "no apt here; $advice"
	[ -n "$(mirror)" ] || die "apt knows no Debian archive (apt-get update?); or $advice"
	offers=''
	for suite in $suites; do
		# Or else it only warns, and goes on with what it has
		private_apt "$suite" apt-get -o APT::Update::Error-Mode=any update \
			>/dev/null 2>&1 || continue
		read+=" $suite"
		offers+=$(offered_by "$suite")$'\n'
		[ -z "${1-}" ] || [ -z "$(takeable "$1")" ] || return 0
	done
	[ -n "$read" ] || die "apt can read none of $suites; offline? Or $advice"
}

# first_error TEXT: apt's own words on what went wrong, one line of them
first_error() {
	grep -m1 '^E: ' <<<"$1" || tail -n 1 <<<"$1"
}

# fetch SERIES VERSION SUITE: unpack it in the cache
fetch() {
	local package=linux-source-$1 version=$2 suite=$3 dest archives said

	note "fetching $package $version from $suite"
	dest=$sources/${package}_$version
	archives=$state/$suite/archives
	rm -rf "$dest.tmp" "$archives/$package"_*.deb
	mkdir "$dest.tmp"
	said=$(cd "$archives" &&
		private_apt "$suite" apt-get download "$package=$version" 2>&1) ||
		die "apt could not fetch $package $version: $(first_error "$said")"
	said=$({ dpkg-deb --fsys-tarfile "$archives/$package"_*.deb |
		tar -x -O "./usr/src/$package.tar.xz" | xz -T0 -dc |
		tar -x -C "$dest.tmp" --strip-components=1; } 2>&1) ||
		die "cannot unpack $package $version: $(tail -n 1 <<<"$said")"
	rm -f "$archives/$package"_*.deb
	mv "$dest.tmp" "$dest"
}
