/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What charla-web parses by itself: the words of a page, and the Host and
 * Origin of a request.  Never read past the end; a line that is taken has no
 * controls; a Host that is ours has no name in it but "localhost". */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "carrier/web_authority.h"
#include "carrier/web_message.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

static void check_message(const char *bytes, size_t length)
{
    struct web_message message;

    if (!web_message_parse(bytes, length, &message))
        return;
    require(length > 0 && strchr("NRLAE", bytes[0]) != NULL);
    require(message.length <= length);
    for (size_t i = 0; i < message.length; i++)
        require((unsigned char)message.text[i] >= ' ' ||
                message.text[i] == '\t');
    if (message.token)
        require(message.token >= bytes &&
                message.token + WEB_TOKEN_LENGTH <= bytes + length);
}

static void check_host(const char *host)
{
    struct address local = {.length = sizeof(struct sockaddr_in)};
    struct sockaddr_in *ipv4 = (struct sockaddr_in *)&local.storage;

    *ipv4 = (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons(8081),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    if (web_authority_is_own(host, &local))
        require(strncasecmp(host, "localhost:", 10) == 0 ||
                strncmp(host, "127.0.0.1:", 10) == 0 || *host == '[');
    if (web_authority_is_origin(host, "127.0.0.1:8081"))
        require(strcasecmp(host, "http://127.0.0.1:8081") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    /* Copies of their own, so that a byte too far is seen. */
    char *bytes = malloc(length ? length : 1);
    char *text = calloc(1, length + 1);

    require(bytes && text);
    memcpy(bytes, data, length);
    memcpy(text, data, length);
    check_message(bytes, length);
    check_host(text);
    free(bytes);
    free(text);
    return 0;
}
