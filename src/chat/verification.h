/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* verification: lets the user make sure that nobody sits in between, by
 * comparing the digits of the keys with the other person.  Main's.
 *
 * Each reads the digits of the own key to the other, by telephone or face to
 * face, and types two groups of those that the other has read.  Which two is
 * drawn by lot in each conversation, and theirs are not shown before they
 * match: so neither a pasted line nor what stands on the screen can make a key
 * verified, only digits that came another way.  There is one try a
 * conversation; a line that was pasted blindly is right in one of 30. */
#ifndef CHARLA_VERIFICATION_H
#define CHARLA_VERIFICATION_H

struct session;

/* Carry out /verify, followed by `argument`: two groups of digits verify the
 * key, or do not; anything else, "" too, says how it is done. */
void verification_run(struct session *session, const char *argument);

#endif
