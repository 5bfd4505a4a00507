/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/readline_keys.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"

/* The longest that the rest of a key's sequence may take, in ms; the screen
 * stands still meanwhile. */
#define SEQUENCE_MS 50

/* Pressed, and not taken by readline yet. */
static struct {
    struct buffer bytes;
    size_t next;
} keys;

/* ---- Where readline reads ------------------------------------------------ */

static bool has_key(void)
{
    return keys.next < keys.bytes.length;
}

/* How long does readline want to wait for a key, in ms?  Within a sequence for
 * a while; after a letter, of which it likes to take several at once, not at
 * all.  Only setting the time, in microseconds, tells what it was. */
static int wanted_wait(void)
{
    int wanted = rl_set_keyboard_input_timeout(0);

    rl_set_keyboard_input_timeout(wanted);
    return wanted / 1000 < SEQUENCE_MS ? wanted / 1000 : SEQUENCE_MS;
}

static int input_available(void)
{
    struct pollfd fd = {.fd = fileno(rl_instream), .events = POLLIN};

    return has_key() || poll(&fd, 1, wanted_wait()) > 0;
}

/* The next key; where a command of readline's insists on another one, it is
 * waited for. */
static int next_key(FILE *stream)
{
    unsigned char key;

    if (has_key())
        return (unsigned char)keys.bytes.data[keys.next++];
    return read(fileno(stream), &key, 1) == 1 ? key : EOF;
}

void readline_keys_feed(const char *bytes, size_t length)
{
    buffer_append(&keys.bytes, bytes, length);
    while (has_key())
        rl_callback_read_char();
    buffer_clear(&keys.bytes);
    keys.next = 0;
}

void readline_keys_release(void)
{
    buffer_release(&keys.bytes);
}

/* ---- What keys do -------------------------------------------------------- */

/* Whatever key the user's inputrc has for this, it is ours. */
static void take_over(rl_command_func_t *theirs, rl_command_func_t *ours,
                      Keymap map)
{
    char **sequences = rl_invoking_keyseqs_in_map(theirs, map);

    for (char **key = sequences; key && *key; key++) {
        rl_bind_keyseq_in_map(*key, ours, map);
        free(*key);
    }
    free(sequences);
}

/* A report that came in two parts has passed for keys. */
static int do_nothing(int count, int key)
{
    (void)count;
    (void)key;
    return 0;
}

/* Names of files are nothing to complete here. */
static char *complete_nothing(const char *text, int state)
{
    (void)text;
    (void)state;
    return NULL;
}

void readline_keys_bind(rl_command_func_t *accept,
                        rl_command_func_t *accept_and_get_next,
                        rl_command_func_t *clear_screen)
{
    static const char *const maps[] = {"emacs", "vi-insert", "vi-command"};

    rl_getc_function = next_key;
    rl_input_available_hook = input_available;
    rl_completion_entry_function = complete_nothing;
    rl_inhibit_completion = 1; /* a tab is a tab */
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        Keymap map = rl_get_keymap_by_name(maps[i]);

        if (!map)
            continue;
        take_over(rl_newline, accept, map);
        take_over(rl_operate_and_get_next, accept_and_get_next, map);
        take_over(rl_clear_screen, clear_screen, map);
        take_over(rl_clear_display, clear_screen, map);
        if (i == 2)
            continue;
        rl_bind_keyseq_in_map("\033[I", do_nothing, map);
        rl_bind_keyseq_in_map("\033[O", do_nothing, map);
    }
}
