# SPDX-License-Identifier: GPL-2.0-only
# The disk that is recorded; sourced, not run.
# shellcheck shell=bash disable=SC2034 # for those who source this

fs_size=$((64 << 20))
lines_size=$((64 << 10))	# LINES_SIZE of writelog.h
