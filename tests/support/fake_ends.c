/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/fake_ends.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/signals.h"
#include "terminal/terminal_input.h"
#include "text/framer.h"

/* charla has broken a contract, perhaps in another thread: print a message and
 * exit. */
static void violate(const struct fake *fake, const char *words)
{
    fprintf(stderr, "%s: %s\n", fake->talk->name, words);
    abort();
}

/* ---- The terminal -------------------------------------------------------- */

static struct fake *of_terminal(struct terminal *terminal)
{
    return (struct fake *)terminal; /* its first member */
}

static void note_call(struct terminal *terminal, int call)
{
    struct fake *fake = of_terminal(terminal);

    pthread_mutex_lock(&fake->lock);
    fake->calls[call]++;
    pthread_cond_broadcast(&fake->news);
    pthread_mutex_unlock(&fake->lock);
}

/* An editor takes typed text even if there is no room for it. */
static enum terminal_event edit(struct fake *fake, char *room, size_t size,
                                size_t *length)
{
    char keys[64];
    ssize_t got = 0;

    if (fake->typed.length == 0 || size == 0)
        got = read(fake->terminal.input_fd, keys, sizeof keys);
    if (got > 0)
        buffer_append(&fake->typed, keys, (size_t)got);
    *length = fake->typed.length < size ? fake->typed.length : size;
    if (*length > 0) {
        memcpy(room, fake->typed.data, *length);
        buffer_drop(&fake->typed, *length);
    }
    fake->terminal.has_more = fake->typed.length > 0;
    if (*length > 0)
        return TERMINAL_TEXT;
    return got == 0 && !fake->terminal.has_more ? TERMINAL_END
                                                : TERMINAL_NONE;
}

static enum terminal_event fake_read(struct terminal *terminal, char *room,
                                     size_t size, size_t *length,
                                     struct error *error)
{
    struct fake *fake = of_terminal(terminal);
    enum terminal_event event = TERMINAL_END;

    if (size == 0 && !terminal->is_editor)
        violate(fake, "read without room");
    if (fake->talk->read_fails) {
        error_set(error, "the keyboard is on fire");
        return TERMINAL_FAILED;
    }
    if (fake->talk->has_no_input)
        return TERMINAL_UNREADABLE;
    if (terminal->is_editor) {
        event = edit(fake, room, size, length);
    } else {
        ssize_t got = read(terminal->input_fd, room, size);
        if (got > 0) {
            *length = (size_t)got;
            event = TERMINAL_TEXT;
        }
    }
    note_call(terminal, CALL_READ);
    return event;
}

static size_t fake_pending(struct terminal *terminal)
{
    struct fake *fake = of_terminal(terminal);
    off_t at = lseek(terminal->input_fd, 0, SEEK_CUR);
    int count = 0;

    note_call(terminal, CALL_HELD);
    if (fake->talk->held)
        return fake->talk->held;
    if (at >= 0)
        return fake->talk->file->length - (size_t)at;
    (void)ioctl(terminal->input_fd, FIONREAD, &count);
    return (size_t)count;
}

static int fake_show(struct terminal *terminal,
                     const struct framer_piece *piece, int stop_fd,
                     struct error *error)
{
    struct fake *fake = of_terminal(terminal);

    (void)stop_fd;
    if (fake->talk->show_fails) {
        error_set(error, "the screen is dark");
        return -1;
    }
    pthread_mutex_lock(&fake->lock);
    if (terminal->by_lines)
        buffer_append(&fake->drawn, piece->begins ? "<" : "(", 1);
    buffer_append(&fake->drawn, piece->data, piece->length);
    if (terminal->by_lines)
        buffer_append(&fake->drawn, piece->ends ? ">" : ")", 1);
    pthread_mutex_unlock(&fake->lock);
    return 0;
}

static int fake_flush(struct terminal *terminal, int stop_fd,
                      struct error *error)
{
    struct fake *fake = of_terminal(terminal);

    (void)stop_fd;
    if (fake->talk->flush_fails) {
        error_set(error, "the screen is broken");
        return -1;
    }
    pthread_mutex_lock(&fake->lock);
    buffer_append(&fake->shown, fake->drawn.data, fake->drawn.length);
    buffer_clear(&fake->drawn);
    pthread_cond_broadcast(&fake->news);
    pthread_mutex_unlock(&fake->lock);
    return 0;
}

static void fake_print(struct terminal *terminal, const char *sentence,
                       enum terminal_voice voice)
{
    struct fake *fake = of_terminal(terminal);

    (void)voice;
    pthread_mutex_lock(&fake->lock);
    /* Every plain conversation has this notice; see test_opening. */
    if (strncmp(sentence, "NOT encrypted", strlen("NOT encrypted")) != 0)
        buffer_printf(&fake->notices, "%s\n", sentence);
    pthread_mutex_unlock(&fake->lock);
}

static bool fake_interrupt(struct terminal *terminal)
{
    struct fake *fake = of_terminal(terminal);
    bool half;

    pthread_mutex_lock(&fake->lock);
    half = fake->calls[CALL_INTERRUPT] < fake->talk->half_lines;
    pthread_mutex_unlock(&fake->lock);
    note_call(terminal, CALL_INTERRUPT);
    return half;
}

static bool fake_signal(struct terminal *terminal, unsigned signal)
{
    if (signal == SIGNALS_INTERRUPT)
        return fake_interrupt(terminal);
    note_call(terminal, signal == SIGNALS_STOP       ? CALL_STOP
                        : signal == SIGNALS_CONTINUE ? CALL_RESUME
                                                     : CALL_RESIZE);
    return true;
}

/* Drop typed text until the user has finished. */
static enum terminal_typing fake_drain(struct terminal *terminal)
{
    struct pollfd fd = {.fd = terminal->input_fd, .events = POLLIN};
    char keys[64];

    note_call(terminal, CALL_DRAIN);
    while (terminal->is_editor && poll(&fd, 1, 0) > 0)
        if (read(fd.fd, keys, sizeof keys) <= 0)
            return TERMINAL_GONE;
    return TERMINAL_IDLE;
}

const struct terminal_ops fake_terminal_ops = {
    .read = fake_read,
    .pending = fake_pending,
    .show = fake_show,
    .flush = fake_flush,
    .print = fake_print,
    .signal = fake_signal,
    .drain = fake_drain,
};

/* ---- The transport ------------------------------------------------------- */

static struct fake *of_transport(struct transport *transport)
{
    return (struct fake *)(void *)((char *)transport -
                                   offsetof(struct fake, transport));
}

static enum transport_status fake_receive(struct transport *transport,
                                          void *room, size_t size,
                                          size_t *received,
                                          struct error *error)
{
    struct fake *fake = of_transport(transport);
    size_t most = fake->talk->receive_most;
    ssize_t got;

    if (fake->closed)
        return TRANSPORT_END;
    if (fake->talk->waits && (fake->waited_to_receive ^= 1))
        return TRANSPORT_WAIT;
    got = recv(transport->fd, room, most && most < size ? most : size,
               MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN)
        return TRANSPORT_WAIT;
    if (got > 0) {
        *received = (size_t)got;
        return TRANSPORT_OK;
    }
    fake->closed = true;
    if (!fake->talk->lost)
        return TRANSPORT_END;
    error_set(error, "the line is cut");
    return TRANSPORT_BROKEN;
}

static enum transport_status fake_send(struct transport *transport,
                                       const void *data, size_t length,
                                       size_t *sent, struct error *error)
{
    struct fake *fake = of_transport(transport);
    const struct talk *talk = fake->talk;
    ssize_t went = -1;

    if (fake->finished)
        violate(fake, "sent after the half-close");
    if (talk->waits && (fake->waited_to_send ^= 1))
        return TRANSPORT_WAIT;
    if (fake->is_blocked)
        return TRANSPORT_WAIT;
    if (talk->send_most && length > talk->send_most)
        length = talk->send_most;
    if (talk->breaks && length > talk->breaks_after - fake->sent)
        length = talk->breaks_after - fake->sent;
    if (length > 0)
        went = send(transport->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (went > 0) {
        fake->sent += (size_t)went;
        *sent = (size_t)went;
        return TRANSPORT_OK;
    }
    if (length > 0 && errno == EAGAIN)
        return TRANSPORT_WAIT;
    error_set(error, "the line is down");
    return TRANSPORT_BROKEN;
}

static enum transport_status fake_finish(struct transport *transport)
{
    struct fake *fake = of_transport(transport);

    if (fake->finished)
        violate(fake, "half-closed twice");
    fake->finished = true;
    shutdown(transport->fd, SHUT_WR);
    return TRANSPORT_OK;
}

/* Reports nothing: delivery has its own tests. */
static void fake_look(struct transport *transport, struct transport_link *link)
{
    (void)transport;
    *link = (struct transport_link){.is_known = false};
}

static void fake_abort(struct transport *transport)
{
    of_transport(transport)->aborted = true;
}

/* Does nothing: the test frees it when its script has ended. */
static void fake_free(struct transport *transport)
{
    (void)transport;
}

const struct transport_ops fake_transport_ops = {
    .receive = fake_receive,
    .send = fake_send,
    .finish = fake_finish,
    .look = fake_look,
    .abort = fake_abort,
    .free = fake_free,
};
