/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* charla as a job of a real, interactive shell: the shell runs nothing that
 * was typed for charla, and job control works. */
#include <config.h>

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/loopback.h"
#include "support/screen.h"
#include "support/screen_peer.h"

#define BASH "PS1='ready$ ' ENV= exec bash --norc --noprofile -i"
#define ASH "PS1='ready$ ' ENV= exec busybox ash -i"
#define CHARLA "\"$CHARLA\" --plain "

/* A command whose own echo on the screen is not mistaken for its result. */
#define COMMAND "echo r''an\r"
#define LEAVE "press Enter to leave"

static struct peer *peer;
static struct screen *screen;

/* Skip the test, and say so, where this program is missing. */
static void need(const char *program)
{
    char command[64];

    snprintf(command, sizeof command, "command -v %s >/dev/null", program);
    if (system(command) != 0)
        cr_skip_test("%s is not installed", program);
}

static void start(const char *term, const char *shell)
{
    static char command[128];

    need(strcmp(shell, ASH) == 0 ? "busybox" : "bash");
    snprintf(command, sizeof command, "%s", shell);
    screen = screen_start(&(struct screen_setup){.rows = 24,
                                                 .columns = 80,
                                                 .term = term,
                                                 .program = screen_shell,
                                                 .context = command});
    screen_await_row(screen, "ready$");
}

/* charla calls a peer; the command line ends with `rest`. */
static void start_calling(const char *term, const char *rest)
{
    char command[256];

    peer = peer_new();
    start(term, BASH);
    screen_meet(screen, peer);
    snprintf(command, sizeof command, CHARLA "-q 127.0.0.1 %u %s\r",
             peer_port(peer), rest);
    screen_type(screen, command);
    peer_await_call(peer, screen);
}

static void stop(void)
{
    screen_free(screen);
    if (peer)
        peer_free(peer);
    peer = NULL;
}

/* The number that follows `text` on the screen. */
static unsigned long number_after(const char *text)
{
    const char *at;

    screen_await_text(screen, text);
    at = strstr(screen_dump(screen), text);
    return strtoul(at + strlen(text), NULL, 10);
}

/* The shell is back: its prompt is empty, and nothing was run. */
static void expect_nothing_run(void)
{
    screen_await_row(screen, "ready$");
    screen_type(screen, "\recho do''ne\r");
    screen_await_row(screen, "done");
    cr_assert_eq(screen_count_with(screen, "not found"), 0, "%s",
                 screen_dump(screen));
    cr_assert_eq(screen_count(screen, "ran"), 0, "%s", screen_dump(screen));
}

/* ---- Before a connection ------------------------------------------------- */

/* A listener that has as many connections waiting as it takes: a call is
 * neither accepted nor refused, until the listener is closed. */
struct silent {
    int listener, waiting[4];
    unsigned port;
};

static void silent_open(struct silent *silent)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;

    loopback_need();
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    silent->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(bind(silent->listener, (struct sockaddr *)&address, length) ==
                  0 &&
              listen(silent->listener, 0) == 0 &&
              getsockname(silent->listener, (struct sockaddr *)&address,
                          &length) == 0);
    silent->port = ntohs(address.sin_port);
    for (int i = 0; i < 4; i++) {
        silent->waiting[i] =
            socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        (void)connect(silent->waiting[i], (struct sockaddr *)&address, length);
    }
}

static void silent_close(struct silent *silent)
{
    close(silent->listener);
    for (int i = 0; i < 4; i++)
        close(silent->waiting[i]);
}

static void call_silent(struct silent *silent, const char *rest)
{
    char command[256];

    silent_open(silent);
    start(NULL, BASH);
    snprintf(command, sizeof command, CHARLA "127.0.0.1 %u %s\r",
             silent->port, rest);
    screen_type(screen, command);
    screen_await_text(screen, "calling 127.0.0.1");
}

Test(screen_shell, runs_nothing_that_was_typed_before_a_call_was_refused)
{
    struct silent silent;

    call_silent(&silent, "");
    screen_await_row(screen, "not connected >");
    screen_type(screen, COMMAND COMMAND "echo r''an");
    screen_await_row(screen, "not connected > echo r''an");
    silent_close(&silent);
    screen_await_text(screen, "charla: what you typed is not sent");
    screen_await_text(screen, "charla: cannot call 127.0.0.1");
    screen_await_text(screen, LEAVE);
    screen_type(screen, "\r");
    expect_nothing_run();
    stop();
}

/* Standard output is a pipe: the terminal gives line after line. */
Test(screen_shell, runs_nothing_that_was_typed_without_an_editor)
{
    struct silent silent;

    call_silent(&silent, "| cat");
    screen_type(screen, COMMAND COMMAND "echo r''an");
    screen_await_row(screen, "echo r''an");
    silent_close(&silent);
    screen_await_text(screen, "charla: cannot call 127.0.0.1");
    expect_nothing_run();
    stop();
}

Test(screen_shell, runs_nothing_that_was_typed_before_control_c)
{
    struct silent silent;

    call_silent(&silent, "");
    screen_await_row(screen, "not connected >");
    screen_type(screen, COMMAND COMMAND "echo r''an");
    screen_await_row(screen, "not connected > echo r''an");
    screen_type(screen, "\003");
    screen_await_row(screen, "not connected >");
    screen_type(screen, "\003" COMMAND);
    screen_await_text(screen, "charla: what you typed is not sent");
    expect_nothing_run();
    silent_close(&silent);
    stop();
}

/* Typed before charla has even started. */
Test(screen_shell, runs_nothing_that_was_typed_before_a_host_was_not_found)
{
    start(NULL, BASH);
    screen_type(screen, CHARLA "--timeout=2 nobody.invalid\r" COMMAND COMMAND
                               "echo r''an");
    screen_await_text(screen, "charla: cannot call nobody.invalid");
    screen_await_text(screen, LEAVE);
    screen_type(screen, "\r");
    expect_nothing_run();
    stop();
}

/* ---- The menu ------------------------------------------------------------ */

/* Such a build puts a signal off that comes between two system calls, and then
 * waits in the second for ever. */
static bool is_thread_sanitized(void)
{
    return system("grep -q __tsan_init \"$CHARLA\"") == 0;
}

Test(screen_shell, gets_nothing_that_was_typed_at_the_menu)
{
    static const struct {
        const char *keys;
        int signal;
        bool second; /* at the second question */
    } ways[] = {
        {"echo r''an", SIGTERM, false},
        {"echo r''an", SIGTERM, true},
        {"echo r''an", SIGINT, false},
        {"echo r''an", SIGHUP, false},
        {"echo r''an", SIGQUIT, false},
        {"echo r''an", SIGUSR1, false},
        {"\004" COMMAND COMMAND, 0, false},
        {"\004" COMMAND COMMAND "echo r''an", 0, true},
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        pid_t pid;

        if (ways[i].signal && is_thread_sanitized())
            continue;
        start(NULL, BASH);
        screen_type(screen, "sh -c 'echo pro''cess $$; exec " CHARLA "'\r");
        screen_await_row(screen, "1, 2 or q >");
        pid = (pid_t)number_after("process ");
        if (ways[i].second) {
            screen_type(screen, "2\r");
            screen_await_text(screen, "q: back) >");
        }
        screen_type(screen, ways[i].keys);
        if (ways[i].signal) {
            screen_await_text(screen, "> echo r''an");
            kill(pid, ways[i].signal);
        }
        expect_nothing_run();
        stop();
    }
}

/* ---- In a conversation --------------------------------------------------- */

static void paste(int lines)
{
    for (int i = 0; i < lines; i++)
        screen_type(screen, COMMAND);
}

/* A paste that has begun when the other side ends it. */
Test(screen_shell, runs_nothing_of_a_paste)
{
    start_calling(NULL, "");
    screen_await_row(screen, "NOT encrypted >");
    screen_type(screen, "\033[200~" COMMAND);
    peer_say(peer, "%end%\n");
    screen_await_text(screen, "the text you are pasting is not sent");
    paste(2000);
    screen_type(screen, "\033[201~");
    screen_await_row(screen, "charla: " LEAVE);
    screen_type(screen, "\r");
    screen_await_text(screen, "the line you were typing was not sent");
    expect_nothing_run();
    stop();
}

/* A paste that has begun when the user ends it: nobody waits for Enter, but
 * the rest of the paste is still to come. */
Test(screen_shell, runs_nothing_of_a_paste_after_the_users_own_end)
{
    start_calling(NULL, "");
    screen_await_row(screen, "NOT encrypted >");
    screen_type(screen, "/end\r\033[200~" COMMAND);
    peer_expect(peer, screen, "%end%\n");
    peer_say(peer, "%end%\n");
    screen_await_text(screen, "the text you are pasting is not sent");
    paste(2000);
    screen_type(screen, "\033[201~");
    screen_await_text(screen, "the line you were typing was not sent");
    expect_nothing_run();
    stop();
}

static bool has_no_echo(void *context)
{
    (void)context;
    return !screen_echoes(screen);
}

static bool is_over(void *context)
{
    (void)context;
    return screen_count_with(screen, LEAVE) > 0 ||
           screen_count(screen, "ready$") > 0;
}

/* 200 kB, in terminals that do not say where a paste begins and ends. */
Test(screen_shell, runs_nothing_of_a_paste_without_brackets)
{
    static const char *const terms[] = {"vt100", "dumb", "xterm"};

    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        start_calling(terms[i], "");
        screen_await(screen, has_no_echo, NULL, "the terminal taken over");
        paste(1000);
        peer_await_any(peer, screen);
        peer_say(peer, "%end%\n");
        paste(17000);
        screen_await(screen, is_over, NULL, "the end of the conversation");
        screen_type(screen, "\r"); /* the user's own */
        expect_nothing_run();
        stop();
    }
}

/* ---- Jobs ---------------------------------------------------------------- */

static bool is_gone(void *context)
{
    return kill(*(pid_t *)context, 0) < 0;
}

Test(screen_shell, ends_a_stopped_charla_that_says_goodbye)
{
    pid_t pid;

    start_calling(NULL, "");
    screen_await_row(screen, "NOT encrypted >");
    screen_type(screen, "half a line\032");
    screen_await_text(screen, "Stopped");
    screen_await_row(screen, "ready$");
    screen_type(screen, "echo pro''cess $(jobs -p)\r");
    pid = (pid_t)number_after("process ");
    screen_type(screen, "kill %1\r");
    peer_expect(peer, screen, "%end%\n");
    peer_hang_up(peer);
    screen_await(screen, is_gone, &pid, "the end of charla");
    stop();
}

/* charla waits in the background, and is called.  `file` gets its output. */
static void start_waiting(const char *shell, const char *rest)
{
    char command[256];

    loopback_need();
    start(NULL, shell);
    snprintf(command, sizeof command, CHARLA "-l -p 0 127.0.0.1 %s &\r", rest);
    screen_type(screen, command);
    peer = peer_new_calling((unsigned)number_after("charla 127.0.0.1 "));
    screen_meet(screen, peer);
}

Test(screen_shell, receives_a_file_in_the_background)
{
    start_waiting(BASH, "> /dev/null");
    screen_await_text(screen, "connected to 127.0.0.1");
    peer_say(peer, "a photo\n");
    peer_hang_up(peer);
    screen_await_text(screen, "has closed the connection");
    screen_type(screen, "\rwait; echo \"left: $(jobs).\"\r");
    screen_await_row(screen, "left: .");
    cr_assert_eq(screen_count_with(screen, "Stopped"), 0, "%s",
                 screen_dump(screen));
    stop();
}

/* The modes that the shell sets for its commands, and not those in which it
 * reads a line itself. */
Test(screen_shell, gets_its_modes_back_from_a_job_begun_in_the_background)
{
    static const char *const shells[] = {BASH, ASH};

    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        start_waiting(shells[i], "");
        screen_type(screen, "\rmodes=$(stty -g); fg; "
                            "[ \"$modes\" = \"$(stty -g)\" ] && echo same; "
                            "echo do''ne\r");
        screen_await_text(screen, "NOT encrypted >");
        screen_type(screen, "here I am\r");
        peer_await_any(peer, screen);
        peer_say(peer, "%end%\n");
        screen_await_text(screen, "ended the conversation");
        screen_type(screen, "\r");
        screen_await_row(screen, "done");
        cr_assert_eq(screen_count(screen, "same"), 1, "%s",
                     screen_dump(screen));
        stop();
    }
}
