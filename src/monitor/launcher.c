/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/ppoll.h"
#include "base/process.h"
#include "monitor/monitor_message.h"

enum { LAUNCHER_RUN = 1, LAUNCHER_HANG_UP };

/* The exit status of a command that could not be executed, as in a shell. */
#define NOT_EXECUTED 127

/* The numbers of the launcher's two descriptors. */
enum { SOCKET = 3, NOTES = 4 };

/* The launcher's state: the command that it runs. */
struct command {
    char *const *words;
    bool is_again; /* it has been started before */
    pid_t pid;     /* 0: it does not run */
    bool failed;   /* the last one, by itself */
};

/* ---- Notes --------------------------------------------------------------- */

static void note(const char *sentence)
{
    char line[ERROR_TEXT_MAX + 1]; /* with the line end */
    int length = snprintf(line, sizeof line, "%s\n", sentence);
    struct pollfd room = {.fd = NOTES, .events = POLLOUT};

    /* Do not wait for room: nobody reads while charla ends. */
    if (length > 0 && poll(&room, 1, 0) > 0)
        (void)!write(NOTES, line, (size_t)length);
}

static void note_end(const char *file, int status)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    struct error sentence;

    if (WIFSIGNALED(status))
        error_set(&sentence, _("%s was ended by a signal: %s"), name,
                  strsignal(WTERMSIG(status)));
    else
        error_set(&sentence, _("%s has ended with exit status %d"), name,
                  WEXITSTATUS(status));
    note(sentence.text);
}

/* ---- The command --------------------------------------------------------- */

/* In the child: execute the command, which inherits only what any program
 * expects, and is told if it has been started before. */
static void become(const struct command *command, int link)
{
    static const int ignored[] = {SIGINT,  SIGQUIT, SIGHUP, SIGTSTP,
                                  SIGTTIN, SIGTTOU, SIGPIPE, SIGCHLD};
    sigset_t none;
    char *const *words = command->words;
    struct error error;

    process_end_with_parent(SIGTERM);
    (void)setpgid(0, 0);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        (void)signal(ignored[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    (void)dup2(link, STDIN_FILENO);
    (void)dup2(link, STDOUT_FILENO);
    (void)dup2(NOTES, STDERR_FILENO);
    if (command->is_again)
        (void)setenv("CHARLA_AGAIN", "1", true);
    else
        (void)unsetenv("CHARLA_AGAIN");
    (void)execvp(words[0], words);
    error_set_errno(&error, errno, _("cannot start %s"), words[0]);
    note(error.text);
    _exit(NOT_EXECUTED);
}

/* The command has ended.  If it `was_told` to, its status does not matter. */
static void take_end(struct command *command, int status, bool was_told)
{
    command->pid = 0;
    command->failed = !was_told && status != 0;
    if (command->failed &&
        !(WIFEXITED(status) && WEXITSTATUS(status) == NOT_EXECUTED))
        note_end(command->words[0], status);
}

/* Find out whether the command has ended by itself. */
static void look(struct command *command)
{
    int status;

    if (command->pid > 0 && waitpid(command->pid, &status, WNOHANG) > 0)
        take_end(command, status, false);
}

/* Wait at most `ms` until it has ended.  SIGCHLD comes only inside ppoll, so
 * that none is missed. */
static void wait_for_end(struct command *command, int ms, bool was_told)
{
    int64_t deadline = clock_monotonic_ms() + ms;
    sigset_t none;
    int status;

    sigemptyset(&none);
    while (command->pid > 0) {
        int left = clock_ms_left(deadline);
        struct timespec timeout = {left / 1000, left % 1000 * 1000000L};

        if (waitpid(command->pid, &status, WNOHANG) > 0)
            take_end(command, status, was_told);
        else if (left == 0 || ppoll(NULL, 0, &timeout, &none) == 0)
            return;
    }
}

/* End the command, and with it the processes that it has started. */
static void end_command(struct command *command, int grace_ms)
{
    pid_t group = command->pid;

    if (group <= 0)
        return;
    wait_for_end(command, grace_ms, false);
    if (command->pid > 0)
        (void)kill(-group, SIGTERM);
    wait_for_end(command, LAUNCHER_TERM_MS, true);
    (void)kill(-group, SIGKILL);
    if (command->pid > 0 && waitpid(command->pid, NULL, 0) > 0)
        take_end(command, 0, true);
}

/* Start the command.  Returns the link, or -1 with `error` set. */
static int start_command(struct command *command, struct error *error)
{
    int pair[2];

    end_command(command, 0);
    command->failed = false;
    if (descriptor_pair(SOCK_STREAM, pair) < 0) {
        error_set_errno(error, errno, _("cannot start %s"), command->words[0]);
        return -1;
    }
    command->pid = fork();
    if (command->pid == 0)
        become(command, pair[1]);
    close(pair[1]);
    command->is_again = true;
    if (command->pid > 0) {
        /* Parent and child both do this, because either may be first. */
        (void)setpgid(command->pid, command->pid);
        return pair[0];
    }
    command->pid = 0;
    error_set_errno(error, errno, _("cannot start %s"), command->words[0]);
    close(pair[0]);
    return -1;
}

/* ---- The process --------------------------------------------------------- */

/* Answer a request.  Returns false if it is malformed or the monitor is
 * gone. */
static bool answer(struct command *command)
{
    struct monitor_message request, reply = {.code = MONITOR_OK};
    struct error error = {0};
    int link = -1;
    bool is_answered;

    if (monitor_message_receive(SOCKET, &request, NULL) != MONITOR_RECEIVED)
        return false;
    if (request.code == LAUNCHER_RUN) {
        link = start_command(command, &error);
        if (link < 0) {
            reply.code = MONITOR_FAILED;
            reply.length = (uint32_t)strlen(error.text);
            memcpy(reply.data, error.text, reply.length);
        }
    } else {
        end_command(command, LAUNCHER_GRACE_MS);
        reply.length = 1;
        reply.data[0] = command->failed;
        command->failed = false; /* that has been told */
    }
    is_answered = monitor_message_send(SOCKET, &reply, link) == 0;
    if (link >= 0)
        close(link);
    return is_answered;
}

static void wake(int number)
{
    (void)number;
}

/* The main loop: answer requests, and reap the command when it ends. */
static void serve(char *const *words)
{
    const struct sigaction waking = {.sa_handler = wake};
    struct command command = {.words = words};
    struct pollfd socket = {.fd = SOCKET, .events = POLLIN};
    sigset_t child, none;
    bool goes_on = true;

    sigemptyset(&none);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_SETMASK, &child, NULL);
    sigaction(SIGCHLD, &waking, NULL);
    while (goes_on) {
        int ready = ppoll(&socket, 1, NULL, &none);

        look(&command);
        if (ready > 0)
            goes_on = answer(&command);
        else if (ready < 0 && errno != EINTR)
            goes_on = false;
    }
    end_command(&command, LAUNCHER_GRACE_MS);
}

int launcher_start(struct launcher *launcher, char *const *words, int notes,
                   struct error *error)
{
    int pair[2];

    *launcher = (struct launcher){.socket = -1, .pid = -1};
    if (monitor_message_pair(pair) == 0) {
        const int kept[] = {pair[1], notes};

        switch (launcher->pid = fork()) {
        case 0:
            process_keep_only(kept, 2);
            serve(words);
            _exit(0);
        default:
            close(pair[1]);
            launcher->socket = pair[0];
        }
    }
    if (launcher->pid > 0)
        return 0;
    error_set_errno(error, errno, _("cannot start charla's monitor"));
    launcher_end(launcher);
    return -1;
}

void launcher_end(struct launcher *launcher)
{
    if (launcher->socket >= 0)
        close(launcher->socket);
    while (launcher->pid > 0 && waitpid(launcher->pid, NULL, 0) < 0 &&
           errno == EINTR)
        ;
    *launcher = (struct launcher){.socket = -1, .pid = -1};
}

/* ---- The monitor's side -------------------------------------------------- */

static int ask(const struct launcher *launcher, uint32_t code,
               struct monitor_message *reply, int *passed, struct error *error)
{
    const struct monitor_message request = {.code = code};

    if (launcher->socket < 0) {
        error_set(error, _("there is no command to start"));
        return -1;
    }
    if (monitor_message_send(launcher->socket, &request, -1) < 0 ||
        monitor_message_receive(launcher->socket, reply, passed) !=
            MONITOR_RECEIVED) {
        error_set(error, _("charla's monitor is gone"));
        return -1;
    }
    if (reply->code == MONITOR_OK)
        return 0;
    error_set(error, "%.*s", (int)reply->length, (const char *)reply->data);
    return -1;
}

int launcher_run(const struct launcher *launcher, struct error *error)
{
    struct monitor_message reply;
    int link = -1;

    return ask(launcher, LAUNCHER_RUN, &reply, &link, error) < 0 ? -1 : link;
}

int launcher_hang_up(const struct launcher *launcher, bool *failed,
                     struct error *error)
{
    struct monitor_message reply;

    if (ask(launcher, LAUNCHER_HANG_UP, &reply, NULL, error) < 0)
        return -1;
    *failed = reply.length == 1 && reply.data[0] != 0;
    return 0;
}
