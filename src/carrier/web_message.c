/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_message.h"

#include <string.h>

/* How many digits a number may have: the page counts in doubles. */
#define DIGITS_MAX 15

/* The part of a message that has not been parsed yet. */
struct rest {
    const char *at;
    size_t length;
};

static bool take(struct rest *rest, char expected)
{
    if (rest->length == 0 || *rest->at != expected)
        return false;
    rest->at++;
    rest->length--;
    return true;
}

static bool take_number(struct rest *rest, uint64_t *number)
{
    size_t digits = 0;

    *number = 0;
    while (digits < rest->length && digits < DIGITS_MAX &&
           rest->at[digits] >= '0' && rest->at[digits] <= '9')
        *number = *number * 10 + (uint64_t)(rest->at[digits++] - '0');
    rest->at += digits;
    rest->length -= digits;
    return digits > 0;
}

static bool take_token(struct rest *rest, const char **token)
{
    if (rest->length < WEB_TOKEN_LENGTH)
        return false;
    for (size_t i = 0; i < WEB_TOKEN_LENGTH; i++)
        if (!rest->at[i] || !strchr("0123456789abcdef", rest->at[i]))
            return false;
    *token = rest->at;
    rest->at += WEB_TOKEN_LENGTH;
    rest->length -= WEB_TOKEN_LENGTH;
    return true;
}

static bool take_text(struct rest *rest, struct web_message *message)
{
    for (size_t i = 0; i < rest->length; i++)
        if (((unsigned char)rest->at[i] < ' ' && rest->at[i] != '\t') ||
            rest->at[i] == 0x7f)
            return false;
    message->text = rest->at;
    message->length = rest->length;
    rest->length = 0;
    return true;
}

static bool take_kind(struct rest *rest, enum web_kind *kind)
{
    static const char letters[] = {[WEB_NEW] = 'N',
                                   [WEB_RESUME] = 'R',
                                   [WEB_LINE] = 'L',
                                   [WEB_ACK] = 'A',
                                   [WEB_END] = 'E'};

    for (size_t i = 0; i < sizeof letters; i++)
        if (take(rest, letters[i])) {
            *kind = (enum web_kind)i;
            return true;
        }
    return false;
}

bool web_message_parse(const char *bytes, size_t length,
                       struct web_message *message)
{
    struct rest rest = {bytes, length};
    bool is_good = false;

    *message = (struct web_message){0};
    if (!take_kind(&rest, &message->kind))
        return false;
    switch (message->kind) {
    case WEB_NEW:
    case WEB_END:
        is_good = true;
        break;
    case WEB_RESUME:
        is_good = take(&rest, ' ') && take_token(&rest, &message->token) &&
                  take(&rest, ' ') && take_number(&rest, &message->number);
        break;
    case WEB_LINE:
        is_good = take(&rest, ' ') && take_number(&rest, &message->number) &&
                  take(&rest, ' ') && take_text(&rest, message);
        break;
    case WEB_ACK:
        is_good = take(&rest, ' ') && take_number(&rest, &message->number);
        break;
    }
    return is_good && rest.length == 0;
}
