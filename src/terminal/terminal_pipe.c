/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal_pipe.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "text/framer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/output.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_notice.h"
#include "terminal/transcript.h"
#include "terminal/tty.h"
#include "terminal/tty.h"

/* A terminal that edits lines itself keeps this many bytes of a line and drops
 * the rest (Linux, n_tty). */
#define TTY_LINE_MAX 4096

/* Pieces of the peer's bytes below the first size are gathered, up to the
 * second. */
#define SHORT_MAX ((size_t)4 * 1024)
#define GATHER_MAX ((size_t)64 * 1024)

/* How long a job in the background waits before it looks again for input, which
 * is not meant for it, in ms. */
#define BACKGROUND_MS 100

struct pipe {
    struct terminal base;
    struct output output; /* used by the receiver only */
    struct buffer lines;  /* not written yet; used by the receiver only */
    struct transcript transcript; /* used by the receiver only */
    bool mid_line; /* the last input did not end a line; used by main only */
};

static struct pipe *as_pipe(struct terminal *terminal)
{
    return (struct pipe *)terminal; /* base is its first member */
}

static void pipe_nothing(struct terminal *terminal)
{
    (void)terminal;
}

/* Reasons for a failed read that need no message: "<&-" (what stands there
 * instead is not open for reading), nohup's /dev/null, which is not either, and
 * a terminal that belongs to others now (read(3p), EIO: a background process
 * that SIGTTIN cannot stop). */
static bool means_no_input(int fd, int number)
{
    return number == EBADF || (number == EIO && isatty(fd));
}

static enum terminal_event read_bytes(struct terminal *terminal, char *room,
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
    if (means_no_input(terminal->input_fd, errno))
        return TERMINAL_UNREADABLE;
    error_set_errno(error, errno, _("cannot read standard input"));
    return TERMINAL_FAILED;
}

/* Does reading in the background stop this process?  Otherwise it fails with
 * EIO. */
static bool is_stopped_by_reading(void)
{
    struct sigaction action;

    return sigaction(SIGTTIN, NULL, &action) == 0 &&
           action.sa_handler != SIG_IGN;
}

/* Add what the terminal has handed over: a line, or a part of one. */
static void add_typed(struct pipe *pipe, const char *bytes, size_t count)
{
    struct input_queue *queue = &pipe->base.input;
    bool is_line = !pipe->mid_line &&
                   memchr(bytes, '\n', count) == bytes + count - 1;

    if (is_line)
        input_queue_add_line(queue, bytes, count - 1);
    else
        input_queue_add(queue, bytes, count);
    pipe->mid_line = bytes[count - 1] != '\n';
}

/* Read a person's input, which may contain commands. */
static enum terminal_event read_person(struct pipe *pipe, char *room,
                                       size_t size, size_t *length,
                                       struct error *error)
{
    char bytes[TTY_LINE_MAX];
    size_t count = 0;
    enum terminal_event event = TERMINAL_NONE;

    if (!tty_is_ours(pipe->base.input_fd) && is_stopped_by_reading()) {
        /* The input is meant for another program, which must get to read it. */
        (void)poll(NULL, 0, BACKGROUND_MS);
        return TERMINAL_NONE;
    }
    if (!pipe->base.has_more)
        event = read_bytes(&pipe->base, bytes, sizeof bytes, &count, error);
    if (event == TERMINAL_FAILED || event == TERMINAL_UNREADABLE)
        return event;
    if (event == TERMINAL_END)
        input_queue_finish(&pipe->base.input);
    if (count > 0)
        add_typed(pipe, bytes, count);
    if (count == TTY_LINE_MAX)
        terminal_answer(&pipe->base,
                        _("this terminal cuts lines at %d bytes: the end of "
                          "your line may be missing"),
                        TTY_LINE_MAX - 1);
    return terminal_give_typed(&pipe->base, room, size, length,
                               pipe->base.input.finished);
}

static enum terminal_event pipe_read(struct terminal *terminal, char *room,
                                     size_t size, size_t *length,
                                     struct error *error)
{
    if (terminal->is_person)
        return read_person(as_pipe(terminal), room, size, length, error);
    return read_bytes(terminal, room, size, length, error);
}

static size_t pipe_pending(struct terminal *terminal)
{
    size_t typed = terminal->input.lines.length;
    struct stat status;
    off_t at;
    int count = 0;

    if (fstat(terminal->input_fd, &status) == 0 && S_ISREG(status.st_mode)) {
        at = lseek(terminal->input_fd, 0, SEEK_CUR);
        return at >= 0 && at < status.st_size ? (size_t)(status.st_size - at)
                                              : 0;
    }
    if (ioctl(terminal->input_fd, FIONREAD, &count) < 0 || count < 0)
        return typed;
    return typed + (size_t)count;
}

static int pipe_write(struct pipe *pipe, const void *data, size_t length,
                      int stop_fd, struct error *error)
{
    size_t written =
        output_write(&pipe->output, data, length, stop_fd, error);

    return written == length ? 0 : -1;
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

/* Short pieces are gathered until the flush, because a system call for each
 * would cost more than copying them. */
static int show_bytes(struct pipe *pipe, const struct framer_piece *piece,
                      int stop_fd, struct error *error)
{
    if (pipe->lines.length == 0 && piece->length >= SHORT_MAX)
        return pipe_write(pipe, piece->data, piece->length, stop_fd, error);
    buffer_append(&pipe->lines, piece->data, piece->length);
    return pipe->lines.length < GATHER_MAX
               ? 0
               : pipe_flush(&pipe->base, stop_fd, error);
}

static int pipe_show(struct terminal *terminal,
                     const struct framer_piece *piece, int stop_fd,
                     struct error *error)
{
    struct pipe *pipe = as_pipe(terminal);

    if (!terminal->by_lines)
        return show_bytes(pipe, piece, stop_fd, error);
    if (pipe->lines.length == 0)
        pipe->transcript.width = tty_columns(pipe->output.fd);
    transcript_append_peer(&pipe->transcript, &pipe->lines, piece);
    return 0;
}

/* A half-typed line is not meant for the shell. */
static bool pipe_finish(struct terminal *terminal)
{
    if (terminal->is_person)
        tty_forget_input(terminal->input_fd);
    return false;
}

static void pipe_print(struct terminal *terminal, const char *sentence,
                       enum terminal_voice voice)
{
    (void)terminal;
    (void)voice;
    transcript_print_notice(sentence);
}

static void pipe_free(struct terminal *terminal)
{
    struct pipe *pipe = as_pipe(terminal);

    output_release(&pipe->output);
    buffer_release(&pipe->lines);
    transcript_release(&pipe->transcript);
    input_queue_release(&pipe->base.input);
    free(pipe);
}

static const struct terminal_ops pipe_ops = {
    .begin = pipe_nothing, /* only the receiver uses the transcript */
    .read = pipe_read,
    .pending = pipe_pending,
    .show = pipe_show,
    .flush = pipe_flush,
    .print = pipe_print,
    .finish = pipe_finish,
    .free = pipe_free,
};

struct terminal *terminal_pipe_new(int input, int output,
                                   const struct terminal_settings *settings)
{
    struct pipe *pipe = memory_zeroed(sizeof *pipe);

    pipe->base = (struct terminal){
        .ops = &pipe_ops,
        .input_fd = input,
        .output_fd = -1,
        .is_person = isatty(input),
        .by_lines = isatty(output),
        .shows_details = true,
    };
    pipe->transcript.is_spoken = true;
    pipe->transcript.speakers.is_alone = true;
    if (settings) {
        pipe->base.quiet = settings->quiet;
        pipe->base.text_alone = settings->linear;
        pipe->transcript.timestamps = settings->timestamps;
        pipe->transcript.clock = settings->clock;
    }
    output_init(&pipe->output, output);
    return &pipe->base;
}
