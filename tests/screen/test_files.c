/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A file on its way between two charlas, on both real screens. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/relay.h"
#include "support/screen.h"
#include "support/tree.h"

/* The link stands still when so much has come, of a file of 10 MB. */
#define STALL_AT 6000000
#define SIZE 10000000

/* For all the tests at once. */
#define ROOM (10 * SIZE)

struct person {
    const char *name;
    char command[512];
    struct screen *screen;
};

static struct person ana = {.name = "ana"}, bob = {.name = "bob"};
static struct relay *relay;

TestSuite(screen_files, .init = tree_make, .fini = tree_remove);

static void sit_down(struct person *person, const char *options, int columns)
{
    snprintf(person->command, sizeof person->command,
             "cd %s && HOME=$PWD XDG_DATA_HOME=$PWD XDG_CONFIG_HOME=$PWD "
             "exec \"$CHARLA\" --download=. %s",
             tree_path(person->name), options);
    person->screen = screen_start(&(struct screen_setup){
        .rows = 24,
        .columns = columns,
        .program = screen_shell,
        .context = person->command});
}

static unsigned port_of(struct person *person)
{
    const char *at;

    screen_await_text(person->screen, "charla 127.0.0.1 ");
    at = strstr(screen_dump(person->screen), "charla 127.0.0.1 ");
    return (unsigned)strtoul(at + strlen("charla 127.0.0.1 "), NULL, 10);
}

/* Ana waits at a terminal of so many columns, and Bob has called. */
static void begin(int columns)
{
    char options[64];
    unsigned port;

    tree_need_room(ROOM);
    tree_directory(ana.name);
    tree_directory(bob.name);
    sit_down(&ana, "-n ana -l -p 0 127.0.0.1", columns);
    relay = relay_start(port_of(&ana), RELAY_FAITHFUL, &port);
    snprintf(options, sizeof options, "-n bob 127.0.0.1 %u", port);
    sit_down(&bob, options, columns);
    screen_await_row(ana.screen, "Type a message >");
    screen_await_row(bob.screen, "Type a message >");
    screen_type(ana.screen, "hi\r");
    screen_await_text(bob.screen, THEIRS "hi");
    screen_type(bob.screen, "hello\r");
    screen_await_text(ana.screen, THEIRS "hello");
}

static void end(void)
{
    screen_free(ana.screen);
    screen_free(bob.screen);
    relay_end(relay);
}

/* A file of zeros at Ana's. */
static void make_file(const char *name, off_t size)
{
    tree_file(name, "");
    cr_assert_eq(truncate(tree_path(name), size), 0);
}

static off_t size_of(const char *name)
{
    struct stat status;

    return stat(tree_path(name), &status) == 0 ? status.st_size : -1;
}

/* The row above the prompt begins so. */
struct above {
    struct screen *screen;
    const char *text;
};

static bool stands_above(void *context)
{
    const struct above *above = context;
    int row = screen_cursor_row(above->screen);

    return row > 0 && strncmp(screen_row(above->screen, row - 1), above->text,
                              strlen(above->text)) == 0;
}

static void await_above(struct screen *screen, const char *text)
{
    screen_await(screen, stands_above,
                 &(struct above){.screen = screen, .text = text}, text);
}

/* A file is offered, taken, and stands still in the middle. */
static void get_stuck(void)
{
    make_file("ana/big file", SIZE);
    screen_type(ana.screen, "/send big file\r");
    screen_await_text(bob.screen, "/take 1");
    relay_stall(relay, STALL_AT);
    screen_type(bob.screen, "/take\r");
    await_above(ana.screen, "sending \"big file\": ");
    await_above(bob.screen, "receiving \"big file\": ");
}

static void move_while_both_type(int columns)
{
    begin(columns);
    get_stuck();
    screen_type(bob.screen, "meanwhile\r");
    screen_await_text(ana.screen, THEIRS "meanwhile");
    screen_type(ana.screen, "half a line");
    await_above(ana.screen, "sending \"big file\": ");
    screen_await_row(ana.screen, "> half a line");
    screen_await_row(bob.screen, ">");
    relay_release(relay);
    screen_await_text(bob.screen, "matches:");
    screen_await_text(ana.screen, "has received");
    screen_type(ana.screen, " is whole\r");
    screen_await_text(bob.screen, THEIRS "half a line is whole");
    screen_await_row(ana.screen, ">"); /* the row above it is gone */
    cr_assert_eq(screen_count_with(ana.screen, "sending"), 0, "%s",
                 screen_dump(ana.screen));
    cr_assert_eq(screen_count_with(bob.screen, "receiving"), 0, "%s",
                 screen_dump(bob.screen));
    cr_assert_eq(size_of("bob/big file"), SIZE);
    end();
}

Test(screen_files, move_above_the_prompt_on_40_columns)
{
    move_while_both_type(40);
}

Test(screen_files, move_above_the_prompt_on_80_columns)
{
    move_while_both_type(80);
}

Test(screen_files, move_above_the_prompt_on_200_columns)
{
    move_while_both_type(200);
}

Test(screen_files, are_cancelled_and_others_come)
{
    begin(80);
    get_stuck();
    screen_type(bob.screen, "/cancel 1\r");
    relay_release(relay);
    screen_await_text(ana.screen, "does not want \"big file\"");
    screen_await_row(ana.screen, ">");
    screen_await_row(bob.screen, ">");
    cr_assert_eq(size_of("bob/big file"), -1);
    make_file("ana/other", 1);
    screen_type(ana.screen, "/send other\r");
    screen_await_text(bob.screen, "/take 2");
    screen_type(bob.screen, "/take 2 mine\r");
    screen_await_text(bob.screen, "matches:");
    cr_assert_eq(size_of("bob/mine"), 1, "%s", screen_dump(bob.screen));
    end();
}

/* The status row is drawn anew where it belongs. */
Test(screen_files, move_on_a_terminal_whose_size_changes)
{
    const int sizes[][2] = {{24, 40}, {10, 120}, {24, 20}, {24, 80}};

    begin(80);
    get_stuck();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        screen_resize(ana.screen, sizes[i][0], sizes[i][1]);
        screen_resize(bob.screen, sizes[i][0], sizes[i][1]);
        await_above(ana.screen, "sending \"big");
        await_above(bob.screen, "receiving ");
        screen_await_row(bob.screen, ">");
    }
    relay_release(relay);
    screen_await_text(bob.screen, "matches:");
    cr_assert_eq(size_of("bob/big file"), SIZE);
    end();
}
