/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals that ask the program to end in order. */
#ifndef FAULTLINE_LIB_STOP_H
#define FAULTLINE_LIB_STOP_H

#include <signal.h>

/** The signal that asked first; 0: none has. */
extern volatile sig_atomic_t stopped;

/** STOP_AGAIN - seconds after which another signal asks for the end at once. */
#define STOP_AGAIN 2

/**
 * stop_on_signals() - from here on SIGINT, SIGTERM and SIGHUP set stopped.  One that comes
 * STOP_AGAIN seconds later, or after that, kills the process.  A SIGHUP that is ignored, as
 * under nohup(1), stays so.
 */
void stop_on_signals(void);

#endif
