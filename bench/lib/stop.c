// SPDX-License-Identifier: GPL-2.0-only
#include "lib/stop.h"

volatile sig_atomic_t stopped;

static void on_signal(int signo)
{
	stopped = signo;
}

void stop_on_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal }, before;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (!sigaction(SIGHUP, NULL, &before) && before.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
}
