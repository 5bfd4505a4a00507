/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* buffer: bytes that grow at the end and are taken from the front. */
#ifndef CHARLA_BUFFER_H
#define CHARLA_BUFFER_H

#include <stddef.h>

/* Start as {0}; nothing else needs doing before use. */
struct buffer {
    char *data;      /* `length` bytes, no terminator; owned */
    size_t length;   /* bytes in use */
    size_t capacity; /* bytes allocated */
};

void buffer_append(struct buffer *buffer, const void *data, size_t length);
void buffer_append_string(struct buffer *buffer, const char *text);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Drop the first `length` bytes; `length` is at most buffer->length. */
void buffer_drop(struct buffer *buffer, size_t length);
/* Empty it; the memory is kept for the next use. */
void buffer_clear(struct buffer *buffer);
/* Give the memory back; the buffer is {0} again. */
void buffer_release(struct buffer *buffer);

#endif
