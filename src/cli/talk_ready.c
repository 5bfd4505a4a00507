/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/talk_private.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/message.h"
#include "chat/conversation_setup.h"
#include "chat/door.h"
#include "chat/door_web.h"
#include "cli/command_words.h"
#include "cli/connection.h"
#include "cli/invitation.h"
#include "cli/mqtt_command.h"
#include "cli/print.h"
#include "crypto/code_proof.h"
#include "crypto/encryption.h"
#include "crypto/key_files.h"
#include "monitor/carrier_file.h"
#include "monitor/sandbox.h"
#include "net/proxy.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"

bool talk_calls(const struct talk *talk)
{
    return talk->options->action == ACTION_CALL;
}

/* The name that the other side is told, in an encrypted conversation only:
 * that of --name, or the login name. */
static const char *own_name(const struct options *options)
{
    const struct passwd *user;

    if (options->name || options->plain)
        return options->name;
    user = getpwuid(geteuid());
    return user ? user->pw_name : NULL;
}

/* Find out whether the user calls a contact.  With a port, or with --plain,
 * the name is that of a host. */
static int find_contact(struct talk *talk, struct error *error)
{
    const struct options *options = talk->options;
    char name[CONTACT_NAME_MAX + 1];
    int found = 0;

    if (talk_calls(talk) && !options->code && !options->has_port &&
        !options->plain && !options->route.via &&
        contact_name_normalize(options->host, name))
        found = key_files_find_contact(name, &talk->contact, error);
    if (found <= 0)
        return found;
    talk->chosen = *options;
    talk->chosen.host = talk->contact.name;
    talk->chosen.is_contact = true;
    talk->chosen.meets = talk_may_meet(talk);
    talk->options = &talk->chosen;
    return 0;
}

/* Make the words of the command of --via.  Returns 0, with `*words` NULL if
 * there is no --via; or -1 with `error` set. */
static int make_command(const struct talk *talk, char ***words,
                        struct error *error)
{
    const struct options *options = talk->options;

    *words = NULL;
    if (!options->route.via)
        return 0;
    *words = route_is_room(&options->route)
                 ? mqtt_command_words(options->route.via, !talk_calls(talk),
                                      *talk->code.text ? &talk->code : NULL,
                                      talk->terminal, error)
                 : command_words_split(options->route.via, options->host,
                                       options->port, error);
    return *words ? 0 : -1;
}

/* Take the code from the command line and wipe it there, where other users
 * could read it; or make a new one.  The library that proves it is loaded now,
 * while that is possible. */
static int get_code(struct talk *talk, struct error *error)
{
    const struct options *options = talk->options;

    if (!options->code && !options->shows_code)
        return 0;
    if (!talk->encryption || code_proof_load(error) < 0)
        return -1;
    if (options->shows_code) {
        talk->code = code_proof_draw();
        return 0;
    }
    (void)code_parse(options->code, &talk->code);
    memset(options->code, '*', strlen(options->code));
    return 0;
}

/* The proxy of --proxy; its host is NULL if there is none. */
static struct proxy proxy_of(const struct options *options)
{
    return (struct proxy){
        .host = options->route.proxy_host,
        .port = options->route.proxy_port,
        .user = options->route.proxy_user,
        .password = getenv("CHARLA_PROXY_PASSWORD"),
    };
}

/* The files of keys, for what the user has named: a host, a room, a contact or
 * nothing. */
static struct key_files *open_key_files(const struct talk *talk)
{
    const struct options *options = talk->options;
    bool names = talk_calls(talk) && !route_is_code_room(&options->route);
    struct key_files *files =
        key_files_new(names ? options->host : NULL, options->port);

    key_files_expect(files, options->is_contact ? &talk->contact : NULL);
    if (*talk->code.text)
        key_files_expect_code(files, talk_has_found(talk));
    return files;
}

/* Start the monitor, which will do what this process may no longer do. */
static int start_monitor(struct talk *talk, char *const *words,
                         struct error *error)
{
    const struct options *options = talk->options;
    const char *host = talk_calls(talk) ? options->host : NULL;
    struct key_files *files = open_key_files(talk);
    const struct contact *contact =
        options->is_contact ? &talk->contact : NULL;
    char *directory = options->plain ? NULL : key_files_directory();
    const struct proxy proxy = proxy_of(options);
    struct monitor_setup setup = {
        .host = host,
        .port = options->port,
        .contact = contact,
        .meets = options->meets,
        .family = options->family,
        .timeout_s = options->timeout_s,
        .command = words,
        .proxy = proxy.host ? &proxy : NULL,
        .directory = directory,
        .web = talk->web,
        .has_files = talk->terminal->is_person && talk->encryption &&
                     *encryption_library(),
        .download = options->download,
        .keys = key_files_agent(files),
    };
    int result;

    result = monitor_start(&talk->monitor, &setup, error);
    setup.has_files = false;
    if (result == 0 && options->meets)
        result = monitor_start(&talk->caller, &setup, error);
    notes_begin(&talk->notes, talk->monitor.notes);
    (void)unsetenv("CHARLA_PROXY_PASSWORD"); /* the monitor has it now */
    free(directory);
    key_files_free(files);
    return result;
}

/* Start the monitor, after finding the programs that it may start. */
static int start_helpers(struct talk *talk, struct error *error)
{
    char **words;
    int result;

    if (make_command(talk, &words, error) < 0)
        return -1;
    result = start_monitor(talk, words, error);
    command_words_free(words);
    return result;
}

/* Offer a page for browsers?  Not with --encrypt, because the page is not
 * encrypted, and not in a pipe, which must get the bytes as they were sent. */
static bool wants_page(const struct talk *talk)
{
    const struct options *options = talk->options;

    return !talk_calls(talk) && talk->terminal->is_person &&
           !options->plain && !options->encrypt && !options->no_web &&
           !options->shows_code &&
           !options->route.via;
}

/* Open the door.  A listener offers encryption in its first line, so it needs
 * its key before anybody calls. */
static int open_door(struct talk *talk, int *status, struct error *error)
{
    const struct options *options = talk->options;
    struct door_setup setup = {
        .listener = -1,
        .terminal = talk->terminal,
        .encryption = talk->encryption,
        .must_encrypt = options->encrypt || *talk->code.text,
        .shows_code = *talk->code.text,
        .timeout_s = options->timeout_s,
        .undecided_ms = CONVERSATION_UNDECIDED_MS,
    };
    const struct invitation invitation = {
        .has_page = talk->web != NULL,
        .is_announced = talk_is_announced(talk),
        .code = talk->code.text,
    };

    if (talk->encryption && encryption_prepare(talk->encryption, error) < 0) {
        *status = STATUS_UNSAFE;
        return -1;
    }
    if (!options->route.via)
        setup.listener = connection_listen(options, talk->terminal,
                                           &invitation, error);
    else if (!route_is_room(&options->route))
        terminal_notice(talk->terminal,
                        _("waiting for a call through the command"));
    if (setup.listener < 0 && !options->route.via)
        return -1;
    if (setup.listener >= 0)
        talk_announce(talk, setup.listener);
    if (talk->web)
        setup.web = door_web_new(&talk->monitor, talk->terminal);
    talk->door = door_new(&setup, error);
    return talk->door ? 0 : -1;
}

/* Enter the sandbox.  Libraries read some files when they are first used, such
 * as catalogs and the time zone, so they are used once before. */
void talk_confine(struct talk *talk)
{
    if (talk->is_confined)
        return;
    talk->is_confined = true;
    (void)error_words(ENOENT);
    (void)_("you have ended the conversation");
    tzset();
    message_begin();
    if (sandbox_enter() != sandbox_built_in())
        terminal_notice(talk->terminal,
                        _("this system cannot protect charla with a full "
                          "sandbox, see charla --version"));
}

int talk_get_ready(struct talk *talk, int *status, struct error *error)
{
    *status = STATUS_UNSAFE;
    if (find_contact(talk, error) < 0 || get_code(talk, error) < 0)
        return -1;
    *status = STATUS_FAILED;
    if (talk_look_around(talk, error) < 0)
        return -1;
    if (wants_page(talk))
        talk->web = carrier_file_find("charla-web");
    if (start_helpers(talk, error) < 0)
        return -1;
    talk->name = own_name(talk->options);
    signals_begin(&talk->signals);
    talk->has_signals = true;
    talk->waiter = (struct terminal_waiter){
        .terminal = talk->terminal,
        .monitor = &talk->monitor,
        .announcer = &talk->announcer,
        .notes = &talk->notes,
        .wait_mask = &talk->signals.previous,
        .drops_lines = !talk_calls(talk),
    };
    terminal_waiter_begin(&talk->waiter); /* reads a file, the inputrc */
    if (talk->options->meets && talk_open_own_door(talk, status, error) < 0)
        return -1;
    if (!talk_calls(talk) && open_door(talk, status, error) < 0)
        return -1;
    if (!talk->has_menu || !talk_calls(talk) || talk->options->meets)
        talk_confine(talk);
    return 0;
}
