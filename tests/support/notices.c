/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/notices.h"

#include <stdio.h>
#include <string.h>

char notices[65536];

static void collect(struct terminal *terminal, const char *sentence,
                    enum terminal_voice voice)
{
    size_t used = strlen(notices);

    (void)terminal;
    (void)voice;
    snprintf(notices + used, sizeof notices - used, "%s\n", sentence);
}

static const struct terminal_ops ops = {.print = collect};

struct terminal notices_terminal = {.ops = &ops};

void notices_begin(bool is_person)
{
    *notices = '\0';
    notices_terminal = (struct terminal){.ops = &ops, .is_person = is_person};
}
