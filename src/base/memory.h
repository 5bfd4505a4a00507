/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* memory: allocation that ends the program when there is no memory.
 * A chat cannot go on without it, and no caller could do better. */
#ifndef CHARLA_MEMORY_H
#define CHARLA_MEMORY_H

#include <stddef.h>

/* Called once, before the program ends for want of memory; it must not
 * allocate.  The terminal puts its settings back here.  NULL: nothing. */
void memory_on_failure(void (*last_act)(void));

/* `size` bytes, uninitialised; the caller frees. */
void *memory_new(size_t size);
/* `size` zero bytes; the caller frees. */
void *memory_zeroed(size_t size);
/* `count` items of `size` zero bytes each; the caller frees. */
void *memory_items(size_t count, size_t size);
/* `old` (which may be NULL) grown or shrunk to `size` bytes; takes `old`. */
void *memory_resize(void *old, size_t size);
/* A copy of `text`; the caller frees. */
char *memory_string(const char *text);

#endif
