/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* main: from the command line to the exit status. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "address.h"
#include "conversation.h"
#include "error.h"
#include "i18n.h"
#include "memory.h"
#include "menu.h"
#include "network.h"
#include "options.h"
#include "signals.h"
#include "terminal.h"
#include "transport.h"
#include "transport_tcp.h"

/* The exit statuses; those of a conversation come from outcome_status. */
enum { STATUS_OK = 0, STATUS_FAILED = 1, STATUS_USAGE = 2, STATUS_UNSAFE = 4 };

static int complain(const char *sentence, int status)
{
    fprintf(stderr, "charla: %s\n", sentence);
    return status;
}

/* A descriptor 0, 1 or 2 that came closed must not turn into the socket.
 * Opened the wrong way round, its use fails as it did before. */
static void occupy_standard_descriptors(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", modes[fd]) < 0)
            _exit(STATUS_FAILED);
}

/* Help and version are the output that was asked for; losing it is an error
 * (GNU Coding Standards, 4.7). */
static int print(void (*text)(FILE *out))
{
    struct error error = {0};

    text(stdout);
    if (fflush(stdout) == 0 && !ferror(stdout) && fclose(stdout) == 0)
        return STATUS_OK;
    error_set_errno(&error, errno, _("cannot write to standard output"));
    return complain(error.text, STATUS_FAILED);
}

/* ---- Waiting for a call -------------------------------------------------- */

static void invite_at(struct terminal *terminal, const struct address *address,
                      unsigned port)
{
    char text[ADDRESS_TEXT_MAX];

    address_format(address, text);
    if (port == (unsigned)atoi(OPTIONS_DEFAULT_PORT))
        terminal_notice(terminal, "    charla %s", text);
    else
        terminal_notice(terminal, "    charla %s %u", text, port);
}

/* Tell the user what the other person has to type. */
static void invite(struct terminal *terminal, const struct address *bound)
{
    struct address_list own = {0};
    unsigned port = address_port(bound);
    char text[ADDRESS_TEXT_MAX];

    address_format(bound, text);
    terminal_notice(terminal, _("listening on %s port %u"), text, port);
    terminal_notice(terminal, _("waiting for a call; the other side types:"));
    if (!address_is_wildcard(bound)) {
        invite_at(terminal, bound, port);
        return;
    }
    address_list_own(&own, address_reach(bound));
    for (size_t i = 0; i < own.count; i++)
        invite_at(terminal, &own.items[i], port);
    if (own.count == 0)
        terminal_notice(terminal,
                        _("    (this machine has no network; from itself: "
                          "charla localhost %u)"),
                        port);
    address_list_release(&own);
}

static int wait_for_call(const struct options *options,
                         struct terminal *terminal, struct address *peer,
                         struct error *error)
{
    struct address bound;
    int listener = network_listen(options->host, options->port,
                                  options->family, &bound, error);
    int fd;

    if (listener < 0)
        return -1;
    invite(terminal, &bound);
    fd = network_accept(listener, peer, error);
    close(listener); /* one conversation at a time */
    return fd;
}

static int call(const struct options *options, struct terminal *terminal,
                struct address *peer, struct error *error)
{
    terminal_notice(terminal, _("calling %s port %s"), options->host,
                    options->port);
    return network_connect(options->host, options->port, options->family,
                           peer, error);
}

/* ---- The conversation ---------------------------------------------------- */

static void tell_connected(struct terminal *terminal,
                           const struct address *peer)
{
    char text[ADDRESS_TEXT_MAX];

    address_format(peer, text);
    terminal_notice(terminal, _("connected to %s port %u, NOT encrypted"),
                    text, address_port(peer));
    if (terminal->is_person)
        terminal_notice(terminal, _("type %s to finish"), "%end%");
}

/* Say how it ended, and what did not arrive. */
static int conclude(struct terminal *terminal, const struct facts *facts)
{
    enum outcome outcome = outcome_of(facts);
    int status = outcome_status(outcome);
    char unsent[128];

    if (terminal_finish(terminal))
        complain(_("the line you were typing was not sent"), 0);
    if (status == STATUS_OK)
        terminal_notice(terminal, "%s", outcome_words(outcome, facts));
    else
        complain(outcome_words(outcome, facts), status);
    if (facts->unsent > 0) {
        snprintf(unsent, sizeof unsent,
                 ngettext("%zu byte of your text was not sent",
                          "%zu bytes of your text were not sent",
                          facts->unsent),
                 facts->unsent);
        complain(unsent, status);
    }
    return status;
}

static int converse(const struct options *options, struct terminal *terminal)
{
    struct address peer;
    struct error error = {0};
    struct signals signals;
    struct facts facts;
    struct transport *transport;
    int fd = options->action == ACTION_LISTEN
                 ? wait_for_call(options, terminal, &peer, &error)
                 : call(options, terminal, &peer, &error);
    int status;

    if (fd < 0)
        return complain(error.text, STATUS_FAILED);
    signals_begin(&signals);
    tell_connected(terminal, &peer);
    transport = transport_tcp_new(fd);
    if (conversation_hold(
            &(struct conversation){
                .transport = transport,
                .terminal = terminal,
                .greets = options->action == ACTION_LISTEN,
                .patience_ms = CONVERSATION_PATIENCE_MS,
                .wait_mask = &signals.previous,
            },
            &facts, &error) < 0)
        status = complain(error.text, STATUS_FAILED);
    else
        status = conclude(terminal, &facts);
    transport_free(transport);
    return status;
}

static int ask_and_converse(struct options *options)
{
    struct terminal *terminal = terminal_new(options->quiet);
    char *answer = NULL;
    int status = STATUS_OK;

    /* What follows the answers in a pipe is for the conversation. */
    setvbuf(stdin, NULL, _IONBF, 0);
    if (options->action != ACTION_MENU ||
        menu_ask(stdin, stderr, options, &answer) == MENU_CHOSEN)
        status = converse(options, terminal);
    free(answer);
    terminal_free(terminal);
    return status;
}

int main(int argc, char *argv[])
{
    struct options options;
    struct error error = {0};
    char sentence[ERROR_TEXT_MAX + 128];

    occupy_standard_descriptors();
    i18n_begin();
    signal(SIGPIPE, SIG_IGN);
    if (options_parse(argc, argv, &options, &error) < 0) {
        snprintf(sentence, sizeof sentence, _("%s (see charla --help)"),
                 error.text);
        return complain(sentence, STATUS_USAGE);
    }
    if (options.action == ACTION_HELP)
        return print(options_print_help);
    if (options.action == ACTION_VERSION)
        return print(options_print_version);
    if (options.encrypt)
        return complain(_("this charla cannot encrypt, so --encrypt refuses "
                          "to talk"),
                        STATUS_UNSAFE);
    return ask_and_converse(&options);
}
