/* SPDX-License-Identifier: GPL-2.0-only */
/* A setting of the kernel that is another one for the time of a trial. */
#ifndef FAULTLINE_TRIAL_SETTING_H
#define FAULTLINE_TRIAL_SETTING_H

#define SETTING_PATH 192

/** All zero: nothing was changed. */
struct setting {
	char path[SETTING_PATH];	/**< of what was changed, or "" */
	char before[32];
};

/**
 * setting_change() - write @value to @path, once what is there is written down (restore_later());
 * or nothing, if it is @value.
 * @about: what a complaint begins with, "setup=stable-pages: "; or "".
 * Return: 0, or -1 after complaining; setting_restore() is due either way.
 */
int setting_change(struct setting *setting, const char *about, const char *path, const char *value);

/** setting_restore() - as it was. Return: 0, or -1 after complaining. */
int setting_restore(struct setting *setting);

#endif
