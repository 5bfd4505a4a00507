/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/opening_rules.h"

#include "wire/greeting.h"

/* The first byte of a TLS record that holds a handshake message (RFC 8446
 * section 5.1); no text begins with it. */
#define TLS_HANDSHAKE_BYTE 0x16

static enum opening_verdict judge_plain(const struct opening_facts *facts)
{
    return facts->must_encrypt ? OPENING_REFUSE_PLAIN : OPENING_PLAIN;
}

/* Decide while too little has come to tell. */
static enum opening_verdict judge_silence(const struct opening_facts *facts)
{
    if (facts->has_ended)
        return judge_plain(facts);
    if (facts->left_ms != 0)
        return OPENING_WAIT;
    return facts->must_encrypt ? OPENING_REFUSE_PLAIN : OPENING_MAY_TALK;
}

enum opening_verdict opening_judge(const struct opening_facts *facts)
{
    if (facts->heard == OPENING_HEARD_BUSY)
        return OPENING_BUSY;
    if (!facts->may_encrypt)
        return OPENING_PLAIN;
    switch (facts->heard) {
    case OPENING_HEARD_NOTHING:
    case OPENING_HEARD_PART:
        return judge_silence(facts);
    case OPENING_HEARD_OFFER:
    case OPENING_HEARD_HELLO:
        return facts->has_sent ? OPENING_REFUSE_LATE : OPENING_ENCRYPT;
    case OPENING_HEARD_MORE:
        return facts->has_sent ? OPENING_REFUSE_LATE : OPENING_REFUSE_SLIPPED;
    case OPENING_HEARD_NO_OFFER:
    case OPENING_HEARD_BUSY:
    case OPENING_HEARD_TEXT:
        break;
    }
    return judge_plain(facts);
}

static enum opening_heard classify_greeting(const char *bytes, size_t length)
{
    size_t line_length = 0;

    switch (greeting_judge(bytes, length, &line_length)) {
    case GREETING_NO:
        break;
    case GREETING_PERHAPS:
        return OPENING_HEARD_PART;
    case GREETING_BUSY:
        return OPENING_HEARD_BUSY;
    case GREETING_PLAIN:
        return OPENING_HEARD_NO_OFFER;
    case GREETING_OFFERS:
        return length > line_length + 1 ? OPENING_HEARD_MORE
                                        : OPENING_HEARD_OFFER;
    }
    return OPENING_HEARD_TEXT;
}

enum opening_heard opening_classify(bool calls, const char *bytes,
                                    size_t length)
{
    if (length == 0)
        return OPENING_HEARD_NOTHING;
    if (calls)
        return classify_greeting(bytes, length);
    return bytes[0] == TLS_HANDSHAKE_BYTE ? OPENING_HEARD_HELLO
                                          : OPENING_HEARD_TEXT;
}
