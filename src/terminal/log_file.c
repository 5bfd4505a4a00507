/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "text/framer_piece.h"
#include "text/sanitize.h"

struct log_file {
    int fd;
    char *path;
    atomic_bool is_off;
    atomic_bool has_been_off;
    struct buffer lines;     /* not written yet */
    bool is_mid_line;        /* the last line waits for the next piece... */
    enum speaker mid_speaker; /* ...of this one's message */
    char *own_name;          /* the user's; NULL: not known yet */
};

/* ---- Opening ------------------------------------------------------------- */

static int judge(int fd, const char *path, struct error *error)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        error_set_errno(error, errno, _("cannot write the log %s"), path);
    else if (!S_ISREG(status.st_mode))
        error_set(error, _("the log %s is no regular file"), path);
    else if (status.st_uid != geteuid() ||
             (status.st_mode & (S_IRWXG | S_IRWXO)))
        error_set(error,
                  _("the log %s is not yours alone: others may read it "
                    "(chmod 600 mends that)"),
                  path);
    else
        return 0;
    return -1;
}

struct log_file *log_file_open(const char *path, struct error *error)
{
    /* Opening a pipe that nobody reads must not block. */
    int fd = open(path,
                  O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY |
                      O_NONBLOCK,
                  S_IRUSR | S_IWUSR);
    struct log_file *log;

    if (fd < 0) {
        error_set_errno(error, errno, _("cannot write the log %s"), path);
        return NULL;
    }
    if (judge(fd, path, error) < 0) {
        (void)close(fd);
        return NULL;
    }
    log = memory_zeroed(sizeof *log);
    log->fd = fd;
    log->path = memory_string(path);
    return log;
}

void log_file_free(struct log_file *log)
{
    struct error ignored = {0};

    if (!log)
        return;
    if (log->is_mid_line)
        buffer_append(&log->lines, "\n", 1);
    (void)log_file_flush(log, &ignored);
    (void)close(log->fd);
    buffer_release(&log->lines);
    free(log->path);
    free(log->own_name);
    free(log);
}

/* ---- Writing ------------------------------------------------------------- */

/* ISO 8601 puts a colon into the offset, which strftime does not write. */
static void append_time(struct buffer *out, long long seconds)
{
    time_t time = (time_t)seconds;
    struct tm local = {0};
    char date[32] = "", offset[8] = "";

    (void)localtime_r(&time, &local);
    (void)strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &local);
    (void)strftime(offset, sizeof offset, "%z", &local);
    buffer_printf(out, "%s%.3s:%s", date, offset,
                  offset[0] ? offset + 3 : "");
}

static void begin_line(struct log_file *log, const char *name,
                       const char *mark, long long seconds)
{
    if (log->is_mid_line)
        buffer_append(&log->lines, "\n", 1);
    append_time(&log->lines, seconds);
    buffer_printf(&log->lines, " %s %s ", name, mark);
}

void log_file_name_user(struct log_file *log, const char *name)
{
    free(log->own_name);
    log->own_name = memory_string(name);
}

void log_file_add(struct log_file *log, enum speaker who, const char *name,
                  long long seconds, const struct framer_piece *piece)
{
    const char *mark = !piece->begins          ? "."
                       : who == SPEAKER_UNSENT ? "?"
                       : who == SPEAKER_SELF   ? ":"
                                               : "|";
    bool goes_on =
        !piece->begins && log->is_mid_line && log->mid_speaker == who;

    if (!log_file_is_on(log))
        return;
    if (!goes_on)
        begin_line(log, name, mark, seconds);
    sanitize_append(&log->lines, piece->data, piece->length);
    log->is_mid_line = !piece->ends;
    log->mid_speaker = who;
    if (piece->ends)
        buffer_append(&log->lines, "\n", 1);
}

void log_file_add_missing(struct log_file *log, long long seconds,
                          const struct buffer *lines)
{
    const char *at = lines->data, *limit = at + lines->length, *newline;

    if (atomic_load(&log->has_been_off) || !log->own_name)
        return;
    for (; at < limit; at = newline + 1) {
        newline = memchr(at, '\n', (size_t)(limit - at));
        if (!newline)
            newline = limit;
        begin_line(log, log->own_name, "?", seconds);
        log->is_mid_line = false;
        sanitize_append(&log->lines, at, (size_t)(newline - at));
        buffer_append(&log->lines, "\n", 1);
    }
}

int log_file_flush(struct log_file *log, struct error *error)
{
    while (log->lines.length > 0) {
        ssize_t written = write(log->fd, log->lines.data, log->lines.length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            error_set_errno(error, errno, _("cannot write the log %s"),
                            log->path);
            buffer_clear(&log->lines);
            log_file_pause(log, true);
            return -1;
        }
        buffer_drop(&log->lines, (size_t)written);
    }
    return 0;
}

void log_file_pause(struct log_file *log, bool pause)
{
    if (pause)
        atomic_store(&log->has_been_off, true);
    atomic_store(&log->is_off, pause);
}

bool log_file_is_on(const struct log_file *log)
{
    return !atomic_load(&log->is_off);
}

const char *log_file_path(const struct log_file *log)
{
    return log->path;
}
