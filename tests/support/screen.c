/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/screen.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "base/buffer.h"
#include "support/screen_peer.h"

#define DEADLINE_S 60
#define TITLES_MAX 4

struct screen {
    struct screen_setup setup;
    int master, slave;
    pid_t pid; /* 0: ended and waited for */
    int status;
    bool stopped, frozen;
    struct termios first;
    VTerm *vterm;
    VTermScreen *cells;
    VTermPos cursor;
    struct buffer gone; /* rows that have scrolled off, one a line */
    struct buffer text; /* what screen_row and screen_dump return */
    struct buffer raw;
    struct buffer keys; /* not written yet */
    int bells;
    bool alternate, focus, brackets;
    char title[256];
    char titles[TITLES_MAX][256];
    int title_count;
    struct peer *peer; /* pumped together; borrowed */
};

/* ---- The emulator -------------------------------------------------------- */

static void append_cell(struct buffer *out, const VTermScreenCell *cell)
{
    static char utf8[8];

    if (cell->chars[0] == 0)
        buffer_append(out, " ", 1);
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++) {
        uint32_t c = cell->chars[i];
        size_t length = 0;

        if (c == (uint32_t)-1)
            return; /* the right half of a wide one */
        if (c < 0x80) {
            utf8[length++] = (char)c;
        } else if (c < 0x800) {
            utf8[length++] = (char)(0xC0 | c >> 6);
            utf8[length++] = (char)(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            utf8[length++] = (char)(0xE0 | c >> 12);
            utf8[length++] = (char)(0x80 | (c >> 6 & 0x3F));
            utf8[length++] = (char)(0x80 | (c & 0x3F));
        } else {
            utf8[length++] = (char)(0xF0 | c >> 18);
            utf8[length++] = (char)(0x80 | (c >> 12 & 0x3F));
            utf8[length++] = (char)(0x80 | (c >> 6 & 0x3F));
            utf8[length++] = (char)(0x80 | (c & 0x3F));
        }
        buffer_append(out, utf8, length);
    }
}

static void trim_row(struct buffer *out, size_t from)
{
    while (out->length > from && out->data[out->length - 1] == ' ')
        out->length--;
}

static void append_row(struct screen *screen, struct buffer *out, int row)
{
    size_t from = out->length;
    VTermScreenCell cell;

    for (int column = 0; column < screen->setup.columns; column++) {
        vterm_screen_get_cell(screen->cells,
                              (VTermPos){.row = row, .col = column}, &cell);
        append_cell(out, &cell);
    }
    trim_row(out, from);
}

static int on_scrolled_off(int columns, const VTermScreenCell *cells,
                           void *context)
{
    struct screen *screen = context;
    size_t from = screen->gone.length;

    for (int i = 0; i < columns; i++)
        append_cell(&screen->gone, &cells[i]);
    trim_row(&screen->gone, from);
    buffer_append(&screen->gone, "\n", 1);
    return 1;
}

static int on_cursor(VTermPos position, VTermPos before, int visible,
                     void *context)
{
    (void)before;
    (void)visible;
    ((struct screen *)context)->cursor = position;
    return 1;
}

static int on_property(VTermProp property, VTermValue *value, void *context)
{
    struct screen *screen = context;

    if (property == VTERM_PROP_TITLE)
        snprintf(screen->title, sizeof screen->title, "%s", value->string);
    if (property == VTERM_PROP_ALTSCREEN && value->boolean)
        screen->alternate = true;
    return 1;
}

static int on_bell(void *context)
{
    ((struct screen *)context)->bells++;
    return 1;
}

/* The stack of titles, which this emulator does not have. */
static int on_other_csi(const char *leader, const long args[], int count,
                        const char *intermediate, char command, void *context)
{
    struct screen *screen = context;

    (void)intermediate;
    if (command != 't' || (leader && *leader) || count < 1)
        return 0;
    if (args[0] == 22 && screen->title_count < TITLES_MAX)
        strcpy(screen->titles[screen->title_count++], screen->title);
    if (args[0] == 23 && screen->title_count > 0)
        strcpy(screen->title, screen->titles[--screen->title_count]);
    return 1;
}

static const VTermScreenCallbacks screen_callbacks = {
    .movecursor = on_cursor,
    .settermprop = on_property,
    .bell = on_bell,
    .sb_pushline = on_scrolled_off,
};

static const VTermParserCallbacks other_callbacks = {.csi = on_other_csi};

/* What the emulator answers, the program reads. */
static void on_answer(const char *bytes, size_t length, void *context)
{
    struct screen *screen = context;

    buffer_append(&screen->keys, bytes, length);
}

/* ---- Pumping ------------------------------------------------------------- */

/* What modes are set shows in the stream alone. */
static void note_modes(struct screen *screen, size_t from)
{
    static const struct {
        const char *sequence;
        bool paste, value;
    } modes[] = {
        {"\033[?1004h", false, true},
        {"\033[?1004l", false, false},
        {"\033[?2004h", true, true},
        {"\033[?2004l", true, false},
    };

    from = from > 16 ? from - 16 : 0; /* one may be cut in two */
    for (size_t i = from; i + 8 <= screen->raw.length; i++)
        for (size_t m = 0; m < 4; m++)
            if (memcmp(screen->raw.data + i, modes[m].sequence, 8) == 0)
                *(modes[m].paste ? &screen->brackets : &screen->focus) =
                    modes[m].value;
}

static void take_output(struct screen *screen)
{
    char bytes[16 * 1024];
    ssize_t length = read(screen->master, bytes, sizeof bytes);
    size_t from = screen->raw.length;

    if (length <= 0)
        return;
    buffer_append(&screen->raw, bytes, (size_t)length);
    note_modes(screen, from);
    vterm_input_write(screen->vterm, bytes, (size_t)length);
}

static void give_keys(struct screen *screen)
{
    ssize_t length;

    if (screen->keys.length == 0)
        return;
    length = write(screen->master, screen->keys.data, screen->keys.length);
    if (length > 0)
        buffer_drop(&screen->keys, (size_t)length);
}

static void look_after_program(struct screen *screen)
{
    int status;

    if (screen->pid == 0 ||
        waitpid(screen->pid, &status, WNOHANG | WUNTRACED) != screen->pid)
        return;
    screen->stopped = WIFSTOPPED(status);
    if (screen->stopped)
        return;
    screen->pid = 0;
    screen->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                         : WEXITSTATUS(status);
}

/* Move what can be moved; wait a little for something to do. */
static void pump(struct screen *screen, int wait_ms)
{
    struct pollfd fd = {.fd = screen->master,
                        .events = screen->frozen ? 0 : POLLIN};

    if (screen->keys.length > 0)
        fd.events |= POLLOUT;
    if (poll(&fd, 1, wait_ms) > 0) {
        if (fd.revents & POLLIN)
            take_output(screen);
        if (fd.revents & POLLOUT)
            give_keys(screen);
    }
    if (screen->peer)
        peer_pump(screen->peer);
    look_after_program(screen);
}

void screen_pump(struct screen *screen)
{
    struct pollfd fd = {.fd = screen->master, .events = POLLIN};

    do
        pump(screen, 0);
    while (!screen->frozen && poll(&fd, 1, 0) > 0 && (fd.revents & POLLIN));
}

static time_t now_s(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

void screen_await(struct screen *screen, bool (*holds)(void *context),
                  void *context, const char *what)
{
    time_t limit = now_s() + DEADLINE_S;

    screen_pump(screen);
    while (!holds(context)) {
        if (now_s() > limit)
            cr_assert_fail("awaited in vain: %s\n%s", what,
                           screen_dump(screen));
        pump(screen, 20);
    }
}

/* ---- Looking ------------------------------------------------------------- */

const char *screen_row(struct screen *screen, int row)
{
    if (row < 0 || row >= screen->setup.rows)
        return NULL;
    buffer_clear(&screen->text);
    append_row(screen, &screen->text, row);
    buffer_append(&screen->text, "", 1);
    return screen->text.data;
}

const char *screen_dump(struct screen *screen)
{
    buffer_clear(&screen->text);
    if (screen->gone.length > 0)
        buffer_append(&screen->text, screen->gone.data, screen->gone.length);
    for (int row = 0; row < screen->setup.rows; row++) {
        append_row(screen, &screen->text, row);
        buffer_append(&screen->text, "\n", 1);
    }
    while (screen->text.length > 1 &&
           screen->text.data[screen->text.length - 2] == '\n')
        screen->text.length--;
    buffer_append(&screen->text, "", 1);
    return screen->text.data;
}

/* The row of a message from the mark on, whatever name stands before it. */
static const char *from_mark(const char *row)
{
    if (*row != ' ')
        return row;
    for (const char *at = row + 1; *at; at++)
        if (at[-1] == ' ' && strchr("|:.", *at) &&
            (at[1] == ' ' || at[1] == '\0'))
            return at;
    return row;
}

static bool is_from_mark(const char *text)
{
    return *text && strchr("|:.", *text) && (text[1] == ' ' || !text[1]);
}

const char *screen_said(struct screen *screen, int row)
{
    return from_mark(screen_row(screen, row));
}

static bool is_row(const char *row, const char *text)
{
    return strcmp(is_from_mark(text) ? from_mark(row) : row, text) == 0;
}

static int count_rows(struct screen *screen, const char *text, bool whole)
{
    char *copy = strdup(screen_dump(screen));
    char *rest = copy;
    char *row;
    int count = 0;

    while ((row = strsep(&rest, "\n")))
        count += whole ? is_row(row, text) : strstr(row, text) != NULL;
    free(copy);
    return count;
}

int screen_count(struct screen *screen, const char *row)
{
    return count_rows(screen, row, true);
}

int screen_count_with(struct screen *screen, const char *text)
{
    return count_rows(screen, text, false);
}

struct sought {
    struct screen *screen;
    const char *text;
};

static bool has_text(void *context)
{
    struct sought *sought = context;

    return screen_count_with(sought->screen, sought->text) > 0;
}

static bool has_row(void *context)
{
    struct sought *sought = context;

    for (int row = 0; row < sought->screen->setup.rows; row++)
        if (is_row(screen_row(sought->screen, row), sought->text))
            return true;
    return false;
}

void screen_await_text(struct screen *screen, const char *text)
{
    screen_await(screen, has_text, &(struct sought){screen, text}, text);
}

void screen_await_row(struct screen *screen, const char *text)
{
    screen_await(screen, has_row, &(struct sought){screen, text}, text);
}

static bool has_ended(void *context)
{
    return ((struct screen *)context)->pid == 0;
}

int screen_await_end(struct screen *screen)
{
    screen_await(screen, has_ended, screen, "the end of the program");
    screen_pump(screen);
    return screen->status;
}

static bool has_stopped(void *context)
{
    return ((struct screen *)context)->stopped;
}

void screen_await_stop(struct screen *screen)
{
    screen_await(screen, has_stopped, screen, "the program being stopped");
    screen_pump(screen);
}

int screen_cursor_row(struct screen *screen)
{
    return screen->cursor.row;
}

int screen_cursor_column(struct screen *screen)
{
    return screen->cursor.col;
}

bool screen_is_plain(struct screen *screen, int row, int column)
{
    VTermScreenCell cell;

    vterm_screen_get_cell(screen->cells,
                          (VTermPos){.row = row, .col = column}, &cell);
    return !cell.attrs.bold && VTERM_COLOR_IS_DEFAULT_FG(&cell.fg);
}

int screen_bells(const struct screen *screen)
{
    return screen->bells;
}

const char *screen_title(const struct screen *screen)
{
    return screen->title;
}

bool screen_wants_focus(const struct screen *screen)
{
    return screen->focus;
}

bool screen_wants_brackets(const struct screen *screen)
{
    return screen->brackets;
}

bool screen_used_alternate(const struct screen *screen)
{
    return screen->alternate;
}

const char *screen_raw(const struct screen *screen, size_t *length)
{
    *length = screen->raw.length;
    return screen->raw.data;
}

void screen_forget_raw(struct screen *screen)
{
    buffer_clear(&screen->raw);
}

bool screen_has_first_modes(struct screen *screen)
{
    struct termios now;

    return tcgetattr(screen->slave, &now) == 0 &&
           now.c_iflag == screen->first.c_iflag &&
           now.c_oflag == screen->first.c_oflag &&
           now.c_lflag == screen->first.c_lflag &&
           now.c_cflag == screen->first.c_cflag &&
           memcmp(now.c_cc, screen->first.c_cc, sizeof now.c_cc) == 0;
}

bool screen_echoes(struct screen *screen)
{
    struct termios now;

    return tcgetattr(screen->slave, &now) == 0 && (now.c_lflag & ECHO);
}

/* ---- Acting -------------------------------------------------------------- */

void screen_type_bytes(struct screen *screen, const char *keys, size_t length)
{
    buffer_append(&screen->keys, keys, length);
    give_keys(screen);
}

void screen_type(struct screen *screen, const char *keys)
{
    screen_type_bytes(screen, keys, strlen(keys));
}

void screen_paste(struct screen *screen, const char *text)
{
    if (screen->brackets)
        screen_type(screen, "\033[200~");
    for (const char *at = text; *at; at++)
        screen_type(screen, (char[]){*at == '\n' ? '\r' : *at, '\0'});
    if (screen->brackets)
        screen_type(screen, "\033[201~");
}

void screen_focus(struct screen *screen, bool focused)
{
    if (screen->focus)
        screen_type(screen, focused ? "\033[I" : "\033[O");
}

void screen_freeze(struct screen *screen, bool frozen)
{
    screen->frozen = frozen;
}

void screen_signal(struct screen *screen, int number)
{
    screen->stopped = false;
    kill(screen->pid, number);
}

/* Wrap the visible rows anew, as some terminals do: a row that is full to its
 * end goes on in the next one.  For text of one column a character. */
static void reflow(struct screen *screen, int rows, int columns)
{
    struct buffer lines = {0};
    int before = screen->setup.columns;
    int first = screen->cursor.row; /* of the line the cursor is in */
    int offset;
    VTermScreenCell cell;

    for (int row = 0; row < screen->cursor.row; row++) {
        append_row(screen, &lines, row);
        vterm_screen_get_cell(screen->cells,
                              (VTermPos){.row = row, .col = before - 1},
                              &cell);
        if (cell.chars[0] == 0)
            buffer_append(&lines, "\r\n", 2);
    }
    for (int row = screen->cursor.row - 1; row >= 0; row--) {
        vterm_screen_get_cell(screen->cells,
                              (VTermPos){.row = row, .col = before - 1},
                              &cell);
        if (cell.chars[0] == 0)
            break;
        first = row;
    }
    append_row(screen, &lines, screen->cursor.row);
    offset = (screen->cursor.row - first) * before + screen->cursor.col;
    vterm_set_size(screen->vterm, rows, columns);
    vterm_input_write(screen->vterm, "\033[H\033[2J", 7);
    vterm_input_write(screen->vterm, lines.data, lines.length);
    screen->setup.columns = columns;
    /* The cursor stands behind the text; it belongs at the offset. */
    for (first = screen->cursor.row; first > 0; first--) {
        vterm_screen_get_cell(screen->cells,
                              (VTermPos){.row = first - 1, .col = columns - 1},
                              &cell);
        if (cell.chars[0] == 0)
            break;
    }
    buffer_clear(&lines);
    buffer_printf(&lines, "\033[%d;%dH", first + offset / columns + 1,
                  offset % columns + 1);
    vterm_input_write(screen->vterm, lines.data, lines.length);
    buffer_release(&lines);
}

void screen_resize(struct screen *screen, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)columns};

    screen_pump(screen);
    if (screen->setup.reflows)
        reflow(screen, rows, columns);
    screen->setup.rows = rows;
    screen->setup.columns = columns;
    vterm_set_size(screen->vterm, rows, columns);
    ioctl(screen->master, TIOCSWINSZ, &size);
}

/* ---- Starting and ending ------------------------------------------------- */

int screen_shell(void *context)
{
    execl("/bin/sh", "sh", "-c", (const char *)context, (char *)NULL);
    return 127;
}

static pid_t job;

static void continue_job(int number)
{
    (void)number;
    tcsetpgrp(STDIN_FILENO, job);
    kill(job, SIGCONT);
}

/* What a shell does: the program is a job in the foreground; when that stops,
 * so does this process, until it is told to go on. */
static void become_shell(void)
{
    int status;

    signal(SIGTTOU, SIG_IGN);
    signal(SIGCONT, continue_job);
    job = fork();
    if (job == 0) {
        signal(SIGCONT, SIG_DFL);
        setpgid(0, 0);
        tcsetpgrp(STDIN_FILENO, getpid());
        signal(SIGTTOU, SIG_DFL);
        return;
    }
    for (;;) {
        if (waitpid(job, &status, WUNTRACED) != job)
            continue;
        if (!WIFSTOPPED(status))
            _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                      : WEXITSTATUS(status));
        raise(SIGSTOP);
    }
}

static void become_program(struct screen *screen)
{
    const struct screen_setup *setup = &screen->setup;

    setsid();
    ioctl(screen->slave, TIOCSCTTY, 0);
    for (int fd = 0; fd <= 2; fd++)
        dup2(screen->slave, fd);
    close(screen->slave);
    close(screen->master);
    unsetenv("NO_COLOR");
    unsetenv("INPUTRC");
    unsetenv("COLUMNS");
    unsetenv("LINES");
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("INPUTRC", "/dev/null", 1);
    setenv("TERM", setup->term ? setup->term : "xterm-256color", 1);
    for (int i = 0; i < 4 && setup->environment[i]; i++)
        putenv(strdup(setup->environment[i]));
    if (setup->has_shell)
        become_shell();
    _exit(setup->program(setup->context));
}

struct screen *screen_start(const struct screen_setup *setup)
{
    struct screen *screen = calloc(1, sizeof *screen);
    struct winsize size = {.ws_row = (unsigned short)setup->rows,
                           .ws_col = (unsigned short)setup->columns};

    screen->setup = *setup;
    screen->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    cr_assert(screen->master >= 0 && grantpt(screen->master) == 0 &&
              unlockpt(screen->master) == 0);
    screen->slave = open(ptsname(screen->master), O_RDWR | O_NOCTTY);
    cr_assert(screen->slave >= 0);
    ioctl(screen->master, TIOCSWINSZ, &size);
    tcgetattr(screen->slave, &screen->first);
    screen->vterm = vterm_new(setup->rows, setup->columns);
    vterm_set_utf8(screen->vterm, 1);
    vterm_output_set_callback(screen->vterm, on_answer, screen);
    screen->cells = vterm_obtain_screen(screen->vterm);
    vterm_screen_set_callbacks(screen->cells, &screen_callbacks, screen);
    vterm_screen_set_unrecognised_fallbacks(screen->cells, &other_callbacks,
                                            screen);
    vterm_screen_enable_altscreen(screen->cells, 1);
    vterm_screen_reset(screen->cells, 1);
    snprintf(screen->title, sizeof screen->title, "before");
    fflush(NULL);
    screen->pid = fork();
    cr_assert(screen->pid >= 0);
    if (screen->pid == 0)
        become_program(screen);
    return screen;
}

void screen_free(struct screen *screen)
{
    if (screen->pid != 0) {
        kill(screen->pid, SIGKILL);
        kill(screen->pid, SIGCONT);
        waitpid(screen->pid, NULL, 0);
    }
    close(screen->master);
    close(screen->slave);
    vterm_free(screen->vterm);
    buffer_release(&screen->gone);
    buffer_release(&screen->text);
    buffer_release(&screen->raw);
    buffer_release(&screen->keys);
    free(screen);
}

void screen_meet(struct screen *screen, struct peer *peer)
{
    screen->peer = peer;
}
