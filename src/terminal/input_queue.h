/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* input_queue: keeps what a person has typed, in order: text to be sent, and
 * commands.  Pure.
 *
 * A line that begins with a slash is a command; with two, it is text that
 * begins with one. */
#ifndef CHARLA_INPUT_QUEUE_H
#define CHARLA_INPUT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "terminal/command.h"

/* Room for the first word of a command, or for its other words, made safe to
 * show, with the '\0'. */
#define INPUT_QUEUE_WORD_MAX 64

/* Room for the text after the first word as it was typed, such as paths, with
 * the '\0'. */
#define INPUT_QUEUE_REST_MAX 8192

enum input_queue_event {
    INPUT_QUEUE_EMPTY,   /* nothing can be taken now */
    INPUT_QUEUE_TEXT,    /* text has been put into the room given */
    INPUT_QUEUE_COMMAND, /* `asked` is filled in */
};

/* A command that the user has typed. */
struct user_command {
    enum command command;
    char word[INPUT_QUEUE_WORD_MAX];     /* as typed, cut if it is long */
    char rest[INPUT_QUEUE_REST_MAX];     /* the text after it, as typed, without
                                            the blanks around it; cut */
    char argument[INPUT_QUEUE_WORD_MAX]; /* the same, made safe and cut
                                            like the word */
};

/* Start as {0}; input_queue_release when done. */
struct input_queue {
    struct buffer lines; /* a slash that begins text is doubled */
    bool mid_line;       /* the text taken last did not end a line */
    bool finished;       /* nothing more will be added */
    bool is_dropped;     /* lines will be dropped: there is nobody to send them
                            to.  The owner does that */
    unsigned enters;     /* how often Enter was pressed on an empty line; an
                            empty line in a paste does not count */
    bool has_quit_word;  /* a line was a word like "quit", which ends other
                            programs */
};

/* Add a line as it was typed, without its line end.  An empty one is no
 * message: it only counts as an Enter. */
void input_queue_add_line(struct input_queue *queue, const char *line,
                          size_t length);

/* Add bytes as they were typed, including line ends. */
void input_queue_add(struct input_queue *queue, const char *bytes,
                     size_t length);

/* Add a message of several lines that was pasted, and a line end.  All of it
 * is text, whatever its lines begin with. */
void input_queue_add_text(struct input_queue *queue, const char *text,
                          size_t length);

/* Nothing more will be added: a last line without a line end is a line too. */
void input_queue_finish(struct input_queue *queue);

/* Take text, at most `size` bytes, up to the next command; or the command that
 * is next.  With a size of 0, only commands are taken. */
enum input_queue_event input_queue_take(struct input_queue *queue, char *room,
                                        size_t size, size_t *length,
                                        struct user_command *asked);

/* Take the first command, also if there is text before it, which stays. */
bool input_queue_take_command(struct input_queue *queue,
                              struct user_command *asked);

/* Could something be taken, given room? */
bool input_queue_has_more(const struct input_queue *queue);

void input_queue_release(struct input_queue *queue);

#endif
