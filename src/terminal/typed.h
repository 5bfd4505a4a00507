/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* typed: what a person has typed, in order: text to be sent, and commands.
 * Pure.
 *
 * A line that begins with a slash is a command; with two, it is text that
 * begins with one. */
#ifndef CHARLA_TYPED_H
#define CHARLA_TYPED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "terminal/command.h"

/* Room for the first word of a command, made safe to show, and its '\0'. */
#define TYPED_WORD_MAX 64

enum typed_event {
    TYPED_NOTHING, /* nothing can be taken now */
    TYPED_TEXT,    /* text has been put into the room given */
    TYPED_COMMAND, /* `asked` is filled in */
};

/* What a command line asks for. */
struct asked {
    enum command command;
    char word[TYPED_WORD_MAX]; /* as typed, cut if it is long */
};

/* Start as {0}; typed_release when done. */
struct typed {
    struct buffer lines; /* slashes doubled where they begin text */
    bool mid_line;       /* what was taken last did not end a line */
    bool finished;       /* nothing will be added any more */
};

/* Add bytes as they were typed, line ends and all. */
void typed_add(struct typed *typed, const char *bytes, size_t length);

/* Add a message of several lines, as somebody has pasted it, and a line end:
 * all of it is text, whatever its lines begin with. */
void typed_add_text(struct typed *typed, const char *text, size_t length);

/* What remains is all: a last line without a line end is a line too. */
void typed_finish(struct typed *typed);

/* Take text, `size` bytes of it at most, up to the next command; or the
 * command that stands first.  With no room only commands come. */
enum typed_event typed_take(struct typed *typed, char *room, size_t size,
                            size_t *length, struct asked *asked);

/* Could something be taken, given room? */
bool typed_has_more(const struct typed *typed);

void typed_release(struct typed *typed);

#endif
