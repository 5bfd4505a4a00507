/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/harness.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "support/harness_environment.h"
#include "support/loopback.h"
#include "support/temporary.h"

#define PROGRAMS_MAX 16
#define WORDS_MAX 32

const struct setup on_pipes;
const struct setup on_terminal = {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL,
                                  {NULL}};

static struct program *programs[PROGRAMS_MAX];
static size_t program_count;

/* ---- The test's own directory -------------------------------------------- */

static char own_directory[TEMPORARY_MAX];
static bool has_directory;

const char *harness_directory(void)
{
    if (!has_directory)
        temporary_directory(own_directory);
    has_directory = true;
    return own_directory;
}

static int remove_one(const char *path, const struct stat *status, int type,
                      struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

static void remove_directory(void)
{
    if (has_directory)
        nftw(own_directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    has_directory = false;
}

/* ---- The descriptors ----------------------------------------------------- */

static int open_file(const char *path, int flags)
{
    int fd = open(path, flags | O_NOCTTY | O_CLOEXEC);

    cr_assert_geq(fd, 0, "cannot open %s", path);
    return fd;
}

/* Make a terminal that is wide enough for every sentence to fit into one row.
 * Returns the test's side of it. */
static int make_terminal(struct program *program)
{
    const struct winsize size = {.ws_row = 24, .ws_col = 400};
    int master = open_file("/dev/ptmx", O_RDWR);

    cr_assert(grantpt(master) == 0 && unlockpt(master) == 0);
    program->terminal = open_file(ptsname(master), O_RDWR);
    ioctl(program->terminal, TIOCSWINSZ, &size);
    tcgetattr(program->terminal, &program->before);
    return master;
}

/* Make what is behind one descriptor.  Returns the program's end of it, or
 * -1: closed; the test's end becomes `*channel`. */
static int make_plug(struct program *program, enum plug plug, int number,
                     struct channel **channel)
{
    static const char *const names[] = {"input", "output", "errors"};
    int ends[2], ours = number == STDIN_FILENO;

    switch (plug) {
    case PLUG_PIPE:
        cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
        *channel = channel_new(names[number], ours ? -1 : ends[0],
                               ours ? ends[1] : -1);
        return ends[1 - ours];
    case PLUG_TERMINAL:
        *channel = program->screen;
        return program->terminal;
    case PLUG_FULL:
        return open_file("/dev/full", O_RDWR);
    case PLUG_CLOSED:
        break;
    }
    return -1;
}

/* ---- Starting ------------------------------------------------------------ */

/* What the new process needs, all made before the fork. */
struct start {
    char *argv[WORDS_MAX + 1];
    char *variables[ENVIRONMENT_MAX + 1];
    int fds[3];
    int terminal;
    pid_t parent;
};

/* The words are copied because of exec's prototype; exec does not change
 * them. */
static void fill_start(struct start *start, const struct setup *setup,
                       const char *const argv[])
{
    /* start->variables borrows it past this call. */
    static char data_home[sizeof own_directory + sizeof "XDG_DATA_HOME="];
    const char *variables[ENVIRONMENT_MAX + 1];
    size_t count = 0;

    while (argv[count])
        count++;
    cr_assert_leq(count, WORDS_MAX);
    memcpy(start->argv, argv, (count + 1) * sizeof *argv);
    snprintf(data_home, sizeof data_home, "XDG_DATA_HOME=%s",
             harness_directory());
    environment_make(data_home, setup->environment, variables);
    memcpy(start->variables, variables, sizeof variables);
}

/* Die with the test, even if it is killed. */
static void follow_parent(const struct start *start)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != start->parent)
        _exit(127);
}

static void become_program(const struct start *start)
{
    sigset_t none;

    follow_parent(start);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    setsid();
    if (start->terminal >= 0)
        ioctl(start->terminal, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; fd++)
        if (start->fds[fd] >= 0)
            dup2(start->fds[fd], fd);
        else
            close(fd);
    execvpe(start->argv[0], start->argv, start->variables);
    _exit(127);
}

static void close_ours(const struct program *program, const struct start *start,
                       int life)
{
    close(life);
    for (int fd = 0; fd < 3; fd++)
        if (start->fds[fd] >= 0 && start->fds[fd] != program->terminal)
            close(start->fds[fd]);
}

struct program *program_start(const struct setup *setup,
                              const char *const argv[])
{
    const enum plug plugs[] = {setup->in, setup->out, setup->err};
    struct program *program = memory_zeroed(sizeof *program);
    struct channel **channels[] = {&program->in, &program->out, &program->err};
    struct start start = {.parent = getpid()};
    int life[2];

    cr_assert_lt(program_count, PROGRAMS_MAX);
    programs[program_count++] = program;
    program->terminal = -1;
    for (int fd = 0; fd < 3; fd++)
        if (plugs[fd] == PLUG_TERMINAL && !program->screen) {
            int master = make_terminal(program);
            program->screen = channel_new("screen", master, master);
        }
    for (int fd = 0; fd < 3; fd++)
        start.fds[fd] = make_plug(program, plugs[fd], fd, channels[fd]);
    start.terminal = program->terminal;
    fill_start(&start, setup, argv);
    cr_assert_eq(pipe2(life, O_CLOEXEC), 0);
    program->life = channel_new("life", life[0], -1);
    /* The one descriptor that a program inherits besides the first three. */
    (void)fcntl(life[1], F_SETFD, 0);
    program->pid = fork();
    if (program->pid == 0)
        become_program(&start);
    cr_assert_gt(program->pid, 0);
    close_ours(program, &start, life[1]);
    return program;
}

static struct program *run(const struct setup *setup, char *line,
                           const char *first)
{
    const char *words[WORDS_MAX + 1] = {first};
    size_t count = first ? 1 : 0;
    char *rest = NULL;

    for (char *word = strtok_r(line, " ", &rest); word && count < WORDS_MAX;
         word = strtok_r(NULL, " ", &rest))
        words[count++] = word;
    return program_start(setup, words);
}

struct program *program_run(const struct setup *setup, const char *format, ...)
{
    char line[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    return run(setup, line, NULL);
}

static struct program *run_charla(const struct setup *setup,
                                  const char *option, const char *format,
                                  va_list arguments)
    __attribute__((format(printf, 3, 0)));
static struct program *run_charla(const struct setup *setup,
                                  const char *option, const char *format,
                                  va_list arguments)
{
    const char *charla = getenv("CHARLA");
    char line[1024];
    size_t length;

    cr_assert_not_null(charla, "CHARLA does not name the program to test");
    /* A script's notices, also where standard error is the terminal. */
    length = (size_t)snprintf(line, sizeof line, "%s %s ", option,
                              setup->err == PLUG_TERMINAL ? "-v" : "");
    vsnprintf(line + length, sizeof line - length, format, arguments);
    return run(setup, line, charla);
}

struct program *charla_run(const struct setup *setup, const char *format, ...)
{
    struct program *charla;
    va_list arguments;

    va_start(arguments, format);
    charla = run_charla(setup, "--plain", format, arguments);
    va_end(arguments);
    return charla;
}

struct program *charla_run_able(const struct setup *setup, const char *format,
                                ...)
{
    struct program *charla;
    va_list arguments;

    va_start(arguments, format);
    charla = run_charla(setup, "", format, arguments);
    va_end(arguments);
    return charla;
}

void program_need(const char *file)
{
    const struct setup setup = {.out = PLUG_PIPE};
    const char *const argv[] = {
        "sh", "-c", "command -v \"$1\"", "sh", file, NULL,
    };

    if (program_wait(program_start(&setup, argv)) == 0)
        return;
    harness_end(); /* a skipped test does not get to its end */
    cr_skip_test("%s is not installed", file);
}

void localhost_need(void)
{
    struct addrinfo *list;

    if (getaddrinfo("localhost", NULL, NULL, &list) == 0) {
        freeaddrinfo(list);
        return;
    }
    harness_end(); /* a skipped test does not get to its end */
    cr_skip_test("this machine does not know localhost");
}

/* ---- Running ------------------------------------------------------------- */

unsigned program_port(struct program *program)
{
    const char *at;

    loopback_need();
    channel_expect(program->err, "charla: listening on ");
    channel_expect(program->err, " port ");
    channel_expect(program->err, "\n");
    at = strstr(channel_text(program->err), "charla: listening on ");
    return (unsigned)atoi(strstr(at, " port ") + strlen(" port "));
}

struct program *charla_meet(const struct setup *setup, bool listens,
                            struct channel **peer)
{
    struct program *charla;
    unsigned port;
    int listener;

    if (listens) {
        charla = charla_run(setup, "-l -p 0 127.0.0.1");
        *peer = peer_call(program_port(charla));
        channel_expect(*peer, " [charla]\n");
        channel_forget(*peer);
    } else {
        listener = peer_listen(&port, 0);
        charla = charla_run(setup, "127.0.0.1 %u", port);
        *peer = peer_accept(listener);
    }
    channel_expect(charla->err, "charla: connected to 127.0.0.1 port ");
    channel_expect(charla->err, "\n");
    return charla;
}

/* Is this thread waiting, or over?  Linux tells (proc_pid_stat(5)). */
static bool is_asleep(const char *path)
{
    char text[512] = "";
    const char *name_end;
    FILE *file = fopen(path, "r");

    if (!file)
        return true;
    (void)!fread(text, 1, sizeof text - 1, file);
    fclose(file);
    name_end = strrchr(text, ')');
    return !name_end || (name_end[1] == ' ' && strchr("SZTX", name_end[2]));
}

/* Are all threads of all programs waiting? */
static bool are_asleep(void)
{
    bool result = true;

    for (size_t i = 0; i < program_count; i++) {
        char pattern[64];
        glob_t found;

        if (programs[i]->pid == 0)
            continue;
        snprintf(pattern, sizeof pattern, "/proc/%ld/task/*/stat",
                 (long)programs[i]->pid);
        cr_assert_eq(glob(pattern, 0, NULL, &found), 0, "%s", pattern);
        for (size_t k = 0; k < found.gl_pathc; k++)
            result = result && is_asleep(found.gl_pathv[k]);
        globfree(&found);
    }
    return result;
}

/* A program that sleeps although its input is full does not wait for input; and
 * while whoever receives from it is awake, it may take more. */
size_t program_glut(struct program *program, const void *data, size_t length)
{
    const char *bytes = data;
    size_t gone = 0, more;

    for (int idle = 0, ms = 0; idle < 5; ms++) {
        more = channel_stuff(program->in, bytes + gone, length - gone);
        gone += more;
        idle = more == 0 && are_asleep() ? idle + 1 : 0;
        if (gone == length || ms == CHANNEL_PATIENCE_MS)
            channel_fail("it takes in %zu bytes and more", gone);
        poll(NULL, 0, 1);
    }
    return gone;
}

void program_signal(const struct program *program, int number)
{
    cr_assert_gt(program->pid, 0);
    kill(program->pid, number);
}

static void reap(struct program *program)
{
    struct rusage usage;
    int status = 0;

    wait4(program->pid, &status, 0, &usage);
    program->pid = 0;
    program->peak = usage.ru_maxrss;
    program->status = WIFEXITED(status) ? WEXITSTATUS(status)
                                        : 128 + WTERMSIG(status);
}

static void leave_terminal(struct program *program)
{
    if (program->terminal < 0)
        return;
    tcgetattr(program->terminal, &program->after);
    close(program->terminal); /* the last one: the screen ends */
    program->terminal = -1;
}

int program_wait(struct program *program)
{
    channel_expect_end(program->life);
    if (program->pid > 0)
        reap(program);
    leave_terminal(program);
    if (program->out)
        channel_expect_end(program->out);
    if (program->err)
        channel_expect_end(program->err);
    return program->status;
}

void program_expect_status(struct program *program, int status)
{
    int found = program_wait(program);

    if (found != status)
        channel_fail("the program ended with status %d instead of %d", found,
                     status);
}

void charla_expect_conversation(struct program *listener,
                                struct program *caller)
{
    channel_say(caller->in, "hello\n");
    channel_expect(listener->out, "hello\n");
    channel_say(listener->in, "hi\n");
    channel_expect(caller->out, "hi\n");
    channel_finish(caller->in);
    channel_finish(listener->in);
    program_expect_status(caller, 0);
    program_expect_status(listener, 0);
}

void program_expect_end_meanwhile(struct program *program,
                                  struct channel *peer)
{
    int ticks = 0;

    for (; ticks < 200 && !channel_ends_within(program->life, 100); ticks++)
        channel_say(peer, "tick\n");
    if (ticks == 200)
        channel_fail("the program goes on while its peer does");
}

bool program_left_terminal_alone(const struct program *program)
{
    const struct termios *one = &program->before, *other = &program->after;

    return one->c_iflag == other->c_iflag && one->c_oflag == other->c_oflag &&
           one->c_cflag == other->c_cflag && one->c_lflag == other->c_lflag &&
           memcmp(one->c_cc, other->c_cc, sizeof one->c_cc) == 0;
}

/* ---- The whole ----------------------------------------------------------- */

void harness_begin(void)
{
    signal(SIGPIPE, SIG_IGN);
}

void harness_end(void)
{
    while (program_count > 0) {
        struct program *program = programs[--program_count];
        if (program->pid > 0) {
            kill(program->pid, SIGKILL);
            reap(program);
        }
        leave_terminal(program);
        free(program);
    }
    channel_end_all();
    remove_directory();
}
