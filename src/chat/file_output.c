/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/file_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

/* How much is written at once, in bytes. */
#define ROOM_SIZE ((size_t)256 * 1024)

/* After how many bytes the kernel is told to begin writing to the disk. */
#define STRETCH ((uint64_t)8 * 1024 * 1024)

void file_output_open(struct file_output *output, int fd, uint64_t at)
{
    *output = (struct file_output){
        .fd = fd, .room = memory_new(ROOM_SIZE), .at = at, .sent = at};
}

/* Have the kernel write the bytes since the last time to the disk, without
 * waiting. */
static void start_writeback(struct file_output *output)
{
    if (output->at - output->sent < STRETCH)
        return;
#ifdef HAVE_SYNC_FILE_RANGE
    (void)sync_file_range(output->fd, (off_t)output->sent,
                          (off_t)(output->at - output->sent),
                          SYNC_FILE_RANGE_WRITE);
#endif
    output->sent = output->at;
}

/* Each byte is tried once: bytes that cannot be written are dropped. */
int file_output_flush(struct file_output *output)
{
    size_t done = 0;
    int result = 0;

    while (done < output->held && result == 0) {
        ssize_t written =
            pwrite(output->fd, output->room + done, output->held - done,
                   (off_t)(output->at + done));

        if (written >= 0)
            done += (size_t)written;
        else if (errno != EINTR)
            result = -1;
    }
    output->at += done;
    output->held = 0;
    if (result == 0)
        start_writeback(output);
    return result;
}

int file_output_add(struct file_output *output, const char *data,
                    size_t length)
{
    while (length > 0) {
        /* Pieces end at the border of a page of the file. */
        size_t room = ROOM_SIZE - (size_t)(output->at % ROOM_SIZE);
        size_t size = room - output->held;

        if (size > length)
            size = length;
        memcpy(output->room + output->held, data, size);
        output->held += size;
        data += size;
        length -= size;
        if (output->held == room && file_output_flush(output) < 0)
            return -1;
    }
    return 0;
}

void file_output_close(struct file_output *output)
{
    if (output->fd < 0)
        return;
    (void)file_output_flush(output);
    close(output->fd);
    free(output->room);
    *output = (struct file_output)FILE_OUTPUT_INIT;
}
