/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* invitation: what the one who waits tells the other person to type. */
#ifndef CHARLA_INVITATION_H
#define CHARLA_INVITATION_H

struct address;
struct terminal;

/* Name the address and port that is listened on, and show the command that
 * calls it, one for each address by which others may reach this machine. */
void invitation_show(struct terminal *terminal, const struct address *bound);

#endif
