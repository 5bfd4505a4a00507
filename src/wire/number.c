/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/number.h"

#include "base/buffer.h"

uint64_t number_read(const unsigned char *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return number;
}

void number_write(char *room, uint64_t number, size_t size)
{
    while (size-- > 0) {
        room[size] = (char)(number & 0xFF);
        number >>= 8;
    }
}

void number_append(struct buffer *out, uint64_t number, size_t size)
{
    char bytes[8];

    number_write(bytes, number, size);
    buffer_append(out, bytes, size);
}
