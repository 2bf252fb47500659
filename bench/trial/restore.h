/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run changes of the machine, so that it is put back however the run ends.
 * For other folders.
 *
 * Each change is written down in RESTORE_FILE before it is made.  A run that ends puts all back
 * itself.  Of one that is killed, a process that waits for its death does so; if that one is
 * killed as well, the next run or `faultline doctor --restore` does.  The file is in /run, which
 * is gone after a reboot, as the settings are.
 */
#ifndef FAULTLINE_TRIAL_RESTORE_H
#define FAULTLINE_TRIAL_RESTORE_H

#include <stdbool.h>
#include <sys/stat.h>

#define RESTORE_FILE "/run/faultline.restore"

/** What is to be done with the path that is written down. */
enum restore_kind {
	RESTORE_SETTING,	/**< write the value to it */
	RESTORE_PROBE,		/**< remove the kprobe event of that name */
	RESTORE_DIRECTORY,	/**< remove it, which is empty by then */
	RESTORE_IMAGE,		/**< remove it, if it is the file that value says */
	RESTORE_MAPPED,		/**< remove the device-mapper device of that name */
	NR_RESTORES
};

/**
 * restore_open() - this machine for this process, until restore_all(): two runs at once would
 * measure each other, and set the kernel back to what the other one had set.  What a run that
 * was killed has left is put back first.
 * @guarded: have a process wait for the death of this one.  It is a fork of this process, so
 * what should not outlive this one is opened afterwards.
 * Return: 0, or -1 after complaining.
 */
int restore_open(bool guarded);

/**
 * restore_later() - write down that @path is to be put back.
 * @value: of RESTORE_SETTING and RESTORE_IMAGE; else "".  The first one of a path counts.
 * Return: 0, or -1 after complaining; then do not make the change.
 */
int restore_later(enum restore_kind kind, const char *path, const char *value);

/** restore_image() - restore_later() for a file that was made, known by @made. */
int restore_image(const char *path, const struct stat *made);

/**
 * restore_all() - put all back, the last change first, and let go of the machine.
 * Return: 0, or -1 after complaining of what cannot be put back; it stays in RESTORE_FILE.
 */
int restore_all(void);

/**
 * restore_left() - put back what a run that was killed has left, and say what that is on
 * stdout.
 * Return: 0, or -1 after complaining.
 */
int restore_left(void);

#endif
