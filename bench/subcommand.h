/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTLINE_SUBCOMMAND_H
#define FAULTLINE_SUBCOMMAND_H

/*
 * Each subcommand is a main() of its own, given argv from its name on.
 * Return: an enum exit_status.
 */
int run_main(int argc, char **argv);
int trace_main(int argc, char **argv);
int report_main(int argc, char **argv);
int compare_main(int argc, char **argv);
int baseline_main(int argc, char **argv);
int trend_main(int argc, char **argv);
int profile_main(int argc, char **argv);
int doctor_main(int argc, char **argv);

#endif
