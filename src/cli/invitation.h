/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* invitation: tells a user who waits for a call which command the other
 * person has to type. */
#ifndef CHARLA_INVITATION_H
#define CHARLA_INVITATION_H

#include <stdbool.h>

struct address;
struct terminal;

struct invitation {
    bool has_page;     /* the other person may open a page instead */
    bool is_announced; /* in this network, where a code is found alone */
    const char *code;  /* comes first and is in every command; "": none */
};

/* Show the address and port `bound`, where charla listens, and the command
 * that calls it: one for each address at which others can reach this machine,
 * OWN_ADDRESSES_MAX at most. */
void invitation_show(struct terminal *terminal, const struct address *bound,
                     const struct invitation *invitation);

#endif
