/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor: starts and ends a second process, which does for the one in the
 * sandbox what that may not do, and never reads a byte from the peer (privilege
 * separation, as in OpenSSH).
 *
 * The process that reads the peer's bytes can open no file and make no
 * connection.  It asks the monitor instead, by fixed requests
 * (monitor_message.h), and the monitor checks each of them as if the asking
 * process had been taken over: it calls only the host that the command line
 * named, signs only TLS 1.3 handshakes of its own role, and looks up peers
 * under no other name.  A malformed request ends the monitor, and with it
 * charla.
 *
 * The monitor holds neither the terminal nor a pipe nor the connection, and has
 * a session of its own, so that neither keys nor job control reach it.  It ends
 * when charla ends, in whatever way: its socket is closed then, and on Linux it
 * is killed as well. */
#ifndef CHARLA_MONITOR_H
#define CHARLA_MONITOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "monitor/monitor_setup.h"

struct error;

/* The monitor as its parent sees it. */
struct monitor {
    int socket; /* for requests; readable without one: the monitor is gone */
    pid_t pid;
    int notes; /* a non-blocking pipe with the standard error of the command of
                  --via; the parent closes it.  -1: there is no command */
    bool is_pending; /* for monitor_ask.c: a request has been made whose reply
                        is fetched later */
};

/* Start the monitor; to be called before there is a thread and before the
 * sandbox.  `setup` is copied by the fork.  Returns 0, or -1 with `error` set;
 * charla cannot run without a monitor. */
int monitor_start(struct monitor *monitor, const struct monitor_setup *setup,
                  struct error *error);

/* End the monitor and wait for it; calling this twice is harmless. */
void monitor_end(struct monitor *monitor);

#endif
