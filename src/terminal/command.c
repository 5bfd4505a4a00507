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
     N_("/take [NUMBER] [NAME]: let an offered file come"), true, false},
    {COMMAND_DECLINE, "/decline", N_("/decline [NUMBER]: do not"), true,
     false},
    {COMMAND_CANCEL, "/cancel",
     N_("/cancel [NUMBER]: stop a file, or take an offer back"), true, false},
    {COMMAND_FILES, "/files", N_("list the files that are offered"), false,
     false},
    {COMMAND_VERIFY, "/verify",
     N_("make sure that nobody is listening in, by comparing digits"),
     true, false},
    {COMMAND_KEEP, "/keep",
     N_("/keep NAME: know this person by that name from now on"),
     true, false},
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

enum command command_of(const char *line, size_t length)
{
    while (length > 0 && is_blank(line[length - 1]))
        length--;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (is_asked_for(&table[i], line, length))
            return table[i].command;
    return COMMAND_UNKNOWN;
}

bool command_row(size_t number, struct command_row *row)
{
    if (number >= sizeof table / sizeof *table)
        return false;
    *row = table[number];
    row->help = _(row->help);
    return true;
}
