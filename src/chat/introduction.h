/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* introduction: tells the user who the other side is, by its key and the user's
 * contacts, and saves it as a contact. */
#ifndef CHARLA_INTRODUCTION_H
#define CHARLA_INTRODUCTION_H

#include <stddef.h>

struct buffer;
struct session;
struct trust;

/* For the receiver: tell the user whose key the other side has. */
void introduction_tell_key(const struct session *session);

/* For the receiver: tell the user what name the other side gives itself
 * (`length` 0: none), and warn if that is the name of a contact with another
 * key. */
void introduction_tell_name(struct session *session, const char *name,
                            size_t length);

/* Append in a few words what is known about a key. */
void introduction_append_facts(struct buffer *out, const struct trust *trust);

/* For main: carry out /keep with this argument: a name, or "" to explain how to
 * use it. */
void introduction_keep(struct session *session, const char *argument);

#endif
