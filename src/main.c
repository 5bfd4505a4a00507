/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* main: from the command line to the exit status. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#ifdef HAVE_PRCTL
#include <sys/prctl.h>
#endif

#include "net/address.h"
#include "chat/ending_report.h"
#include "monitor/sandbox.h"
#include "chat/conversation.h"
#include "crypto/encryption.h"
#include "base/error.h"
#include "base/i18n.h"
#include "cli/invitation.h"
#include "base/memory.h"
#include "cli/menu.h"
#include "net/dialer.h"
#include "net/listener.h"
#include "cli/options.h"
#include "base/signals.h"
#include "terminal/terminal.h"
#include "terminal/terminal_choice.h"
#include "net/transport_tcp.h"

/* The exit statuses; those of a conversation come from ending_status. */
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

/* What was asked for is the output; losing it is an error (GNU Coding
 * Standards, 4.7). */
static int finish_output(void)
{
    struct error error = {0};

    if (fflush(stdout) == 0 && !ferror(stdout) && fclose(stdout) == 0)
        return STATUS_OK;
    error_set_errno(&error, errno, _("cannot write to standard output"));
    return complain(error.text, STATUS_FAILED);
}

static int print(void (*text)(FILE *out))
{
    text(stdout);
    return finish_output();
}

static int print_line(const char *text)
{
    puts(text);
    return finish_output();
}

/* ---- Waiting for a call -------------------------------------------------- */

/* Lines that were typed while nobody was there are not for whoever calls now.
 * One without its end stays, to go on with. */
static void forget_typed(struct terminal *terminal)
{
    char line[4096];
    bool has_lines = false;
    int count;

    while (terminal->is_person &&
           ioctl(terminal->input_fd, FIONREAD, &count) == 0 && count > 0 &&
           read(terminal->input_fd, line, sizeof line) > 0)
        has_lines = true;
    if (has_lines)
        terminal_notice(terminal, _("what was typed before the call came is "
                                    "not sent"));
}

static int wait_for_call(const struct options *options,
                         struct terminal *terminal, struct address *peer,
                         struct error *error)
{
    struct address bound;
    int listener = listener_open(options->host, options->port,
                                  options->family, &bound, error);
    int fd;

    if (listener < 0)
        return -1;
    invitation_show(terminal, &bound);
    fd = listener_accept(listener, peer, error);
    close(listener); /* one conversation at a time */
    forget_typed(terminal);
    return fd;
}

static int call(const struct options *options, struct terminal *terminal,
                struct address *peer, struct error *error)
{
    terminal_notice(terminal, _("calling %s port %s"), options->host,
                    options->port);
    return dialer_connect(options->host, options->port, options->family,
                           peer, error);
}

/* ---- The conversation ---------------------------------------------------- */

static void tell_connected(struct terminal *terminal,
                           const struct address *peer)
{
    char text[ADDRESS_TEXT_MAX];

    address_format(peer, text);
    terminal_notice(terminal, _("connected to %s port %u"), text,
                    address_port(peer));
    if (terminal->is_person)
        terminal_notice(terminal, _("type %s to finish"), "%end%");
}

/* Whom one has called, as one has called them; or where the call is from. */
static void name_peer(struct terminal *terminal, const struct options *options,
                      const struct address *peer)
{
    char text[ADDRESS_TEXT_MAX];

    address_format(peer, text);
    terminal_name_peer(terminal, options->action == ACTION_CALL ? options->host
                                                                : text);
}

/* The name others see: as asked for, or the login name.  It is only told when
 * encrypted. */
static const char *own_name(const struct options *options)
{
    const struct passwd *user;

    if (options->name || options->plain)
        return options->name;
    user = getpwuid(geteuid());
    return user ? user->pw_name : NULL;
}

/* From here on only talking is needed.  What libraries read when they are
 * first asked, catalogs and the time zone, is read before. */
static void confine(const struct encryption *encryption)
{
    char *directory = encryption ? encryption_directory() : NULL;

    (void)error_words(ENOENT);
    (void)_("you have ended the conversation");
    tzset();
    (void)sandbox_enter(directory);
    free(directory);
}

static int hold(const struct options *options, struct terminal *terminal,
                struct encryption *encryption, int fd,
                const struct address *peer)
{
    struct error error = {0};
    struct signals signals;
    struct ending ending;
    int status;
    const struct conversation_setup conversation = {
        .transport = transport_tcp_new(fd, options->timeout_s),
        .terminal = terminal,
        .host = options->action == ACTION_CALL ? options->host : NULL,
        .port = options->port,
        .encryption = encryption,
        .must_encrypt = options->encrypt,
        .name = own_name(options),
        .close_ms = CONVERSATION_CLOSE_MS,
        .undecided_ms = CONVERSATION_UNDECIDED_MS,
        .handshake_ms = CONVERSATION_HANDSHAKE_MS,
        .timeout_ms = (int)options->timeout_s * 1000,
        .wait_mask = &signals.previous,
    };

    signals_begin(&signals);
    tell_connected(terminal, peer);
    name_peer(terminal, options, peer);
    confine(encryption);
    if (conversation_run(&conversation, &ending, &error) == 0)
        status = ending_report_show(terminal, &ending, &signals.previous);
    else
        status = complain(error.text, STATUS_FAILED);
    ending_release(&ending);
    return status;
}

/* A listener offers encryption in its first line, so it must be able to keep
 * the word; a caller needs its key only when one is offered. */
static int converse(const struct options *options, struct terminal *terminal,
                    struct encryption *encryption)
{
    bool listens = options->action == ACTION_LISTEN;
    struct address peer;
    struct error error = {0};
    int fd;

    if (listens && encryption && encryption_prepare(encryption, &error) < 0)
        return complain(error.text, STATUS_UNSAFE);
    fd = listens ? wait_for_call(options, terminal, &peer, &error)
                 : call(options, terminal, &peer, &error);
    if (fd < 0)
        return complain(error.text, STATUS_FAILED);
    return hold(options, terminal, encryption, fd, &peer);
}

static int ask_and_converse(struct options *options)
{
    struct terminal *terminal = terminal_choose(&(struct terminal_settings){
        .quiet = options->quiet,
        .timestamps = options->timestamps,
        .linear = options->linear,
        .notify = options->notify,
    });
    struct encryption *encryption = options->plain ? NULL : encryption_new();
    char *answer = NULL;
    int status = STATUS_OK;

    /* What follows the answers in a pipe is for the conversation. */
    setvbuf(stdin, NULL, _IONBF, 0);
    if (options->action != ACTION_MENU ||
        menu_ask(stdin, stderr, options, &answer) == MENU_CHOSEN)
        status = converse(options, terminal, encryption);
    free(answer);
    encryption_free(encryption);
    terminal_free(terminal);
    return status;
}

/* ---- Keys ---------------------------------------------------------------- */

static int show_fingerprint(void)
{
    struct encryption *encryption = encryption_new();
    struct error error = {0};
    int status = STATUS_OK;

    if (encryption_prepare(encryption, &error) < 0)
        status = complain(error.text, STATUS_FAILED);
    else
        status = print_line(encryption_fingerprint(encryption)->text);
    encryption_free(encryption);
    return status;
}

static int forget(const struct options *options)
{
    bool is_caller = options->action == ACTION_FORGET_CALLER;
    struct error error = {0};
    int found = is_caller ? encryption_forget_caller(options->host, &error)
                          : encryption_forget(options->host, options->port,
                                              &error);

    if (found > 0)
        return STATUS_OK;
    if (found == 0 && is_caller)
        error_set(&error, _("no caller is known by %s"), options->host);
    else if (found == 0)
        error_set(&error, _("no key is known for %s port %s"), options->host,
                  options->port);
    return complain(error.text, STATUS_FAILED);
}

/* Keys are in memory from now on: no core dump may hold them. */
static void keep_secrets(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)unsetenv("SSLKEYLOGFILE"); /* where GnuTLS would log them */
#if defined HAVE_PRCTL && !defined CHARLA_SANITIZED
    (void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

static int act(struct options *options)
{
    switch (options->action) {
    case ACTION_HELP:
        return print(options_print_help);
    case ACTION_VERSION:
        return print(options_print_version);
    case ACTION_FINGERPRINT:
        return show_fingerprint();
    case ACTION_FORGET:
    case ACTION_FORGET_CALLER:
        return forget(options);
    case ACTION_MENU:
    case ACTION_CALL:
    case ACTION_LISTEN:
        break;
    }
    if (options->encrypt && !encryption_is_built_in())
        return complain(_("this charla is built without encryption, so "
                          "--encrypt refuses to talk"),
                        STATUS_UNSAFE);
    return ask_and_converse(options);
}

int main(int argc, char *argv[])
{
    struct options options;
    struct error error = {0};
    char sentence[ERROR_TEXT_MAX + 128];

    occupy_standard_descriptors();
    i18n_begin();
    keep_secrets();
    signal(SIGPIPE, SIG_IGN);
    if (options_parse(argc, argv, &options, &error) == 0)
        return act(&options);
    snprintf(sentence, sizeof sentence, _("%s (see charla --help)"),
             error.text);
    return complain(sentence, STATUS_USAGE);
}
