/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* lines: a file in charla's directory as lines, which are told by what they
 * start with.
 *
 * Lines are kept in a buffer as in the file, each with its "\n". */
#ifndef CHARLA_LINES_H
#define CHARLA_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct error;

/* One of them, or what is left of it behind its beginning. */
struct line {
    const char *text; /* borrowed from the buffer; no terminator */
    size_t length;    /* without the "\n" */
};

/* Read the file into `lines`, which is {0}; the caller releases it.  No file,
 * no lines; the last one is given a "\n" if it has none.  Returns 0, or -1
 * with `error` set; then there are no lines. */
int lines_read(const char *name, struct buffer *lines, struct error *error);

/* Write the file, in place of the old one if there is one.  Returns 0, or -1
 * with `error` set. */
int lines_write(const char *name, const struct buffer *lines,
                struct error *error);

/* Move `line` on to the next one; {0} moves to the first.  False at the end,
 * and `line` stays. */
bool lines_next(const struct buffer *lines, struct line *line);

/* Take `prefix`, which is not empty, off the front of the line; lines_next
 * goes on from there as from the whole line.  False, and nothing is taken, if
 * it does not start so. */
bool lines_cut(struct line *line, const struct buffer *prefix);

/* Append a line and its "\n". */
void lines_append(struct buffer *lines, const struct line *line);

/* Append to `out` the lines that do not start with `prefix`.  Returns how many
 * do. */
size_t lines_copy_others(const struct buffer *lines,
                         const struct buffer *prefix, struct buffer *out);

/* The first line that starts with `prefix`; `rest` is what is behind that.
 * False, and nothing is in `rest`, if there is none. */
bool lines_find(const struct buffer *lines, const struct buffer *prefix,
                struct line *rest);

#endif
