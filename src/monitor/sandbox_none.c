/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The twin of sandbox.c for systems and builds without a sandbox. */
#include <config.h>

#include "monitor/sandbox.h"

unsigned sandbox_built_in(void)
{
    return 0;
}

unsigned sandbox_available(void)
{
    return 0;
}

unsigned sandbox_enter(void)
{
    return 0;
}

unsigned sandbox_enter_carrier(void)
{
    return 0;
}

unsigned sandbox_enter_monitor(const char *directory, const char *program,
                               const char *download)
{
    (void)download;
    (void)directory;
    (void)program;
    return 0;
}
