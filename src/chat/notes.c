/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/notes.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "terminal/terminal_notice.h"
#include "text/sanitize.h"

/* How many pieces are read at most in the end, so that a command that never
 * stops writing cannot keep charla from ending. */
#define LAST_PIECES_MAX 64

void notes_begin(struct notes *notes, int fd)
{
    *notes = (struct notes){.fd = fd};
}

int notes_fd(const struct notes *notes)
{
    return notes ? notes->fd : -1;
}

static void show_line(struct notes *notes, struct terminal *terminal,
                      size_t length)
{
    struct buffer safe = {0};

    if (length > 0 && notes->line[length - 1] == '\r')
        length--;
    sanitize_append(&safe, notes->line, length);
    buffer_append(&safe, "", 1);
    if (safe.length > 1)
        terminal_notice(terminal, _("command: %s"), safe.data);
    buffer_release(&safe);
}

static void show_whole_lines(struct notes *notes, struct terminal *terminal)
{
    char *end;

    while ((end = memchr(notes->line, '\n', notes->length))) {
        size_t length = (size_t)(end - notes->line);

        show_line(notes, terminal, length);
        notes->length -= length + 1;
        memmove(notes->line, end + 1, notes->length);
    }
    if (notes->length == sizeof notes->line) {
        show_line(notes, terminal, notes->length);
        notes->length = 0;
    }
}

/* Read and show one piece.  Returns false when nothing more has come. */
static bool show_piece(struct notes *notes, struct terminal *terminal)
{
    ssize_t length = read(notes->fd, notes->line + notes->length,
                          sizeof notes->line - notes->length);

    if (length < 0 && errno == EINTR)
        return true;
    if (length < 0 && errno == EAGAIN)
        return false;
    if (length <= 0) {
        notes_end(notes);
        return false;
    }
    notes->length += (size_t)length;
    show_whole_lines(notes, terminal);
    return true;
}

void notes_show(struct notes *notes, struct terminal *terminal)
{
    if (notes->fd >= 0)
        (void)show_piece(notes, terminal);
}

void notes_show_all(struct notes *notes, struct terminal *terminal)
{
    for (int i = 0; i < LAST_PIECES_MAX && notes->fd >= 0 &&
                    show_piece(notes, terminal);
         i++)
        ;
    show_line(notes, terminal, notes->length);
    notes->length = 0;
}

void notes_end(struct notes *notes)
{
    if (notes->fd >= 0)
        close(notes->fd);
    notes->fd = -1;
}
