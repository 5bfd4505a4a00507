/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/answers.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

static struct buffer said, taken;
static char status[256];

static void print(struct terminal *terminal, const char *sentence,
                  enum terminal_voice voice)
{
    (void)terminal;
    (void)voice;
    buffer_append_string(&said, sentence);
    buffer_append(&said, "\n", 1);
}

static void set_text(struct terminal *terminal, enum terminal_text which,
                     const char *text)
{
    (void)terminal;
    if (which == TERMINAL_STATUS)
        snprintf(status, sizeof status, "%s", text ? text : "");
}

static const struct terminal_ops ops = {.print = print, .set_text = set_text};

struct terminal answers;

void answers_begin(void)
{
    answers = (struct terminal){.ops = &ops, .is_person = true,
                                .input_fd = -1, .output_fd = -1};
    buffer_clear(&said);
    status[0] = '\0';
}

void answers_end(void)
{
    buffer_release(&said);
    buffer_release(&taken);
}

const char *answers_take(void)
{
    struct buffer last = said;

    buffer_append(&last, "", 1);
    said = taken;
    buffer_clear(&said);
    taken = last;
    return taken.data;
}

const char *answers_status(void)
{
    return status;
}
