/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/desktop_notice.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "text/sanitize.h"

#define STRING_END "\033\\"

/* Both begin with the title, so that no text is mistaken for one of the numbers
 * that mean something else after OSC 9. */
#define OSC_9 "\033]9;charla: "
#define OSC_777 "\033]777;notify;charla;"

static bool knows_both(void)
{
    static const char *const names[] = {
        "foot", "xterm-kitty", "xterm-ghostty", "wezterm",
    };
    const char *term = getenv("TERM");

    for (size_t i = 0; term && i < sizeof names / sizeof *names; i++)
        if (strncmp(term, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

/* Append the text of the notice.  In some terminals a semicolon would end
 * it. */
static void append_words(struct buffer *out, const char *name,
                         const char *text, size_t length)
{
    struct buffer words = {0};
    size_t begun = out->length;

    if (text && name)
        buffer_printf(&words, "%s: ", name);
    if (text)
        buffer_append(&words, text, length);
    else if (name)
        buffer_printf(&words, _("%s has written"), name);
    else
        buffer_append_string(&words, _("somebody has written"));
    sanitize_append_short(out, words.data, words.length,
                          DESKTOP_NOTICE_COLUMNS, DESKTOP_NOTICE_BYTES);
    for (size_t i = begun; i < out->length; i++)
        if (out->data[i] == ';')
            out->data[i] = ',';
    buffer_release(&words);
}

static void append_sequence(struct buffer *out, const char *begin,
                            const struct buffer *words)
{
    buffer_append_string(out, begin);
    buffer_append(out, words->data, words->length);
    buffer_append_string(out, STRING_END);
}

/* tmux would take each ESC for its own unless it is doubled. */
static void append_for_tmux(struct buffer *out, const struct buffer *sequences)
{
    buffer_append_string(out, "\033Ptmux;");
    for (size_t i = 0; i < sequences->length; i++) {
        if (sequences->data[i] == '\033')
            buffer_append(out, "\033", 1);
        buffer_append(out, sequences->data + i, 1);
    }
    buffer_append_string(out, STRING_END);
}

void desktop_notice_append(struct buffer *out, const char *name,
                           const char *text, size_t length)
{
    struct buffer words = {0}, sequences = {0};
    const char *tmux = getenv("TMUX");

    append_words(&words, name, text, length);
    if (!knows_both())
        append_sequence(&sequences, OSC_9, &words);
    append_sequence(&sequences, OSC_777, &words);
    if (tmux && *tmux)
        append_for_tmux(out, &sequences);
    else
        buffer_append(out, sequences.data, sequences.length);
    buffer_release(&words);
    buffer_release(&sequences);
}
