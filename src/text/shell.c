/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/shell.h"

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

/* Characters that are not special to any shell in any place.  "=" and "~" are
 * not among them, because zsh expands them at the beginning of a word. */
#define HARMLESS                                                               \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"           \
    "._:/@+,-%"

char *shell_quote(const char *word)
{
    struct buffer quoted = {0};
    size_t harmless = strspn(word, HARMLESS);

    if (harmless > 0 && word[harmless] == '\0')
        return memory_string(word);
    buffer_append_string(&quoted, "'");
    for (; *word; word++) {
        if (*word == '\'')
            buffer_append_string(&quoted, "'\\'"); /* end, quote, go on */
        buffer_append(&quoted, word, 1);
    }
    buffer_append(&quoted, "'", 2); /* with the '\0' */
    return quoted.data;
}
