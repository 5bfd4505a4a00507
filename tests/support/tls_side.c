/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/tls_side.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypto/tls_library.h"
#include "net/transport.h"
#include "net/transport_tcp.h"
#include "support/harness.h"

struct identity tls_side_identity(int number)
{
    struct identity identity;
    struct error error = {0};
    char home[256];

    snprintf(home, sizeof home, "%s/%d", harness_directory(), number);
    setenv("XDG_DATA_HOME", home, 1);
    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
    cr_assert_eq(identity_load(&identity, &error), 0, "%s", error.text);
    return identity;
}

static void tls_side_take_keys(struct tls_side *side, int number)
{
    struct identity identity = tls_side_identity(number);
    struct error error = {0};

    identity_release(&identity); /* it is in a file now */
    side->files = key_files_new(NULL, NULL);
    side->keys = key_files_agent(side->files);
    cr_assert_eq(side->keys.public_key(side->keys.context, &side->own_key,
                                       &error),
                 0, "%s", error.text);
}

static void *shake_hands(void *argument)
{
    struct tls_side *side = argument;

    side->result = transport_tls_new(side->below, &side->setup,
                                     &side->transport, &side->spki,
                                     &side->error);
    return NULL;
}

void tls_side_prepare(struct tls_side *side, int fd, bool is_server)
{
    cr_assert_eq(pipe(side->never), 0);
    tls_side_take_keys(side, is_server);
    side->below = transport_tcp_new(fd, 0);
    side->setup.keys = &side->keys;
    side->setup.own_key = &side->own_key;
    side->setup.is_server = is_server;
    side->setup.stop_fd = side->never[0];
    if (side->setup.timeout_ms == 0)
        side->setup.timeout_ms = 20000;
}

void tls_side_run(struct tls_side *side)
{
    cr_assert_eq(pthread_create(&side->thread, NULL, shake_hands, side), 0);
}

void tls_side_start(struct tls_side *side, int fd, bool is_server)
{
    tls_side_prepare(side, fd, is_server);
    tls_side_run(side);
}

enum tls_result tls_side_join(struct tls_side *side)
{
    pthread_join(side->thread, NULL);
    close(side->never[0]);
    close(side->never[1]);
    key_files_free(side->files);
    return side->result;
}

void tls_side_free(struct tls_side *side)
{
    transport_free(side->result == TLS_DONE ? side->transport : side->below);
}
