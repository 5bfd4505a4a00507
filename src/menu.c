/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "menu.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "options.h"

#define BLANKS " \t\r\n"

/* Read a line into `*line`, grown as needed.  Returns false at the end. */
static bool read_line(FILE *in, char **line)
{
    size_t size = 0;

    free(*line);
    *line = NULL;
    if (getline(line, &size, in) < 0)
        return false;
    (*line)[strcspn(*line, "\r\n")] = '\0';
    return true;
}

/* The answer if it is one character between blanks, else '\0'. */
static char one_character(const char *line)
{
    const char *first = line + strspn(line, BLANKS);

    if (*first == '\0' || first[1 + strspn(first + 1, BLANKS)] != '\0')
        return '\0';
    return *first;
}

/* "HOST [PORT]", blank for this machine, as in the original. */
static bool take_host(struct options *options, char *line, FILE *out)
{
    char *rest = NULL;
    const char *host = strtok_r(line, BLANKS, &rest);
    const char *port = strtok_r(NULL, BLANKS, &rest);

    if (port && (!options_is_port(port) || strtok_r(NULL, BLANKS, &rest))) {
        fputs(_("That is not an address and a port.\n"), out);
        return false;
    }
    options->action = ACTION_CALL;
    options->host = host ? host : "127.0.0.1";
    if (port)
        options->port = port;
    return true;
}

static enum menu_answer ask_host(FILE *in, FILE *out, struct options *options,
                                 char **line)
{
    do {
        fputs(_("Address of the other side (blank: 127.0.0.1) > "), out);
        fflush(out);
        if (!read_line(in, line)) {
            fputc('\n', out);
            return MENU_LEFT;
        }
    } while (!take_host(options, *line, out));
    return MENU_CHOSEN;
}

enum menu_answer menu_ask(FILE *in, FILE *out, struct options *options,
                          char **answer)
{
    for (;;) {
        fputs(_("1  wait for a call\n2  call somebody\n1 or 2 > "), out);
        fflush(out);
        if (!read_line(in, answer)) {
            fputc('\n', out);
            return MENU_LEFT;
        }
        switch (one_character(*answer)) {
        case '1':
            options->action = ACTION_LISTEN;
            return MENU_CHOSEN;
        case '2':
            return ask_host(in, out, options, answer);
        default:
            fputs(_("Please answer 1 or 2.\n"), out);
        }
    }
}
