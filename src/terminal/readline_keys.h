/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* readline_keys: passes keys to readline, and binds some of them to charla's
 * own functions. */
#ifndef CHARLA_READLINE_KEYS_H
#define CHARLA_READLINE_KEYS_H

#include <stddef.h>

#include <stdio.h>
#include <readline/readline.h>

/* The functions that keys call instead of readline's own. */
struct readline_keys {
    rl_command_func_t *accept;              /* rl_newline */
    rl_command_func_t *accept_and_get_next; /* rl_operate_and_get_next */
    rl_command_func_t *clear_screen; /* rl_clear_screen, rl_clear_display */
    rl_command_func_t *complete;     /* rl_complete and all of its kind */
};

/* Bind these to the keys of readline's own functions; to be called once, after
 * rl_initialize. */
void readline_keys_bind(const struct readline_keys *functions);

/* Let readline take these keys, at least one... */
void readline_keys_feed(const char *bytes, size_t length);
/* ...one control sequence, which is dropped unless a key is bound to it... */
void readline_keys_feed_sequence(const char *bytes, size_t length);
/* ...or this pasted text. */
void readline_keys_paste(const char *text, size_t length);

void readline_keys_release(void);

#endif
