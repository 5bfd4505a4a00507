/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/file_progress.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"

static void expect(struct buffer *out, const char *words)
{
    buffer_append(out, "", 1);
    cr_expect_str_eq(out->data, words);
    buffer_clear(out);
}

Test(file_progress, tells_what_is_known)
{
    struct file_progress progress;
    struct buffer out = {0};

    file_progress_begin(&progress, 10000000, 0, 1000);
    file_progress_append(&out, &progress);
    expect(&out, "0 %");
    file_progress_move(&progress, 100, 1100); /* too soon for a rate */
    file_progress_append(&out, &progress);
    expect(&out, "0 %");
    file_progress_move(&progress, 1000000, 2000);
    file_progress_append(&out, &progress);
    expect(&out, "10 %, 1.0 MB/s, 10 s left");
    file_progress_move(&progress, 9999999, 11000);
    cr_expect_eq(file_progress_percent(&progress), 99);
    file_progress_move(&progress, 10000000, 12000);
    cr_expect_eq(file_progress_percent(&progress), 100);
    buffer_release(&out);
}

Test(file_progress, tells_the_time_in_units_of_its_size)
{
    static const struct {
        uint64_t size; /* at 1,000 bytes in a second */
        const char *words;
    } cases[] = {
        {60000, "1 %, 1.0 kB/s, 1 min 0 s left"},
        {201000, "0 %, 1.0 kB/s, 3 min 21 s left"},
        {7801000, "0 %, 1.0 kB/s, 2 h 10 min left"},
        {10000000000, "0 %, 1.0 kB/s"}, /* some months: nobody asks */
    };
    struct buffer out = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct file_progress progress;

        file_progress_begin(&progress, cases[i].size, 0, 0);
        file_progress_move(&progress, 1000, 1000);
        file_progress_append(&out, &progress);
        expect(&out, cases[i].words);
    }
    buffer_release(&out);
}

Test(file_progress, follows_the_rate_without_jumping)
{
    struct file_progress progress;

    file_progress_begin(&progress, 1000000, 0, 0);
    file_progress_move(&progress, 10000, 1000);
    file_progress_move(&progress, 30000, 2000); /* twice as fast */
    cr_expect(progress.rate > 10000 && progress.rate < 20000);
    file_progress_move(&progress, 30000, 3000); /* nothing came */
    cr_expect(progress.rate > 0 && progress.rate < 13000);
}

Test(file_progress, tells_each_quarter_once)
{
    struct file_progress progress;
    int told[8], count = 0, percent;

    file_progress_begin(&progress, 1000, 0, 0);
    for (uint64_t at = 0; at <= 1000; at += 10) {
        file_progress_move(&progress, at, (int64_t)(at + 1) * 1000);
        if (file_progress_quarter(&progress, &percent))
            told[count++] = percent;
    }
    cr_assert_eq(count, 3);
    cr_expect_eq(told[0], 25);
    cr_expect_eq(told[1], 50);
    cr_expect_eq(told[2], 75);
}

/* What goes on where it had stopped, or moves fast, tells no quarter that is
 * long past. */
Test(file_progress, passes_over_quarters_that_are_past)
{
    struct file_progress progress;
    int percent;

    file_progress_begin(&progress, 1000, 600, 0);
    cr_expect_not(file_progress_quarter(&progress, &percent));
    file_progress_move(&progress, 800, 1000);
    cr_expect(file_progress_quarter(&progress, &percent));
    cr_expect_eq(percent, 75);
    file_progress_begin(&progress, 0, 0, 0);
    cr_expect_not(file_progress_quarter(&progress, &percent));
    cr_expect_eq(file_progress_percent(&progress), 100);
}
