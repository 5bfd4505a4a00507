/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_files.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "monitor/monitor_ask.h"
#include "monitor/monitor_message.h"
#include "text/file_name.h"

/* Ask for a descriptor and for `size` bytes of facts.  Returns the descriptor,
 * or -1. */
static int ask_for_file(struct monitor *monitor, enum monitor_request code,
                        const void *data, size_t length, void *facts,
                        size_t size, struct error *error)
{
    const struct monitor_question question = {
        .code = code,
        .data = data,
        .length = length,
        .passed = -1,
        .least = size,
        .most = size,
    };
    struct monitor_message reply;
    int fd;

    if (monitor_ask(monitor, &question, &reply, &fd, error) < 0)
        return -1;
    if (fd < 0)
        return monitor_ask_lost(error);
    memcpy(facts, reply.data, size);
    return fd;
}

/* Ask for a text, which is terminated, and cut if need be.  Returns 0 or
 * -1. */
static int ask_for_text(struct monitor *monitor, enum monitor_request code,
                        char *text, size_t size, struct error *error)
{
    const struct monitor_question question = {
        .code = code,
        .passed = -1,
        .most = MONITOR_DATA_MAX,
    };
    struct monitor_message reply;

    if (monitor_ask(monitor, &question, &reply, NULL, error) < 0)
        return -1;
    (void)snprintf(text, size, "%.*s", (int)reply.length,
                   (const char *)reply.data);
    return 0;
}

/* Refuse a path that is too long for a request. */
static int check_length(const char *path, struct error *error)
{
    if (strlen(path) < PATH_MAX && *path)
        return 0;
    error_set(error, _("cannot send %.500s: %s"), path,
              *path ? error_words(ENAMETOOLONG) : _("there is no such file"));
    return -1;
}

int monitor_files_open(struct monitor *monitor, const char *path,
                       struct file_source_facts *facts, struct error *error)
{
    if (check_length(path, error) < 0)
        return -1;
    return ask_for_file(monitor, MONITOR_FILE_OPEN, path, strlen(path), facts,
                        sizeof *facts, error);
}

/* The name is made safe before it is sent: if a long name were simply cut, its
 * extension would be lost. */
int monitor_files_create(struct monitor *monitor, const char *name,
                         size_t name_length, uint64_t size,
                         const char tag[FILE_TAG_SIZE],
                         struct file_sink_facts *facts, struct error *error)
{
    struct monitor_file_offer head = {.size = size};
    struct buffer data = {0};
    int result;

    memcpy(head.tag, tag, sizeof head.tag);
    buffer_append(&data, &head, sizeof head);
    file_name_append(&data, name, name_length);
    result = ask_for_file(monitor, MONITOR_FILE_CREATE, data.data,
                          data.length, facts, sizeof *facts, error);
    buffer_release(&data);
    return result;
}

int monitor_files_finish(struct monitor *monitor, char *path, size_t size,
                         struct error *error)
{
    return ask_for_text(monitor, MONITOR_FILE_FINISH, path, size, error);
}

int monitor_files_drop(struct monitor *monitor, bool keep_part,
                       struct error *error)
{
    const unsigned char data = keep_part;
    const struct monitor_question question = {
        .code = MONITOR_FILE_DROP,
        .data = &data,
        .length = sizeof data,
        .passed = -1,
    };

    return monitor_ask_or_postpone(monitor, &question, error);
}

int monitor_files_complete(struct monitor *monitor, const char *prefix,
                           struct buffer *names, struct error *error)
{
    const char *slash = strrchr(prefix, '/');
    const struct monitor_question question = {
        .code = MONITOR_FILE_COMPLETE,
        .data = prefix,
        .length = strlen(prefix),
        .passed = -1,
        .most = MONITOR_DATA_MAX,
    };
    struct monitor_message reply;

    if (question.length >= PATH_MAX)
        return 0;
    if (monitor_ask(monitor, &question, &reply, NULL, error) < 0)
        return -1;
    for (size_t at = 0; at < reply.length;) {
        const char *name = (const char *)reply.data + at;
        size_t length = strnlen(name, reply.length - at);

        if (slash)
            buffer_append(names, prefix, (size_t)(slash - prefix) + 1);
        buffer_append(names, name, length);
        buffer_append(names, "", 1);
        at += length + 1;
    }
    return 0;
}

int monitor_files_place(struct monitor *monitor, char *path, size_t size,
                        struct error *error)
{
    return ask_for_text(monitor, MONITOR_FILE_PLACE, path, size, error);
}
