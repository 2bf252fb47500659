/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals that ask the program to end in order. */
#ifndef FAULTLINE_LIB_STOP_H
#define FAULTLINE_LIB_STOP_H

#include <signal.h>

/** The signal that asked last; 0: none has. */
extern volatile sig_atomic_t stopped;

/**
 * stop_on_signals() - from here on SIGINT, SIGTERM and SIGHUP only set stopped, however
 * often they come.  A SIGHUP that is ignored, as under nohup(1), stays so.
 */
void stop_on_signals(void);

#endif
