/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The most lines of this length that fit into a chunk, less one or two: an
 * odd number of them. */
static size_t period_for(size_t line)
{
    size_t count = LOAD_CHUNK / line - 1;

    return (count - (count % 2 == 0)) * line;
}

bool load_make(struct load *load, size_t line)
{
    char number[24];

    if (line != 0 && (line < 16 || line > LOAD_CHUNK / 4))
        return false;
    load->period = period_for(line ? line : 61);
    for (size_t i = 0; i < load->period; i++)
        load->bytes[i] = (char)('a' + i % 23);
    for (size_t at = 0; at < load->period; at += line ? line : 61) {
        int length = snprintf(number, sizeof number, "%08zu ", at);
        memcpy(load->bytes + at, number, (size_t)length);
        if (line)
            load->bytes[at + line - 1] = '\n';
    }
    for (size_t i = load->period; i < sizeof load->bytes; i++)
        load->bytes[i] = load->bytes[i - load->period];
    return true;
}

const char *load_at(const struct load *load, size_t at)
{
    return load->bytes + at % load->period;
}

bool load_feed(const struct load *load, int fd, size_t from, size_t to)
{
    while (from < to) {
        size_t size = to - from < LOAD_CHUNK ? to - from : LOAD_CHUNK;
        ssize_t written = write(fd, load_at(load, from), size);

        if (written > 0)
            from += (size_t)written;
        else if (written < 0 && errno != EINTR)
            return false;
    }
    return true;
}
