/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_ask.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "monitor/monitor.h"

/* Held from a request to its reply, so that threads do not mix theirs. */
static pthread_mutex_t asking = PTHREAD_MUTEX_INITIALIZER;

/* The request that is postponed until this monitor has replied; guarded by
 * `asking` too. */
static struct {
    struct monitor *monitor; /* NULL: there is nothing */
    unsigned char data;
    struct monitor_question question;
} postponed;

int monitor_ask_lost(struct error *error)
{
    error_set(error, _("charla's monitor is gone"));
    errno = 0;
    return -1;
}

static int send_request(struct monitor *monitor,
                        const struct monitor_question *question,
                        struct error *error)
{
    struct monitor_message request = {
        .code = question->code,
        .length = (uint32_t)question->length,
    };

    if (question->length > 0)
        memcpy(request.data, question->data, question->length);
    return monitor_message_send(monitor->socket, &request, question->passed) <
                   0
               ? monitor_ask_lost(error)
               : 0;
}

static int fetch(struct monitor *monitor,
                 const struct monitor_question *question,
                 struct monitor_message *reply, int *received,
                 struct error *error)
{
    if (monitor_message_receive(monitor->socket, reply, received) !=
        MONITOR_RECEIVED)
        return monitor_ask_lost(error);
    if (reply->code == MONITOR_FAILED || reply->code == MONITOR_REFUSED) {
        error_set(error, "%.*s", (int)reply->length,
                  (const char *)reply->data);
        errno = reply->code == MONITOR_REFUSED ? ECONNREFUSED : 0;
        return -1;
    }
    return reply->length >= question->least && reply->length <= question->most
               ? 0
               : monitor_ask_lost(error);
}

/* As fetch, but on failure it closes a descriptor that came. */
static int fetch_all(struct monitor *monitor,
                     const struct monitor_question *question,
                     struct monitor_message *reply, int *received,
                     struct error *error)
{
    int result;

    if (received)
        *received = -1;
    result = fetch(monitor, question, reply, received, error);
    if (result < 0 && received && *received >= 0) {
        close(*received);
        *received = -1;
    }
    return result;
}

static int ask(struct monitor *monitor,
               const struct monitor_question *question,
               struct monitor_message *reply, int *received,
               struct error *error)
{
    if (monitor->is_pending) {
        error_set(error, _("charla is calling just now; try again afterwards"));
        return -1;
    }
    if (send_request(monitor, question, error) < 0)
        return -1;
    return fetch_all(monitor, question, reply, received, error);
}

int monitor_ask(struct monitor *monitor,
                const struct monitor_question *question,
                struct monitor_message *reply, int *received,
                struct error *error)
{
    int result;

    if (received)
        *received = -1;
    pthread_mutex_lock(&asking);
    result = ask(monitor, question, reply, received, error);
    pthread_mutex_unlock(&asking);
    return result;
}

int monitor_ask_or_postpone(struct monitor *monitor,
                            const struct monitor_question *question,
                            struct error *error)
{
    struct monitor_message reply;
    int result = 0;

    pthread_mutex_lock(&asking);
    if (monitor->is_pending) {
        postponed.question = *question;
        if (question->length > 0)
            postponed.data = *(const unsigned char *)question->data;
        postponed.question.data = &postponed.data;
        postponed.monitor = monitor;
    } else {
        result = ask(monitor, question, &reply, NULL, error);
    }
    pthread_mutex_unlock(&asking);
    return result;
}

static void ask_postponed(struct monitor *monitor)
{
    struct monitor_message reply;
    struct error ignored = {0};

    if (postponed.monitor != monitor)
        return;
    (void)ask(monitor, &postponed.question, &reply, NULL, &ignored);
    postponed.monitor = NULL;
}

int monitor_ask_begin(struct monitor *monitor,
                      const struct monitor_question *question,
                      struct error *error)
{
    int result;

    pthread_mutex_lock(&asking);
    result = send_request(monitor, question, error);
    monitor->is_pending = result == 0;
    pthread_mutex_unlock(&asking);
    return result;
}

int monitor_ask_end(struct monitor *monitor,
                    const struct monitor_question *question,
                    struct monitor_message *reply, int *received,
                    struct error *error)
{
    int result, number;

    pthread_mutex_lock(&asking);
    result = fetch_all(monitor, question, reply, received, error);
    monitor->is_pending = false;
    number = errno;
    ask_postponed(monitor);
    errno = number;
    pthread_mutex_unlock(&asking);
    return result;
}
