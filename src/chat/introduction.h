/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* introduction: tells the user who the other side is, as far as its key and
 * the user's contacts say so, and keeps it under a name. */
#ifndef CHARLA_INTRODUCTION_H
#define CHARLA_INTRODUCTION_H

#include <stddef.h>

struct buffer;
struct session;
struct trust;

/* The receiver's: tell whose key the conversation is encrypted with. */
void introduction_tell_key(const struct session *session);

/* The receiver's: tell what the other side says its name is (`length` 0: it
 * says none), and warn when that is the name of a contact with another key. */
void introduction_tell_name(struct session *session, const char *name,
                            size_t length);

/* Append what is known of a key, in a few words. */
void introduction_append_facts(struct buffer *out, const struct trust *trust);

/* Main's: carry out /keep, followed by `argument`: a name, or "" to hear how
 * it is done. */
void introduction_keep(struct session *session, const char *argument);

#endif
