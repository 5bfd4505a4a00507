/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/greeting.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "base/i18n.h"

#define FIRST_WORD "charla "
#define LAST_WORD_PLAIN " [charla]"
#define LAST_WORD_OFFERS " [charla/1]"
#define LAST_WORD_BUSY " [busy]"
#define LENGTH(literal) (sizeof(literal) - 1)

void greeting_append(struct buffer *out, bool offers)
{
    buffer_printf(out, FIRST_WORD "%s: %s%s\n", PACKAGE_VERSION,
                  /* xgettext: no-c-format */
                  _("Welcome! Type %end% to finish."),
                  offers ? LAST_WORD_OFFERS : LAST_WORD_PLAIN);
}

void greeting_append_busy(struct buffer *out)
{
    buffer_printf(out, FIRST_WORD "%s: %s%s\n", PACKAGE_VERSION,
                  _("Busy, talking with somebody else."), LAST_WORD_BUSY);
}

static bool ends_in(const char *line, size_t length, const char *word)
{
    size_t word_length = strlen(word);

    return length >= LENGTH(FIRST_WORD) + word_length &&
           memcmp(line + length - word_length, word, word_length) == 0;
}

enum greeting_verdict greeting_judge(const char *bytes, size_t length,
                                     size_t *line_length)
{
    size_t window = length < GREETING_MAX ? length : GREETING_MAX;
    size_t known =
        length < LENGTH(FIRST_WORD) ? length : LENGTH(FIRST_WORD);
    const char *newline;

    if (memcmp(bytes, FIRST_WORD, known) != 0)
        return GREETING_NO;
    newline = memchr(bytes, '\n', window);
    if (!newline)
        return length < GREETING_MAX ? GREETING_PERHAPS : GREETING_NO;
    *line_length = (size_t)(newline - bytes);
    if (ends_in(bytes, *line_length, LAST_WORD_OFFERS))
        return GREETING_OFFERS;
    if (ends_in(bytes, *line_length, LAST_WORD_BUSY))
        return GREETING_BUSY;
    return ends_in(bytes, *line_length, LAST_WORD_PLAIN) ? GREETING_PLAIN
                                                         : GREETING_NO;
}
