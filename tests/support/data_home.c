/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/data_home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"

void data_home_begin(void)
{
    harness_begin();
    setenv("XDG_DATA_HOME", harness_directory(), 1);
}

const char *data_home_path(const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/charla/%s", harness_directory(), name);
    return path;
}

struct fingerprint data_home_key(int which)
{
    unsigned char hash[FINGERPRINT_HASH_SIZE];

    memset(hash, which, sizeof hash);
    return fingerprint_of_hash(hash);
}
