/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever the other side calls a file: the safe form is short, well-formed
 * UTF-8, the name of a file in a directory, and its own safe form. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/buffer.h"
#include "text/file_name.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct buffer safe = {0}, again = {0};

    file_name_append(&safe, (const char *)data, length);
    require(safe.length > 0 && safe.length <= FILE_NAME_MAX);
    require(u8_check((const uint8_t *)safe.data, safe.length) == NULL);
    require(!memchr("/.-~", safe.data[0], 4));
    for (size_t i = 0; i < safe.length; i++) {
        unsigned char byte = (unsigned char)safe.data[i];

        require(byte >= 0x20 && byte != 0x7F && byte != '/' && byte != '\\');
    }
    require(file_name_stem(safe.data, safe.length) <= safe.length);
    file_name_append(&again, safe.data, safe.length);
    require(again.length == safe.length &&
            memcmp(again.data, safe.data, safe.length) == 0);
    buffer_release(&safe);
    buffer_release(&again);
    return 0;
}
