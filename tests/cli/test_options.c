/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/options.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"

#define WORDS_MAX 8

/* Take `line` apart at its blanks; "''" is an empty word. */
static int parse(char *line, char *words[WORDS_MAX], struct options *options,
                 struct error *error)
{
    static char name[] = "charla";
    int count = 0;
    char *rest = NULL;

    words[count++] = name;
    for (char *word = strtok_r(line, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest)) {
        cr_assert_lt(count, WORDS_MAX - 1);
        words[count++] = strcmp(word, "''") == 0 ? word + 2 : word;
    }
    words[count] = NULL;
    return options_parse(count, words, options, error);
}

static char a_code[] = "4711-382-915";

#define MENU .action = ACTION_MENU, .port = "8081"
#define CALL .action = ACTION_CALL
#define LISTEN .action = ACTION_LISTEN
#define PROXY(...) .route = {__VA_ARGS__}
#define FORGET .action = ACTION_FORGET

static const struct {
    const char *line;
    struct options options;
} good[] = {
    {"", {MENU}},
    {"-q", {MENU, .quiet = true}},
    {"--plain", {MENU, .plain = true}},
    {"-p 9000", {.action = ACTION_MENU, .port = "9000"}},
    {"ana", {CALL, .host = "ana", .port = "8081"}},
    {"ana 9000", {CALL, .host = "ana", .port = "9000"}},
    {"ana -p 9000", {CALL, .host = "ana", .port = "9000"}},
    {"-p9000 ana", {CALL, .host = "ana", .port = "9000"}},
    {"--port=9000 ana", {CALL, .host = "ana", .port = "9000"}},
    {"--port 9000 ana", {CALL, .host = "ana", .port = "9000"}},
    {"-p 9000 ana 9000", {CALL, .host = "ana", .port = "9000"}},
    {"-p 1 -p 1 ana", {CALL, .host = "ana", .port = "1"}},
    {"ana 1", {CALL, .host = "ana", .port = "1"}},
    {"ana 65535", {CALL, .host = "ana", .port = "65535"}},
    {"ana 00080", {CALL, .host = "ana", .port = "00080"}},
    {"::1 9000", {CALL, .host = "::1", .port = "9000"}},
    {"::1", {CALL, .host = "::1", .port = "8081"}},
    {"ana:9000", {CALL, .host = "ana", .port = "9000"}},
    {"ana:9000 9000", {CALL, .host = "ana", .port = "9000"}},
    {"-p 9000 127.0.0.1:9000", {CALL, .host = "127.0.0.1", .port = "9000"}},
    {"[::1]", {CALL, .host = "[::1]", .port = "8081"}},
    {"[::1] 9000", {CALL, .host = "[::1]", .port = "9000"}},
    {"[::1]:9000", {CALL, .host = "[::1]", .port = "9000"}},
    {"http://ana:9000/", {CALL, .host = "ana", .port = "9000"}},
    {"-l tcp://127.0.0.1:9000", {LISTEN, .host = "127.0.0.1", .port = "9000"}},
    {"-l 127.0.0.1:9000", {LISTEN, .host = "127.0.0.1", .port = "9000"}},
    {"-l 127.0.0.1 9000", {LISTEN, .host = "127.0.0.1", .port = "9000"}},
    {"-l 127.0.0.1:0", {LISTEN, .host = "127.0.0.1", .port = "0"}},
    {"-l [::1]:9000", {LISTEN, .host = "[::1]", .port = "9000"}},
    {"-l 0.0.0.0", {LISTEN, .host = "0.0.0.0", .port = "8081"}},
    {"--forget ana", {FORGET, .host = "ana", .port = "8081"}},
    {"--forget ana:9000", {FORGET, .host = "ana", .port = "9000"}},
    {"--forget ::1", {FORGET, .host = "::1", .port = "8081"}},
    {"--forget [::1]:9000", {FORGET, .host = "[::1]", .port = "9000"}},
    {"-- -ana", {CALL, .host = "-ana", .port = "8081"}},
    {"-", {CALL, .host = "-", .port = "8081"}},
    {"-4 ana", {CALL, .host = "ana", .port = "8081", .family = AF_INET}},
    {"ana --ipv6", {CALL, .host = "ana", .port = "8081", .family = AF_INET6}},
    {"-44 ana", {CALL, .host = "ana", .port = "8081", .family = AF_INET}},
    {"-6q ana",
     {CALL, .host = "ana", .port = "8081", .family = AF_INET6, .quiet = true}},
    {"--encrypt ana", {CALL, .host = "ana", .port = "8081", .encrypt = true}},
    {"--proxy=p ana",
     {CALL, .host = "ana", .port = "8081", PROXY("p", "1080")}},
    {"ana --proxy p:9", {CALL, .host = "ana", .port = "8081", PROXY("p", "9")}},
    {"--proxy=[::1]:9 ana",
     {CALL, .host = "ana", .port = "8081", PROXY("[::1]", "9")}},
    {"--proxy=me@p:9 ana",
     {CALL, .host = "ana", .port = "8081", PROXY("p", "9", "me")}},
    {"--download=/ ana",
     {CALL, .host = "ana", .port = "8081", .download = "/"}},
    {"-l --download /", {LISTEN, .port = "8081", .download = "/"}},
    {"--via=nc ana",
     {CALL, .host = "ana", .port = "8081", .route = {.via = "nc"}}},
    {"-l --via nc", {LISTEN, .port = "8081", .route = {.via = "nc"}}},
    {"--proxy=me@home@p ana",
     {CALL, .host = "ana", .port = "8081", PROXY("p", "1080", "me@home")}},
    {"-l", {LISTEN, .port = "8081"}},
    {"-lp0", {LISTEN, .port = "0"}},
    {"-l -p 0", {LISTEN, .port = "0"}},
    {"-p 0 -l", {LISTEN, .port = "0"}},
    {"--listen 127.0.0.1", {LISTEN, .host = "127.0.0.1", .port = "8081"}},
    {"::1 -l", {LISTEN, .host = "::1", .port = "8081"}},
    {"--list --quie", {LISTEN, .port = "8081", .quiet = true}},
    {"-l --plain -4 -q -p 5",
     {LISTEN, .port = "5", .family = AF_INET, .plain = true, .quiet = true}},
    {"--forget ana", {.action = ACTION_FORGET, .host = "ana"}},
    {"--forget ana:9", {.action = ACTION_FORGET, .host = "ana", .port = "9"}},
    {"--forget sha256:9",
     {.action = ACTION_FORGET, .host = "sha256", .port = "9"}},
    {"--forget SHA256:a/b+c",
     {.action = ACTION_FORGET_CALLER, .host = "SHA256:a/b+c"}},
    {"--forget=SHA256:9", {.action = ACTION_FORGET_CALLER, .host = "SHA256:9"}},
    {"--find", {.action = ACTION_FIND}},
    {"-l --no-announce", {LISTEN, .port = "8081"}},
    {"-l --code", {LISTEN, .port = "8081", .shows_code = true}},
    {"4711-382-915 ana",
     {CALL, .host = "ana", .port = "8081", .code = a_code}},
    {"4711-382-915 ana 9000",
     {CALL, .host = "ana", .port = "9000", .code = a_code}},
    {"--contacts", {.action = ACTION_CONTACTS}},
    {"-l --no-web", {LISTEN, .port = "8081", .no_web = true}},
    {"--no-web", {MENU, .no_web = true}},
    {"--wait ana", {CALL, .host = "ana", .port = "8081", .wait = true}},
    {"--wait", {MENU, .wait = true}},
    {"ana --wait=1",
     {CALL, .host = "ana", .port = "8081", .wait = true, .wait_s = 1}},
    {"--wait=5 ana --wait=86400",
     {CALL, .host = "ana", .port = "8081", .wait = true, .wait_s = 86400}},
    {"-h", {.action = ACTION_HELP}},
    {"--help", {.action = ACTION_HELP}},
    {"-l --help --nonsense", {.action = ACTION_HELP}},
    {"-V", {.action = ACTION_VERSION}},
    {"--version x y z", {.action = ACTION_VERSION}},
};

static bool is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_same_route(const struct route *a, const struct route *b)
{
    return is_same(a->proxy_host, b->proxy_host) &&
           is_same(a->proxy_port, b->proxy_port) &&
           is_same(a->proxy_user, b->proxy_user) && is_same(a->via, b->via);
}

Test(options, takes_what_the_manual_names)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char *line = strdup(good[i].line), *words[WORDS_MAX];
        const struct options *wanted = &good[i].options;
        struct options options;
        struct error error = {0};

        cr_expect_eq(parse(line, words, &options, &error), 0, "'%s': %s",
                     good[i].line, error.text);
        cr_expect_str_empty(error.text, "'%s'", good[i].line);
        cr_expect(options.action == wanted->action &&
                      is_same(options.host, wanted->host) &&
                      (is_same(options.port, wanted->port) || !wanted->port) &&
                      options.family == wanted->family &&
                      options.plain == wanted->plain &&
                      options.encrypt == wanted->encrypt &&
                      is_same_route(&options.route, &wanted->route) &&
                      is_same(options.download, wanted->download) &&
                      options.no_web == wanted->no_web &&
                      options.wait == wanted->wait &&
                      options.shows_code == wanted->shows_code &&
                      is_same(options.code, wanted->code) &&
                      options.wait_s == wanted->wait_s &&
                      (options.quiet == wanted->quiet || !wanted->port),
                  "'%s'", good[i].line);
        free(line);
    }
}

/* Who gives a port means a host, even if a contact has that name. */
Test(options, know_whether_a_port_was_given)
{
    static const struct {
        const char *line;
        bool has_port;
    } cases[] = {
        {"ana", false},
        {"ana:8081", true},
        {"ana 8081", true},
        {"-p 8081 ana", true},
        {"--forget ana", false},
        {"--forget ana:8081", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *line = strdup(cases[i].line), *words[WORDS_MAX];
        struct options options;
        struct error error = {0};

        cr_expect_eq(parse(line, words, &options, &error), 0);
        cr_expect_eq(options.has_port, cases[i].has_port, "%s",
                     cases[i].line);
        free(line);
    }
}

static const struct {
    const char *line, *error;
} bad[] = {
    {"-x", "unknown or ambiguous option '-x'"},
    {"-lx", "unknown or ambiguous option '-x'"},
    {"-xl", "unknown or ambiguous option '-x'"},
    {"--listen -xl", "unknown or ambiguous option '-x'"},
    {"--port=5 -xl", "unknown or ambiguous option '-x'"},
    {"--nonsense", "unknown or ambiguous option '--nonsense'"},
    {"--nonsense=5", "unknown or ambiguous option '--nonsense=5'"},
    {"--p", "unknown or ambiguous option '--p'"},
    {"--ip", "unknown or ambiguous option '--ip'"},
    {"ana -x", "unknown or ambiguous option '-x'"},
    {"--quiet=yes", "option '--quiet=yes' takes no value"},
    {"--plain=yes", "option '--plain=yes' takes no value"},
    {"-p", "option '-p' needs a value"},
    {"-lp", "option '-p' needs a value"},
    {"--listen -p", "option '-p' needs a value"},
    {"ana --port", "option '--port' needs a value"},
    {"-4 -6", "-4 and -6 cannot be used together"},
    {"-64 ana", "-4 and -6 cannot be used together"},
    {"--plain --encrypt ana", "--plain and --encrypt cannot be used together"},
    {"--code", "--code goes with --listen"},
    {"--code ana", "--code goes with --listen"},
    {"-lk --code", "--code and --keep cannot be used together: a code is good "
                   "for one call"},
    {"-l --code --plain", "a code needs encryption, without --plain"},
    {"4711-382-915 ana --plain", "a code needs encryption, without --plain"},
    {"4711-382-915 ana 1 2", "one word too many: '2'"},
    {"-l 4711-382-915 ana", "one word too many: 'ana'"},
    {"--contacts ana", "one word too many: 'ana'"},
    {"--no-web ana", "--no-web goes with --listen, not with a call"},
    {"--wait -l", "--wait goes with a call, not with --listen"},
    {"--wait=0 ana",
     "--wait takes a number of seconds from 1 to 86400, not '0'"},
    {"--wait= ana", "--wait takes a number of seconds from 1 to 86400, not ''"},
    {"--wait=1h ana",
     "--wait takes a number of seconds from 1 to 86400, not '1h'"},
    {"--wait 30 ana", "'30' is a port, and the host is missing; it comes "
                      "first, as in HOST 30"},
    {"ana 1 2", "one word too many: '2'"},
    {"ana 1 2 3", "one word too many: '2'"},
    {"-l ana here", "one word too many: 'here'"},
    {"-l ana 9000 1", "one word too many: '1'"},
    {"-l ana:9001 9000", "two different ports are given: 9001 and 9000"},
    {"-p 1 -p 2 ana", "two different ports are given: 1 and 2"},
    {"-p 1 ana 2", "two different ports are given: 1 and 2"},
    {"-p 1 ana:2", "two different ports are given: 1 and 2"},
    {"ana:1 2", "two different ports are given: 1 and 2"},
    {"-l -p 1 [::1]:2", "two different ports are given: 1 and 2"},
    {"--forget ana:1 -p 2", "two different ports are given: 1 and 2"},
    {"''", "the name of the host is empty"},
    {":9000", "the name of the host is empty"},
    {"ana:", "'' is not a port: it takes a number from 1 to 65535"},
    {"ana:0", "'0' is not a port: it takes a number from 1 to 65535"},
    {"ana:http", "'http' is not a port: it takes a number from 1 to 65535"},
    {"-l 9000", "'9000' is not an address of this machine; to choose the port, "
                "use -p 9000"},
    {"-l 0", "'0' is not an address of this machine; to choose the port, use "
             "-p 0"},
    {"9000", "'9000' is a port, and the host is missing; it comes first, as "
             "in HOST 9000"},
    {"9000 ana", "'9000' is a port, and the host is missing; it comes first, "
                 "as in HOST 9000"},
    {"--forget 9000", "'9000' is a port, and the host is missing; it comes "
                      "first, as in HOST 9000"},
    {"ana@host 9000",
     "charla needs no user name: write 'host', not 'ana@host'"},
    {"http://ana:1/ 2", "two different ports are given: 1 and 2"},
    {"-l ''", "the name of the host is empty"},
    {"ana ''", "'' is not a port: it takes a number from 1 to 65535"},
    {"ana 0", "'0' is not a port: it takes a number from 1 to 65535"},
    {"ana 65536", "'65536' is not a port: it takes a number from 1 to 65535"},
    {"ana 065535", "'065535' is not a port: it takes a number from 1 to 65535"},
    {"ana +80", "'+80' is not a port: it takes a number from 1 to 65535"},
    {"ana 80x", "'80x' is not a port: it takes a number from 1 to 65535"},
    {"ana 0x50", "'0x50' is not a port: it takes a number from 1 to 65535"},
    {"ana http", "'http' is not a port: it takes a number from 1 to 65535"},
    {"-p -1 ana", "'-1' is not a port: it takes a number from 1 to 65535"},
    {"--via=nc", "--via goes with -l, or with the HOST to call"},
    {"--via= ana", "--via: there is no command"},
    {"--via=%r ana", "--via: only %h, %p and %% may follow a percent sign"},
    {"--via=nc -- -ana", "'-ana' cannot be passed to a command as a host"},
    {"--via=nc --proxy=p ana", "--proxy and --via cannot be used together"},
    {"--via=nc --wait ana", "--wait and --via cannot be used together"},
    {"--download=/not/there ana",
     "--download takes a directory, and '/not/there' is none"},
    {"--download=/dev/null", "--download takes a directory, and '/dev/null' is "
                             "none"},
    {"--download=", "--download takes a directory, and '' is none"},
    {"--proxy= ana", "the name of the host is empty"},
    {"--proxy=me@ ana", "the name of the host is empty"},
    {"--proxy=p:0 ana", "'0' is not a port: it takes a number from 1 to 65535"},
    {"--proxy=p:x ana", "'x' is not a port: it takes a number from 1 to 65535"},
    {"--proxy=p -l", "--proxy goes with a call: charla --proxy=p:1080 HOST"},
    {"--proxy=p:9", "--proxy goes with a call: charla --proxy=p:9 HOST"},
    {"-p 0", "'0' is not a port: it takes a number from 1 to 65535"},
    {"-l -p 65536", "'65536' is not a port: it takes a number from 0 to 65535"},
};

Test(options, say_what_is_wrong_with_the_rest)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *line = strdup(bad[i].line), *words[WORDS_MAX];
        struct options options;
        struct error error = {0};

        cr_expect_eq(parse(line, words, &options, &error), -1, "'%s'",
                     bad[i].line);
        cr_expect_str_eq(error.text, bad[i].error, "'%s': %s", bad[i].line,
                         error.text);
        free(line);
    }
}

Test(options, can_be_parsed_again)
{
    for (int i = 0; i < 3; i++) {
        char line[] = "-lxq", other[] = "-q ana", *words[WORDS_MAX];
        struct options options;
        struct error error = {0};

        cr_assert_eq(parse(line, words, &options, &error), -1);
        cr_assert_eq(parse(other, words, &options, &error), 0);
        cr_assert(options.quiet && options.action == ACTION_CALL);
    }
}
