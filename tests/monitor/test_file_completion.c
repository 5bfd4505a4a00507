/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/file_completion.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "monitor/file_bounds.h"
#include "support/tree.h"

#define MOST 1024

static struct file_bounds bounds;

static void settle(void)
{
    tree_make();
    tree_directory("home");
    tree_directory("home/Documents");
    tree_directory("home/.ssh");
    tree_file("home/.profile", "");
    tree_file("home/Desk", "");
    tree_file("home/letter", "");
    tree_file("home/.ssh/key", "");
    tree_directory("start");
    tree_directory("start/sub");
    tree_file("start/sub/one", "");
    tree_file("start/a b", "");
    tree_directory("elsewhere");
    tree_file("elsewhere/secret", "");
    cr_assert_eq(setenv("HOME", tree_path("home"), 1), 0);
    cr_assert_eq(chdir(tree_path("start")), 0);
    file_bounds_begin(&bounds, NULL);
}

TestSuite(file_completion, .init = settle, .fini = tree_remove);

static int compare(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* What is found, sorted and with "|" between.  Valid until the next call. */
static const char *find(const char *typed)
{
    static char text[MOST];
    const char *names[64];
    struct buffer found = {0};
    size_t count = 0, used = 0;

    file_completion_find(&bounds, typed, MOST, &found);
    for (size_t at = 0; at < found.length && count < 64;
         at += strlen(found.data + at) + 1)
        names[count++] = found.data + at;
    qsort(names, count, sizeof *names, compare);
    *text = '\0';
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
                                 i ? "|" : "", names[i]);
    buffer_release(&found);
    return text;
}

Test(file_completion, finds_what_may_be_sent)
{
    static const char *const cases[][2] = {
        {"", "a b|sub/"},       {"s", "sub/"},
        {"a", "a b"},           {"a b", "a b"},
        {"x", ""},              {"sub", "sub/"},
        {"sub/", "one"},        {"sub/o", "one"},
        {"./sub/", "one"},      {"~", "~/"},
        {"~/", "Desk|Documents/|letter"}, {"~/D", "Desk|Documents/"},
        {"~/De", "Desk"},       {"~/Documents/", ""},
        {"../start/s", "sub/"}, {"not-there/", ""},
        {"a b/", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(find(cases[i][0]), cases[i][1], "\"%s\"",
                         cases[i][0]);
}

Test(file_completion, finds_nothing_hidden_and_nothing_out_of_bounds)
{
    static const char *const cases[] = {
        "~/.",      "~/.s",        "~/.ssh/",       "~/.ssh/k",
        ".",        "..",          "../",           "../elsewhere/",
        "/",        "/e",          "/etc/",         "/etc/pas",
        "/proc/",   "/proc/self/", "/proc/self/fd/", "/dev/",
        "~/../",
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(find(cases[i]), "", "\"%s\"", cases[i]);
    cr_expect_str_eq(find(tree_path("elsewhere/")), "");
    cr_assert_eq(chdir("/"), 0);
    file_bounds_begin(&bounds, NULL);
    cr_expect_str_eq(find(""), "");
    cr_expect_str_eq(find("etc/"), "");
}

Test(file_completion, judges_links_by_where_they_lead_and_leaves_out_the_rest)
{
    tree_link("start/to-dir", "sub");
    tree_link("start/to-file", "sub/one");
    tree_link("start/to-home", tree_path("home/letter"));
    tree_link("start/to-key", tree_path("home/.ssh/key"));
    tree_link("start/to-secret", "../elsewhere/secret");
    tree_link("start/to-else", "../elsewhere");
    tree_link("start/to-nothing", "not-there");
    tree_link("start/to-itself", "to-itself");
    cr_assert_eq(mkfifo("to-be-left-out", 0600), 0);
    cr_expect_str_eq(find("to"), "to-dir/|to-file|to-home");
    cr_expect_str_eq(find("to-dir/"), "one");
    cr_expect_str_eq(find("to-else/"), "");
    cr_expect_str_eq(find("sub/"), "one");
}

/* What is completed is what all names have in common, so that must be right
 * when not all names fit. */
Test(file_completion, of_too_many_names_completes_no_more_than_is_certain)
{
    struct buffer found = {0};
    bool is_alike = true;
    char name[64];

    tree_directory("start/many");
    for (int i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "start/many/common-%s-%03d",
                 i == 250 ? "other" : "same", i);
        tree_file(name, "");
    }
    file_completion_find(&bounds, "many/com", MOST, &found);
    cr_assert(found.length > 0 && found.length <= MOST);
    for (size_t at = 0; at < found.length;
         at += strlen(found.data + at) + 1)
        is_alike &= strncmp(found.data + at, "common-same", 11) == 0;
    cr_expect_not(is_alike, "the name that begins otherwise was left out");
    buffer_release(&found);
}

/* Nobody knows in which order a directory is read, so there are many pairs: in
 * some of them the shorter name comes first. */
Test(file_completion, of_too_many_names_gives_no_empty_one)
{
    char name[64], typed[64];

    for (char letter = 'b'; letter <= 'r'; letter++) {
        struct buffer found = {0};

        snprintf(name, sizeof name, "start/%c", letter);
        tree_file(name, "");
        snprintf(name, sizeof name, "start/%c%c", letter, letter);
        tree_file(name, "");
        snprintf(typed, sizeof typed, "%c", letter);
        file_completion_find(&bounds, typed, NAME_MAX + 5, &found);
        cr_assert_gt(found.length, 0);
        for (size_t at = 0; at < found.length;
             at += strlen(found.data + at) + 1)
            cr_expect_eq(found.data[at], letter, "of %s", typed);
        buffer_release(&found);
    }
}
