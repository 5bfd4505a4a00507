/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the command line: the words are divided by NUL or by line ends. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "cli/endpoint.h"
#include "cli/options.h"

#define WORDS_MAX 16

static void require(int condition)
{
    if (!condition)
        abort();
}

static void check(const struct options *options)
{
    switch (options->action) {
    case ACTION_CALL:
    case ACTION_FORGET:
    case ACTION_FORGET_CALLER:
        require(options->host && *options->host);
        require(endpoint_is_port(options->port));
        break;
    case ACTION_LISTEN:
        require(!options->host || *options->host);
        require(endpoint_is_listening_port(options->port));
        break;
    case ACTION_MENU:
        require(!options->host && endpoint_is_port(options->port));
        break;
    case ACTION_FINGERPRINT:
    case ACTION_CONTACTS:
    case ACTION_FIND:
    case ACTION_HELP:
    case ACTION_VERSION:
        return;
    }
    require(!(options->plain && options->encrypt));
    require(options->family == AF_UNSPEC || options->family == AF_INET ||
            options->family == AF_INET6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    /* A block for each word, so that a byte too far is seen. */
    char *words[WORDS_MAX + 2] = {NULL};
    char *argv[WORDS_MAX + 2] = {NULL};
    struct options options;
    struct error error = {0};
    int count = 1;

    words[0] = strdup("charla");
    for (size_t from = 0, at = 0; at <= length && count <= WORDS_MAX; at++)
        if (at == length || data[at] == '\0' || data[at] == '\n') {
            words[count++] = strndup((const char *)data + from, at - from);
            from = at + 1;
        }
    memcpy(argv, words, sizeof words); /* getopt reorders */
    if (options_parse(count, argv, &options, &error) == 0)
        check(&options);
    else
        require(*error.text != '\0');
    for (int i = 0; i < count; i++)
        free(words[i]);
    return 0;
}
