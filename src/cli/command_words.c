/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/command_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"

#define BLANKS " \t\r\n"

struct splitter {
    const char *at; /* what is left of the command */
    const char *host, *port;
    struct buffer word; /* the one that is being built */
    char **words;       /* the finished ones, and a NULL */
    size_t count;
    struct error *error;
};

/* ---- A word -------------------------------------------------------------- */

/* Append what the character after a percent sign, which is at `at`, stands
 * for.  Returns false if it stands for nothing. */
static bool put_in(struct splitter *splitter)
{
    switch (*splitter->at) {
    case 'h':
        buffer_append_string(&splitter->word, splitter->host);
        break;
    case 'p':
        buffer_append_string(&splitter->word, splitter->port);
        break;
    case '%':
        buffer_append_string(&splitter->word, "%");
        break;
    default:
        error_set(splitter->error,
                  _("--via: only %%h, %%p and %%%% may follow a percent sign"));
        return false;
    }
    splitter->at++;
    return true;
}

/* Append one character, or what it stands for, to the word. */
static bool take(struct splitter *splitter, char quote)
{
    char next = *splitter->at++;

    if (next == '%')
        return put_in(splitter);
    if (next == '\\' && quote != '\'') {
        if (*splitter->at == '\0') {
            error_set(splitter->error, _("--via: the command ends with a \\"));
            return false;
        }
        next = *splitter->at++;
    }
    buffer_append(&splitter->word, &next, 1);
    return true;
}

static bool take_quoted(struct splitter *splitter)
{
    char quote = *splitter->at++;

    while (*splitter->at && *splitter->at != quote)
        if (!take(splitter, quote))
            return false;
    if (*splitter->at++ == quote)
        return true;
    error_set(splitter->error, _("--via: the quote %c is not closed"), quote);
    return false;
}

static bool take_word(struct splitter *splitter)
{
    while (*splitter->at && !strchr(BLANKS, *splitter->at)) {
        bool is_quote = *splitter->at == '\'' || *splitter->at == '"';

        if (is_quote ? !take_quoted(splitter) : !take(splitter, '\0'))
            return false;
    }
    return true;
}

/* ---- All words ----------------------------------------------------------- */

static void add(struct splitter *splitter)
{
    char **more = memory_items(splitter->count + 2, sizeof *more);

    if (splitter->count > 0)
        memcpy(more, splitter->words, splitter->count * sizeof *more);
    free(splitter->words);
    buffer_append(&splitter->word, "", 1);
    more[splitter->count++] = memory_string(splitter->word.data);
    more[splitter->count] = NULL;
    splitter->words = more;
    buffer_clear(&splitter->word);
}

static bool take_all(struct splitter *splitter)
{
    for (;;) {
        splitter->at += strspn(splitter->at, BLANKS);
        if (*splitter->at == '\0')
            break;
        if (!take_word(splitter))
            return false;
        add(splitter);
    }
    if (splitter->count > 0 && *splitter->words[0])
        return true;
    error_set(splitter->error, _("--via: there is no command"));
    return false;
}

char **command_words_split(const char *command, const char *host,
                           const char *port, struct error *error)
{
    struct splitter splitter = {
        .at = command,
        .host = host ? host : "",
        .port = port,
        .error = error,
    };
    bool is_good = take_all(&splitter);

    buffer_release(&splitter.word);
    if (is_good)
        return splitter.words;
    command_words_free(splitter.words);
    return NULL;
}

void command_words_free(char **words)
{
    for (char **word = words; word && *word; word++)
        free(*word);
    free(words);
}
