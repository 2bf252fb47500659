# SPDX-License-Identifier: GPL-2.0-only
# Completion of faultline and faultline-bench for bash.  Their --help says what there is, so
# nothing here has to be kept up with it.
# shellcheck shell=bash

# __faultline_options CMD...: its long options, with a = where a value follows
__faultline_options() {
	"$@" --help 2>/dev/null | grep -oE -- '^ +(-.,)? *--[a-z-]+(=|\[=)?' | grep -oE -- '--[a-z-]+=?'
}

# __faultline_values CMD... --OPTION: what --help lists for it: "json, text or lkp"
__faultline_values() {
	local option=${*: -1}

	"${@:1:$#-1}" --help 2>/dev/null | tr '\n' ' ' | tr -s ' ' |
		sed -nE "s/.* $option=[^ ]+ ([^-]*: )?(([a-z]+, )+[a-z]+ or [a-z]+).*/\2/p" |
		sed 's/, / /g; s/ or / /'
}

# __faultline_jobs PROGRAM: the jobs that come along with it
__faultline_jobs() {
	local program file

	program=$(realpath -- "$(type -P -- "$1")" 2>/dev/null) || return 0
	# Installed, as a script there, and in a checkout
	for file in "${program%/bin/*}"/share/faultline/bench/jobs/*.job \
		"${program%/scripts/*}"/bench/jobs/*.job "${program%/build/*}"/bench/jobs/*.job; do
		[ ! -e "$file" ] || basename "$file" .job
	done
}

_faultline() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local -a command=("${COMP_WORDS[0]}")
	local words=''

	COMPREPLY=()
	# readline ends a word at =
	if [ "$current" = = ]; then
		current=''
	elif [ "$previous" = = ]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if [[ ${command[0]} != *faultline-bench ]]; then
		if [ "$COMP_CWORD" = 1 ]; then
			words=$("${command[0]}" --help 2>/dev/null | sed -n 's/^  \([a-z]\+\) .*/\1/p')
			mapfile -t COMPREPLY < <(compgen -W "$words --help --version" -- "$current")
			return
		fi
		command+=("${COMP_WORDS[1]}")
	fi
	if [[ $current = -* ]]; then
		words=$(__faultline_options "${command[@]}")
	elif [[ $previous = --* ]]; then
		words=$(__faultline_values "${command[@]}" "$previous")
	elif [[ ${command[*]} = *faultline\ run || ${command[0]} = *faultline-bench ]]; then
		words=$(__faultline_jobs "${command[0]}")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
	# A value follows a = at once
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
}

complete -o default -F _faultline faultline faultline-bench
