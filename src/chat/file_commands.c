/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_commands: carries out /send, /take, /decline, /files and /cancel. */
#include <config.h>

#include "chat/files_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "chat/session.h"
#include "monitor/monitor_files.h"
#include "terminal/command.h"
#include "terminal/input_queue.h"
#include "terminal/terminal_notice.h"
#include "text/words.h"

/* ---- /send --------------------------------------------------------------- */

/* Offer the whole text as one path, if there is such a file: then blanks in it
 * need no quotes. */
static bool send_as_one(struct files *files, const char *path)
{
    struct file_source_facts facts = {0};
    struct error ignored = {0};
    int fd;

    if (!strpbrk(path, " \t"))
        return false;
    fd = monitor_files_open(files->monitor, path, &facts, &ignored);
    if (fd < 0)
        return false;
    close(fd);
    file_upload_offer(files, path);
    return true;
}

static void offer_all(struct files *files, const char *paths)
{
    struct buffer word = {0};

    if (atomic_load(&files->session->takes_files) == FILES_NOT_TAKEN)
        terminal_answer(files->terminal,
                        _("nobody is at the other side who could take a file: "
                          "it is a pipe"));
    else if (!send_as_one(files, paths))
        while (words_next(&paths, &word))
            file_upload_offer(files, word.data);
    buffer_release(&word);
}

static void run_send(struct files *files, const char *argument)
{
    if (!*argument) {
        terminal_answer(files->terminal,
                        _("/send PATH offers a file; several paths offer "
                          "several"));
    } else if (files->is_down) {
        /* The monitor is busy with calling. */
        buffer_append(&files->to_send, argument, strlen(argument) + 1);
        terminal_answer(files->terminal,
                        _("it is offered as soon as the other side is "
                          "there again"));
    } else {
        offer_all(files, argument);
    }
}

void file_commands_restart(struct files *files)
{
    struct buffer texts = files->to_send;

    files->to_send = (struct buffer){0};
    for (size_t at = 0; at < texts.length; at += strlen(texts.data + at) + 1)
        offer_all(files, texts.data + at);
    buffer_release(&texts);
}

/* ---- The others name an offer -------------------------------------------- */

/* Take the number at the beginning of `*argument`, which then points after it;
 * 0: there is none. */
static unsigned take_number(const char **argument)
{
    size_t digits = strspn(*argument, "0123456789");
    unsigned long number;

    if (digits == 0 || digits > 6 || !strchr(" \t", (*argument)[digits]))
        return 0;
    number = strtoul(*argument, NULL, 10);
    *argument += digits;
    *argument += strspn(*argument, " \t");
    return (unsigned)number;
}

static bool is_open(const struct file_offer *offer)
{
    return offer->state != FILE_ENDED;
}

static bool is_theirs(const struct file_offer *offer)
{
    return !offer->is_ours && is_open(offer);
}

static bool waits(const struct file_offer *offer)
{
    return !offer->is_ours && offer->state == FILE_OFFERED;
}

/* Find the offer with this number, or, if that is 0, the first one that is
 * `meant`.  Returns NULL, and tells the user, if there is none. */
static struct file_offer *find(const struct files *files, unsigned number,
                               bool (*meant)(const struct file_offer *))
{
    struct file_offer *offer;

    if (number > 0) {
        offer = file_table_by_number(&files->table, number);
        if (offer && (meant == waits ? is_theirs : meant)(offer))
            return offer;
    } else {
        for (offer = files->table.first; offer; offer = offer->next)
            if (meant(offer))
                return offer;
    }
    if (number > 0)
        terminal_answer(files->terminal,
                        _("there is no such file %u; /files lists them"),
                        number);
    else
        terminal_answer(files->terminal, _("no file is offered"));
    return NULL;
}

/* The same, for a command that takes nothing but a number. */
static struct file_offer *find_only(const struct files *files,
                                    const struct user_command *asked,
                                    bool (*meant)(const struct file_offer *))
{
    const char *rest = asked->rest;
    unsigned number = take_number(&rest);

    if (!*rest)
        return find(files, number, meant);
    terminal_answer(files->terminal,
                    _("'%s' is not the number of a file; /files lists them"),
                    asked->argument);
    return NULL;
}

/* Choose the name for a file that is taken: the only word, as a shell would
 * read it, or else all that was typed. */
static void choose_name(struct buffer *name, const char *typed)
{
    const char *rest = typed;
    struct buffer more = {0};

    if (!words_next(&rest, name) || words_next(&rest, &more)) {
        buffer_clear(name);
        buffer_append_string(name, typed);
    } else {
        name->length = strlen(name->data);
    }
    buffer_release(&more);
}

static void run_take(struct files *files, const char *argument)
{
    struct file_offer *offer = find(files, take_number(&argument), waits);

    if (!offer)
        return;
    if (*argument)
        choose_name(&offer->taken_as, argument);
    file_download_take(files, offer);
}

static void run_decline(struct files *files, const struct user_command *asked)
{
    struct file_offer *offer = find_only(files, asked, waits);

    if (offer)
        file_download_refuse(files, offer);
}

static void run_cancel(struct files *files, const struct user_command *asked)
{
    struct file_offer *offer = find_only(files, asked, is_open);

    if (!offer)
        return;
    if (offer->is_ours)
        file_upload_cancel(files, offer);
    else
        file_download_refuse(files, offer);
}

void file_commands_run(struct files *files, const struct user_command *asked)
{
    switch ((int)asked->command) {
    case COMMAND_SEND:
        run_send(files, asked->rest);
        break;
    case COMMAND_TAKE:
        run_take(files, asked->rest);
        break;
    case COMMAND_DECLINE:
        run_decline(files, asked);
        break;
    case COMMAND_CANCEL:
        run_cancel(files, asked);
        break;
    case COMMAND_FILES:
        file_report_list(files);
        break;
    default:
        break;
    }
}
