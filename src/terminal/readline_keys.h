/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* readline_keys: how readline gets its keys, and which keys do what. */
#ifndef CHARLA_READLINE_KEYS_H
#define CHARLA_READLINE_KEYS_H

#include <stddef.h>

#include <stdio.h>
#include <readline/readline.h>

/* Let keys call these functions instead of readline's own: `accept` for
 * rl_newline, `accept_and_get_next` for rl_operate_and_get_next,
 * `clear_screen` for rl_clear_screen and rl_clear_display.  To be called once,
 * after rl_initialize. */
void readline_keys_bind(rl_command_func_t *accept,
                        rl_command_func_t *accept_and_get_next,
                        rl_command_func_t *clear_screen);

/* Let readline take these keys, at least one... */
void readline_keys_feed(const char *bytes, size_t length);
/* ...one control sequence, which is dropped unless a key is bound to it... */
void readline_keys_feed_sequence(const char *bytes, size_t length);
/* ...or this pasted text. */
void readline_keys_paste(const char *text, size_t length);

void readline_keys_release(void);

#endif
