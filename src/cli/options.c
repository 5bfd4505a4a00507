/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/options.h"

#include <getopt.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/i18n.h"
#include "cli/endpoint.h"
#include "cli/options_check.h"
#include "crypto/code.h"

/* Every fingerprint begins with this; no address does. */
#define CALLER_MARK "SHA256:"

#define SECONDS_MAX 86400L /* a day */

/* ---- What each option does ----------------------------------------------- */

static int take_port(struct options *options, char *value, struct error *error)
{
    if (options->port && strcmp(options->port, value) != 0) {
        error_set(error, _("two different ports are given: %s and %s"),
                  options->port, value);
        return -1;
    }
    options->port = value;
    return 0;
}

static int set_family(struct options *options, int family, struct error *error)
{
    if (options->family != AF_UNSPEC && options->family != family) {
        error_set(error, _("-4 and -6 cannot be used together"));
        return -1;
    }
    options->family = family;
    return 0;
}

static int take_ipv4(struct options *options, char *value, struct error *error)
{
    (void)value;
    return set_family(options, AF_INET, error);
}

static int take_ipv6(struct options *options, char *value, struct error *error)
{
    (void)value;
    return set_family(options, AF_INET6, error);
}

static int take_host(struct options *options, char *value, struct error *error)
{
    struct endpoint endpoint;

    if (endpoint_parse(value, &endpoint, error) < 0)
        return -1;
    options->host = endpoint.host;
    return endpoint.port ? take_port(options, endpoint.port, error) : 0;
}

/* Parse HOST[:PORT] or a fingerprint; a caller is known only by that. */
static int take_forget(struct options *options, char *value,
                       struct error *error)
{
    options->action = ACTION_FORGET;
    if (strncmp(value, CALLER_MARK, strlen(CALLER_MARK)) != 0)
        return take_host(options, value, error);
    options->action = ACTION_FORGET_CALLER;
    options->host = value;
    return 0;
}

/* Returns the seconds, or -1 with `error` set. */
static int take_seconds(const char *option, const char *value, long least,
                        struct error *error)
{
    long seconds = endpoint_number(value, least, SECONDS_MAX);

    if (seconds < 0)
        error_set(error,
                  _("--%s takes a number of seconds from %ld to %ld, not '%s'"),
                  option, least, SECONDS_MAX, value);
    return (int)seconds;
}

static int take_wait(struct options *options, char *value,
                     struct error *error)
{
    int seconds = value ? take_seconds("wait", value, 1, error) : 0;

    options->wait = true;
    options->wait_s = (unsigned)seconds;
    return seconds < 0 ? -1 : 0;
}

static int take_timeout(struct options *options, char *value,
                        struct error *error)
{
    int seconds = take_seconds("timeout", value, 0, error);

    options->timeout_s = (unsigned)seconds;
    return seconds < 0 ? -1 : 0;
}

static int take_resume(struct options *options, char *value,
                       struct error *error)
{
    options->resume_s = take_seconds("resume", value, 0, error);
    return options->resume_s < 0 ? -1 : 0;
}

static int take_proxy(struct options *options, char *value,
                      struct error *error)
{
    return route_take_proxy(&options->route, value, error);
}

static int take_notify(struct options *options, char *value,
                       struct error *error)
{
    static const struct {
        const char *word;
        enum notify notify;
    } words[] = {
        {"none", NOTIFY_NONE},
        {"bell", NOTIFY_BELL},
        {"always", NOTIFY_ALWAYS},
        {"desktop", NOTIFY_DESKTOP},
        {"desktop=text", NOTIFY_DESKTOP_TEXT},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(value, words[i].word) == 0) {
            options->notify = words[i].notify;
            return 0;
        }
    error_set(error,
              _("--notify takes none, bell, always, desktop or desktop=text, "
                "not '%s'"),
              value);
    return -1;
}

/* ---- The table of options ------------------------------------------------ */

static const struct rule {
    const char *name;
    char letter; /* the short option; '\0': it has none */
    bool has_value;
    bool may_have_value; /* after "=" */
    /* What the option does: call `take` if that is set; else set this action
     * if that is set; else set the field at this offset, which is a bool or,
     * if the option has a value, a string. */
    enum action action;
    int (*take)(struct options *options, char *value, struct error *error);
    size_t field;
} rules[] = {
    {"listen", 'l', .action = ACTION_LISTEN},
    {"keep", 'k', .field = offsetof(struct options, keep)},
    {"port", 'p', .has_value = true, .take = take_port},
    {"ipv4", '4', .take = take_ipv4},
    {"ipv6", '6', .take = take_ipv6},
    {"code", .field = offsetof(struct options, shows_code)},
    {"plain", .field = offsetof(struct options, plain)},
    {"encrypt", .field = offsetof(struct options, encrypt)},
    {"no-web", .field = offsetof(struct options, no_web)},
    {"name", 'n', .has_value = true, .field = offsetof(struct options, name)},
    {"fingerprint", .action = ACTION_FINGERPRINT},
    {"no-announce", .field = offsetof(struct options, no_announce)},
    {"find", .action = ACTION_FIND},
    {"contacts", .action = ACTION_CONTACTS},
    {"forget", .has_value = true, .take = take_forget},
    {"wait", .may_have_value = true, .take = take_wait},
    {"timeout", .has_value = true, .take = take_timeout},
    {"proxy", .has_value = true, .take = take_proxy},
    {"via", .has_value = true, .field = offsetof(struct options, route.via)},
    {"download", .has_value = true,
     .field = offsetof(struct options, download)},
    {"resume", .has_value = true, .take = take_resume},
    {"quiet", 'q', .field = offsetof(struct options, quiet)},
    {"verbose", 'v', .field = offsetof(struct options, verbose)},
    {"timestamps", 't', .field = offsetof(struct options, timestamps)},
    {"linear", .field = offsetof(struct options, linear)},
    {"log", .has_value = true, .field = offsetof(struct options, log)},
    {"typing", .field = offsetof(struct options, typing)},
    {"notify", .has_value = true, .take = take_notify},
    {"help", 'h', .action = ACTION_HELP},
    {"version", 'V', .action = ACTION_VERSION},
};

enum {
    RULES = sizeof rules / sizeof *rules,
    LONG_CODE = 256, /* getopt's code for the long option i is this + i */
};

/* The tables that getopt_long reads, made from rules[]. */
struct getopt_tables {
    char letters[2 + 2 * RULES]; /* ':' and each letter, perhaps with ':' */
    struct option names[RULES + 1];
};

static void make_tables(struct getopt_tables *tables)
{
    char *at = tables->letters;

    *tables = (struct getopt_tables){.letters = ":"};
    at++;
    for (int i = 0; i < RULES; i++) {
        tables->names[i] = (struct option){
            .name = rules[i].name,
            .has_arg = rules[i].may_have_value ? optional_argument
                       : rules[i].has_value    ? required_argument
                                               : no_argument,
            .val = LONG_CODE + i,
        };
        if (rules[i].letter)
            *at++ = rules[i].letter;
        if (rules[i].letter && rules[i].has_value)
            *at++ = ':';
    }
}

/* Find the rule for a code that getopt has returned or put into optopt; NULL:
 * there is none. */
static const struct rule *rule_of(int code)
{
    if (code >= LONG_CODE && code < LONG_CODE + RULES)
        return &rules[code - LONG_CODE];
    for (const struct rule *each = rules; each < rules + RULES; each++)
        if (each->letter && each->letter == code)
            return each;
    return NULL;
}

/* Set `error` to say what is wrong with the option that getopt has just
 * refused.  It is in the word before optind, unless getopt has stopped at an
 * unknown letter in the middle of a word: then optind has not moved yet. */
static int refuse(int code, char *const argv[], struct error *error)
{
    const char *word = argv[optind - 1];
    char letter[] = {'-', (char)optopt, '\0'};
    bool is_letter = optopt != 0 && !rule_of(optopt);

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

static int take_option(struct options *options, int code, char *const argv[],
                       struct error *error)
{
    const struct rule *rule = rule_of(code);

    if (!rule)
        return refuse(code, argv, error);
    if (rule->take)
        return rule->take(options, optarg, error);
    if (rule->action != ACTION_MENU)
        options->action = rule->action;
    else if (rule->has_value)
        *(const char **)(void *)((char *)options + rule->field) = optarg;
    else
        *(bool *)((char *)options + rule->field) = true;
    return 0;
}

/* ---- The whole command line ---------------------------------------------- */

static bool only_prints(const struct options *options)
{
    return options->action == ACTION_HELP || options->action == ACTION_VERSION;
}

static int take_options(int argc, char *argv[], struct options *options,
                        struct error *error)
{
    struct getopt_tables tables = {.letters = ""};
    int code;

    make_tables(&tables);
    optind = 0; /* glibc: start again and reset all state */
    opterr = 0;
    while (!only_prints(options) &&
           (code = getopt_long(argc, argv, tables.letters, tables.names,
                               NULL)) != -1)
        if (take_option(options, code, argv, error) < 0)
            return -1;
    return 0;
}

/* [CODE] [HOST[:PORT] [PORT]] to call, or ADDRESS[:PORT] [PORT] to listen. */
static int take_operands(struct options *options, int count,
                         char *const operands[], struct error *error)
{
    struct code code;
    bool has_port = count > 1 && endpoint_is_listening_port(operands[1]);
    int most = options->action == ACTION_MENU     ? 2
               : options->action == ACTION_LISTEN ? 1 + has_port
                                                  : 0;

    if (count > 0 && options->action == ACTION_MENU &&
        code_parse(operands[0], &code)) {
        options->action = ACTION_CALL;
        options->code = *operands++;
        count--;
    }
    if (count > most) {
        error_set(error, _("one word too many: '%s'"), operands[most]);
        return -1;
    }
    if (count > 0 && options->action == ACTION_MENU)
        options->action = ACTION_CALL;
    if (count > 0 && take_host(options, operands[0], error) < 0)
        return -1;
    return count > 1 ? take_port(options, operands[1], error) : 0;
}

int options_parse(int argc, char *argv[], struct options *options,
                  struct error *error)
{
    *options = (struct options){
        .action = ACTION_MENU,
        .family = AF_UNSPEC,
        .timeout_s = OPTIONS_DEFAULT_TIMEOUT,
        .resume_s = -1,
    };
    if (take_options(argc, argv, options, error) < 0)
        return -1;
    if (only_prints(options))
        return 0;
    if (take_operands(options, argc - optind, argv + optind, error) < 0)
        return -1;
    return options_check(options, error);
}
