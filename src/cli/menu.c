/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/menu.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "cli/endpoint.h"
#include "cli/finder.h"
#include "cli/options.h"
#include "terminal/tty.h"

#define BLANKS " \t\r\n"

/* Ask, and read the answer into `*line`, which is freed before.  Returns
 * false at the end of the input, after a line end in place of the user's. */
static bool ask(FILE *in, FILE *out, const char *question, char **line)
{
    size_t size = 0;

    fputs(question, out);
    fflush(out);
    free(*line);
    *line = NULL;
    if (getline(line, &size, in) < 0) {
        fputc('\n', out);
        return false;
    }
    (*line)[strcspn(*line, "\r\n")] = '\0';
    return true;
}

/* The host and the port of an answer, "HOST[:PORT]" or "HOST PORT"; blank is
 * this machine, as in the original.  Returns false with `error` set if it is
 * anything else. */
static bool parse_host(char *line, struct endpoint *endpoint,
                       struct error *error)
{
    static char here[] = "127.0.0.1";
    char *rest = NULL;
    char *host = strtok_r(line, BLANKS, &rest);
    char *port = strtok_r(NULL, BLANKS, &rest);
    bool is_odd = port && strtok_r(NULL, BLANKS, &rest);

    *endpoint = (struct endpoint){here, NULL};
    error_set(error, _("That is not an address and a port."));
    if (host && (endpoint_parse(host, endpoint, error) < 0 ||
                 endpoint_lacks_host(endpoint->host, error)))
        return false;
    if (endpoint->port && port && strcmp(endpoint->port, port) != 0)
        is_odd = true;
    if (!endpoint->port)
        endpoint->port = port;
    return !is_odd && (!endpoint->port || endpoint_is_port(endpoint->port));
}

static bool take_host(struct options *options, char *line, FILE *out)
{
    struct endpoint endpoint;
    struct error error = {0};

    if (!parse_host(line, &endpoint, &error)) {
        fprintf(out, "%s\n", error.text);
        return false;
    }
    options->action = ACTION_CALL;
    options->host = endpoint.host;
    if (endpoint.port)
        options->port = endpoint.port;
    return true;
}

static enum menu_answer ask_host(FILE *in, FILE *out, struct options *options,
                                 char **line)
{
    do {
        if (!ask(in, out, _("Address of the other side (blank: 127.0.0.1) > "),
                 line))
            return MENU_LEFT;
    } while (!take_host(options, *line, out));
    return MENU_CHOSEN;
}

/* The one letter that an answer consists of, apart from blanks; '\0' if it
 * is anything else. */
static char only_letter(const char *answer)
{
    const char *at = answer + strspn(answer, BLANKS);

    if (*at == '\0' || at[1 + strspn(at + 1, BLANKS)] != '\0')
        return '\0';
    return *at;
}

/* ---- Who waits in this network ------------------------------------------- */

/* As many as one digit can choose, beside the 1 and the 2. */
#define SHOWN_MAX 7

static void show_waiting(const struct finder *finder, FILE *out)
{
    fputc('\n', out);
    for (size_t i = 0; i < finder->count && i < SHOWN_MAX; i++) {
        const struct waiting *waiting = &finder->items[i];
        const char *state = !waiting->is_contact   ? _("unknown")
                            : waiting->is_verified ? _("verified")
                                                   : _("not verified");

        fprintf(out, _("%zu  call %s (%s), %s\n"), i + 3, waiting->name, state,
                waiting->address);
    }
    fputs("> ", out);
    fflush(out);
}

/* Until the user has answered, show who comes and goes. */
static void watch(int fd, FILE *out, struct finder *finder)
{
    struct pollfd fds[] = {{.fd = fd, .events = POLLIN},
                           {.fd = finder->discovery.fd, .events = POLLIN}};

    for (;;) {
        size_t before = finder->count;

        if (finder->has_failed)
            fds[1].fd = -1;
        if (poll(fds, 2, -1) <= 0 || fds[0].revents)
            return;
        finder_take(finder);
        if (finder->count != before)
            show_waiting(finder, out);
    }
}

/* Call the one with this digit.  False: nobody has it. */
static bool take_waiting(const struct finder *finder, char digit,
                         struct options *options, char **answer)
{
    size_t which = (size_t)(digit - '3');
    const struct waiting *waiting;
    size_t length;

    if (digit < '3' || digit > '9' || which >= finder->count)
        return false;
    waiting = &finder->items[which];
    length = strlen(waiting->address) + 1;
    free(*answer);
    *answer = memory_new(length + sizeof waiting->port);
    memcpy(*answer, waiting->address, length);
    memcpy(*answer + length, waiting->port, sizeof waiting->port);
    options->action = ACTION_CALL;
    options->host = *answer;
    options->port = *answer + length;
    return true;
}

static const char *const question =
    N_("1  wait for a call\n2  call somebody\n1 or 2 > ");

static enum menu_answer ask_all(FILE *in, FILE *out, struct options *options,
                                struct finder *finder, char **answer)
{
    for (;;) {
        if (finder) {
            fputs(_(question), out);
            fflush(out);
            watch(fileno(in), out, finder);
        }
        if (!ask(in, out, finder ? "" : _(question), answer))
            return MENU_LEFT;
        switch (only_letter(*answer)) {
        case '1':
            options->action = ACTION_LISTEN;
            return MENU_CHOSEN;
        case '2':
            return ask_host(in, out, options, answer);
        default:
            if (finder && take_waiting(finder, only_letter(*answer), options,
                                       answer))
                return MENU_CHOSEN;
            fputs(_("Please answer 1 or 2.\n"), out);
        }
    }
}

enum menu_answer menu_ask(FILE *in, FILE *out, struct options *options,
                          char **answer)
{
    int fd = fileno(in);
    struct finder finder = {.discovery = {-1, -1}};
    struct error ignored = {0};
    enum menu_answer result;

    if (!isatty(fd))
        return ask_all(in, out, options, NULL, answer);
    if (finder_begin(&finder, NULL, &ignored) < 0)
        finder.has_failed = true;
    tty_begin(fd); /* a signal must not leave the shell half an answer */
    result = ask_all(in, out, options, &finder, answer);
    finder_release(&finder);
    if (result == MENU_LEFT)
        tty_forget_input(fd);
    tty_end();
    return result;
}
