/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/readline_keys.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/utf8.h"

#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"

/* The longest sequence that is bound to a key. */
#define SEQUENCE_MAX 64

/* The keys that readline has not read yet. */
static struct {
    struct buffer bytes;
    size_t next;
} keys;

/* ---- Where readline reads ------------------------------------------------ */

static bool has_key(void)
{
    return keys.next < keys.bytes.length;
}

/* readline never waits for the rest of a sequence: sequences arrive
 * complete. */
static int input_available(void)
{
    return has_key();
}

/* A command of readline that asks for more keys than there are gets EOF.  Only
 * the terminal's owner reads the terminal, because it also handles Ctrl-C and
 * signals. */
static int next_key(FILE *stream)
{
    (void)stream;
    return has_key() ? (unsigned char)keys.bytes.data[keys.next++] : EOF;
}

static void feed(const char *bytes, size_t length)
{
    buffer_append(&keys.bytes, bytes, length);
    while (has_key())
        rl_callback_read_char();
    buffer_clear(&keys.bytes);
    keys.next = 0;
}

/* Abandon a sequence of keys that has begun; the next key is not part of
 * it. */
static void end_sequence(void)
{
    if (RL_ISSTATE(RL_STATE_MULTIKEY) &&
        !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH))
        rl_callback_sigcleanup();
}

void readline_keys_feed(const char *bytes, size_t length)
{
    size_t fed = 0;

    /* After Ctrl-X and a letter of several bytes, readline would look for a
     * key bound to the first byte and take the others for a letter. */
    for (size_t i = 0; i < length; i++) {
        if (utf8_length(bytes[i]) < 2)
            continue;
        feed(bytes + fed, i - fed);
        end_sequence();
        fed = i;
    }
    feed(bytes + fed, length - fed);
}

static bool is_bound(const char *sequence)
{
    int type = ISFUNC;

    return rl_function_of_keyseq(sequence, rl_get_keymap(), &type) &&
           type != ISKMAP;
}

/* Alt-Enter, or Shift-Enter where the terminal tells it from Enter, puts a line
 * end into the message.  By default readline's Alt-Enter changes to the keys of
 * vi; any other command that the user's inputrc binds to it is obeyed. */
static bool is_line_end(const char *sequence)
{
    static const char *const keys_of_it[] = {
        "\033\r", "\033[13;2u", "\033[27;2;13~",
    };
    int type = ISFUNC;
    rl_command_func_t *bound =
        rl_function_of_keyseq(sequence, rl_get_keymap(), &type);

    for (size_t i = 0; i < sizeof keys_of_it / sizeof *keys_of_it; i++)
        if (strcmp(sequence, keys_of_it[i]) == 0)
            return !is_bound(sequence) || bound == rl_vi_editing_mode;
    return false;
}

void readline_keys_feed_sequence(const char *bytes, size_t length)
{
    char sequence[SEQUENCE_MAX + 1] = "";

    if (length > SEQUENCE_MAX)
        return;
    memcpy(sequence, bytes, length);
    end_sequence();
    /* Where nothing is bound to Alt, as in vi mode, it was Escape and then
     * the key. */
    if (is_line_end(sequence))
        rl_insert_text("\n");
    else if (is_bound(sequence) || (length == 2 && rl_editing_mode == 0))
        feed(bytes, length);
}

void readline_keys_paste(const char *text, size_t length)
{
    struct buffer paste = {0};

    end_sequence();
    if (is_bound(PASTE_BEGIN)) {
        buffer_append_string(&paste, PASTE_BEGIN);
        buffer_append(&paste, text, length);
        buffer_append_string(&paste, PASTE_END);
        feed(paste.data, paste.length);
    } else {
        buffer_append(&paste, text, length);
        buffer_append(&paste, "", 1);
        for (size_t i = 0; i < length; i++)
            if (paste.data[i] == '\r')
                paste.data[i] = '\n';
        rl_insert_text(paste.data);
    }
    buffer_release(&paste);
}

void readline_keys_release(void)
{
    buffer_release(&keys.bytes);
}

/* ---- What keys do -------------------------------------------------------- */

/* Replace this function of readline on every key that the user's inputrc binds
 * to it. */
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

/* readline itself completes nothing, because it must not read any directory. */
static char *complete_nothing(const char *text, int state)
{
    (void)text;
    (void)state;
    return NULL;
}

/* In vi's command mode the keys of completion are letters like any other. */
static void take_over_completion(rl_command_func_t *ours, Keymap map)
{
    static rl_command_func_t *const theirs[] = {
        rl_complete,        rl_possible_completions,
        rl_insert_completions, rl_menu_complete,
        rl_backward_menu_complete, rl_old_menu_complete,
        rl_vi_complete,
    };

    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
        take_over(theirs[i], ours, map);
}

void readline_keys_bind(const struct readline_keys *functions)
{
    static const char *const maps[] = {"emacs", "vi-insert", "vi-command"};

    rl_getc_function = next_key;
    rl_input_available_hook = input_available;
    rl_completion_entry_function = complete_nothing;
    /* UTF-8 is typed and shown, whatever the user's inputrc says. */
    rl_variable_bind("convert-meta", "off");
    rl_variable_bind("input-meta", "on");
    rl_variable_bind("output-meta", "on");
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        Keymap map = rl_get_keymap_by_name(maps[i]);

        if (!map)
            continue;
        take_over(rl_newline, functions->accept, map);
        take_over(rl_operate_and_get_next, functions->accept_and_get_next,
                  map);
        take_over(rl_clear_screen, functions->clear_screen, map);
        take_over(rl_clear_display, functions->clear_screen, map);
        take_over_completion(functions->complete, map);
    }
}
