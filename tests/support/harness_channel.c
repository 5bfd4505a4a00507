/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/harness_channel.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

#define CHANNELS_MAX 64
#define AT_ONCE ((size_t)64 * 1024)

struct channel {
    const char *name;
    int from;               /* to receive; -1: it has ended */
    int to;                 /* to send; -1: nothing more is sent */
    struct buffer received; /* all of it */
    size_t expected;        /* how much of it has been expected */
    struct buffer queue;
    size_t sent; /* how much of the queue has been sent */
    bool finishing;
    bool paused;
};

static struct channel *channels[CHANNELS_MAX];
static size_t channel_count;

struct channel *channel_new(const char *name, int from, int to)
{
    struct channel *channel = memory_zeroed(sizeof *channel);

    cr_assert_lt(channel_count, CHANNELS_MAX);
    *channel = (struct channel){.name = name, .from = from, .to = to};
    if (from >= 0)
        (void)fcntl(from, F_SETFL, fcntl(from, F_GETFL) | O_NONBLOCK);
    if (to >= 0)
        (void)fcntl(to, F_SETFL, fcntl(to, F_GETFL) | O_NONBLOCK);
    channels[channel_count++] = channel;
    return channel;
}

void channel_close(struct channel *channel)
{
    if (channel->from >= 0)
        close(channel->from);
    if (channel->to >= 0 && channel->to != channel->from)
        close(channel->to);
    channel->from = channel->to = -1;
}

void channel_reset(struct channel *channel)
{
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};
    int fd = channel->from >= 0 ? channel->from : channel->to;

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    channel_close(channel);
}

void channel_end_all(void)
{
    while (channel_count > 0) {
        struct channel *channel = channels[--channel_count];
        channel_close(channel);
        buffer_release(&channel->received);
        buffer_release(&channel->queue);
        free(channel);
    }
}

/* ---- What moves ---------------------------------------------------------- */

static void end_receiving(struct channel *channel)
{
    if (channel->to != channel->from)
        close(channel->from);
    channel->from = -1;
}

static void end_sending(struct channel *channel)
{
    if (channel->to == channel->from)
        shutdown(channel->to, SHUT_WR);
    else
        close(channel->to);
    /* A socket that is still received from stays open. */
    channel->to = -1;
    channel->finishing = false;
}

static void receive(struct channel *channel)
{
    static char room[AT_ONCE];
    ssize_t length = read(channel->from, room, sizeof room);

    if (length > 0)
        buffer_append(&channel->received, room, (size_t)length);
    else if (length == 0 || (errno != EAGAIN && errno != EINTR))
        end_receiving(channel); /* a terminal that is left says EIO */
}

static void send_queued(struct channel *channel)
{
    size_t left = channel->queue.length - channel->sent;
    ssize_t sent = 0;

    if (left > 0)
        sent = write(channel->to, channel->queue.data + channel->sent, left);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    channel->sent = sent < 0 ? channel->queue.length
                             : channel->sent + (size_t)sent;
    if (channel->sent < channel->queue.length)
        return;
    buffer_clear(&channel->queue);
    channel->sent = 0;
    if (channel->finishing || sent < 0)
        end_sending(channel);
}

static bool has_to_send(const struct channel *channel)
{
    return channel->to >= 0 &&
           (channel->finishing || channel->sent < channel->queue.length);
}

/* Send and receive on all channels.  Returns false if nothing moved in time. */
static bool pump(int timeout)
{
    struct pollfd fds[2 * CHANNELS_MAX];

    for (size_t i = 0; i < channel_count; i++) {
        const struct channel *each = channels[i];
        fds[2 * i] = (struct pollfd){
            .fd = each->paused ? -1 : each->from,
            .events = POLLIN,
        };
        fds[2 * i + 1] = (struct pollfd){
            .fd = has_to_send(each) ? each->to : -1,
            .events = POLLOUT,
        };
    }
    if (poll(fds, 2 * channel_count, timeout) == 0)
        return false;
    for (size_t i = 0; i < channel_count; i++) {
        if (fds[2 * i + 1].fd >= 0 && fds[2 * i + 1].revents)
            send_queued(channels[i]);
        if (fds[2 * i].fd >= 0 && fds[2 * i].revents)
            receive(channels[i]);
    }
    return true;
}

/* Print what has come last to standard error, as comments of TAP. */
static void tell(const struct channel *channel)
{
    size_t length = channel->received.length;
    size_t from = length > 2000 ? length - 2000 : 0;

    if (length == 0)
        return;
    fprintf(stderr, "# --- %s, %zu bytes%s ---\n# ", channel->name, length,
            channel->from < 0 ? ", ended" : "");
    for (; from < length; from++) {
        unsigned char byte = (unsigned char)channel->received.data[from];
        if (byte == '\n')
            fputs("\n# ", stderr);
        else if (byte < ' ' || byte == 0x7F)
            fprintf(stderr, "<%02X>", byte);
        else
            fputc(byte, stderr);
    }
    fputc('\n', stderr);
}

void channel_fail(const char *format, ...)
{
    char words[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < channel_count; i++)
        tell(channels[i]);
    cr_assert_fail("%s", words);
}

static void pump_or_fail(const struct channel *channel, const char *wish)
{
    if (!pump(CHANNEL_PATIENCE_MS))
        channel_fail("%s: waited in vain for \"%s\"", channel->name, wish);
}

/* ---- Sending ------------------------------------------------------------- */

void channel_send(struct channel *channel, const void *data, size_t length)
{
    buffer_append(&channel->queue, data, length);
    if (channel->to >= 0)
        send_queued(channel);
}

void channel_say(struct channel *channel, const char *text)
{
    channel_send(channel, text, strlen(text));
}

void channel_finish(struct channel *channel)
{
    channel->finishing = true;
    if (channel->to >= 0)
        send_queued(channel);
}

void channel_drain(struct channel *channel)
{
    while (has_to_send(channel))
        pump_or_fail(channel, "room to send");
}

size_t channel_stuff(struct channel *channel, const void *data, size_t length)
{
    const char *from = data;
    size_t gone = 0;

    while (gone < length) {
        ssize_t sent = write(channel->to, from + gone, length - gone);
        if (sent < 0 && errno != EINTR)
            break;
        gone += sent > 0 ? (size_t)sent : 0;
    }
    return gone;
}

/* ---- Receiving ----------------------------------------------------------- */

void channel_pause(struct channel *channel, bool pause)
{
    channel->paused = pause;
}

static const char *find(struct channel *channel, size_t from, const char *text)
{
    if (channel->received.length == 0)
        return NULL;
    return memmem(channel->received.data + from,
                  channel->received.length - from, text, strlen(text));
}

void channel_expect(struct channel *channel, const char *text)
{
    const char *found;

    while (!(found = find(channel, channel->expected, text))) {
        if (channel->from < 0)
            channel_fail("%s: ended without \"%s\"", channel->name, text);
        pump_or_fail(channel, text);
    }
    channel->expected =
        (size_t)(found - channel->received.data) + strlen(text);
}

void channel_expect_length(struct channel *channel, size_t length)
{
    while (channel->received.length < length && channel->from >= 0)
        pump_or_fail(channel, "more");
    if (channel->received.length < length)
        channel_fail("%s: ended after %zu bytes of %zu", channel->name,
                     channel->received.length, length);
}

void channel_expect_end(struct channel *channel)
{
    while (channel->from >= 0)
        pump_or_fail(channel, "the end");
}

bool channel_ends_within(struct channel *channel, int ms)
{
    while (channel->from >= 0 && pump(ms))
        ;
    return channel->from < 0;
}

void channel_expect_all(struct channel *channel, const void *data,
                        size_t length)
{
    channel_expect_end(channel);
    if (channel->received.length == length &&
        (length == 0 || memcmp(channel->received.data, data, length) == 0))
        return;
    channel_fail("%s: %zu bytes came, and not the %zu bytes expected",
                 channel->name, channel->received.length, length);
}

void channel_expect_only(struct channel *channel, const char *text)
{
    channel_expect_all(channel, text, strlen(text));
}

void channel_forget(struct channel *channel)
{
    buffer_drop(&channel->received, channel->expected);
    channel->expected = 0;
}

const char *channel_text(struct channel *channel)
{
    buffer_append(&channel->received, "", 1);
    channel->received.length--;
    return channel->received.data;
}

bool channel_holds(struct channel *channel, const char *text)
{
    return find(channel, 0, text) != NULL;
}
