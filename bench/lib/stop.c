// SPDX-License-Identifier: GPL-2.0-only
#include <time.h>

#include "lib/stop.h"

volatile sig_atomic_t stopped;
static time_t stopped_at;

static time_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* timeout(1) sends one signal to the process and one to its group: that is not asking twice */
static void on_signal(int signo)
{
	if (!stopped) {
		stopped_at = seconds();
		stopped = signo;
	} else if (seconds() - stopped_at >= STOP_AGAIN) {
		signal(signo, SIG_DFL);
		raise(signo);
	}
}

void stop_on_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal }, before;

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (!sigaction(SIGHUP, NULL, &before) && before.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
}
