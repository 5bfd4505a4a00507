/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal_pipe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "framer.h"
#include "i18n.h"
#include "memory.h"
#include "output.h"
#include "terminal.h"

struct pipe {
    struct terminal base;
    struct output output; /* the receiver's alone */
    struct buffer lines;  /* made safe, not written yet; the receiver's alone */
};

static struct pipe *as_pipe(struct terminal *terminal)
{
    return (struct pipe *)terminal; /* base is its first member */
}

static void pipe_nothing(struct terminal *terminal)
{
    (void)terminal;
}

static bool pipe_false(struct terminal *terminal)
{
    (void)terminal;
    return false;
}

static enum terminal_event pipe_read(struct terminal *terminal, char *room,
                                     size_t size, size_t *length,
                                     struct error *error)
{
    ssize_t result = read(terminal->input_fd, room, size);

    if (result > 0) {
        *length = (size_t)result;
        return TERMINAL_TEXT;
    }
    if (result == 0)
        return TERMINAL_END;
    if (errno == EINTR || errno == EAGAIN)
        return TERMINAL_NONE;
    error_set_errno(error, errno, _("cannot read standard input"));
    return TERMINAL_FAILED;
}

static size_t pipe_held(struct terminal *terminal)
{
    struct stat status;
    off_t at;
    int count = 0;

    if (fstat(terminal->input_fd, &status) == 0 && S_ISREG(status.st_mode)) {
        at = lseek(terminal->input_fd, 0, SEEK_CUR);
        return at >= 0 && at < status.st_size ? (size_t)(status.st_size - at)
                                              : 0;
    }
    if (ioctl(terminal->input_fd, FIONREAD, &count) < 0 || count < 0)
        return 0;
    return (size_t)count;
}

static int pipe_write(struct pipe *pipe, const void *data, size_t length,
                      int stop_fd, struct error *error)
{
    size_t written =
        output_write(&pipe->output, data, length, stop_fd, error);

    return written == length ? 0 : -1;
}

static int pipe_show(struct terminal *terminal,
                     const struct framer_piece *piece, int stop_fd,
                     struct error *error)
{
    struct pipe *pipe = as_pipe(terminal);

    if (!terminal->by_lines)
        return pipe_write(pipe, piece->data, piece->length, stop_fd, error);
    terminal_append_line(&pipe->lines, piece);
    return 0;
}

static int pipe_flush(struct terminal *terminal, int stop_fd,
                      struct error *error)
{
    struct pipe *pipe = as_pipe(terminal);
    int result = pipe_write(pipe, pipe->lines.data, pipe->lines.length,
                            stop_fd, error);

    buffer_clear(&pipe->lines);
    return result;
}

static void pipe_notice(struct terminal *terminal, const char *sentence)
{
    (void)terminal;
    fprintf(stderr, "charla: %s\n", sentence);
}

static void pipe_free(struct terminal *terminal)
{
    struct pipe *pipe = as_pipe(terminal);

    output_release(&pipe->output);
    buffer_release(&pipe->lines);
    free(pipe);
}

static const struct terminal_ops pipe_ops = {
    .begin = pipe_nothing,
    .read = pipe_read,
    .held = pipe_held,
    .show = pipe_show,
    .flush = pipe_flush,
    .notice = pipe_notice,
    .interrupt = pipe_false,
    .stop = pipe_nothing,
    .resume = pipe_nothing,
    .resize = pipe_nothing,
    .finish = pipe_false,
    .free = pipe_free,
};

struct terminal *terminal_pipe_new(int input, int output, bool quiet)
{
    struct pipe *pipe = memory_zeroed(sizeof *pipe);

    pipe->base = (struct terminal){
        .ops = &pipe_ops,
        .input_fd = input,
        .is_person = isatty(input),
        .by_lines = isatty(output),
        .quiet = quiet,
    };
    output_init(&pipe->output, output);
    return &pipe->base;
}
