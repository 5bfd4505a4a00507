/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* memory: allocates memory, and ends the program if there is none left, because
 * no caller could do anything better. */
#ifndef CHARLA_MEMORY_H
#define CHARLA_MEMORY_H

#include <stddef.h>

/* Have `last_act` called just before the program ends for want of memory; it
 * must not allocate.  The terminal restores its settings there.  NULL: call
 * nothing. */
void memory_on_failure(void (*last_act)(void));

/* Return `size` bytes, uninitialised; the caller frees. */
void *memory_new(size_t size);
/* Return `size` zero bytes; the caller frees. */
void *memory_zeroed(size_t size);
/* Return `count` items of `size` zero bytes each; the caller frees. */
void *memory_items(size_t count, size_t size);
/* Return the contents of `old`, which is taken and may be NULL, in `size`
 * bytes; the caller frees. */
void *memory_resize(void *old, size_t size);
/* Return a copy of `text`; the caller frees. */
char *memory_string(const char *text);

/* Overwrite `size` bytes that held a secret. */
void memory_wipe(void *room, size_t size);

#endif
