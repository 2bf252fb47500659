# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Sourced after kept-log.sh.

# verdicts PROGRAM [FILE] [OPTION...]: a program made of the functions of verdicts.jq
verdicts() {
	# shellcheck disable=SC2154 # lib.sh sets top
	jq -r -L "$top/tests/long/power" "include \"verdicts\"; $1" "${@:2}"
}
