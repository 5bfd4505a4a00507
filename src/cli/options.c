/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "monitor/sandbox.h"
#include "crypto/encryption.h"
#include "base/error.h"
#include "base/i18n.h"

enum {
    OPTION_PLAIN = 256,
    OPTION_ENCRYPT,
    OPTION_FINGERPRINT,
    OPTION_FORGET,
    OPTION_TIMEOUT,
    OPTION_LINEAR,
    OPTION_NOTIFY,
};

static const char short_options[] = ":lp:46n:qthV";

static const struct option long_options[] = {
    {"listen", no_argument, NULL, 'l'},
    {"port", required_argument, NULL, 'p'},
    {"ipv4", no_argument, NULL, '4'},
    {"ipv6", no_argument, NULL, '6'},
    {"plain", no_argument, NULL, OPTION_PLAIN},
    {"encrypt", no_argument, NULL, OPTION_ENCRYPT},
    {"name", required_argument, NULL, 'n'},
    {"fingerprint", no_argument, NULL, OPTION_FINGERPRINT},
    {"forget", required_argument, NULL, OPTION_FORGET},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"quiet", no_argument, NULL, 'q'},
    {"timestamps", no_argument, NULL, 't'},
    {"linear", no_argument, NULL, OPTION_LINEAR},
    {"notify", required_argument, NULL, OPTION_NOTIFY},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* A decimal number within limits, of five digits at most; -1: it is none. */
static long number_within(const char *text, long least, long most)
{
    char *rest;
    long number;

    if (*text < '0' || *text > '9' || strlen(text) > 5)
        return -1;
    number = strtol(text, &rest, 10);
    return *rest == '\0' && number >= least && number <= most ? number : -1;
}

static bool is_port_number(const char *text, long least)
{
    return number_within(text, least, 65535) >= 0;
}

bool options_is_port(const char *text)
{
    return is_port_number(text, 1);
}

static int set_port(struct options *options, const char *text,
                    struct error *error)
{
    if (options->port && strcmp(options->port, text) != 0) {
        error_set(error, _("two different ports are given: %s and %s"),
                  options->port, text);
        return -1;
    }
    options->port = text;
    return 0;
}

static int set_family(struct options *options, int family,
                      struct error *error)
{
    if (options->family != AF_UNSPEC && options->family != family) {
        error_set(error, _("-4 and -6 exclude each other"));
        return -1;
    }
    options->family = family;
    return 0;
}

static int set_notify(struct options *options, const char *text,
                      struct error *error)
{
    static const struct {
        const char *word;
        enum notify notify;
    } words[] = {
        {"none", NOTIFY_NONE},
        {"bell", NOTIFY_BELL},
        {"always", NOTIFY_ALWAYS},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i].word) == 0) {
            options->notify = words[i].notify;
            return 0;
        }
    error_set(error, _("--notify takes none, bell or always, not '%s'"), text);
    return -1;
}

static bool is_known(int code)
{
    for (const struct option *each = long_options; each->name; each++)
        if (each->val == code)
            return true;
    return false;
}

/* The one option of `argv` that getopt has just refused.  For a letter that
 * it does not know getopt may still be inside the word, before optind moves;
 * everything else is the word before optind. */
static int refuse(int code, char *const argv[], struct error *error)
{
    const char *word = argv[optind - 1];
    char letter[] = {'-', (char)optopt, '\0'};
    bool is_letter = optopt != 0 && !is_known(optopt);

    if (is_letter || strncmp(word, "--", 2) != 0)
        word = letter;
    if (code == ':')
        error_set(error, _("option '%s' needs a value"), word);
    else if (optopt != 0 && !is_letter)
        error_set(error, _("option '%s' takes no value"), word);
    else
        error_set(error, _("unknown or ambiguous option '%s'"), word);
    return -1;
}

/* What every fingerprint begins with, and no address. */
#define CALLER_MARK "SHA256:"

#define TIMEOUT_MOST 86400L /* a day */

static int set_timeout(struct options *options, const char *text,
                       struct error *error)
{
    long seconds = number_within(text, 0, TIMEOUT_MOST);

    if (seconds < 0) {
        error_set(error, _("'%s' is not a timeout: it takes a number of "
                           "seconds from 0 to %ld"),
                  text, TIMEOUT_MOST);
        return -1;
    }
    options->timeout_s = (unsigned)seconds;
    return 0;
}

char *options_cut_port(char *text)
{
    char *colon = strrchr(text, ':');

    if (!colon || (strchr(text, ':') != colon && colon[-1] != ']'))
        return NULL;
    *colon = '\0';
    return colon + 1;
}

static int set_host(struct options *options, char *text, struct error *error)
{
    const char *port = options_cut_port(text);

    options->host = text;
    return port ? set_port(options, port, error) : 0;
}

/* HOST[:PORT], or a fingerprint: a caller has no address to be known by. */
static int take_forgotten(struct options *options, char *text,
                          struct error *error)
{
    options->action = ACTION_FORGET;
    if (strncmp(text, CALLER_MARK, strlen(CALLER_MARK)) != 0)
        return set_host(options, text, error);
    options->action = ACTION_FORGET_CALLER;
    options->host = text;
    return 0;
}

static int take_option(struct options *options, int code, char *const argv[],
                       struct error *error)
{
    switch (code) {
    case 'l':
        options->action = ACTION_LISTEN;
        return 0;
    case 'p':
        return set_port(options, optarg, error);
    case '4':
        return set_family(options, AF_INET, error);
    case '6':
        return set_family(options, AF_INET6, error);
    case OPTION_PLAIN:
        options->plain = true;
        return 0;
    case OPTION_ENCRYPT:
        options->encrypt = true;
        return 0;
    case 'n':
        options->name = optarg;
        return 0;
    case OPTION_FINGERPRINT:
        options->action = ACTION_FINGERPRINT;
        return 0;
    case OPTION_TIMEOUT:
        return set_timeout(options, optarg, error);
    case OPTION_FORGET:
        return take_forgotten(options, optarg, error);
    case 'q':
        options->quiet = true;
        return 0;
    case 't':
        options->timestamps = true;
        return 0;
    case OPTION_LINEAR:
        options->linear = true;
        return 0;
    case OPTION_NOTIFY:
        return set_notify(options, optarg, error);
    default:
        return refuse(code, argv, error);
    }
}

/* HOST[:PORT] [PORT] to call, or the ADDRESS[:PORT] to listen on. */
static int take_operands(struct options *options, int count,
                         char *const operands[], struct error *error)
{
    int most = options->action == ACTION_LISTEN ? 1
               : options->action == ACTION_MENU ? 2
                                                : 0;

    if (count > most) {
        error_set(error, _("one word too many: '%s'"), operands[most]);
        return -1;
    }
    if (count > 0) {
        if (options->action == ACTION_MENU)
            options->action = ACTION_CALL;
        if (set_host(options, operands[0], error) < 0)
            return -1;
    }
    if (count > 1)
        return set_port(options, operands[1], error);
    return 0;
}

static int check(struct options *options, struct error *error)
{
    long least = options->action == ACTION_LISTEN ? 0 : 1;

    if (!options->port)
        options->port = OPTIONS_DEFAULT_PORT;
    if (!is_port_number(options->port, least)) {
        error_set(error, _("'%s' is not a port: it takes a number from %ld to "
                           "65535"),
                  options->port, least);
        return -1;
    }
    if (options->host && *options->host == '\0') {
        error_set(error, _("the name of the host is empty"));
        return -1;
    }
    /* As an address it would be read as 0.0.35.40, which nobody means. */
    if (options->action == ACTION_LISTEN && options->host &&
        is_port_number(options->host, 0)) {
        error_set(error,
                  _("'%s' is no address to wait on; a port is given as -p %s"),
                  options->host, options->host);
        return -1;
    }
    if (options->plain && options->encrypt) {
        error_set(error, _("--plain and --encrypt exclude each other"));
        return -1;
    }
    return 0;
}

int options_parse(int argc, char *argv[], struct options *options,
                  struct error *error)
{
    int code;

    *options = (struct options){
        .action = ACTION_MENU,
        .family = AF_UNSPEC,
        .timeout_s = OPTIONS_DEFAULT_TIMEOUT,
    };
    optind = 0; /* glibc: begin anew, with all state */
    opterr = 0;
    while ((code = getopt_long(argc, argv, short_options, long_options,
                               NULL)) != -1) {
        if (code == 'h' || code == 'V') {
            options->action = code == 'h' ? ACTION_HELP : ACTION_VERSION;
            return 0;
        }
        if (take_option(options, code, argv, error) < 0)
            return -1;
    }
    if (take_operands(options, argc - optind, argv + optind, error) < 0)
        return -1;
    return check(options, error);
}

void options_print_help(FILE *out)
{
    fputs(_("Usage: charla                        ask what to do\n"
            "  or:  charla [OPTION]... HOST [PORT]  call somebody\n"
            "  or:  charla [OPTION]... -l [ADDRESS] wait for a call\n"
            "Talk with one other person, from terminal to terminal.  "
            "HOST:PORT, or with\n"
            "IPv6 [ADDRESS]:PORT, can be given in one word.\n"),
          out);
    fputs(_("\n"
            "  -l, --listen       wait for a call, on every interface or on "
            "ADDRESS\n"
            "  -p, --port=PORT    the port to call or to wait on (8081); with "
            "-l,\n"
            "                     0 takes a free one\n"
            "  -4, --ipv4         use IPv4 only\n"
            "  -6, --ipv6         use IPv6 only\n"
            "  -n, --name=NAME    the name to go by (your login name)\n"
            "      --plain        never encrypt: the original protocol alone\n"
            "      --encrypt      talk encrypted or not at all\n"
            "      --timeout=SECONDS\n"
            "                     without an answer for so long the other side "
            "is gone\n"
            "                     (20; 0: as the system thinks fit)\n"
            "      --fingerprint  show the fingerprint of your key and leave\n"
            "      --forget=HOST[:PORT], --forget=SHA256:...\n"
            "                     forget the key of that host, or of that "
            "caller, and\n"
            "                     leave\n"
            "  -q, --quiet        no notices; errors are still told\n"
            "  -t, --timestamps   show the time on every line\n"
            "      --linear       no line editor, no cursor movement: for "
            "screen readers\n"
            "      --notify=WHEN  ring for a message: none, bell (when you "
            "look elsewhere),\n"
            "                     always\n"
            "  -h, --help         show this help and leave\n"
            "  -V, --version      show the version and leave\n"),
          out);
    /* xgettext: no-c-format */
    fputs(_("\n"
            "In a conversation, type a line and press Enter to send it; type "
            "%end% or\n"
            "press Ctrl-D to finish.  Where standard output is not a "
            "terminal, your friend's\n"
            "bytes and nothing else go there.  What follows a line %end% in "
            "standard input\n"
            "is not sent.\n"),
          out);
    fputs(_("\n"
            "Exit status: 0 the conversation ended in order; 1 it never began, "
            "or a local\n"
            "error; 2 wrong usage; 3 it was lost; 4 it was refused for "
            "safety.\n"),
          out);
}

/* How a conversation is confined, as far as this charla was built for it and
 * this kernel can. */
static const char *words_of(unsigned confinement)
{
    switch (confinement) {
    case SANDBOX_FILES | SANDBOX_SYSCALLS:
        return "Landlock, seccomp";
    case SANDBOX_FILES:
        return "Landlock";
    case SANDBOX_SYSCALLS:
        return "seccomp";
    default:
        return _("none");
    }
}

static void print_confinement(FILE *out)
{
    unsigned built_in = sandbox_built_in();
    unsigned possible = sandbox_available();

    if (possible == built_in)
        fprintf(out, _("Confinement: %s\n"), words_of(built_in));
    else
        fprintf(out, _("Confinement: %s (this kernel: %s)\n"),
                words_of(built_in), words_of(possible));
}

void options_print_version(FILE *out)
{
    fprintf(out, "%s\n", PACKAGE_STRING);
    fputs(_("Copyright (C) 2026 the charla authors\n"
            "License GPLv3+: GNU GPL version 3 or later "
            "<https://gnu.org/licenses/gpl.html>.\n"
            "This is free software: you are free to change and redistribute "
            "it.\n"
            "There is NO WARRANTY, to the extent permitted by law.\n"),
          out);
    fprintf(out, _("Encryption: %s\n"),
            encryption_is_built_in() ? encryption_library() : _("none"));
    print_confinement(out);
}
