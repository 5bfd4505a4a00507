/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/command.h"

#include <stdbool.h>
#include <string.h>

#include "base/i18n.h"

static const struct command_row table[] = {
    {COMMAND_HELP, "/help", N_("list these commands")},
    {COMMAND_END, "/end",
     N_("end the conversation; so does Ctrl-D on an empty line")},
    {COMMAND_VERIFY, "/verify",
     N_("show the digits of both keys, to be read to each other")},
    {COMMAND_VERIFY_YES, "/verify yes", N_("the digits have matched")},
};

enum command command_of(const char *line, size_t length)
{
    while (length > 0 && strchr(" \t\r", line[length - 1]) &&
           line[length - 1] != '\0')
        length--;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strlen(table[i].word) == length &&
            memcmp(table[i].word, line, length) == 0)
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
