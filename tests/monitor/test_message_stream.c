/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The tests of test_monitor_message.c for systems whose sockets do not keep
 * messages apart: the same source, compiled as it is there. */
#define CHARLA_LOCAL_STREAMS

/* NOLINTNEXTLINE(bugprone-suspicious-include) */
#include "monitor/monitor_message.c"

#include "monitor/test_monitor_message.c" /* NOLINT */
