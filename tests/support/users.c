/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/users.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define USERS_MAX 16

const struct setup *user_on(const struct setup *plugs, const char *user)
{
    static struct {
        struct setup setup;
        char home[128];
    } users[USERS_MAX];
    static size_t turn;
    struct setup *setup = &users[turn].setup;

    snprintf(users[turn].home, sizeof users[turn].home, "XDG_DATA_HOME=%s/%s",
             harness_directory(), user);
    *setup = *plugs;
    setup->environment[0] = users[turn].home;
    turn = (turn + 1) % USERS_MAX;
    return setup;
}

const struct setup *user(const char *user)
{
    return user_on(&on_pipes, user);
}

const char *user_fingerprint(const char *name)
{
    static char text[128];
    struct program *charla = charla_run_able(user(name), "--fingerprint");

    program_expect_status(charla, 0);
    snprintf(text, sizeof text, "%s", channel_text(charla->out));
    text[strcspn(text, "\n")] = '\0';
    return text;
}

const char *user_path(const char *user, const char *file)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s/charla/%s", harness_directory(), user,
             file);
    return path;
}

void expect_encrypted(struct program *charla)
{
    channel_expect(charla->err, "charla: encrypted; ");
    channel_expect(charla->err, "\n");
}

void expect_refused(struct program *charla, int status, const char *words)
{
    channel_expect(charla->err, "charla: ");
    channel_expect(charla->err, words);
    program_expect_status(charla, status);
}

void end_waiting(struct program *charla)
{
    program_signal(charla, SIGTERM);
    program_wait(charla);
    channel_expect_only(charla->out, "");
}

void expect_turned_away(struct program *charla, const char *words)
{
    channel_expect(charla->err, words);
    channel_expect(charla->err, "; still waiting\n");
    end_waiting(charla);
}
