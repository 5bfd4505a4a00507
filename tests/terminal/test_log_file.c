/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/log_file.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "support/tree.h"
#include "text/framer_piece.h"

#define NOON 1762776000LL /* 2025-11-10 12:00:00 UTC */
#define AT "2025-11-10T13:00:00+01:00 "

static char path[4096];

static void begin(void)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "<+01>-1", 1); /* an hour ahead of UTC, wherever this runs */
    tzset();
    i18n_begin();
    tree_make();
    snprintf(path, sizeof path, "%s", tree_path("log"));
}

static void end(void)
{
    tree_remove();
}

TestSuite(log_file, .init = begin, .fini = end);

static struct log_file *opened(void)
{
    struct error error = {0};
    struct log_file *log = log_file_open(path, &error);

    cr_assert_not_null(log, "%s", error.text);
    return log;
}

static void add(struct log_file *log, enum speaker who, const char *text,
                bool begins, bool ends)
{
    log_file_add(log, who, who == SPEAKER_OTHER ? "ana" : "ben", NOON,
                 &(struct framer_piece){.data = text,
                                        .length = strlen(text),
                                        .begins = begins,
                                        .ends = ends});
}

static void expect(const char *text)
{
    char found[4096] = "";
    FILE *file = fopen(path, "r");

    cr_assert_not_null(file);
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    cr_expect_str_eq(found, text);
}

static void close_log(struct log_file *log)
{
    struct error error = {0};

    cr_expect_eq(log_file_flush(log, &error), 0, "%s", error.text);
    log_file_free(log);
}

Test(log_file, has_a_mark_at_what_is_not_sent)
{
    struct log_file *log = opened();

    add(log, SPEAKER_UNSENT, "to nobody", true, true);
    add(log, SPEAKER_SELF, "to somebody", true, true);
    close_log(log);
    expect(AT "ben ? to nobody\n" AT "ben : to somebody\n");
}

Test(log_file, has_a_line_for_each_message_and_only_the_user_reads_it)
{
    struct log_file *log = opened();
    struct stat status;

    add(log, SPEAKER_OTHER, "hello", true, true);
    add(log, SPEAKER_SELF, "hi \x1B[2J", true, true);
    add(log, SPEAKER_OTHER, "", true, true);
    close_log(log);
    log = opened(); /* what was there stays */
    add(log, SPEAKER_SELF, "again", true, true);
    close_log(log);
    expect(AT "ana | hello\n" AT "ben : hi ^[[2J\n" AT "ana | \n" AT
              "ben : again\n");
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
}

Test(log_file, keeps_the_pieces_of_a_message_together)
{
    struct log_file *log = opened();

    add(log, SPEAKER_OTHER, "one ", true, false);
    add(log, SPEAKER_OTHER, "and ", false, false);
    add(log, SPEAKER_OTHER, "two", false, true);
    add(log, SPEAKER_OTHER, "three ", true, false);
    add(log, SPEAKER_SELF, "wait", true, true);
    add(log, SPEAKER_OTHER, "four", false, true);
    add(log, SPEAKER_OTHER, "unfinished", true, false);
    log_file_free(log);
    expect(AT "ana | one and two\n" AT "ana | three \n" AT "ben : wait\n" AT
              "ana . four\n" AT "ana | unfinished\n");
}

Test(log_file, has_once_more_what_may_not_have_arrived)
{
    static char lines[] = "hi\n\x1B[2J\n\nhalf";
    const struct buffer missing = {.data = lines, .length = sizeof lines - 1};
    struct log_file *log = opened();

    log_file_add_missing(log, NOON, &missing); /* the user has no name */
    log_file_name_user(log, "ben");
    add(log, SPEAKER_SELF, "hi", true, true);
    add(log, SPEAKER_OTHER, "unfinished", true, false);
    log_file_add_missing(log, NOON, &missing);
    close_log(log);
    expect(AT "ben : hi\n" AT "ana | unfinished\n" AT "ben ? hi\n" AT
              "ben ? ^[[2J\n" AT "ben ? \n" AT "ben ? half\n");
}

/* Nobody knows any more which of these lines it has. */
Test(log_file, that_was_off_gets_no_line_that_was_typed_then)
{
    static char lines[] = "hi\nsecret\n";
    const struct buffer missing = {.data = lines, .length = sizeof lines - 1};
    struct log_file *log = opened();

    log_file_name_user(log, "ben");
    add(log, SPEAKER_SELF, "hi", true, true);
    log_file_pause(log, true);
    add(log, SPEAKER_SELF, "secret", true, true);
    log_file_add_missing(log, NOON, &missing);
    log_file_pause(log, false);
    log_file_add_missing(log, NOON, &missing);
    close_log(log);
    expect(AT "ben : hi\n");
}

Test(log_file, can_be_stopped_and_go_on)
{
    struct log_file *log = opened();

    cr_expect(log_file_is_on(log));
    add(log, SPEAKER_OTHER, "one", true, true);
    log_file_pause(log, true);
    cr_expect_not(log_file_is_on(log));
    add(log, SPEAKER_OTHER, "secret", true, true);
    log_file_pause(log, false);
    add(log, SPEAKER_OTHER, "two", true, true);
    close_log(log);
    expect(AT "ana | one\n" AT "ana | two\n");
}

Test(log_file, is_refused_where_others_could_read_it)
{
    struct error error = {0};

    close(open(path, O_WRONLY | O_CREAT, 0600));
    chmod(path, 0640);
    cr_expect_null(log_file_open(path, &error));
    cr_expect_not_null(strstr(error.text, "chmod 600"), "%s", error.text);
    unlink(path);
    mkfifo(path, 0600);
    cr_expect_null(log_file_open(path, &error)); /* it does not wait either */
    cr_expect_not_null(strstr(error.text, path), "%s", error.text);
    unlink(path);
    mkdir(path, 0700);
    cr_expect_null(log_file_open(path, &error));
    cr_expect_not_null(strstr(error.text, path), "%s", error.text);
    cr_expect_null(log_file_open("/dev/null", &error));
}

/* A full disk, as far as one process can have one. */
Test(log_file, says_once_that_it_cannot_be_written_and_is_off)
{
    struct log_file *log = opened();
    struct rlimit none = {0, RLIM_INFINITY};
    struct error error = {0};

    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
    add(log, SPEAKER_OTHER, "hello", true, true);
    cr_expect_eq(log_file_flush(log, &error), -1);
    cr_expect_not_null(strstr(error.text, "cannot write the log"), "%s",
                       error.text);
    cr_expect_not(log_file_is_on(log));
    add(log, SPEAKER_OTHER, "hello", true, true);
    cr_expect_eq(log_file_flush(log, &error), 0);
    log_file_free(log);
}
