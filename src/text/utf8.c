/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/utf8.h"

/* The most bytes that follow the first byte of a character. */
#define CONTINUATIONS_MAX 3

bool utf8_is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

size_t utf8_length(char first)
{
    unsigned char byte = (unsigned char)first;

    if (byte < 0x80)
        return 1;
    if (byte < 0xC2 || byte > 0xF4)
        return 0;
    return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/* If there are more continuation bytes in a row than a character can have, this
 * is not text and may be cut anywhere. */
size_t utf8_cut(const char *bytes, size_t length, size_t most)
{
    if (length <= most)
        return length;
    for (size_t back = 0; back <= CONTINUATIONS_MAX && back <= most; back++)
        if (!utf8_is_continuation(bytes[most - back]))
            return most - back;
    return most;
}

size_t utf8_partial(const char *bytes, size_t length)
{
    for (size_t back = 1; back <= CONTINUATIONS_MAX && back <= length; back++)
        if (!utf8_is_continuation(bytes[length - back]))
            return utf8_length(bytes[length - back]) > back ? back : 0;
    return 0;
}
