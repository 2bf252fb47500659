/* SPDX-License-Identifier: GPL-2.0-only */
/* The ratios of one host, from all of its runs. */
#ifndef FAULTLINE_HOSTS_ONE_HOST_H
#define FAULTLINE_HOSTS_ONE_HOST_H

#include "hosts/hosts.h"
#include "hosts/merged_cell.h"

/**
 * one_host() - fill in ratio and verdict of host @host in all @n cells.
 * Return: 0, or -1 after complaining that memory is out.
 */
int one_host(const struct hosts *hosts, size_t host, struct merged_cell *cell, size_t n);

#endif
