#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# A man page for each subcommand, with the options that it has.
load helpers

# subcommands: as the program lists them
subcommands() {
	"$faultline" --help | sed -n 's/^  \([a-z]*\) .*/\1/p'
}

# What --help and a page say of options, one a line: -o --out=FILE
helped() {
	{ if [ "$1" = bench ]; then scripts/faultline-bench --help; else "$faultline" "$1" --help; fi; } | sed -nE 's/^  (-[a-zA-Z]), (--[a-z-]+(=[^ ]+)?)( .*)?$/\1 \2/p' |
		grep -v -- ' --version$' | sort
}
documented() {
	sed -n '/^\.Sh OPTIONS/,/^\.Sh EXIT/p' "docs/faultline-$1.1" |
		sed -nE '/^\.It Fl/{
			s/^\.It Fl ([a-zA-Z]) , Fl (-[a-z-]+)/-\1 -\2/
			s/ Ns = Ns Ar /=/
			p
		}' | sort
}

@test "every option in --help is in the page of its subcommand, and the reverse" {
	[ "$(subcommands | wc -l)" -ge 6 ]
	for sub in $(subcommands) bench; do
		echo "# $sub"
		diff <(helped "$sub") <(documented "$sub")
	done
	[ "$(helped run | wc -l)" = 11 ]
	[ "$(helped compare | wc -l)" = 8 ]
}

@test "every page has its sections, is named in faultline(1), and is of a subcommand" {
	for sub in $(subcommands); do
		for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
			grep -qx "\.Sh $section" "docs/faultline-$sub.1"
		done
		grep -q "^\.Xr faultline-$sub 1" docs/faultline.1
		grep -qx "\.Cm $sub" docs/faultline.1
		grep -qx "\.Nm faultline-$sub" "docs/faultline-$sub.1"
	done
	# bench is a command of its own
	diff <({ subcommands; echo bench; } | sort) <(printf '%s\n' docs/faultline-*.1 |
		sed 's/.*faultline-\(.*\)\.1/\1/' | sort)
	grep -q '^\.Xr faultline-bench 1' docs/faultline.1
}

@test "mandoc has nothing to complain of, and each page can be printed" {
	mandoc -T lint -W warning docs/*.[15]
	for page in docs/*.[15]; do
		# Bold is a letter, a backspace and the letter again
		mandoc -T ascii -O width=78 "$page" | sed 's/.\x08//g' >"$tmp/page"
		grep -qx NAME "$tmp/page"
		[ "$(expand "$tmp/page" | wc -L)" -le 80 ]
	done
}
