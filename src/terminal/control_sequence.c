/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/control_sequence.h"

#include <stdbool.h>
#include <string.h>

#define ESCAPE '\033'
#define INTERRUPT '\003'
#define BELL '\007'
#define CANCEL '\030'
#define SUBSTITUTE '\032'

/* Anything longer is not a control sequence. */
#define STRING_MAX ((size_t)64 * 1024)

static bool is_between(char byte, int first, int last)
{
    return (unsigned char)byte >= first && (unsigned char)byte <= last;
}

static enum control_sequence end_at(size_t *used, size_t length,
                                    enum control_sequence how)
{
    *used = length;
    return how;
}

/* Three characters follow; bytes above 127 may come as UTF-8. */
static enum control_sequence measure_mouse(const char *bytes, size_t length,
                                           size_t *used)
{
    size_t i = 3;

    if (length == 3) /* the key F1 of some consoles */
        return end_at(used, 3, CONTROL_SEQUENCE_AMBIGUOUS);
    for (int n = 0; n < 3; n++, i++) {
        if (i < length && is_between(bytes[i], 0xC2, 0xDF) &&
            (i + 1 >= length || is_between(bytes[i + 1], 0x80, 0xBF)))
            i++;
        if (i >= length)
            return CONTROL_SEQUENCE_PARTIAL;
        if (is_between(bytes[i], 0, 0x1F))
            return end_at(used, i, CONTROL_SEQUENCE_BROKEN);
    }
    return end_at(used, i, CONTROL_SEQUENCE_WHOLE);
}

/* ESC [, parameters, intermediates, a final byte. */
static enum control_sequence measure_csi(const char *bytes, size_t length,
                                         size_t *used)
{
    size_t i = 2;

    if (length == 2)
        return end_at(used, 2, CONTROL_SEQUENCE_AMBIGUOUS);
    if (bytes[2] == 'M')
        return measure_mouse(bytes, length, used);
    if (bytes[2] == '[')
        return length == 3 ? CONTROL_SEQUENCE_PARTIAL
                           : end_at(used, 4, CONTROL_SEQUENCE_WHOLE);
    while (i < length && is_between(bytes[i], 0x30, 0x3F))
        i++;
    /* On rxvt a dollar sign ends a function key with Shift.  Of the answers
     * only DECRPM contains one. */
    if (i + 1 < length && bytes[i] == '$' && bytes[i + 1] != 'y')
        return end_at(used, i + 1, CONTROL_SEQUENCE_WHOLE);
    if (i + 1 == length && bytes[i] == '$')
        return end_at(used, i + 1, CONTROL_SEQUENCE_AMBIGUOUS);
    while (i < length && is_between(bytes[i], 0x20, 0x2F))
        i++;
    if (i == length)
        return CONTROL_SEQUENCE_PARTIAL;
    if (is_between(bytes[i], 0x40, 0x7E))
        return end_at(used, i + 1, CONTROL_SEQUENCE_WHOLE);
    return end_at(used, i, CONTROL_SEQUENCE_BROKEN);
}

/* ESC O, a modifier on some terminals, a final byte. */
static enum control_sequence measure_ss3(const char *bytes, size_t length,
                                         size_t *used)
{
    size_t i = 2;

    if (length == 2)
        return end_at(used, 2, CONTROL_SEQUENCE_AMBIGUOUS);
    while (i < length && is_between(bytes[i], '0', ';'))
        i++;
    if (i == length)
        return CONTROL_SEQUENCE_PARTIAL;
    if (is_between(bytes[i], 0x20, 0x7E))
        return end_at(used, i + 1, CONTROL_SEQUENCE_WHOLE);
    return end_at(used, i, CONTROL_SEQUENCE_BROKEN);
}

/* A string ends with ST (ESC \) or, on xterm, with BEL.  Enter, Ctrl-C and
 * another ESC are keys again: no terminal sends them in an answer. */
static enum control_sequence measure_string(const char *bytes, size_t length,
                                            size_t *used)
{
    if (length == 2)
        return end_at(used, 2, CONTROL_SEQUENCE_AMBIGUOUS);
    for (size_t i = 2; i < length; i++) {
        if (bytes[i] == BELL)
            return end_at(used, i + 1, CONTROL_SEQUENCE_WHOLE);
        if (bytes[i] == CANCEL || bytes[i] == SUBSTITUTE)
            return end_at(used, i + 1, CONTROL_SEQUENCE_BROKEN);
        if (bytes[i] == ESCAPE && i + 1 == length)
            return CONTROL_SEQUENCE_PARTIAL;
        if (bytes[i] == ESCAPE && bytes[i + 1] == '\\')
            return end_at(used, i + 2, CONTROL_SEQUENCE_WHOLE);
        if (bytes[i] == ESCAPE || bytes[i] == INTERRUPT || bytes[i] == '\r' ||
            bytes[i] == '\n' || i == STRING_MAX)
            return end_at(used, i, CONTROL_SEQUENCE_BROKEN);
    }
    return CONTROL_SEQUENCE_PARTIAL;
}

/* Alt together with a key that sends a sequence of its own. */
static enum control_sequence measure_alt(const char *bytes, size_t length,
                                         size_t *used)
{
    enum control_sequence result;

    if (length == 2)
        return end_at(used, 1, CONTROL_SEQUENCE_AMBIGUOUS);
    if (bytes[2] != '[' && bytes[2] != 'O')
        return end_at(used, 1, CONTROL_SEQUENCE_WHOLE);
    result = control_sequence_measure(bytes + 1, length - 1, used);
    *used += result != CONTROL_SEQUENCE_PARTIAL;
    return result;
}

enum control_sequence control_sequence_measure(const char *bytes,
                                               size_t length, size_t *used)
{
    *used = 0;
    if (length == 1)
        return end_at(used, 1, CONTROL_SEQUENCE_AMBIGUOUS);
    switch (bytes[1]) {
    case '[':
        return measure_csi(bytes, length, used);
    case 'O':
        return measure_ss3(bytes, length, used);
    case ']': /* OSC */
    case 'P': /* DCS */
    case 'X': /* SOS */
    case '^': /* PM */
    case '_': /* APC */
        return measure_string(bytes, length, used);
    case ESCAPE:
        return measure_alt(bytes, length, used);
    case INTERRUPT:
        return end_at(used, 1, CONTROL_SEQUENCE_WHOLE);
    default: /* Alt and a letter outside ASCII is the letter */
        return is_between(bytes[1], 0x80, 0xFF)
                   ? end_at(used, 1, CONTROL_SEQUENCE_BROKEN)
                   : end_at(used, 2, CONTROL_SEQUENCE_WHOLE);
    }
}
