/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user is told about files, and what the other side is: the frames of
 * the other side come from a script, and a fake takes the monitor's place.
 * tests/test_files.sh sends real files. */
#include <config.h>

#include "chat/files.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "chat/conversation_setup.h"
#include "chat/files_private.h"
#include "chat/session.h"
#include "crypto/tls_library.h"
#include "monitor/monitor_files.h"
#include "support/answers.h"
#include "support/temporary.h"
#include "terminal/command.h"
#include "wire/frame.h"

static struct conversation_setup setup;
static struct session session;
static struct files *files;
static struct buffer out; /* frames to the other side */
static struct error error;

/* ---- In place of the monitor --------------------------------------------- */

static struct {
    int file;             /* what is sent, or the part; -1: there is none */
    uint64_t have;        /* of the part */
    bool cannot_finish, cannot_create;
    int dropped, kept_part;
} fake;

int monitor_files_open(struct monitor *monitor, const char *path,
                       struct file_source_facts *facts, struct error *why)
{
    const char *slash = strrchr(path, '/');

    (void)monitor;
    if (strchr(path, ' ') || fake.file < 0) {
        error_set(why, "cannot send %s: there is no such file", path);
        return -1;
    }
    facts->size = (uint64_t)lseek(fake.file, 0, SEEK_END);
    facts->modified = 0;
    snprintf(facts->name, sizeof facts->name, "%s", slash ? slash + 1 : path);
    return dup(fake.file);
}

int monitor_files_create(struct monitor *monitor, const char *name,
                         size_t name_length, uint64_t size,
                         const char tag[FILE_TAG_SIZE],
                         struct file_sink_facts *facts, struct error *why)
{
    (void)monitor, (void)name, (void)name_length, (void)size, (void)tag;
    if (fake.cannot_create) {
        error_set(why, "the disk is full");
        return -1;
    }
    facts->have = fake.have;
    return dup(fake.file);
}

int monitor_files_finish(struct monitor *monitor, char *path, size_t size,
                         struct error *why)
{
    (void)monitor;
    error_set(why, "cannot keep it");
    snprintf(path, size, "/home/bea/it");
    return fake.cannot_finish ? -1 : 0;
}

int monitor_files_drop(struct monitor *monitor, bool keep_part,
                       struct error *why)
{
    (void)monitor, (void)why;
    fake.dropped++;
    fake.kept_part += keep_part;
    return 0;
}

int monitor_files_complete(struct monitor *monitor, const char *prefix,
                           struct buffer *names, struct error *why)
{
    (void)monitor, (void)why;
    if (strcmp(prefix, "docs/") != 0)
        return -1;
    buffer_append(names, "docs/", sizeof "docs/");
    buffer_append(names, "docs/one", sizeof "docs/one");
    buffer_append(names, "docs/two/", sizeof "docs/two/");
    return 0;
}

int monitor_files_place(struct monitor *monitor, char *path, size_t size,
                        struct error *why)
{
    (void)monitor, (void)why;
    snprintf(path, size, "~/Downloads");
    return 0;
}

/* ---- A conversation ------------------------------------------------------ */

static int make_file(const char *words)
{
    int fd = temporary_unnamed();

    cr_assert_eq(pwrite(fd, words, strlen(words), 0), (ssize_t)strlen(words));
    return fd;
}

static void begin(void)
{
    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
    cr_assert_eq(session_init(&session, &error), 0);
    answers_begin();
    setup = (struct conversation_setup){.terminal = &answers};
    session.setup = &setup;
    session.is_encrypted = true;
    atomic_store(&session.takes_files, FILES_TAKEN);
    fake.file = make_file("hello");
    files = files_new(&session);
}

static void end(void)
{
    files_free(files);
    session_release(&session);
    answers_end();
    buffer_release(&out);
    if (fake.file >= 0)
        close(fake.file);
}

TestSuite(files, .init = begin, .fini = end);

static void type(enum command command, const char *argument)
{
    struct user_command asked = {.command = command};

    snprintf(asked.rest, sizeof asked.rest, "%s", argument);
    snprintf(asked.argument, sizeof asked.argument, "%.63s", argument);
    files_command(files, &session, &asked);
    files_step(files, &out);
}

static void comes(struct frame frame)
{
    cr_assert(file_inbox_put(&session.file_inbox, &frame));
    files_step(files, &out);
}

static void is_offered(uint32_t id, const char *name, uint64_t size)
{
    comes((struct frame){.type = FRAME_OFFER, .file = id, .data = name,
                         .length = strlen(name), .position = size});
}

static void is_answered(enum frame_type frame_type, uint32_t id,
                        enum file_reason reason)
{
    comes((struct frame){.type = frame_type, .file = id,
                         .reason = (unsigned char)reason});
}

static void is_wanted(uint32_t id, uint64_t from, const unsigned char *hash)
{
    comes((struct frame){.type = FRAME_TAKE, .file = id, .position = from,
                         .data = (const char *)hash,
                         .length = hash ? FILE_FRAME_HASH_SIZE : 0});
}

/* DATA or DONE, which the receiver gives to the writer. */
static void arrives(enum frame_type frame_type, const void *data,
                    size_t length)
{
    const struct frame frame = {.type = frame_type, .file = 7, .data = data,
                                .length = length};
    bool changed;

    cr_assert_eq(file_writer_take(&session.file_writer, &frame, &changed,
                                  &error), 0, "%s", error.text);
    files_step(files, &out);
}

/* Do all there is to do. */
static void work(void)
{
    while (files_are_busy(files))
        files_work(files, &out);
    files_step(files, &out);
}

/* Describe the frames that went out, as "OFFER 1, CANCEL 1 4", with the
 * position or reason, if it has one. */
static const char *sent(void)
{
    static char text[1024];
    static const char *const names[] = {"OFFER", "TAKE", "DECLINE", "DATA",
                                        "DONE", "RESULT", "CANCEL"};
    struct frame_decoder decoder = {.has_begun = true};
    const char *bytes = out.data;
    size_t length = out.length, at = 0;
    struct frame frame;

    text[0] = '\0';
    while (frame_decode(&decoder, &bytes, &length, &frame) == FRAME_TAKEN) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s %u",
                               at > 0 ? ", " : "",
                               names[frame.type - FRAME_OFFER], frame.file);
        if (frame.type == FRAME_TAKE)
            at += (size_t)snprintf(text + at, sizeof text - at, " %u",
                                   (unsigned)frame.position);
        if (frame.type == FRAME_DECLINE || frame.type == FRAME_RESULT ||
            frame.type == FRAME_CANCEL)
            at += (size_t)snprintf(text + at, sizeof text - at, " %d",
                                   frame.reason);
    }
    buffer_clear(&out);
    return text;
}

static void expect(const char *answer, const char *frames)
{
    const char *words = answers_take();

    cr_expect_str_eq(words, answer, "\"%s\" instead of \"%s\"", words, answer);
    words = sent();
    cr_expect_str_eq(words, frames, "\"%s\" instead of \"%s\"", words, frames);
}

static void expect_sent(const char *frames)
{
    (void)answers_take();
    expect("", frames);
}

static void offer_it(void)
{
    type(COMMAND_SEND, "it");
    expect("\"it\" (5 bytes) is offered; /cancel 1 takes it back\n",
           "OFFER 1");
}

/* The other side offers file 7, and the user takes it. */
static void take_it(uint64_t size)
{
    is_offered(7, "it", size);
    type(COMMAND_TAKE, "");
}

/* ---- Where there are no files -------------------------------------------- */

Test(files, are_not_for_everybody)
{
    const struct user_command asked = {.command = COMMAND_SEND};

    files_command(NULL, &session, &asked);
    expect("there is nobody to send files to yet\n", "");
    flag_raise(&session.opened);
    files_command(NULL, &session, &asked);
    expect("files need an encrypted conversation between two charlas; this "
           "one is not encrypted\n", "");
    atomic_store(&session.takes_files, FILES_NOT_TAKEN);
    type(COMMAND_SEND, "it");
    expect("nobody is at the other side who could take a file: it is a pipe\n",
           "");
    files_step(NULL, &out);
    files_suspend(NULL);
    files_restart(NULL);
    files_free(NULL);
    cr_expect_not(files_are_busy(NULL));
    cr_expect_eq(files_left(NULL), -1);
}

Test(files, that_cannot_be_named_or_found_are_answered)
{
    static const struct {
        enum command command;
        const char *argument, *answer;
    } cases[] = {
        {COMMAND_SEND, "",
         "/send PATH offers a file; several paths offer several\n"},
        {COMMAND_SEND, "'a b'",
         "cannot send a b: there is no such file\n"},
        {COMMAND_TAKE, "", "no file is offered\n"},
        {COMMAND_TAKE, "3", "there is no such file 3; /files lists them\n"},
        {COMMAND_TAKE, "3x", "no file is offered\n"},
        {COMMAND_TAKE, "1234567", "no file is offered\n"},
        {COMMAND_DECLINE, "2", "there is no such file 2; /files lists them\n"},
        {COMMAND_DECLINE, "foo",
         "'foo' is not the number of a file; /files lists them\n"},
        {COMMAND_CANCEL, "1 2",
         "'1 2' is not the number of a file; /files lists them\n"},
        {COMMAND_CANCEL, "", "no file is offered\n"},
        {COMMAND_CANCEL, "1", "there is no such file 1; /files lists them\n"},
        {COMMAND_FILES, "", "no file is offered\n"},
        {COMMAND_AGAIN, "", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        type(cases[i].command, cases[i].argument);
        expect(cases[i].answer, "");
    }
}

Test(files, complete_a_path_without_its_folder)
{
    struct buffer names = {0};

    answers.completer.paths(answers.completer.context, "none", &names);
    cr_expect_eq(names.length, 0);
    answers.completer.paths(answers.completer.context, "docs/", &names);
    cr_assert_eq(names.length, sizeof "one\0two/");
    cr_expect_arr_eq(names.data, "one\0two/", names.length);
    buffer_release(&names);
}

/* ---- The list ------------------------------------------------------------ */

static const struct {
    bool is_ours;
    enum file_state state;
    const char *line;
} states[] = {
    {true, FILE_OFFERED, "to the other side: \"f\" (9 bytes), offered\n"},
    {true, FILE_QUEUED, "to the other side: \"f\" (9 bytes), offered\n"},
    {true, FILE_CHECKED, "to the other side: \"f\" (9 bytes), being compared "
                         "with what is here already\n"},
    {true, FILE_MOVING, "to the other side: \"f\" (9 bytes), on its way\n"},
    {true, FILE_SENT,
     "to the other side: \"f\" (9 bytes), sent, being checked\n"},
    {false, FILE_OFFERED, "for you: \"f\" (9 bytes), waiting for /take\n"},
    {false, FILE_QUEUED,
     "for you: \"f\" (9 bytes), accepted, comes after the others\n"},
    {false, FILE_MOVING, "for you: \"f\" (9 bytes), on its way\n"},
};

Test(files, are_listed_with_how_far_they_are)
{
    char line[128];

    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        struct file_offer *offer =
            file_table_add(&files->table, states[i].is_ours, "f", 1);
        const struct user_command asked = {.command = COMMAND_FILES};

        offer->size = 9;
        offer->fd = -1;
        offer->state = states[i].state;
        files_command(files, &session, &asked);
        snprintf(line, sizeof line, "%zu  %s", i + 1, states[i].line);
        expect(line, "");
        file_offer_end(offer, FILE_REASON_NONE); /* that is not listed */
    }
}

Test(files, on_their_way_are_listed_with_their_progress)
{
    offer_it();
    is_wanted(1, 0, NULL);
    expect("\"it\" is taken\n", "");
    type(COMMAND_FILES, "");
    expect("1  to the other side: \"it\" (5 bytes), on its way, 0 %\n", "");
    cr_expect_eq(strncmp(answers_status(), "sending \"it\": 0 %", 17), 0, "%s",
                 answers_status());
    type(COMMAND_CANCEL, "1");
    expect("\"it\" is no longer offered\n", "CANCEL 1 4");
    cr_expect_str_eq(answers_status(), "");
}

/* ---- Files of this side -------------------------------------------------- */

Test(files, arrive_whole_at_the_other_side)
{
    offer_it();
    is_wanted(1, 0, NULL);
    work();
    expect("\"it\" is taken\n\"it\" has changed while it was sent\n",
           "DATA 1, DONE 1");
    is_answered(FRAME_RESULT, 1, FILE_REASON_NONE);
    expect("the other side has received \"it\", its SHA-256 matches\n", "");
    is_answered(FRAME_RESULT, 1, FILE_REASON_NONE); /* once is enough */
    is_answered(FRAME_DECLINE, 5, FILE_REASON_USER); /* no offer of ours */
    expect("", "");
    is_wanted(1, 0, NULL);
    expect("", "CANCEL 1 3");
}

static const struct {
    enum file_reason reason;
    const char *answer;
} refusals[] = {
    {FILE_REASON_USER, "the other side does not want \"it\"\n"},
    {FILE_REASON_HASH, "\"it\" has not arrived: it arrived damaged\n"},
    {FILE_REASON_FULL, "\"it\" has not arrived: the disk there is full\n"},
    {FILE_REASON_MANY, "\"it\" has not arrived: too many files wait there\n"},
    {FILE_REASON_PIPE,
     "\"it\" has not arrived: nobody is there who could take it\n"},
    {FILE_REASON_OTHER,
     "\"it\" has not arrived: it cannot be written there\n"},
    {FILE_REASON_DIFFERS,
     "\"it\" has not arrived: it cannot be written there\n"},
    {FILE_REASON_SHRUNK,
     "\"it\" has not arrived: it cannot be written there\n"},
};

Test(files, that_the_other_side_refuses_are_told_with_the_reason)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        type(COMMAND_SEND, "it");
        expect_sent((char[]){'O', 'F', 'F', 'E', 'R', ' ',
                             (char)('1' + (int)i), '\0'});
        is_answered(i % 2 ? FRAME_DECLINE : FRAME_RESULT, (uint32_t)i + 1,
                    refusals[i].reason);
        expect(refusals[i].answer, "");
    }
}

Test(files, of_which_too_many_wait_are_not_offered)
{
    for (int i = 0; i < FILE_TABLE_WAITING_MAX; i++)
        type(COMMAND_SEND, "it");
    (void)answers_take();
    buffer_clear(&out);
    type(COMMAND_SEND, "it");
    expect("32 files are offered already; /files lists them\n", "");
}

Test(files, whose_rest_is_wanted_are_compared_first)
{
    struct digest digest;
    unsigned char hash[FILE_FRAME_HASH_SIZE];

    cr_assert_eq(digest_begin(&digest, &error), 0);
    digest_add(&digest, "hel", 3);
    digest_peek(&digest, hash);
    digest_end(&digest);
    offer_it();
    is_wanted(1, 3, hash);
    work();
    expect_sent("DATA 1, DONE 1");
    is_answered(FRAME_RESULT, 1, FILE_REASON_NONE);
    type(COMMAND_SEND, "it");
    expect_sent("OFFER 2");
    hash[0] ^= 1;
    is_wanted(2, 3, hash);
    work();
    expect_sent("CANCEL 2 7"); /* another file: from the beginning, please */
    is_wanted(2, 6, hash);
    expect_sent("CANCEL 2 7"); /* there is not so much of it */
    is_wanted(2, 0, NULL);
    work();
    expect_sent("DATA 2, DONE 2");
}

Test(files, that_cannot_be_read_to_the_end_are_given_up)
{
    int write_only = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct error why;

    offer_it();
    is_wanted(1, 0, NULL);
    cr_assert_eq(ftruncate(fake.file, 0), 0);
    work();
    expect("\"it\" is taken\n"
           "\"it\" has become shorter, and is not sent\n", "CANCEL 1 8");
    cr_assert_eq(pwrite(fake.file, "hello", 5, 0), 5);
    type(COMMAND_SEND, "it");
    expect_sent("OFFER 2");
    cr_assert_geq(dup2(write_only, files->table.first->next->fd), 0);
    is_wanted(2, 0, NULL);
    work();
    error_set_errno(&why, EBADF, "\"it\" is taken\ncannot read \"it\"");
    cr_expect_eq(strncmp(answers_take(), why.text, strlen(why.text)), 0);
    cr_expect_str_eq(sent(), "CANCEL 2 3");
    close(write_only);
}

/* One file is sent at a time; who asks for two is told to ask again. */
Test(files, are_sent_one_by_one)
{
    offer_it();
    type(COMMAND_SEND, "it");
    expect_sent("OFFER 2");
    is_wanted(1, 0, NULL);
    is_wanted(2, 0, NULL);
    expect_sent("CANCEL 2 3");
    is_wanted(1, 0, NULL); /* once more, after a link has broken */
    expect_sent("");
    work();
    expect_sent("DATA 1, DONE 1");
}

static int no_hash_init(gnutls_hash_hd_t *state,
                        gnutls_digest_algorithm_t algorithm)
{
    (void)state, (void)algorithm;
    return GNUTLS_E_CRYPTO_INIT_FAILED;
}

Test(files, without_a_hash_are_neither_sent_nor_received)
{
    const struct tls_library whole = gnutls;
    char words[256];

    snprintf(words, sizeof words, "\"cannot compute a SHA-256: %s",
             gnutls.strerror(GNUTLS_E_CRYPTO_INIT_FAILED));
    offer_it();
    gnutls.hash_init = no_hash_init;
    is_wanted(1, 0, NULL);
    cr_expect_eq(strncmp(answers_take(), words + 1, strlen(words + 1)), 0);
    cr_expect_str_eq(sent(), "CANCEL 1 3");
    is_offered(7, "it", 5);
    (void)answers_take();
    type(COMMAND_TAKE, "");
    cr_expect_not_null(strstr(answers_take(), "; /take 2 tries again\n"));
    cr_expect_str_eq(sent(), "");
    gnutls = whole;
    type(COMMAND_TAKE, "2");
    expect_sent("TAKE 7 0");
}

/* ---- Files of the other side --------------------------------------------- */

static void make_hash(const char *words, unsigned char *hash)
{
    struct digest digest;

    cr_assert_eq(digest_begin(&digest, &error), 0);
    digest_add(&digest, words, strlen(words));
    digest_peek(&digest, hash);
    digest_end(&digest);
}

Test(files, arrive_whole_here)
{
    unsigned char hash[FILE_FRAME_HASH_SIZE];

    make_hash("hello", hash);
    is_offered(7, "it", 5);
    expect("received files go to ~/Downloads\n"
           "the other side offers \"it\" (5 bytes): /take 1 or /decline 1\n",
           "");
    type(COMMAND_TAKE, "1 there");
    expect("", "TAKE 7 0");
    cr_expect_str_eq(answers_status(), "receiving \"it\": 0 %");
    type(COMMAND_TAKE, "1");
    expect("\"it\" is taken already\n", "");
    arrives(FRAME_DATA, "hello", 5);
    arrives(FRAME_DONE, hash, sizeof hash);
    expect("\"it\" (5 bytes) has arrived, its SHA-256 matches: /home/bea/it\n",
           "RESULT 7 0");
    is_offered(7, "it", 5); /* again, over a new link: it has been answered */
    expect("", "RESULT 7 0");
}

Test(files, that_arrive_damaged_are_not_kept)
{
    unsigned char hash[FILE_FRAME_HASH_SIZE] = {0};

    take_it(5);
    expect_sent("TAKE 7 0");
    arrives(FRAME_DATA, "hullo", 5);
    arrives(FRAME_DONE, hash, sizeof hash);
    expect("\"it\" has arrived damaged (its SHA-256 does not match), and is "
           "not kept\n", "RESULT 7 1");
    cr_expect_eq(fake.dropped, 1);
    cr_expect_eq(fake.kept_part, 0);
}

Test(files, that_cannot_be_kept_are_told_to_both)
{
    unsigned char hash[FILE_FRAME_HASH_SIZE];

    make_hash("hello", hash);
    fake.cannot_finish = true;
    take_it(5);
    expect_sent("TAKE 7 0");
    arrives(FRAME_DATA, "hello", 5);
    arrives(FRAME_DONE, hash, sizeof hash);
    expect("cannot keep it\n", "RESULT 7 3");
    cr_expect_eq(fake.kept_part, 1);
}

Test(files, that_cannot_be_written_are_told_to_both)
{
    static const struct {
        const char *path;
        int flags;
        const char *answer, *frames;
    } cases[] = {
        {"/dev/full", O_RDWR, "cannot write \"it\": the disk is full\n",
         "RESULT 7 2"},
        {"/dev/null", O_RDONLY, "cannot write \"it\": Bad file descriptor\n",
         "RESULT 7 3"},
    };

    if (access("/dev/full", W_OK) < 0)
        cr_skip_test("there is no /dev/full");
    for (size_t i = 0; i < 2; i++) {
        unsigned char hash[FILE_FRAME_HASH_SIZE] = {0};
        struct error why;

        if (i > 0) {
            end();
            begin();
        }
        close(fake.file);
        fake.file = open(cases[i].path, cases[i].flags | O_CLOEXEC);
        error_set_errno(&why, i == 0 ? ENOSPC : EBADF, "cannot write \"it\"");
        take_it(5);
        expect_sent("TAKE 7 0");
        arrives(FRAME_DATA, "hello", 5);
        arrives(FRAME_DONE, hash, sizeof hash);
        cr_expect_eq(strncmp(answers_take(), why.text, strlen(why.text)), 0);
        cr_expect_str_eq(sent(), cases[i].frames);
    }
}

Test(files, that_cannot_be_created_can_be_taken_again)
{
    fake.cannot_create = true;
    is_offered(7, "it", 5);
    (void)answers_take();
    type(COMMAND_TAKE, "");
    expect("the disk is full; /take 1 tries again\n", "");
    fake.cannot_create = false;
    type(COMMAND_TAKE, "");
    expect("", "TAKE 7 0");
}

Test(files, of_which_a_part_is_here_go_on_from_there)
{
    fake.have = 5;
    take_it(9);
    expect_sent("");
    cr_expect(files_are_busy(files));
    type(COMMAND_FILES, "");
    expect("1  for you: \"it\" (9 bytes), being compared with what is here "
           "already, 0 %\n", "");
    work();
    expect_sent("TAKE 7 5");
    fake.have = 0;
    is_answered(FRAME_CANCEL, 7, FILE_REASON_DIFFERS); /* it is another */
    expect_sent("TAKE 7 0");
}

Test(files, whose_part_has_become_shorter_begin_again)
{
    fake.have = 6; /* which are 5 */
    take_it(9);
    expect_sent("");
    while (fake.dropped == 0)
        files_work(files, &out);
    cr_expect_eq(fake.kept_part, 0);
    fake.have = 0;
    files_step(files, &out);
    expect_sent("TAKE 7 0");
}

Test(files, that_are_taken_together_come_one_after_the_other)
{
    take_it(5);
    expect_sent("TAKE 7 0");
    is_offered(8, "more", 5);
    expect("the other side offers \"more\" (5 bytes): /take 2 or /decline 2\n",
           "");
    type(COMMAND_TAKE, "2");
    expect("\"more\" follows when \"it\" has arrived\n", "");
    type(COMMAND_CANCEL, "1");
    expect("\"it\" is stopped; the part that has arrived is kept, and "
           "continues when it is offered again\n", "RESULT 7 4, TAKE 8 0");
    cr_expect_eq(fake.kept_part, 1);
}

Test(files, are_declined_where_nobody_can_take_them)
{
    answers.is_person = false;
    is_offered(7, "it", 5);
    expect("", "DECLINE 7 6");
    answers.is_person = true;
    is_offered(8, "it", 5);
    (void)answers_take();
    type(COMMAND_DECLINE, "");
    expect("\"it\" is declined\n", "DECLINE 8 4");
    for (uint32_t i = 0; i < FILE_TABLE_WAITING_MAX; i++)
        is_offered(100 + i, "it", 5);
    (void)answers_take();
    is_offered(200, "it", 5);
    expect("32 files wait for your answer; more are declined\n",
           "DECLINE 200 5");
    is_offered(201, "it", 5);
    expect("", "DECLINE 201 5");
}

Test(files, that_the_other_side_takes_back_are_told)
{
    is_answered(FRAME_CANCEL, 9, FILE_REASON_USER); /* never offered */
    expect("", "");
    is_offered(6, "old", 5);
    (void)answers_take();
    is_answered(FRAME_CANCEL, 6, FILE_REASON_USER);
    expect("the other side no longer offers \"old\"\n", "");
    is_answered(FRAME_CANCEL, 6, FILE_REASON_USER);
    expect("", "");
    take_it(5);
    expect_sent("TAKE 7 0");
    is_answered(FRAME_CANCEL, 7, FILE_REASON_SHRUNK);
    expect("the other side has stopped sending \"it\"\n", "");
    cr_expect_eq(fake.dropped, 1);
    cr_expect_eq(fake.kept_part, 0); /* another file has that name now */
}

/* ---- Links, and the end -------------------------------------------------- */

Test(files, go_on_over_a_new_link)
{
    offer_it();
    take_it(5);
    expect_sent("TAKE 7 0");
    is_wanted(1, 0, NULL);
    type(COMMAND_SEND, "it");
    is_answered(FRAME_DECLINE, 2, FILE_REASON_USER);
    files_suspend(files);
    (void)answers_take();
    buffer_clear(&out);
    type(COMMAND_SEND, "it");
    expect("it is offered as soon as the other side is there again\n", "");
    arrives(FRAME_DATA, "he", 2);
    files_restart(files);
    files_step(files, &out);
    /* The first is offered again, that the second is over is said again, the
     * third is new, and the rest of theirs is asked for. */
    cr_expect_str_eq(sent(), "OFFER 1, CANCEL 2 3, TAKE 7 2, OFFER 3");
}

Test(files, that_are_not_complete_at_the_end_are_told)
{
    offer_it();
    is_wanted(1, 0, NULL);
    take_it(5);
    cr_expect_str_neq(answers_status(), "");
    (void)answers_take();
    files_free(files);
    cr_expect_str_eq(
        answers_take(),
        "the other side has not received \"it\" completely\n"
        "\"it\" has not arrived completely; the part that has is kept, and "
        "continues when it is offered again\n");
    cr_expect_str_eq(answers_status(), "");
    cr_expect_eq(fake.kept_part, 1);
    files = NULL;
}

/* A terminal that draws nothing again hears of each quarter. */
Test(files, tell_each_quarter_where_nothing_is_redrawn)
{
    unsigned char hash[FILE_FRAME_HASH_SIZE];

    make_hash("hello", hash);
    answers.text_alone = true;
    take_it(4);
    expect_sent("TAKE 7 0");
    files->shown_at = files->download.progress.looked = 0; /* long ago */
    arrives(FRAME_DATA, "he", 2);
    expect("\"it\": 50 %\n", "");
    cr_expect_str_eq(answers_status(), "");
}
