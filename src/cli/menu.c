/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/menu.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "cli/endpoint.h"
#include "cli/finder.h"
#include "cli/options.h"
#include "cli/waiting_list.h"
#include "cli/waiting_rows.h"
#include "terminal/tty.h"

#define BLANKS " \t\r\n"

/* Ask, and read the answer into `*line`, which is freed first.  At the end of
 * the input, returns false with `*line` NULL, after writing the line end that
 * the user did not type. */
static bool ask(FILE *in, FILE *out, const char *question, char **line)
{
    size_t size = 0;

    fputs(question, out);
    fflush(out);
    free(*line);
    *line = NULL;
    if (getline(line, &size, in) < 0) {
        free(*line);
        *line = NULL;
        fputc('\n', out);
        return false;
    }
    (*line)[strcspn(*line, "\r\n")] = '\0';
    return true;
}

/* Parse an answer, "HOST[:PORT]" or "HOST PORT"; a blank one means this
 * machine, as in the original program.  Returns false with `error` set for
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
    if (endpoint.port) {
        options->port = endpoint.port;
        options->has_port = true;
    }
    return true;
}

/* Does the user want to leave, or to go back? */
static bool is_way_out(const char *answer)
{
    const char *at = answer + strspn(answer, BLANKS);

    return *at == 'q' && at[1 + strspn(at + 1, BLANKS)] == '\0';
}

/* Ask for the host to call.  Returns false if the user goes back, or the input
 * has ended. */
static bool ask_host(FILE *in, FILE *out, struct options *options,
                     char **line)
{
    do {
        if (!ask(in, out,
                 _("Address of the other side (blank: 127.0.0.1, q: back) > "),
                 line) ||
            is_way_out(*line))
            return false;
    } while (!take_host(options, *line, out));
    return true;
}

/* The number in an answer that has nothing else but blanks; 0 for any other
 * answer. */
static unsigned only_number(const char *answer)
{
    const char *at = answer + strspn(answer, BLANKS);
    size_t digits = strspn(at, "0123456789");

    if (digits == 0 || digits > 2 || at[digits + strspn(at + digits, BLANKS)])
        return 0;
    return (unsigned)strtoul(at, NULL, 10);
}

/* ---- Who waits in this network ------------------------------------------- */

/* How long nothing must have come before changes are shown, in ms, and how long
 * they are held back at most: many at once become one list. */
#define QUIET_MS 200
#define LATEST_MS 1000

/* The state of the menu.  The second half is used only on a terminal. */
struct menu {
    FILE *in, *out;
    bool looks_around;
    struct finder finder;
    struct waiting_rows rows;
};

static const char *const choices =
    N_("1  wait for a call\n2  call somebody\nq  quit\n");

/* What stands before every answer: what may be answered now. */
static const char *prompt_of(const struct menu *menu)
{
    return menu->rows.count > 0 ? _("A number, or q > ") : _("1, 2 or q > ");
}

/* Show who has come and gone, and why nobody can be found. */
static void show_news(struct menu *menu)
{
    char *text = NULL;
    size_t length = 0;
    FILE *news = open_memstream(&text, &length);
    bool is_any;

    if (!news)
        return;
    is_any = waiting_rows_show_news(&menu->rows, &menu->finder.list, news);
    if (*menu->finder.why) {
        fprintf(news, "charla: %s\n", menu->finder.why);
        *menu->finder.why = '\0';
        is_any = true;
    }
    fclose(news);
    if (is_any)
        fprintf(menu->out, "\n%s%s", text, prompt_of(menu));
    fflush(menu->out);
    free(text);
}

/* Take the next event, if there is one in that time.  Returns false if there is
 * an answer to read. */
static bool take_event(struct menu *menu, int timeout_ms, bool *has_come)
{
    struct pollfd fds[] = {
        {.fd = fileno(menu->in), .events = POLLIN},
        {.fd = menu->finder.has_failed ? -1 : menu->finder.discovery.fd,
         .events = POLLIN},
    };

    if (poll(fds, 2, timeout_ms) < 0 || fds[0].revents)
        return false;
    *has_come = fds[1].revents != 0;
    if (*has_come)
        finder_take(&menu->finder);
    return true;
}

/* Show who comes and goes until the user has answered. */
static void watch(struct menu *menu)
{
    int64_t due = CLOCK_NEVER, latest = 0;
    bool has_come;

    while (take_event(menu, clock_ms_left(due), &has_come)) {
        int64_t now = clock_monotonic_ms();

        if (due == CLOCK_NEVER)
            latest = now + LATEST_MS;
        if (has_come)
            due = now + QUIET_MS < latest ? now + QUIET_MS : latest;
        if (due > now)
            continue;
        show_news(menu);
        due = CLOCK_NEVER;
    }
}

/* Set the host and port to those of `waiting`.  A contact is called by name, so
 * that only their key is accepted; anybody else by address. */
static void take_waiting(const struct waiting *waiting,
                         struct options *options, char **answer)
{
    bool by_name = waiting_is_contact(waiting) && !options->plain;
    const char *host = by_name ? waiting->name : waiting->address;
    size_t length = strlen(host) + 1;

    free(*answer);
    *answer = memory_new(length + sizeof waiting->port);
    memcpy(*answer, host, length);
    memcpy(*answer + length, waiting->port, sizeof waiting->port);
    options->action = ACTION_CALL;
    options->host = *answer;
    options->has_port = !by_name;
    if (!by_name)
        options->port = *answer + length;
}

/* Call the person in the row with this number.  Returns false, and tells the
 * user, if there is nobody. */
static bool choose_row(struct menu *menu, unsigned number,
                       struct options *options, char **answer)
{
    const struct waiting_row *row =
        waiting_rows_choose(&menu->rows, number);
    const struct waiting *waiting = NULL;

    if (row)
        waiting = waiting_list_find(&menu->finder.list, row->announced,
                                    &row->tag);
    if (waiting)
        take_waiting(waiting, options, answer);
    else if (row)
        fprintf(menu->out, _("%s does not wait any more.\n"), row->name);
    else
        fputs(menu->rows.count > 0
                  ? _("Please answer with one of the numbers.\n")
                  : _("Please answer 1, 2 or q.\n"),
              menu->out);
    return waiting != NULL;
}

/* ---- The whole ----------------------------------------------------------- */

/* Ask what to do.  Returns false if the input has ended. */
static bool ask_what(struct menu *menu, char **answer)
{
    fputs(_(choices), menu->out);
    waiting_rows_show_all(&menu->rows, &menu->finder.list, menu->out);
    if (!menu->looks_around)
        return ask(menu->in, menu->out, prompt_of(menu), answer);
    fputs(prompt_of(menu), menu->out);
    fflush(menu->out);
    watch(menu);
    return ask(menu->in, menu->out, "", answer);
}

/* Do what the answer says.  Returns false if the user must be asked again. */
static bool do_as_told(struct menu *menu, unsigned number,
                       struct options *options, char **answer)
{
    if (number != 2)
        return choose_row(menu, number, options, answer);
    return ask_host(menu->in, menu->out, options, answer) || !*answer;
}

static enum menu_answer ask_all(struct menu *menu, struct options *options,
                                char **answer)
{
    unsigned number;

    do {
        if (!ask_what(menu, answer) || is_way_out(*answer))
            return MENU_LEFT;
        number = only_number(*answer);
        if (number == 1)
            options->action = ACTION_LISTEN;
    } while (number != 1 && !do_as_told(menu, number, options, answer));
    return *answer ? MENU_CHOSEN : MENU_LEFT;
}

enum menu_answer menu_ask(FILE *in, FILE *out, struct options *options,
                          char **answer)
{
    struct menu menu = {
        .in = in,
        .out = out,
        .looks_around = isatty(fileno(in)),
    };
    struct error ignored = {0};
    enum menu_answer result;

    if (!menu.looks_around)
        return ask_all(&menu, options, answer);
    if (finder_begin(&menu.finder, NULL, &ignored) < 0)
        menu.finder.has_failed = true;
    fputs(_("charla: talk with one other person\n"), out);
    tty_begin(fileno(in)); /* a signal must not leave half an answer */
    result = ask_all(&menu, options, answer);
    finder_release(&menu.finder);
    if (result == MENU_LEFT)
        tty_forget_input(fileno(in));
    tty_end();
    return result;
}
