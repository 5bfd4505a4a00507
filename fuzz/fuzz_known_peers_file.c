/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the file of known peers: as it is, and as records between a right first
 * and a right last line.  What is read is written back the same. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/known_peers_file.h"
#include "crypto/record_file.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

static void check(const struct buffer *text)
{
    struct known_peer_list list = {0};
    struct buffer written = {0};
    struct error error = {0};

    if (known_peers_file_parse("FILE", text, &list, &error) < 0) {
        require(*error.text != '\0' && list.count == 0 && !list.items);
        return;
    }
    require(*error.text == '\0');
    known_peers_file_format(&list, &written);
    require(written.length == text->length &&
            memcmp(written.data, text->data, text->length) == 0);
    for (size_t i = 0; i < list.count; i++)
        require(known_peer_list_find(&list, &list.items[i]) ==
                &list.items[i]);
    buffer_release(&written);
    known_peer_list_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct buffer text = {0};

    buffer_append(&text, data, length);
    check(&text);
    buffer_clear(&text);
    record_file_begin(&text, "charla known_peers 1");
    buffer_append(&text, data, length);
    record_file_end(&text);
    check(&text);
    buffer_release(&text);
    return 0;
}
