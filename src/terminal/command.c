/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/command.h"

#include <stdbool.h>
#include <string.h>

#include "base/i18n.h"

#define BLANKS " \t\r"

static const struct command_row table[] = {
    {COMMAND_HELP, "/help", N_("list these commands"), false, false},
    {COMMAND_END, "/end",
     N_("end the conversation; so does Ctrl-D on an empty line"), false,
     false},
    {COMMAND_SEND, "/send",
     N_("/send PATH: offer a file; several paths offer several"), true, true},
    {COMMAND_TAKE, "/take",
     N_("/take [NUMBER] [NAME]: receive an offered file"), true, false},
    {COMMAND_DECLINE, "/decline",
     N_("/decline [NUMBER]: decline an offered file"), true, false},
    {COMMAND_CANCEL, "/cancel",
     N_("/cancel [NUMBER]: stop a file, or withdraw an offer"), true, false},
    {COMMAND_FILES, "/files", N_("list the files that are offered"), false,
     false},
    {COMMAND_VERIFY, "/verify",
     N_("make sure that nobody is listening in, by comparing digits"),
     true, false},
    {COMMAND_KEEP, "/keep",
     N_("/keep NAME: remember this person under that name"),
     true, false},
    {COMMAND_WHO, "/who", N_("say who is there, and with which key"), false,
     false},
    {COMMAND_LOG, "/log",
     N_("go on with the log of --log; /log off: stop it"), true, false},
    {COMMAND_AGAIN, "/again", N_("show again what was said last"), false,
     false},
};

/* The names that other programs use for these commands. */
static const struct command_row synonyms[] = {
    {COMMAND_END, "/quit", NULL, false, false},
    {COMMAND_END, "/exit", NULL, false, false},
};

static bool is_blank(char c)
{
    return c != '\0' && strchr(BLANKS, c);
}

static bool is_asked_for(const struct command_row *row, const char *line,
                         size_t length)
{
    size_t word = strlen(row->word);

    if (length < word || memcmp(row->word, line, word) != 0)
        return false;
    return length == word || (row->has_argument && is_blank(line[word]));
}

static size_t cut_blanks(const char *line, size_t length)
{
    while (length > 0 && is_blank(line[length - 1]))
        length--;
    return length;
}

bool command_is_quit_word(const char *line, size_t length)
{
    static const char *const words[] = {"quit", "exit", ":q"};

    length = cut_blanks(line, length);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (length == strlen(words[i]) && memcmp(line, words[i], length) == 0)
            return true;
    return false;
}

static enum command find(const struct command_row *rows, size_t count,
                         const char *line, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (is_asked_for(&rows[i], line, length))
            return rows[i].command;
    return COMMAND_UNKNOWN;
}

enum command command_of(const char *line, size_t length)
{
    enum command command;

    length = cut_blanks(line, length);
    command = find(table, sizeof table / sizeof *table, line, length);
    if (command == COMMAND_UNKNOWN)
        command = find(synonyms, sizeof synonyms / sizeof *synonyms, line,
                       length);
    return command;
}

bool command_row(size_t number, struct command_row *row)
{
    if (number >= sizeof table / sizeof *table)
        return false;
    *row = table[number];
    row->help = _(row->help);
    return true;
}
