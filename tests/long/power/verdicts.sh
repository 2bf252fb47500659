# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only

# verdicts PROGRAM [FILE] [OPTION...]: a program made of the functions of verdicts.jq
verdicts() {
	jq -r -L "${BASH_SOURCE[0]%/*}" "include \"verdicts\"; $1" "${@:2}"
}
