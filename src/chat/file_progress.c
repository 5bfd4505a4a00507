/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/file_progress.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "text/byte_count.h"

/* How often the rate is measured, in ms, and how much each time counts. */
#define LOOK_MS 500
#define LOOK_WEIGHT 0.3

void file_progress_begin(struct file_progress *progress, uint64_t size,
                         uint64_t at, int64_t now_ms)
{
    *progress = (struct file_progress){
        .size = size,
        .at = at,
        .looked = now_ms,
        .quarters = size > 0 ? (int)(at / (size / 4 + 1)) : 0,
    };
}

void file_progress_move(struct file_progress *progress, uint64_t at,
                        int64_t now_ms)
{
    double seconds = (double)(now_ms - progress->looked) / 1000, rate;

    if (now_ms - progress->looked < LOOK_MS)
        return;
    rate = (double)(at - progress->at) / seconds;
    progress->rate = progress->rate > 0
                         ? progress->rate +
                               LOOK_WEIGHT * (rate - progress->rate)
                         : rate;
    progress->at = at;
    progress->looked = now_ms;
}

int file_progress_percent(const struct file_progress *progress)
{
    if (progress->size == 0)
        return 100;
    return (int)(100.0 * (double)progress->at / (double)progress->size);
}

bool file_progress_quarter(struct file_progress *progress, int *percent)
{
    int quarters = file_progress_percent(progress) / 25;

    if (quarters <= progress->quarters || quarters > 3)
        return false;
    progress->quarters = quarters;
    *percent = quarters * 25;
    return true;
}

/* Append the time as "12 s", "3 min 5 s" or "2 h 10 min". */
static void append_time(struct buffer *out, double seconds)
{
    unsigned long whole = (unsigned long)(seconds + 1);

    if (whole < 60)
        buffer_printf(out, _("%lu s left"), whole);
    else if (whole < 3600)
        buffer_printf(out, _("%lu min %lu s left"), whole / 60, whole % 60);
    else
        buffer_printf(out, _("%lu h %lu min left"), whole / 3600,
                      whole / 60 % 60);
}

/* The longest time that is shown, in seconds: a week. */
#define LEFT_MAX 604800.0

void file_progress_append(struct buffer *out,
                          const struct file_progress *progress)
{
    double left = (double)(progress->size - progress->at);
    char rate[BYTE_COUNT_MAX];

    buffer_printf(out, "%d %%", file_progress_percent(progress));
    if (progress->rate < 1)
        return;
    buffer_printf(out, ", %s/s",
                  byte_count_write(rate, (uint64_t)progress->rate));
    if (left / progress->rate > LEFT_MAX)
        return;
    buffer_append_string(out, ", ");
    append_time(out, left / progress->rate);
}
