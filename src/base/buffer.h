/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* buffer: a growing array of bytes; new ones are appended, old ones are
 * dropped from the front. */
#ifndef CHARLA_BUFFER_H
#define CHARLA_BUFFER_H

#include <stddef.h>

/* Start it as {0}; nothing else needs to be done before use. */
struct buffer {
    char *data;      /* owned; `length` bytes without a terminator */
    size_t length;   /* bytes in use */
    size_t capacity; /* bytes allocated */
};

void buffer_append(struct buffer *buffer, const void *data, size_t length);
void buffer_append_string(struct buffer *buffer, const char *text);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Drop the first `length` bytes, buffer->length at most. */
void buffer_drop(struct buffer *buffer, size_t length);
/* Make it empty, but keep the memory for the next use. */
void buffer_clear(struct buffer *buffer);
/* Free the memory; the buffer is {0} again. */
void buffer_release(struct buffer *buffer);

#endif
