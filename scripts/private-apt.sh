# SPDX-License-Identifier: GPL-2.0-only
# Packages of other Debian suites; sourced after lib.sh.
#
# The mirror is the one this machine's apt already uses.  The suite need not be
# this machine's: it is read in an apt state directory of our own, so the
# system's sources stay as they are.  apt checks the archive's signature and the
# package's hash.
# shellcheck shell=bash

# shellcheck disable=SC2154 # lib.sh sets cache
state=$cache/apt

# mirror: the base of Debian's main archive as this machine's apt knows it
mirror() {
	apt-get indextargets --format '$(LABEL) $(REPO_URI)' |
		awk '$1 == "Debian" && $1 !~ /Security/ { print $2; exit }'
}

# private_apt SUITE COMMAND...: apt with our own state and one source
private_apt() {
	local suite=$1 tool=$2 keyring=/usr/share/keyrings/debian-archive-keyring.gpg uri

	shift 2
	uri=$(mirror)
	mkdir -p "$state/$suite/lists/partial" "$state/$suite/archives/partial" \
		"$state/$suite/parts"
	: >"$state/$suite/status"
	cat >"$state/$suite/parts/faultline.sources" <<-END
		Types: deb
		URIs: $uri
		Suites: $suite
		Components: main
		Signed-By: $keyring
	END
	"$tool" -qq -o Dir::State="$state/$suite" \
		-o Dir::State::lists="$state/$suite/lists" \
		-o Dir::State::status="$state/$suite/status" \
		-o Dir::Cache="$state/$suite" \
		-o Dir::Etc::sourcelist=/dev/null \
		-o Dir::Etc::sourceparts="$state/$suite/parts" \
		-o APT::Sandbox::User=root "$@"
}
