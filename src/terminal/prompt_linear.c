/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/prompt.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/buffer.h"
#include "text/sanitize.h"
#include "text/utf8.h"

#define CONTROL(letter) ((letter) & 0x1F)
#define DELETE 0x7F

static struct {
    struct prompt_owner owner;
    struct termios modes;   /* the terminal's own */
    struct buffer line;     /* typed so far */
    size_t shown;           /* bytes of it that are on the current row */
    bool stale;             /* the row no longer shows how the line begins */
    bool waits;             /* since it was shown, text was only removed */
    bool echoes;            /* the terminal echoed, so charla does */
    bool active;
    bool frozen;
} prompt;

/* ---- Drawing: only ever forward ------------------------------------------ */

static void new_row(void)
{
    if (prompt.shown > 0)
        buffer_append(prompt.owner.screen, "\n", 1);
    prompt.shown = 0;
    prompt.stale = false;
}

static void hide(void)
{
    if (prompt.active)
        new_row();
}

static void show(void)
{
    size_t length = prompt.line.length;

    if (!prompt.active || !prompt.echoes)
        return;
    prompt.waits = false;
    if (prompt.stale)
        new_row();
    if (length > prompt.shown)
        sanitize_append(prompt.owner.screen, prompt.line.data + prompt.shown,
                         length - prompt.shown);
    prompt.shown = length;
}

/* ---- Keys ---------------------------------------------------------------- */

/* Text that was removed remains on the row.  The rest of the line is shown on a
 * new row as soon as more is typed. */
static void cut(size_t length)
{
    prompt.line.length = length;
    if (prompt.shown > length)
        prompt.stale = prompt.waits = true;
}

static void erase_character(void)
{
    size_t length = prompt.line.length;

    while (length > 0 && utf8_is_continuation(prompt.line.data[length - 1]))
        length--;
    cut(length > 0 ? length - 1 : 0);
}

static void erase_word(void)
{
    size_t length = prompt.line.length;

    while (length > 0 && prompt.line.data[length - 1] == ' ')
        length--;
    while (length > 0 && prompt.line.data[length - 1] != ' ')
        length--;
    cut(length);
}

static void add(unsigned char key)
{
    char byte = (char)key;

    buffer_append(&prompt.line, &byte, 1);
    prompt.waits = false;
}

static void repeat(void)
{
    prompt.stale = prompt.shown > 0;
    prompt.waits = false;
}

static void accept(void)
{
    show();
    if (prompt.echoes && !prompt.frozen) {
        buffer_append(prompt.owner.screen, "\n", 1);
        prompt.shown = 0;
    }
    prompt.owner.accept(prompt.owner.context,
                        prompt.line.data ? prompt.line.data : "",
                        prompt.line.length);
    if (!prompt.frozen)
        buffer_clear(&prompt.line);
}

static void complete(void)
{
    struct buffer added = {0};

    prompt.owner.complete(prompt.owner.context,
                          prompt.line.data ? prompt.line.data : "",
                          prompt.line.length, &added);
    buffer_append(&prompt.line, added.data, added.length);
    buffer_release(&added);
}

static void take_key(unsigned char key)
{
    if (key == '\r' || key == '\n')
        accept();
    else if (key == DELETE || key == '\b')
        erase_character();
    else if (key == CONTROL('U'))
        cut(0);
    else if (key == CONTROL('W'))
        erase_word();
    else if (key == CONTROL('R'))
        repeat();
    else if (key == CONTROL('D') && prompt.line.length == 0)
        prompt.owner.end(prompt.owner.context);
    else if (key == '\t')
        complete();
    else if (key >= ' ')
        add(key);
}

/* Keys that send a sequence, such as arrows, have no meaning here. */
static void feed(enum prompt_input kind, const char *keys, size_t length)
{
    if (!prompt.active || kind == PROMPT_SEQUENCE)
        return;
    for (size_t i = 0; i < length; i++)
        take_key((unsigned char)keys[i]);
    if (!prompt.waits)
        show();
}

/* ---- The terminal's modes ------------------------------------------------ */

/* Have the terminal deliver each key at once and without echo.  It still sends
 * signals, and treats output as before. */
static void prepare(void)
{
    struct termios modes;

    if (tcgetattr(STDIN_FILENO, &prompt.modes) < 0)
        return;
    prompt.echoes = (prompt.modes.c_lflag & ECHO) != 0;
    modes = prompt.modes;
    modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

static void unprepare(void)
{
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &prompt.modes);
}

static void begin(const struct prompt_owner *owner)
{
    prompt.owner = *owner;
    prompt.shown = 0;
    prompt.stale = prompt.waits = prompt.frozen = false;
    prompt.active = true;
    prepare();
}

static void stop(void)
{
    hide();
    unprepare();
    prompt.active = false;
}

static void resume(void)
{
    if (prompt.active)
        unprepare();
    prepare();
    prompt.active = true;
    show();
}

static void end(void)
{
    if (!prompt.active)
        return;
    show();
    new_row();
    unprepare();
    prompt.active = false;
    buffer_release(&prompt.line);
}

/* ---- The rest ------------------------------------------------------------ */

static void resize(void)
{
}

static int first_byte(void)
{
    return prompt.line.length > 0 ? (unsigned char)prompt.line.data[0] : -1;
}

static bool clear(void)
{
    if (prompt.line.length == 0)
        return false;
    new_row();
    buffer_clear(&prompt.line);
    return true;
}

static void freeze(void)
{
    prompt.frozen = true;
}

const struct prompt prompt_linear = {
    .begin = begin,
    .hide = hide,
    .show = show,
    .feed = feed,
    .first_byte = first_byte,
    .clear = clear,
    .freeze = freeze,
    .stop = stop,
    .resume = resume,
    .resize = resize,
    .end = end,
    .leaves_lines = true,
};
