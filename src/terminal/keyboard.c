/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/keyboard.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/buffer.h"
#include "terminal/completion.h"
#include "terminal/display.h"
#include "terminal/palette.h"
#include "terminal/prompt.h"
#include "terminal/input_queue.h"
#include "text/sanitize.h"

/* How long the rest of a key's sequence may take, in ms.  Nothing is drawn
 * meanwhile. */
#define SEQUENCE_MS 50

/* At most this many names are shown when there are several. */
#define CHOICES_MAX 40

#define CTRL_D 4

void keyboard_init(struct keyboard *keyboard, const struct keyboard *start)
{
    *keyboard = *start;
}

void keyboard_release(struct keyboard *keyboard)
{
    input_parser_release(&keyboard->parser);
}

/* ---- What the prompt has to say; called inside its functions ------------- */

static void accept_line(void *context, const char *text, size_t length)
{
    struct keyboard *keyboard = context;

    if (keyboard->drains) {
        keyboard->has_left = true;
        return;
    }
    if (memchr(text, '\n', length))
        input_queue_add_text(keyboard->queue, text, length);
    else
        input_queue_add_line(keyboard->queue, text, length);
    if (length > 0)
        display_draw_mine(keyboard->display, text, length,
                          keyboard->queue->is_dropped);
}

/* Show several names, each ended by '\0'. */
static void show_choices(struct keyboard *keyboard,
                         const struct buffer *choices)
{
    struct buffer sentence = {0};
    const char *name = choices->data;
    size_t count = 0, length;

    for (; name < choices->data + choices->length; name += length + 1) {
        length = strlen(name);
        if (count++ < CHOICES_MAX)
            sanitize_append(&sentence, name, length);
        if (count < CHOICES_MAX)
            buffer_append_string(&sentence, "  ");
    }
    if (count > CHOICES_MAX)
        buffer_printf(&sentence, _("  and %zu more"), count - CHOICES_MAX);
    buffer_append(&sentence, "", 1);
    display_draw_sentence(keyboard->display, sentence.data,
                          TERMINAL_ANSWER);
    buffer_release(&sentence);
}

static void complete(void *context, const char *line, size_t length,
                     struct buffer *added)
{
    struct keyboard *keyboard = context;
    struct buffer choices = {0};

    if (keyboard->drains)
        return;
    completion_find(keyboard->completer, line, length, added, &choices);
    if (choices.length > 0)
        show_choices(keyboard, &choices);
    buffer_release(&choices);
}

static void clear_screen(void *context)
{
    struct keyboard *keyboard = context;

    display_interrupt(keyboard->display);
}

static void end_input(void *context)
{
    struct keyboard *keyboard = context;

    keyboard->ended = true;
    if (keyboard->drains)
        keyboard->has_left = true;
}

/* ---- Reading ------------------------------------------------------------- */

/* Read the terminal's input.  Returns false if there is none, or at its end. */
static bool read_input(struct keyboard *keyboard)
{
    struct pollfd fd = {.fd = keyboard->fd, .events = POLLIN};
    char bytes[4096];
    ssize_t length;

    if (poll(&fd, 1, 0) <= 0)
        return false;
    length = read(fd.fd, bytes, sizeof bytes);
    if (length > 0)
        input_parser_add(&keyboard->parser, bytes, (size_t)length);
    else if (length == 0 || (errno != EINTR && errno != EAGAIN))
        keyboard->gone = true;
    if (keyboard->gone)
        end_input(keyboard); /* the terminal has hung up */
    return length > 0;
}

/* Pass typed input on to the prompt.  Once the user is done it is dropped. */
static void feed(struct keyboard *keyboard, enum prompt_input kind,
                 const struct buffer *bytes)
{
    struct display *display = keyboard->display;

    keyboard->keys++;
    keyboard->last_key = clock_now_ms(&display->transcript.clock);
    if (keyboard->drains && (keyboard->has_left || kind == PROMPT_PASTE)) {
        keyboard->has_dropped = true;
        return;
    }
    /* In the middle of a line Ctrl-D deletes a character; but this line is
     * not going to be sent. */
    if (keyboard->drains && kind == PROMPT_KEYS &&
        memchr(bytes->data, CTRL_D, bytes->length))
        end_input(keyboard);
    display->prompt->feed(kind, bytes->data, bytes->length);
}

static void handle(struct keyboard *keyboard, enum input_event event,
                   const struct buffer *bytes)
{
    struct display *display = keyboard->display;
    struct palette_colour background;

    switch (event) {
    case INPUT_NOTHING:
        break;
    case INPUT_KEYS:
        feed(keyboard, PROMPT_KEYS, bytes);
        break;
    case INPUT_SEQUENCE:
        if (palette_read_report(bytes->data, bytes->length, &background))
            display_set_background(display, &background);
        else
            feed(keyboard, PROMPT_SEQUENCE, bytes);
        break;
    case INPUT_PASTE:
        feed(keyboard, PROMPT_PASTE, bytes);
        break;
    case INPUT_DROPPED:
        display_draw_sentence(display, _("the pasted text is dropped"),
                              TERMINAL_ANSWER);
        break;
    case INPUT_FOCUS_IN:
    case INPUT_FOCUS_OUT:
        bell_focus(&display->bell, event == INPUT_FOCUS_IN);
        break;
    case INPUT_INTERRUPT:
        if (keyboard->drains)
            keyboard->interrupted = true;
        else if (!display->prompt->clear())
            end_input(keyboard);
        break;
    }
}

/* Escape, or the beginning of a sequence?  Wait for the rest of it.  Returns
 * false if there was nothing to wait for. */
static bool await_sequence(struct keyboard *keyboard)
{
    struct pollfd fd = {.fd = keyboard->fd, .events = POLLIN};

    if (!input_parser_is_ambiguous(&keyboard->parser))
        return false;
    if (poll(&fd, 1, SEQUENCE_MS) <= 0 || !read_input(keyboard))
        input_parser_settle(&keyboard->parser);
    return true;
}

void keyboard_read(struct keyboard *keyboard)
{
    struct buffer bytes = {0};
    enum input_event event;

    (void)read_input(keyboard);
    do {
        event = input_parser_next(&keyboard->parser, &bytes);
        handle(keyboard, event, &bytes);
    } while ((event != INPUT_NOTHING || await_sequence(keyboard)) &&
             (keyboard->drains || !keyboard->ended));
    buffer_release(&bytes);
}

void keyboard_drain(struct keyboard *keyboard)
{
    if (!keyboard->drains) {
        keyboard->drains = true;
        keyboard->has_left = keyboard->ended;
        keyboard->display->prompt->freeze();
    }
    keyboard_read(keyboard);
}

bool keyboard_take_interrupt(struct keyboard *keyboard)
{
    bool interrupted = keyboard->interrupted;

    keyboard->interrupted = false;
    return interrupted;
}

bool keyboard_has_hung_up(const struct keyboard *keyboard)
{
    struct pollfd fd = {.fd = keyboard->fd};

    return poll(&fd, 1, 0) > 0 && (fd.revents & POLLHUP);
}

void keyboard_begin(struct keyboard *keyboard)
{
    struct display *display = keyboard->display;

    /* The next conversation may have begun. */
    keyboard->ended = keyboard->gone;
    keyboard->drains = keyboard->interrupted = false;
    keyboard->has_dropped = keyboard->has_left = false;
    display->prompt->begin(&(struct prompt_owner){
        .screen = &display->screen,
        .accept = accept_line,
        .end = end_input,
        .complete = complete,
        .clear = clear_screen,
        .context = keyboard,
    });
    display->has_prompt = true;
}

bool keyboard_was_pressed(const struct keyboard *keyboard, int period)
{
    long long since = clock_now_ms(&keyboard->display->transcript.clock) -
                      keyboard->last_key;

    return since >= 0 && since < period;
}
