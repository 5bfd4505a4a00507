/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fnmatch.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

enum { FAILED = 1, SKIPPED = 77 }; /* how the process of a test ends */

static struct small_test *tests; /* in the order of the file */
static jmp_buf left;
static bool has_failed;

void small_add(struct small_test *test)
{
    struct small_test **last = &tests;

    while (*last)
        last = &(*last)->next;
    *last = test;
}

/* ---- What a test does ---------------------------------------------------- */

void small_failed(const char *file, int line, const char *what,
                  const char *format, ...)
{
    char text[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(stderr, "# %s:%d: does not hold: %s\n", file, line, what);
    /* Each line of it is a comment of TAP. */
    for (char *rest = text, *row; (row = strtok_r(rest, "\n", &rest));)
        fprintf(stderr, "#   %s\n", row);
    has_failed = true;
}

void small_leave(void)
{
    longjmp(left, FAILED);
}

void small_skip(const char *format, ...)
{
    va_list arguments;

    printf("# ");
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    exit(SKIPPED);
}

/* The options that the suite of `test` has for all its tests. */
static const struct small_options *suite_of(const struct small_test *test)
{
    static const struct small_options none = {.init = NULL};

    for (const struct small_test *each = tests; each; each = each->next)
        if (!each->name && strcmp(each->suite, test->suite) == 0)
            return &each->options;
    return &none;
}

/* Call these (NULL: none) until one of them leaves the test. */
static void call(void (*const functions[])(void), int count)
{
    if (setjmp(left) != 0)
        return;
    for (int i = 0; i < count; i++)
        if (functions[i])
            functions[i]();
}

_Noreturn static void run(const struct small_test *test)
{
    const struct small_options *suite = suite_of(test);
    double timeout =
        test->options.timeout ? test->options.timeout : suite->timeout;

    alarm((unsigned)timeout);
    call((void (*const[])(void)){suite->init, test->options.init, test->run},
         3);
    call((void (*const[])(void)){test->options.fini, suite->fini}, 2);
    exit(has_failed ? FAILED : 0);
}

/* ---- All of them --------------------------------------------------------- */

/* Tell how the process of a test has ended.  Returns whether it is well. */
static bool report(const struct small_test *test, int status)
{
    bool skipped = WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED;
    bool passed = skipped || (WIFEXITED(status) && WEXITSTATUS(status) == 0);

    if (WIFSIGNALED(status))
        printf("# ended by signal %d\n", WTERMSIG(status));
    printf("%s - %s::%s%s\n", passed ? "ok" : "not ok", test->suite,
           test->name, skipped ? " # SKIP" : "");
    return passed;
}

/* Start a test in a process of its own. */
static void start(struct small_test *test)
{
    fflush(NULL);
    test->process = fork();
    if (test->process == 0)
        run(test);
    if (test->process < 0) {
        perror("# a test cannot be started");
        exit(FAILED);
    }
}

/* Wait for a test that was started.  Returns whether it is well. */
static bool finish_any(void)
{
    int status = 0;
    pid_t process = waitpid(-1, &status, 0);

    for (const struct small_test *each = tests; each; each = each->next)
        if (each->process == process)
            return report(each, status);
    return false;
}

static bool is_wanted(const struct small_test *test, const char *pattern)
{
    char name[256];

    if (!test->name)
        return false;
    snprintf(name, sizeof name, "%s/%s", test->suite, test->name);
    return fnmatch(pattern, name, 0) == 0;
}

/* Criterion's other options (--tap=...) change nothing here. */
int main(int argc, char *argv[])
{
    const char *pattern = "*";
    long most = sysconf(_SC_NPROCESSORS_ONLN);
    int count = 0, running = 0;
    bool all_well = true;

    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], "--filter") == 0)
            pattern = argv[i + 1];
    for (const struct small_test *each = tests; each; each = each->next)
        count += is_wanted(each, pattern);
    printf("TAP version 13\n1..%d\n", count);
    for (struct small_test *each = tests; each; each = each->next) {
        if (!is_wanted(each, pattern))
            continue;
        if (running == most) {
            all_well &= finish_any();
            running--;
        }
        start(each);
        running++;
    }
    while (running-- > 0)
        all_well &= finish_any();
    return all_well ? 0 : 1;
}
