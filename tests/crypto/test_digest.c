/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The examples are NIST's for FIPS 180 (SHA256.pdf and the longer ones of
 * SHA2_Additional.pdf). */
#include <config.h>

#include "crypto/digest.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "crypto/tls_library.h"
#include "monitor/sandbox.h"

static const struct {
    const char *text;
    size_t times; /* so often, one after the other */
    const char *hash;
} examples[] = {
    {"", 1,
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1,
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"a", 1000000,
     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    {"\xBD", 1,
     "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"},
};

#define EXAMPLES (sizeof examples / sizeof *examples)

static void begin(struct digest *digest)
{
    struct error error = {0};

    cr_assert_eq(digest_begin(digest, &error), 0, "%s", error.text);
}

/* The hash so far, in hexadecimal. */
static const char *peek(const struct digest *digest)
{
    static char text[2 * DIGEST_SIZE + 1];
    unsigned char hash[DIGEST_SIZE];

    digest_peek(digest, hash);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", (unsigned)hash[i]);
    return text;
}

Test(digest, is_the_sha_256_of_the_standards_examples)
{
    for (size_t i = 0; i < EXAMPLES; i++) {
        struct digest digest;

        begin(&digest);
        for (size_t j = 0; j < examples[i].times; j++)
            digest_add(&digest, examples[i].text, strlen(examples[i].text));
        cr_expect_str_eq(peek(&digest), examples[i].hash, "example %zu", i);
        digest_end(&digest);
        digest_end(&digest);
    }
}

Test(digest, goes_on_after_a_look_at_what_it_is_so_far)
{
    struct digest digest;

    begin(&digest);
    cr_expect_str_eq(peek(&digest), examples[0].hash);
    digest_add(&digest, "a", 1);
    (void)peek(&digest);
    digest_add(&digest, "bc", 2);
    cr_expect_str_eq(peek(&digest), examples[1].hash);
    cr_expect_str_eq(peek(&digest), examples[1].hash, "a look adds nothing");
    digest_end(&digest);
}

/* What a thread finds out. */
static void *find_long_hash(void *result)
{
    struct digest digest;
    struct error error = {0};

    if (digest_begin(&digest, &error) == 0) {
        for (size_t i = 0; i < 1000000; i++)
            digest_add(&digest, "a", 1);
        digest_peek(&digest, result);
        digest_end(&digest);
    }
    return NULL;
}

Test(digest, is_each_threads_own)
{
    unsigned char one[DIGEST_SIZE] = {0}, other[DIGEST_SIZE] = {1};
    struct error error = {0};
    pthread_t thread;

    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
    cr_assert_eq(pthread_create(&thread, NULL, find_long_hash, one), 0);
    find_long_hash(other);
    pthread_join(thread, NULL);
    cr_expect_arr_eq(one, other, DIGEST_SIZE);
    cr_expect_eq(one[0], 0xCD);
}

Test(digest, opens_nothing_so_the_sandbox_does_not_hinder_it)
{
    struct error error = {0};
    pid_t pid;
    int status;

    if (sandbox_available() == 0)
        cr_skip_test("there is no sandbox here");
    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
    pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        unsigned char hash[DIGEST_SIZE] = {0};

        (void)sandbox_enter();
        find_long_hash(hash);
        _exit(hash[0] == 0xCD ? 0 : 1);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 0);
}
