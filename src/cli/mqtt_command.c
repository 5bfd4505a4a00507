/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/mqtt_command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/random.h"
#include "crypto/code.h"
#include "monitor/carrier_file.h"
#include "net/mqtt_url.h"
#include "terminal/terminal_notice.h"

/* Only the name of a room keeps strangers out of it, so it must be hard to
 * guess: 25 letters, each one of 32, are 125 bits. */
#define ROOM_LETTERS 25

/* Append the name of a room: with a code, the one where both sides look for
 * each other and the code then proves who they are; else one that nobody can
 * guess. */
static int append_room(struct buffer *address, const struct code *code,
                       struct error *error)
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    unsigned char bytes[ROOM_LETTERS];

    if (address->data[address->length - 1] != '/')
        buffer_append_string(address, "/");
    if (code) {
        char digits[CODE_DIGITS + 1];

        code_write_digits(code, digits);
        buffer_printf(address, "code-%.4s", digits);
        return 0;
    }
    if (random_fill(bytes, sizeof bytes) < 0) {
        error_set_errno(error, errno, _("cannot get random numbers"));
        return -1;
    }
    for (size_t i = 0; i < sizeof bytes; i++)
        buffer_append(address, &letters[bytes[i] % 32], 1);
    return 0;
}

static bool has_room(const char *address)
{
    char *copy = memory_string(address);
    struct error ignored;
    struct mqtt_url url;
    bool result = mqtt_url_parse(copy, &url, &ignored) == 0 && url.room;

    free(copy);
    return result;
}

/* Show what the other person has to type.  The user name in the address is
 * left out: the other person has their own. */
static void invite(struct terminal *terminal, const char *address,
                   const struct code *code)
{
    const char *at = strrchr(address, '@');
    int scheme = (int)(strstr(address, "://") + 3 - address);
    const char *rest = at ? at + 1 : address + scheme;

    terminal_notice(terminal, _("waiting for a call; the other side types:"));
    if (code) /* it is shown nowhere else */
        terminal_answer(terminal, "    charla %s --via=%.*s%s", code->text,
                        scheme, address, rest);
    else
        terminal_more(terminal, "    charla --via=%.*s%s", scheme, address,
                      rest);
}

char **mqtt_command_words(const char *address, bool listens,
                          const struct code *code, struct terminal *terminal,
                          struct error *error)
{
    char *program = carrier_file_find("charla-mqtt");
    struct buffer whole = {0};
    char **words = NULL;
    size_t count = 0;

    buffer_append_string(&whole, address);
    if (!program) {
        error_set(error, _("charla-mqtt, which talks through a broker, is not "
                           "installed"));
    } else if (has_room(address) || append_room(&whole, code, error) == 0) {
        buffer_append(&whole, "", 1);
        words = memory_items(4, sizeof *words);
        words[count++] = memory_string(program);
        if (listens)
            words[count++] = memory_string("-l");
        words[count++] = memory_string(whole.data);
        if (listens)
            invite(terminal, code ? address : whole.data, code);
    }
    free(program);
    buffer_release(&whole);
    return words;
}
