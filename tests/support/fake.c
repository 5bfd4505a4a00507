/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/fake.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "chat/conversation.h"
#include "support/fake_ends.h"
#include "base/signals.h"

/* Fail: print the message and exit, because a script runs in a thread that
 * Criterion does not know. */
static void fail(const struct fake *fake, const struct step *step,
                 const char *words)
{
    fprintf(stderr, "%s: step %d, '%s': %s\n", fake->talk->name,
            (int)(step - fake->talk->script) + 1,
            step->text ? step->text : "", words);
    abort();
}

/* ---- The clock ----------------------------------------------------------- */

static atomic_long passed; /* seconds, by the script */

/* Replaces the C library's: the system's clock plus the seconds that the script
 * has let pass. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = (int)syscall(SYS_clock_gettime, clock, time);

    time->tv_sec += atomic_load(&passed);
    return result;
}

/* ---- The script ---------------------------------------------------------- */

static void put(const struct fake *fake, const struct step *step, int fd,
                const char *text, size_t length)
{
    while (length > 0) {
        ssize_t went = send(fd, text, length, MSG_NOSIGNAL);
        if (went <= 0)
            fail(fake, step, "it cannot be said");
        text += went;
        length -= (size_t)went;
    }
}

static void hear(const struct fake *fake, const struct step *step,
                 const char *text, size_t length)
{
    char got[4096];

    while (length > 0) {
        ssize_t more = read(fake->peer, got,
                            length < sizeof got ? length : sizeof got);
        if (more <= 0)
            fail(fake, step, "the end comes before it");
        if (memcmp(got, text, (size_t)more) != 0)
            fail(fake, step, "something else comes");
        text += more;
        length -= (size_t)more;
    }
}

static void hear_end(const struct fake *fake, const struct step *step)
{
    char got;

    if (read(fake->peer, &got, 1) != 0)
        fail(fake, step, "more comes");
}

static void echo(const struct fake *fake, const struct step *step)
{
    char got[4096];
    ssize_t more;

    while ((more = read(fake->peer, got, sizeof got)) > 0)
        put(fake, step, fake->peer, got, (size_t)more);
    shutdown(fake->peer, SHUT_WR);
}

static void unblock(struct fake *fake, const struct step *step)
{
    char got[4096];

    while (fake->blocking > 0) {
        ssize_t more = read(fake->peer, got,
                            fake->blocking < sizeof got ? fake->blocking
                                                        : sizeof got);
        if (more <= 0)
            fail(fake, step, "the end comes before it");
        fake->blocking -= (size_t)more;
    }
    fake->is_blocked = false;
}

static void see(struct fake *fake, const struct step *step)
{
    size_t length = strlen(step->text);

    pthread_mutex_lock(&fake->lock);
    while (fake->shown.length < fake->seen + length)
        pthread_cond_wait(&fake->news, &fake->lock);
    if (memcmp(fake->shown.data + fake->seen, step->text, length) != 0)
        fail(fake, step, "something else is shown");
    pthread_mutex_unlock(&fake->lock);
    fake->seen += length;
}

static void await_call(struct fake *fake, const struct step *step)
{
    pthread_mutex_lock(&fake->lock);
    while (fake->calls[step->number] <= fake->awaited[step->number])
        pthread_cond_wait(&fake->news, &fake->lock);
    fake->awaited[step->number]++;
    pthread_mutex_unlock(&fake->lock);
}

static void take_step(struct fake *fake, const struct step *step)
{
    size_t length = step->text ? strlen(step->text) : 0;

    switch (step->kind) {
    case OVER:
        break;
    case TYPES:
        put(fake, step, fake->keyboard, step->text, length);
        break;
    case TYPES_EOF:
        shutdown(fake->keyboard, SHUT_WR);
        break;
    case SIGNALS:
        pthread_kill(fake->main, step->number);
        break;
    case SEES:
        see(fake, step);
        break;
    case SAYS:
        put(fake, step, fake->peer, step->text, length);
        break;
    case CLOSES:
        shutdown(fake->peer, SHUT_WR);
        break;
    case GOES:
        close(fake->peer);
        fake->peer = -1;
        break;
    case HEARS:
        hear(fake, step, step->text, length);
        break;
    case HEARS_EOF:
        hear_end(fake, step);
        break;
    case HEARS_FILE:
        hear(fake, step, fake->talk->file->data, fake->talk->file->length);
        hear_end(fake, step);
        break;
    case ECHOES:
        echo(fake, step);
        break;
    case UNBLOCKS:
        unblock(fake, step);
        break;
    case CALLED:
        await_call(fake, step);
        break;
    case PASSES:
        atomic_fetch_add(&passed, step->number);
        break;
    }
}

static void *play(void *context)
{
    struct fake *fake = context;

    for (const struct step *step = fake->talk->script; step->kind; step++)
        take_step(fake, step);
    return NULL;
}

/* ---- The whole ----------------------------------------------------------- */

static int open_input(struct fake *fake)
{
    char path[] = "fake-XXXXXX.tmp";
    int ends[2], fd;

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    fake->keyboard = ends[0];
    if (!fake->talk->file)
        return ends[1];
    close(ends[1]);
    fd = mkstemps(path, 4);
    unlink(path);
    cr_assert_eq(write(fd, fake->talk->file->data, fake->talk->file->length),
                 (ssize_t)fake->talk->file->length);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static void open_fake(struct fake *fake, const struct talk *talk)
{
    int ends[2];

    *fake = (struct fake){.talk = talk, .main = pthread_self()};
    pthread_mutex_init(&fake->lock, NULL);
    pthread_cond_init(&fake->news, NULL);
    fake->terminal = (struct terminal){
        .ops = &fake_terminal_ops,
        .input_fd = open_input(fake),
        .is_person = talk->person,
        .is_editor = talk->editor,
        .by_lines = talk->by_lines,
        .shows_details = true,
    };
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    fake->transport =
        (struct transport){.ops = &fake_transport_ops, .fd = ends[0]};
    fake->peer = ends[1];
    fake->is_blocked = talk->blocked;
    while (talk->blocked && send(ends[0], "x", 1, MSG_DONTWAIT) == 1)
        fake->blocking++;
}

static void close_fake(struct fake *fake)
{
    close(fake->terminal.input_fd);
    close(fake->keyboard);
    close(fake->transport.fd);
    if (fake->peer >= 0)
        close(fake->peer);
    buffer_release(&fake->typed);
    buffer_release(&fake->drawn);
    buffer_release(&fake->shown);
    buffer_release(&fake->notices);
    pthread_cond_destroy(&fake->news);
    pthread_mutex_destroy(&fake->lock);
}

static bool is_text(const struct buffer *buffer, const char *text)
{
    size_t length = text ? strlen(text) : 0;

    return buffer->length == length &&
           (length == 0 || memcmp(buffer->data, text, length) == 0);
}

static void check(const struct fake *fake, const struct ending *ending)
{
    const struct talk *talk = fake->talk;
    bool failed_in_receiving = ending->received == RECEIVED_BROKEN ||
                               ending->received == RECEIVED_UNSHOWN;

    cr_expect_eq(ending->received, talk->received, "%s: received %d",
                 talk->name, (int)ending->received);
    cr_expect_eq(ending->sent, talk->sent, "%s: sent %d", talk->name,
                 (int)ending->sent);
    cr_expect_eq(ending->unsent, talk->unsent, "%s: unsent %zu", talk->name,
                 ending->unsent);
    cr_expect_str_eq(failed_in_receiving ? ending->in_receiving.text
                                         : ending->in_sending.text,
                     talk->words ? talk->words : "", "%s: %s / %s",
                     talk->name, ending->in_receiving.text,
                     ending->in_sending.text);
    cr_expect(is_text(&fake->shown, talk->shown), "%s: shown is '%.*s'",
              talk->name, (int)fake->shown.length, fake->shown.data);
    cr_expect(is_text(&fake->notices, talk->notice), "%s: told is '%.*s'",
              talk->name, (int)fake->notices.length, fake->notices.data);
    cr_expect(fake->drawn.length == 0 || talk->flush_fails,
              "%s: not flushed", talk->name);
}

void fake_hold(const struct talk *talk)
{
    struct fake fake;
    struct ending ending;
    struct error error = {0};
    struct signals signals;
    pthread_t script;

    signals_begin(&signals);
    open_fake(&fake, talk);
    cr_assert_eq(pthread_create(&script, NULL, play, &fake), 0);
    cr_assert_eq(conversation_run(
                     &(struct conversation_setup){
                         .transport = &fake.transport,
                         .terminal = &fake.terminal,
                         .host = talk->listens ? NULL : "other",
                         .port = "1",
                         .close_ms =
                             talk->timeout_ms ? talk->timeout_ms
                                               : PATIENCE_S * 1000,
                         .wait_mask = &signals.previous,
                     },
                     &ending, &error),
                 0, "%s", error.text);
    /* A script that has not ended yet must see that nothing more comes. */
    shutdown(fake.transport.fd, SHUT_RDWR);
    pthread_join(script, NULL);
    check(&fake, &ending);
    ending_release(&ending);
    close_fake(&fake);
}

void fake_hold_all(const struct talk *talks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fake_hold(&talks[i]);
}
