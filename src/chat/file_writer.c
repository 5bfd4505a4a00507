/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/file_writer.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "wire/frame.h"

void file_writer_init(struct file_writer *writer)
{
    *writer = (struct file_writer){.output = FILE_OUTPUT_INIT};
    pthread_mutex_init(&writer->lock, NULL);
}

void file_writer_release(struct file_writer *writer)
{
    file_writer_close(writer);
    pthread_mutex_destroy(&writer->lock);
}

/* ---- Main ---------------------------------------------------------------- */

void file_writer_open(struct file_writer *writer, uint32_t id, uint64_t size,
                    uint64_t at, int fd, struct digest *digest)
{
    file_writer_close(writer);
    pthread_mutex_lock(&writer->lock);
    writer->id = id;
    writer->size = size;
    file_output_open(&writer->output, fd, at);
    writer->number = 0;
    writer->digest = *digest;
    *digest = (struct digest){0};
    writer->earlier[writer->opened++ % FILE_WRITER_EARLIER_MAX] = id;
    atomic_store(&writer->at, at);
    atomic_store(&writer->state, FILE_WRITER_OPEN);
    pthread_mutex_unlock(&writer->lock);
}

/* Note a failure to write; `result` is that of file_output. */
static int check(struct file_writer *writer, int result)
{
    if (result == 0)
        return 0;
    writer->number = errno;
    atomic_store(&writer->state, FILE_WRITER_FAILED);
    return -1;
}

static int flush(struct file_writer *writer)
{
    return check(writer, file_output_flush(&writer->output));
}

uint64_t file_writer_peek(struct file_writer *writer,
                          unsigned char hash[FILE_FRAME_HASH_SIZE])
{
    uint64_t at;

    pthread_mutex_lock(&writer->lock);
    (void)flush(writer);
    digest_peek(&writer->digest, hash);
    at = atomic_load(&writer->at);
    pthread_mutex_unlock(&writer->lock);
    return at;
}

void file_writer_close(struct file_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    if (writer->output.fd >= 0)
        digest_end(&writer->digest);
    file_output_close(&writer->output);
    atomic_store(&writer->state, FILE_WRITER_CLOSED);
    pthread_mutex_unlock(&writer->lock);
}

/* ---- The receiver -------------------------------------------------------- */

static int take_data(struct file_writer *writer, const struct frame *frame,
                     bool *changed, struct error *error)
{
    uint64_t at = atomic_load(&writer->at);

    if (frame->length > writer->size - at) {
        error_set(error, _("protocol error: DATA beyond the end of a file"));
        return -1;
    }
    if (check(writer, file_output_add(&writer->output, frame->data,
                                      frame->length)) < 0) {
        *changed = true;
        return 0;
    }
    digest_add(&writer->digest, frame->data, frame->length);
    atomic_store(&writer->at, at + frame->length);
    return 0;
}

static int take_done(struct file_writer *writer, const struct frame *frame,
                     bool *changed, struct error *error)
{
    unsigned char hash[FILE_FRAME_HASH_SIZE];

    if (atomic_load(&writer->at) < writer->size) {
        error_set(error,
                  _("protocol error: DONE before the whole file has come"));
        return -1;
    }
    *changed = true;
    if (flush(writer) < 0)
        return 0;
    digest_peek(&writer->digest, hash);
    atomic_store(&writer->state, memcmp(hash, frame->data, sizeof hash) == 0
                                     ? FILE_WRITER_WHOLE
                                     : FILE_WRITER_DIFFERS);
    return 0;
}

/* Was this file taken, and stopped before it was complete? */
static bool was_taken(const struct file_writer *writer, uint32_t id)
{
    unsigned count = writer->opened < FILE_WRITER_EARLIER_MAX
                         ? writer->opened
                         : FILE_WRITER_EARLIER_MAX;

    for (unsigned i = 0; i < count; i++)
        if (writer->earlier[i] == id)
            return true;
    return false;
}

static int take(struct file_writer *writer, const struct frame *frame,
                bool *changed, struct error *error)
{
    if (atomic_load(&writer->state) == FILE_WRITER_OPEN &&
        frame->file == writer->id)
        return frame->type == FRAME_DATA
                   ? take_data(writer, frame, changed, error)
                   : take_done(writer, frame, changed, error);
    if (was_taken(writer, frame->file))
        return 0;
    error_set(error, _("protocol error: %s for a file that was not taken"),
              frame->type == FRAME_DATA ? "DATA" : "DONE");
    return -1;
}

int file_writer_take(struct file_writer *writer, const struct frame *frame,
                   bool *changed, struct error *error)
{
    int result;

    pthread_mutex_lock(&writer->lock);
    result = take(writer, frame, changed, error);
    pthread_mutex_unlock(&writer->lock);
    return result;
}
