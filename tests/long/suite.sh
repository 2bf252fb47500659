# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Other releases of Debian, unpacked by debootstrap; sourced after kept-log.sh.
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/private-apt.sh"

# bootstrap DIR SUITE [PACKAGE...]: a new Debian in DIR, from the mirror this machine's apt uses
bootstrap() {
	local dir=$1 suite=$2 keyring=/usr/share/keyrings/debian-archive-keyring.gpg output

	shift 2
	rm -rf "$dir"
	mkdir -p "$dir"
	output=$(debootstrap --variant=minbase --keyring="$keyring" \
		${1:+--include="$(IFS=,; echo "$*")"} "$suite" "$dir" "$(mirror)" 2>&1) ||
		die "debootstrap $suite: $(grep -m1 -E '^[EW]:' <<<"$output" || tail -n 1 <<<"$output")"
}

# inside DIR CMD...: run it there as root, with its own mounts and processes, which end with it
inside() {
	local dir=$1

	shift
	cp /etc/resolv.conf /etc/hosts "$dir/etc/" 2>/dev/null || true
	# How apt reaches the mirror is a matter of this machine
	cp -n /etc/apt/apt.conf.d/* "$dir/etc/apt/apt.conf.d/" 2>/dev/null || true
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount --pid --fork --kill-child --propagation private bash -c '
		dir=$1; shift
		mount --bind "$dir" "$dir" && mount -t proc proc "$dir/proc" &&
			mount --rbind /sys "$dir/sys" && mount --rbind /dev "$dir/dev" || exit
		exec chroot "$dir" env -i HOME=/root TERM=dumb LC_ALL=C.UTF-8 \
			DEBIAN_FRONTEND=noninteractive \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"' \
		inside "$dir" "$@"
}

# step NAME CMD...: one line of the log; what CMD says is kept in $out
step() {
	local name=$1 began=$SECONDS status=0

	shift
	# In a subshell, for a die in it must not end this script
	# shellcheck disable=SC2154 # who sources this sets it
	("$@") >"$out/$name" 2>&1 </dev/null || status=$?
	if [ "$status" = 0 ]; then
		say "ok - $name: $((SECONDS - began)) s"
		return
	fi
	say "not ok - $name: status $status after $((SECONDS - began)) s; see $out/$name"
	say "$(tail -n 3 "$out/$name" | sed 's/^/# /')"
	# shellcheck disable=SC2034 # for finish_log
	bad=1
	return 1
}
