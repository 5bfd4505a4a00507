/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/tty.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

/* The window's title is first pushed onto a stack and later restored from it
 * (XTerm Control Sequences: XTWINOPS 22 and 23, OSC 2, DECSET 1004 and
 * 2004). */
#define PUSH_TITLE "\033[22;2t"
#define POP_TITLE "\033[23;2t"
#define SET_TITLE "\033]2;"
#define STRING_END "\033\\"
#define FOCUS_ON "\033[?1004h"
#define FOCUS_OFF "\033[?1004l"
#define PASTE_OFF "\033[?2004l"

/* How often a job is told to wait for the foreground. */
#define STOPS_MAX 100

/* Written by main, or by the thread that has the terminal's turn.  A signal
 * handler only reads it. */
static struct {
    int fd;
    struct termios modes;
    volatile sig_atomic_t begun; /* the modes must be restored */
    volatile sig_atomic_t entered;
    volatile sig_atomic_t titled;
} tty;

/* Signals that end the program at once, unless it catches them; so do the
 * real-time signals. */
static const int deadly[] = {
    SIGINT,  SIGTERM, SIGHUP,
    SIGQUIT, SIGABRT, SIGSEGV, SIGBUS,    SIGFPE,  SIGILL,  SIGTRAP,
    SIGSYS,  SIGUSR1, SIGUSR2, SIGALRM,   SIGPROF, SIGXCPU, SIGXFSZ,
    SIGVTALRM,
#ifdef SIGPOLL
    SIGPOLL,
#endif
#ifdef SIGSTKFLT
    SIGSTKFLT,
#endif
#ifdef SIGPWR
    SIGPWR,
#endif
};

/* The terminals that follow xterm are known by the beginning of their names.
 * Others may print a title as text. */
static bool follows_xterm(void)
{
    static const char *const names[] = {
        "xterm",  "tmux", "screen", "rxvt",    "alacritty", "foot",
        "kitty",  "st-",  "vte",    "gnome",   "konsole",   "putty",
        "mlterm", "mintty", "wezterm", "contour", "iTerm",  "ghostty",
    };
    const char *term = getenv("TERM");

    for (size_t i = 0; term && i < sizeof names / sizeof *names; i++)
        if (strncmp(term, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

bool tty_is_ours(int fd)
{
    pid_t group = tcgetpgrp(fd);

    /* If the terminal cannot tell, there is no job control. */
    return group < 0 || group == getpgrp();
}

/* Restore the terminal; safe in a signal handler and without memory. */
static void rescue(void)
{
    static const char off[] = PASTE_OFF FOCUS_OFF;

    if (!tty.begun)
        return;
    tty.begun = 0;
    if (!tty_is_ours(tty.fd))
        return;
    /* If a write fails, there is nowhere left to report it. */
    if (tty.entered && write(tty.fd, off, sizeof off - 1) < 0)
        tty.entered = 0;
    if (tty.titled && write(tty.fd, POP_TITLE, sizeof POP_TITLE - 1) < 0)
        tty.titled = 0;
    (void)tcflush(tty.fd, TCIFLUSH);
    (void)tcsetattr(tty.fd, TCSANOW, &tty.modes);
}

static void die(int number)
{
    rescue();
    signal(number, SIG_DFL);
    raise(number);
}

/* A signal that a sanitizer or nohup handles keeps its handler. */
static void replace_handler(int number, void (*from)(int), void (*to)(int))
{
    struct sigaction action;

    if (sigaction(number, NULL, &action) == 0 &&
        !(action.sa_flags & SA_SIGINFO) && action.sa_handler == from)
        signal(number, to);
}

static void replace_handlers(void (*from)(int), void (*to)(int))
{
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        replace_handler(deadly[i], from, to);
#ifdef SIGRTMIN
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
        replace_handler(number, from, to);
#endif
}

void tty_begin(int fd)
{
    static bool registered;

    tty.fd = fd;
    /* A job in the background is stopped until it is in the foreground: only
     * then are the modes those that the shell has set for it.  In an orphaned
     * process group nothing stops it. */
    for (int i = 0; i < STOPS_MAX && !tty_is_ours(fd); i++)
        raise(SIGTTOU);
    if (tcgetattr(fd, &tty.modes) < 0)
        return;
    tty.begun = 1;
    replace_handlers(SIG_DFL, die);
    memory_on_failure(rescue);
    /* readline ends the program itself when memory runs out. */
    if (!registered)
        registered = atexit(rescue) == 0;
}

void tty_end(void)
{
    memory_on_failure(NULL);
    replace_handlers(die, SIG_DFL);
    /* Restore the modes in case a stop at the last moment has changed them.
     * In the background the terminal belongs to another program. */
    if (tty.begun && tty_is_ours(tty.fd))
        (void)tcsetattr(tty.fd, TCSANOW, &tty.modes);
    tty.begun = 0;
}

void tty_append_enter(struct buffer *out, const char *title)
{
    if (!follows_xterm())
        return;
    buffer_append_string(out, FOCUS_ON);
    tty.entered = 1;
    if (!title)
        return;
    if (!tty.titled)
        buffer_append_string(out, PUSH_TITLE);
    buffer_append_string(out, SET_TITLE);
    buffer_append_string(out, title);
    buffer_append_string(out, STRING_END);
    tty.titled = 1;
}

bool tty_append_sequence(struct buffer *out, const char *sequence)
{
    if (!follows_xterm())
        return false;
    buffer_append_string(out, sequence);
    return true;
}

void tty_append_leave(struct buffer *out)
{
    if (tty.titled)
        buffer_append_string(out, POP_TITLE);
    if (tty.entered)
        buffer_append_string(out, FOCUS_OFF);
    tty.entered = tty.titled = 0;
}

void tty_take_interrupt(void)
{
    struct termios modes;

    if (tcgetattr(tty.fd, &modes) < 0)
        return;
    modes.c_cc[VINTR] = _POSIX_VDISABLE;
    modes.c_lflag |= NOFLSH;
    (void)tcsetattr(tty.fd, TCSANOW, &modes);
}

bool tty_gives_keys(void)
{
    struct termios modes;

    return tcgetattr(tty.fd, &modes) == 0 && !(modes.c_lflag & ICANON);
}

void tty_forget_input(int fd)
{
    struct pollfd lines = {.fd = fd, .events = POLLIN};

    if (!tty_is_ours(fd))
        return;
    if (poll(&lines, 1, 0) <= 0)
        lines.revents = 0;
    (void)tcflush(fd, TCIFLUSH);
    while (lines.revents == POLLIN && poll(&lines, 1, TTY_QUIET_MS) > 0)
        (void)tcflush(fd, TCIFLUSH);
}

unsigned tty_columns(int fd)
{
    struct winsize size;

    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool tty_is_dumb(void)
{
    const char *term = getenv("TERM");

    return !term || !*term || strcmp(term, "dumb") == 0;
}

bool tty_may_colour(void)
{
    const char *no_color = getenv("NO_COLOR");

    return !(no_color && *no_color) && !tty_is_dumb();
}
