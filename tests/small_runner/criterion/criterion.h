/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* criterion.h: what charla's tests use of Criterion, for machines that do not
 * have it (another architecture, another C library).  configure chooses.
 *
 * Each test runs in a process of its own, as many at once as there are
 * processors; the output is TAP.  A failed cr_assert ends the test, a failed
 * cr_expect only marks it.  Both are for the thread that runs the test. */
#ifndef SMALL_CRITERION_H
#define SMALL_CRITERION_H

/* Macros with an empty "..." and options given twice are meant. */
#pragma GCC system_header

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

/* What may stand behind the names of a test or a suite. */
struct small_options {
    bool is_given; /* so that no list of options is empty */
    void (*init)(void); /* NULL: none */
    void (*fini)(void);
    double timeout; /* seconds; 0: none.  That of a test counts before its
                       suite's */
};

struct small_test {
    const char *suite;
    const char *name; /* NULL: these are the options of the suite */
    void (*run)(void);
    struct small_options options;
    struct small_test *next; /* the runner's, like `process` */
    pid_t process;
};

/* Make the runner know a test; before main. */
void small_add(struct small_test *test);

/* Note that something in this test does not hold, and go on. */
void small_failed(const char *file, int line, const char *what,
                  const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Leave the test. */
_Noreturn void small_leave(void);
_Noreturn void small_skip(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#define SMALL_REGISTER(id, suite_, name_, run_, ...)                          \
    static struct small_test id = {                                           \
        .suite = suite_,                                                      \
        .name = name_,                                                        \
        .run = run_,                                                          \
        .options = {.is_given = true, __VA_ARGS__},                           \
    };                                                                        \
    __attribute__((constructor)) static void id##_add(void)                   \
    {                                                                         \
        small_add(&id);                                                       \
    }

#define Test(suite, name, ...)                                                \
    static void suite##_##name##_run(void);                                   \
    SMALL_REGISTER(suite##_##name##_test, #suite, #name,                      \
                   suite##_##name##_run, __VA_ARGS__)                         \
    static void suite##_##name##_run(void)

#define TestSuite(suite, ...)                                                 \
    SMALL_REGISTER(suite##_suite, #suite, NULL, NULL, __VA_ARGS__)            \
    _Static_assert(1, "")

#define SMALL_CHECK(holds, leave, what, ...)                                  \
    do {                                                                      \
        if (!(holds)) {                                                       \
            small_failed(__FILE__, __LINE__, what, "" __VA_ARGS__);           \
            leave;                                                            \
        }                                                                     \
    } while (0)

#define SMALL_ASSERT(holds, what, ...)                                        \
    SMALL_CHECK(holds, small_leave(), what, ##__VA_ARGS__)
#define SMALL_EXPECT(holds, what, ...)                                        \
    SMALL_CHECK(holds, (void)0, what, ##__VA_ARGS__)

#define cr_skip_test(...) small_skip("" __VA_ARGS__)
#define cr_assert_fail(...) SMALL_ASSERT(false, "this", ##__VA_ARGS__)

#define cr_assert(c, ...) SMALL_ASSERT((c), #c, ##__VA_ARGS__)
#define cr_expect(c, ...) SMALL_EXPECT((c), #c, ##__VA_ARGS__)
#define cr_assert_not(c, ...) SMALL_ASSERT(!(c), "not " #c, ##__VA_ARGS__)
#define cr_expect_not(c, ...) SMALL_EXPECT(!(c), "not " #c, ##__VA_ARGS__)
#define cr_assert_null(p, ...)                                                \
    SMALL_ASSERT((p) == NULL, #p " is NULL", ##__VA_ARGS__)
#define cr_expect_null(p, ...)                                                \
    SMALL_EXPECT((p) == NULL, #p " is NULL", ##__VA_ARGS__)
#define cr_assert_not_null(p, ...)                                            \
    SMALL_ASSERT((p) != NULL, #p " is not NULL", ##__VA_ARGS__)
#define cr_expect_not_null(p, ...)                                            \
    SMALL_EXPECT((p) != NULL, #p " is not NULL", ##__VA_ARGS__)

#define cr_assert_eq(a, b, ...)                                               \
    SMALL_ASSERT((a) == (b), #a " == " #b, ##__VA_ARGS__)
#define cr_expect_eq(a, b, ...)                                               \
    SMALL_EXPECT((a) == (b), #a " == " #b, ##__VA_ARGS__)
#define cr_assert_neq(a, b, ...)                                              \
    SMALL_ASSERT((a) != (b), #a " != " #b, ##__VA_ARGS__)
#define cr_expect_neq(a, b, ...)                                              \
    SMALL_EXPECT((a) != (b), #a " != " #b, ##__VA_ARGS__)
#define cr_assert_lt(a, b, ...)                                               \
    SMALL_ASSERT((a) < (b), #a " < " #b, ##__VA_ARGS__)
#define cr_expect_lt(a, b, ...)                                               \
    SMALL_EXPECT((a) < (b), #a " < " #b, ##__VA_ARGS__)
#define cr_assert_leq(a, b, ...)                                              \
    SMALL_ASSERT((a) <= (b), #a " <= " #b, ##__VA_ARGS__)
#define cr_expect_leq(a, b, ...)                                              \
    SMALL_EXPECT((a) <= (b), #a " <= " #b, ##__VA_ARGS__)
#define cr_assert_gt(a, b, ...)                                               \
    SMALL_ASSERT((a) > (b), #a " > " #b, ##__VA_ARGS__)
#define cr_expect_gt(a, b, ...)                                               \
    SMALL_EXPECT((a) > (b), #a " > " #b, ##__VA_ARGS__)
#define cr_assert_geq(a, b, ...)                                              \
    SMALL_ASSERT((a) >= (b), #a " >= " #b, ##__VA_ARGS__)
#define cr_expect_geq(a, b, ...)                                              \
    SMALL_EXPECT((a) >= (b), #a " >= " #b, ##__VA_ARGS__)

#define cr_assert_str_eq(a, b, ...)                                           \
    SMALL_ASSERT(strcmp((a), (b)) == 0, #a " is " #b, ##__VA_ARGS__)
#define cr_expect_str_eq(a, b, ...)                                           \
    SMALL_EXPECT(strcmp((a), (b)) == 0, #a " is " #b, ##__VA_ARGS__)
#define cr_assert_str_neq(a, b, ...)                                          \
    SMALL_ASSERT(strcmp((a), (b)) != 0, #a " is not " #b, ##__VA_ARGS__)
#define cr_expect_str_neq(a, b, ...)                                          \
    SMALL_EXPECT(strcmp((a), (b)) != 0, #a " is not " #b, ##__VA_ARGS__)
#define cr_assert_str_empty(a, ...)                                           \
    SMALL_ASSERT(*(a) == '\0', #a " is empty", ##__VA_ARGS__)
#define cr_expect_str_empty(a, ...)                                           \
    SMALL_EXPECT(*(a) == '\0', #a " is empty", ##__VA_ARGS__)
#define cr_assert_str_not_empty(a, ...)                                       \
    SMALL_ASSERT(*(a) != '\0', #a " is not empty", ##__VA_ARGS__)
#define cr_expect_str_not_empty(a, ...)                                       \
    SMALL_EXPECT(*(a) != '\0', #a " is not empty", ##__VA_ARGS__)
#define cr_assert_arr_eq(a, b, size, ...)                                     \
    SMALL_ASSERT(memcmp((a), (b), (size)) == 0, #a " is " #b, ##__VA_ARGS__)
#define cr_expect_arr_neq(a, b, size, ...)                                    \
    SMALL_EXPECT(memcmp((a), (b), (size)) != 0, #a " is not " #b,             \
                 ##__VA_ARGS__)
#define cr_expect_arr_eq(a, b, size, ...)                                     \
    SMALL_EXPECT(memcmp((a), (b), (size)) == 0, #a " is " #b, ##__VA_ARGS__)

#endif
