/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* number: reads and writes the numbers in frames and messages, which are big
 * endian and of `size` bytes, at most 8. */
#ifndef CHARLA_NUMBER_H
#define CHARLA_NUMBER_H

#include <stddef.h>
#include <stdint.h>

struct buffer;

uint64_t number_read(const unsigned char *bytes, size_t size);
void number_write(char *room, uint64_t number, size_t size);
void number_append(struct buffer *out, uint64_t number, size_t size);

#endif
