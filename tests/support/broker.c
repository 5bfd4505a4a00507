/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/broker.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/users.h"

void broker_need(void)
{
    char path[512];

    program_need("mosquitto");
    snprintf(path, sizeof path, "%s-mqtt", getenv("CHARLA"));
    if (access(path, X_OK) < 0) {
        harness_end();
        cr_skip_test("charla-mqtt is not beside the charla under test");
    }
}

struct program *broker_start(unsigned port, const char *more)
{
    char path[256];
    struct program *broker;
    FILE *file;

    snprintf(path, sizeof path, "%s/broker-%u", harness_directory(), port);
    file = fopen(path, "w");
    cr_assert_not_null(file);
    fprintf(file,
            "listener %u 127.0.0.1\npersistence false\nuser root\n"
            "log_type error\n%s",
            port, more);
    fclose(file);
    broker = program_run(&on_pipes, "mosquitto -c %s", path);
    peer_await(port);
    return broker;
}

const struct setup *broker_member(const char *name, const char *variable)
{
    static struct setup setups[4];
    static size_t next;
    struct setup *setup = &setups[next++ % 4];
    size_t at = 0;

    *setup = *user(name);
    while (setup->environment[at])
        at++;
    /* Where it is not set, charla-mqtt is sought beside charla. */
    setup->environment[at++] = "CHARLA_LIBEXECDIR";
    setup->environment[at] = variable;
    return setup;
}
