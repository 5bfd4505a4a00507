/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/endpoint.h"

#include <stdlib.h>
#include <string.h>

#define PORT_MOST 65535

long endpoint_number(const char *text, long least, long most)
{
    char *rest;
    long number;

    if (*text < '0' || *text > '9' || strlen(text) > 5)
        return -1;
    number = strtol(text, &rest, 10);
    return *rest == '\0' && number >= least && number <= most ? number : -1;
}

bool endpoint_is_port(const char *text)
{
    return endpoint_number(text, 1, PORT_MOST) >= 0;
}

bool endpoint_is_listening_port(const char *text)
{
    return endpoint_number(text, 0, PORT_MOST) >= 0;
}

char *endpoint_cut_port(char *text)
{
    char *colon = strrchr(text, ':');

    if (!colon || (strchr(text, ':') != colon && colon[-1] != ']'))
        return NULL;
    *colon = '\0';
    return colon + 1;
}
