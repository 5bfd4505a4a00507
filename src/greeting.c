/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "greeting.h"

#include <stdbool.h>
#include <string.h>

#include "buffer.h"
#include "i18n.h"

#define FIRST_WORD "charla "
#define LAST_WORD " [charla]"
#define LENGTH(literal) (sizeof(literal) - 1)

void greeting_append(struct buffer *out)
{
    buffer_printf(out, FIRST_WORD "%s: %s" LAST_WORD "\n", PACKAGE_VERSION,
                  _("Welcome! Type %end% to finish."));
}

static bool has_both_ends(const char *line, size_t length)
{
    return length >= LENGTH(FIRST_WORD) + LENGTH(LAST_WORD) &&
           memcmp(line + length - LENGTH(LAST_WORD), LAST_WORD,
                  LENGTH(LAST_WORD)) == 0;
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
    return has_both_ends(bytes, *line_length) ? GREETING_YES : GREETING_NO;
}
