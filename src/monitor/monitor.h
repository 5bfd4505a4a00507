/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor: a second process that does for the confined one what needs a
 * privilege, and never sees a byte of the peer's (privilege separation, as in
 * OpenSSH).
 *
 * The process that reads the peer's bytes can open no file and make no
 * connection.  What it needs of the outside it asks of the monitor by fixed
 * requests (monitor_message.h), and the monitor checks each of them as if the
 * asker had been taken over: it calls the one host that the command line
 * named, it signs nothing but a TLS 1.3 handshake of its own role, it knows
 * peers under no other name.  A malformed request ends the monitor, and with
 * it charla.
 *
 * The monitor holds neither the terminal nor a pipe nor the connection, and
 * has a session of its own, so that no key and no job control reaches it.  It
 * ends with charla, whatever way charla ends: its socket closes, and where
 * the system has it (Linux) it is killed as well. */
#ifndef CHARLA_MONITOR_H
#define CHARLA_MONITOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "monitor/monitor_setup.h"

struct error;

/* The monitor as its parent sees it. */
struct monitor {
    int socket; /* to ask; readable without a question: the monitor is gone */
    pid_t pid;
    int notes; /* where the standard error of the command of --via can be
                  read, without waiting; the parent closes it.  -1: there is
                  no command */
    bool is_pending; /* a question has been asked whose answer is to be fetched
                        later; monitor_ask.c's */
};

/* Start the monitor; to be called before there is a thread and before the
 * sandbox.  `setup` is copied by the fork.  Returns 0, or -1 with `error` set:
 * charla does not run without a monitor. */
int monitor_start(struct monitor *monitor, const struct monitor_setup *setup,
                  struct error *error);

/* End the monitor and wait for it; twice is harmless. */
void monitor_end(struct monitor *monitor);

#endif
