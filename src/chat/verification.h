/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* verification: lets the user make sure that there is no attacker in the
 * middle, by comparing the digits of the keys with the other person.  For the
 * main thread.
 *
 * Each person reads the digits of their own key to the other, by telephone or
 * face to face, and types two groups of those that the other has read.  Which
 * two is chosen at random in each conversation, and the other side's digits are
 * not shown before they match.  So a key can be verified only with digits that
 * came another way, not with a pasted line or what is on the screen.  There is
 * one try in each conversation, so a line pasted without looking is right once
 * in 30. */
#ifndef CHARLA_VERIFICATION_H
#define CHARLA_VERIFICATION_H

struct session;

/* Carry out /verify with this argument: two groups of digits, which verify the
 * key or not; anything else is told what to type; "" explains it all. */
void verification_run(struct session *session, const char *argument);

#endif
