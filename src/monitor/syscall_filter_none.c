/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The twin of syscall_filter.c for a charla without libseccomp. */
#include <config.h>

#include "monitor/syscall_filter.h"

bool syscall_filter_load(void)
{
    return false;
}

bool syscall_filter_load_carrier(void)
{
    return false;
}

bool syscall_filter_load_monitor(bool may_execute)
{
    (void)may_execute;
    return false;
}

bool syscall_filter_is_built_in(void)
{
    return false;
}
