/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the names: made safe to show, and made fit to be told. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/buffer.h"
#include "text/peer_name.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

/* UTF-8 without anything that steers a terminal. */
static void check(const struct buffer *name)
{
    require(name->length <= PEER_NAME_BYTES);
    require(name->length == 0 ||
            u8_check((const uint8_t *)name->data, name->length) == NULL);
    for (size_t i = 0; i < name->length; i++) {
        unsigned char byte = (unsigned char)name->data[i];

        require(byte >= 0x20 && byte != 0x7F);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct buffer shown = {0}, told = {0}, name = {0};

    peer_name_append_shown(&shown, (const char *)data, length);
    check(&shown);
    buffer_append(&name, data, length);
    buffer_append(&name, "", 1);
    peer_name_append_told(&told, name.data);
    check(&told);
    buffer_release(&shown);
    buffer_release(&told);
    buffer_release(&name);
    return 0;
}
