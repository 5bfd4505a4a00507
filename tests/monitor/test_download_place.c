/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/download_place.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "monitor/user_dirs.h"
#include "support/tree.h"

/* ---- The file ------------------------------------------------------------ */

#define KEY "XDG_DOWNLOAD_DIR"

Test(user_dirs, is_read_as_its_manual_page_says)
{
    static const struct {
        const char *text;
        const char *path; /* NULL: none */
    } cases[] = {
        {KEY "=\"$HOME/Downloads\"\n", "/home/ana/Downloads"},
        {KEY "=\"$HOME/Downloads\"", "/home/ana/Downloads"},
        {" \t" KEY " = \"$HOME/Down loads/x\"  # here\n",
         "/home/ana/Down loads/x"},
        {KEY "=\"/data/in\"\n", "/data/in"},
        {KEY "=\"/data/in/\"\n", "/data/in"},
        {KEY "=\"$HOME/a\\\"b\\$c\\\\d\"\n", "/home/ana/a\"b$c\\d"},
        {"# a comment\nXDG_DESKTOP_DIR=\"$HOME/x\"\n" KEY "=\"/y\"\n", "/y"},
        {KEY "=\"/one\"\n" KEY "=\"/two\"\n", "/two"},
        {KEY "=\"/one\"\n" KEY "=\"two\"\n", "/one"},
        {"", NULL},
        {"\n\n", NULL},
        {"#" KEY "=\"/x\"\n", NULL},
        {KEY "2=\"/x\"\n", NULL},
        {KEY "=/x\n", NULL},
        {KEY "=\"/x\n", NULL},
        {KEY "=\"/x\\", NULL},
        {KEY "=\"Downloads\"\n", NULL},
        {KEY "=\"\"\n", NULL},
        {KEY "=\"$HOMEX/x\"\n", NULL},
        {KEY "=\"$HOME\"\n", NULL},
        {KEY "=\"$HOME/\"\n", NULL},
        {KEY "=\"/home/ana\"\n", NULL},
        {KEY, NULL},
        {KEY "=", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer path = {0};
        bool found = user_dirs_find(cases[i].text, strlen(cases[i].text), KEY,
                                    "/home/ana", &path);

        cr_expect_eq(found, cases[i].path != NULL, "%s", cases[i].text);
        if (found && cases[i].path)
            cr_expect_str_eq(path.data, cases[i].path);
        buffer_release(&path);
    }
}

/* ---- The place ----------------------------------------------------------- */

static void settle(void)
{
    tree_make();
    tree_directory("home");
    tree_directory("home/Downloads");
    tree_directory("home/.config");
    tree_directory("start");
    cr_assert_eq(setenv("HOME", tree_path("home"), 1), 0);
    cr_assert_eq(unsetenv("XDG_CONFIG_HOME"), 0);
    cr_assert_eq(chdir(tree_path("start")), 0);
}

TestSuite(download_place, .init = settle, .fini = tree_remove);

static void expect_place(const char *named, const char *path)
{
    char found[PATH_MAX] = "";

    cr_expect_eq(download_place_find(named, found), 0);
    cr_expect_str_eq(found, path);
}

Test(download_place, is_what_the_command_line_names_as_it_names_it)
{
    int fd;

    tree_directory("start/in");
    expect_place("in", "in");
    expect_place("~/Downloads", "~/Downloads");
    cr_expect(download_place_is_good("in"));
    cr_expect(download_place_is_good("~/Downloads"));
    cr_expect(download_place_is_good("~"));
    fd = download_place_open("~/Downloads");
    cr_expect_geq(fd, 0);
    close(fd);
}

Test(download_place, is_no_file_and_nothing_that_is_not_there)
{
    tree_file("start/file", "");
    cr_expect_not(download_place_is_good("file"));
    cr_expect_not(download_place_is_good("not-there"));
    cr_expect_not(download_place_is_good(""));
    cr_expect_eq(download_place_open("file"), -1);
}

Test(download_place, is_the_desktops_directory_if_that_is_there)
{
    tree_file("home/.config/user-dirs.dirs",
              "XDG_DOWNLOAD_DIR=\"$HOME/Downloads\"\n");
    expect_place(NULL, tree_path("home/Downloads"));
    cr_assert_eq(rmdir(tree_path("home/Downloads")), 0);
    expect_place(NULL, tree_path("start"));
}

Test(download_place, is_found_in_the_configuration_that_the_environment_names)
{
    tree_directory("config");
    tree_directory("home/in");
    tree_file("config/user-dirs.dirs", "XDG_DOWNLOAD_DIR=\"$HOME/in\"\n");
    tree_file("home/.config/user-dirs.dirs",
              "XDG_DOWNLOAD_DIR=\"$HOME/Downloads\"\n");
    cr_assert_eq(setenv("XDG_CONFIG_HOME", tree_path("config"), 1), 0);
    expect_place(NULL, tree_path("home/in"));
    cr_assert_eq(setenv("XDG_CONFIG_HOME", "relative", 1), 0);
    expect_place(NULL, tree_path("home/Downloads"));
}

Test(download_place, is_the_working_directory_otherwise)
{
    expect_place(NULL, tree_path("start"));
    tree_directory("home/.config/user-dirs.dirs");
    expect_place(NULL, tree_path("start"));
    cr_assert_eq(setenv("HOME", "/not/there", 1), 0);
    expect_place(NULL, tree_path("start"));
}

/* So nobody who starts charla in ~/.ssh is given a file named "rc" there. */
Test(download_place, is_hidden_only_if_it_is_named)
{
    static const char *const places[] = {"home/.ssh", "home/.config/a",
                                         "start/.x"};
    char path[PATH_MAX];

    tree_directory("home/.ssh");
    tree_directory("home/.config/a");
    tree_directory("start/.x");
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(chdir(tree_path(places[i])), 0);
        cr_expect_eq(download_place_find(NULL, path), -1, "%s", places[i]);
        expect_place(".", ".");
    }
    cr_assert_eq(setenv("HOME", tree_path("home/.config"), 1), 0);
    cr_assert_eq(chdir(tree_path("home/.config/a")), 0);
    expect_place(NULL, tree_path("home/.config/a"));
}

Test(download_place, does_not_wait_for_a_fifo_in_place_of_the_file)
{
    cr_assert_eq(mkfifo(tree_path("home/.config/user-dirs.dirs"), 0600), 0);
    alarm(20);
    expect_place(NULL, tree_path("start"));
}

Test(download_place, is_nowhere_when_the_working_directory_is_gone)
{
    char path[PATH_MAX];

    cr_assert_eq(rmdir(tree_path("start")), 0);
    cr_expect_eq(download_place_find(NULL, path), -1);
}
