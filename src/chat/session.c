/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/session.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/spin.h"
#include "chat/door.h"
#include "chat/door_return.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"

#define FLAGS 9

static void list_flags(struct session *session, struct flag *flags[FLAGS])
{
    flags[0] = &session->opened;
    flags[1] = &session->silent;
    flags[2] = &session->shutdown;
    flags[3] = &session->ended;
    flags[4] = &session->closed;
    flags[5] = &session->moved;
    flags[6] = &session->link.lost;
    flags[7] = &session->link.released;
    flags[8] = &session->link.restored;
}

int session_init(struct session *session, struct error *error)
{
    struct flag *flags[FLAGS];
    int made = 0;

    list_flags(session, flags);
    atomic_init(&session->awaited, UINT64_MAX);
    while (made < FLAGS && flag_init(flags[made], error) == 0)
        made++;
    if (made == FLAGS) {
        file_inbox_init(&session->file_inbox);
        file_writer_init(&session->file_writer);
        return 0;
    }
    while (made > 0)
        flag_release(flags[--made]);
    return -1;
}

void session_release(struct session *session)
{
    struct flag *flags[FLAGS];

    file_writer_release(&session->file_writer);
    file_inbox_release(&session->file_inbox);
    list_flags(session, flags);
    for (int i = 0; i < FLAGS; i++)
        flag_release(flags[i]);
}

int session_poll(struct session *session, struct spin *spin,
                 struct pollfd *fds, nfds_t count, int timeout_ms)
{
    struct door *door = session->setup->door;
    int64_t deadline = clock_monotonic_ms() + timeout_ms;
    struct pollfd all[SESSION_FDS_MAX + 1];
    int ready, left = timeout_ms;

    if (!door)
        return spin && timeout_ms < 0 ? spin_poll(spin, fds, count)
                                      : poll(fds, count, timeout_ms);
    do {
        memcpy(all, fds, count * sizeof *fds);
        all[count] = (struct pollfd){.fd = door_fd(door), .events = POLLIN};
        left = timeout_ms < 0 ? -1 : clock_ms_left(deadline);
        if (spin && timeout_ms < 0 && door_timeout(door) < 0)
            ready = spin_poll(spin, all, count + 1);
        else
            ready = poll(all, count + 1,
                         clock_shorter(left, door_timeout(door)));
        if (ready == 0 || (ready > 0 && all[count].revents))
            door_step(door);
        ready -= ready > 0 && all[count].revents;
    } while (ready == 0 && left != 0 && !door_look_return(door));
    memcpy(fds, all, count * sizeof *fds);
    return ready;
}

bool session_speak_plain(struct session *session)
{
    int allowed = PLAIN_ALLOWED;

    return atomic_compare_exchange_strong(&session->plain, &allowed,
                                          PLAIN_SPOKEN);
}

void session_allow_plain(struct session *session)
{
    int not_yet = PLAIN_NOT_YET;

    if (atomic_compare_exchange_strong(&session->plain, &not_yet,
                                       PLAIN_ALLOWED))
        flag_raise(&session->silent);
}

bool session_decide(struct session *session)
{
    return atomic_exchange(&session->plain, PLAIN_DECIDED) == PLAIN_SPOKEN;
}

bool session_offers_resume(const struct session *session)
{
    const struct conversation_setup *setup = session->setup;

    return setup->resume_ms > 0 &&
           (setup->host ? setup->monitor != NULL : setup->door != NULL);
}

bool session_may_resume_at(const struct session *session, uint64_t position)
{
    return position >= atomic_load(&session->acknowledged) &&
           position <= atomic_load(&session->sent);
}

void session_tell_plain(const struct session *session)
{
    const struct conversation_setup *setup = session->setup;

    if (setup->terminal->quiet)
        return; /* the prompt shows it */
    terminal_headline(setup->terminal,
                      _("talking with %s; /end ends the conversation, /help "
                        "lists more"),
                      setup->peer && *setup->peer ? setup->peer : _("them"));
    terminal_warn(setup->terminal,
                  _("NOT encrypted: others may read and change what is "
                    "said"));
}

void session_label(const struct session *session)
{
    terminal_set_text(session->setup->terminal, TERMINAL_STATUS, NULL);
    terminal_set_text(session->setup->terminal, TERMINAL_PROMPT,
                      session->is_encrypted ? NULL : _("NOT encrypted"));
}
