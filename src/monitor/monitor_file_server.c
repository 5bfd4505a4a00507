/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_file_server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "monitor/download_place.h"
#include "monitor/file_completion.h"
#include "monitor/file_source.h"
#include "monitor/monitor_exchange.h"
#include "monitor/monitor_setup.h"

/* ---- The state ----------------------------------------------------------- */

void monitor_file_state_begin(struct monitor_file_state *state,
                              const struct monitor_setup *setup)
{
    *state = (struct monitor_file_state){
        .is_open = setup->has_files,
        .place = -1,
        .place_number = ENOENT,
        .sink = {.directory = -1, .file = -1},
    };
    if (!state->is_open)
        return;
    file_bounds_begin(&state->bounds, setup->directory);
    if (!setup->download)
        return;
    state->place = download_place_open(setup->download);
    state->place_number = errno;
    state->sink.directory = state->place;
    state->sink.place = setup->download;
}

void monitor_file_state_end(struct monitor_file_state *state)
{
    file_sink_drop(&state->sink, true);
    if (state->place >= 0)
        close(state->place);
}

/* ---- What a request must be ---------------------------------------------- */

static int check_open(struct exchange *exchange)
{
    if (exchange->files->is_open)
        return 0;
    error_set(&exchange->error,
              _("files need an encrypted conversation on a terminal"));
    return -1;
}

/* Check that there is a directory for received files. */
static int check_place(struct exchange *exchange)
{
    const struct monitor_file_state *state = exchange->files;

    if (check_open(exchange) < 0)
        return -1;
    if (state->place >= 0)
        return 0;
    error_set_errno(&exchange->error, state->place_number,
                    _("there is no directory for received files; name one with "
                      "--download"));
    return -1;
}

/* Copy the path in a request and terminate it.  A path with a '\0' inside is
 * refused. */
static int take_path(struct exchange *exchange, char path[PATH_MAX])
{
    size_t length = exchange->request->length;

    if (check_open(exchange) < 0)
        return -1;
    memcpy(path, exchange->request->data, length);
    path[length] = '\0';
    if (strlen(path) == length)
        return 0;
    error_set(&exchange->error, "not a path");
    return -1;
}

static bool is_tag(const char tag[FILE_TAG_SIZE])
{
    for (size_t i = 0; i < FILE_TAG_SIZE; i++)
        if (!(tag[i] >= '0' && tag[i] <= '9') &&
            !(tag[i] >= 'a' && tag[i] <= 'f'))
            return false;
    return true;
}

static int take_offer(struct exchange *exchange, struct file_sink_offer *offer)
{
    const struct monitor_message *request = exchange->request;
    struct monitor_file_offer head;

    memcpy(&head, request->data, sizeof head);
    *offer = (struct file_sink_offer){
        .name = (const char *)request->data + sizeof head,
        .name_length = request->length - sizeof head,
        .size = head.size,
    };
    memcpy(offer->tag, head.tag, sizeof offer->tag);
    if (is_tag(offer->tag))
        return 0;
    error_set(&exchange->error, "not a tag");
    return -1;
}

/* ---- Requests ------------------------------------------------------------ */

int monitor_file_open(struct exchange *exchange)
{
    struct file_source_facts facts = {0};
    char path[PATH_MAX];

    if (take_path(exchange, path) < 0)
        return -1;
    exchange->passed = file_source_open(&exchange->files->bounds, path, &facts,
                                        &exchange->error);
    if (exchange->passed < 0)
        return -1;
    monitor_exchange_reply(exchange, &facts, sizeof facts);
    return 0;
}

int monitor_file_create(struct exchange *exchange)
{
    struct file_sink *sink = &exchange->files->sink;
    struct file_sink_facts facts = {0};
    struct file_sink_offer offer;

    if (check_place(exchange) < 0 || take_offer(exchange, &offer) < 0)
        return -1;
    if (sink->file >= 0) {
        error_set(&exchange->error,
                  _("another file is being received; one at a time"));
        return -1;
    }
    if (file_sink_open(sink, &offer, &facts, &exchange->error) < 0)
        return -1;
    exchange->passed = fcntl(sink->file, F_DUPFD_CLOEXEC, 0);
    if (exchange->passed < 0) {
        error_set_errno(&exchange->error, errno, _("cannot receive a file"));
        file_sink_drop(sink, true);
        return -1;
    }
    monitor_exchange_reply(exchange, &facts, sizeof facts);
    return 0;
}

int monitor_file_finish(struct exchange *exchange)
{
    struct file_sink *sink = &exchange->files->sink;
    char path[MONITOR_DATA_MAX];

    if (check_open(exchange) < 0)
        return -1;
    if (sink->file < 0) {
        error_set(&exchange->error, _("no file is being received"));
        return -1;
    }
    if (file_sink_finish(sink, path, sizeof path, &exchange->error) < 0)
        return -1;
    monitor_exchange_reply(exchange, path, strlen(path));
    return 0;
}

int monitor_file_drop(struct exchange *exchange)
{
    if (check_open(exchange) < 0)
        return -1;
    file_sink_drop(&exchange->files->sink, exchange->request->data[0] != 0);
    return 0;
}

int monitor_file_complete(struct exchange *exchange)
{
    struct buffer names = {0};
    char typed[PATH_MAX];

    if (take_path(exchange, typed) < 0)
        return -1;
    file_completion_find(&exchange->files->bounds, typed, MONITOR_DATA_MAX,
                         &names);
    monitor_exchange_reply(exchange, names.data, names.length);
    buffer_release(&names);
    return 0;
}

int monitor_file_place(struct exchange *exchange)
{
    if (check_place(exchange) < 0)
        return -1;
    monitor_exchange_reply(exchange, exchange->setup->download,
                           strnlen(exchange->setup->download,
                                   MONITOR_DATA_MAX));
    return 0;
}
