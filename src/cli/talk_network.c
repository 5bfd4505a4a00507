/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* talk_network: finds the person to call by the announcements in this network,
 * and announces a listener there. */
#include <config.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/random.h"
#include "base/waiter.h"
#include "cli/finder.h"
#include "cli/talk_private.h"
#include "crypto/encryption.h"
#include "net/address.h"
#include "net/resolver.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"
#include "text/utf8.h"

/* How long charla looks for a name before it calls that as a host, and how long
 * it goes on if that is no host, or before it calls the last addresses of a
 * contact; in ms.  Avahi usually says after one second that it knows of nobody
 * else, and after five if somebody whom it names does not answer. */
#define NAME_MS 2000
#define NAME_STILL_MS 10000

/* With --wait: how long a name that is neither announced nor known as a host is
 * looked for before it is looked up again, and how long that may take. */
#define LOOK_AGAIN_MS 15000
#define LOOK_UP_MS 3000

/* ---- Whom to call -------------------------------------------------------- */

/* Call this address instead of a host with that name. */
static void call_there(struct talk *talk, const struct waiting *found)
{
    talk->found = *found;
    talk->chosen = *talk->options;
    talk->chosen.host = talk->found.address;
    talk->chosen.port = talk->found.port;
    talk->options = &talk->chosen;
    terminal_notice(talk->terminal, _("%s is waiting at %s port %s"),
                    found->name, found->address, found->port);
}

bool talk_has_found(const struct talk *talk)
{
    return talk->options->host == talk->found.address;
}

/* The contact announces itself: call at that place first. */
static void put_first(struct contact *contact, const struct waiting *found)
{
    struct contact_place *places = contact->places;

    if (contact->place_count < CONTACT_PLACES_MAX)
        contact->place_count++;
    memmove(places + 1, places, (contact->place_count - 1) * sizeof *places);
    snprintf(places->host, sizeof places->host, "%s", found->address);
    snprintf(places->port, sizeof places->port, "%s", found->port);
}

/* Until when to look around: as long as calls are made again, with --wait. */
static int64_t give_up_at(const struct options *options)
{
    unsigned seconds = options->wait ? options->wait_s : options->timeout_s;

    return seconds > 0 ? clock_monotonic_ms() + (int64_t)seconds * 1000
                       : CLOCK_NEVER;
}

/* The end of a look of that many ms that begins now. */
static int64_t look_until(int64_t ms, int64_t give_up_at)
{
    int64_t until = clock_monotonic_ms() + ms;

    return give_up_at < until ? give_up_at : until;
}

static int find_code(struct talk *talk, struct error *error)
{
    char digits[CODE_DIGITS + 1];
    const struct finder_wish wish = {
        .code = digits,
        .waits = true,
        .until = give_up_at(talk->options),
    };
    struct waiting found;

    code_write_digits(&talk->code, digits);
    digits[CODE_PUBLIC] = '\0';
    terminal_notice(talk->terminal, _("looking for the code %s in this "
                                      "network"),
                    digits);
    if (finder_find(&wish, &found, error) == FINDER_FOUND) {
        call_there(talk, &found);
        return 0;
    }
    if (!*error->text)
        error_set(error, _("nobody in this network shows the code %s"),
                  digits);
    return -1;
}

/* Could somebody announce this name?  One with a dot is taken for an address
 * or a name of the DNS. */
static bool may_be_announced(const struct options *options)
{
    char name[CONTACT_NAME_MAX + 1];

    return !options->has_port && !options->route.via &&
           !options->route.proxy_host &&
           contact_name_normalize(options->host, name) &&
           strcmp(options->host, "localhost") != 0;
}

static bool is_host(const struct options *options)
{
    const struct resolver_query query = {
        .host = options->host,
        .port = options->port,
        .family = options->family,
        .deadline = clock_monotonic_ms() + LOOK_UP_MS,
        .waiter = &waiter_plain,
    };
    struct address_list list = {0};
    struct error ignored = {0};
    bool result = resolver_look_up(&query, &list, &ignored) == 0;

    address_list_release(&list);
    return result;
}

/* With --wait a name is waited for, until somebody announces it or it turns
 * out to be a host.  Returns as talk_look_around does. */
static int wait_for_name(struct talk *talk, struct error *error)
{
    const struct options *options = talk->options;
    struct finder_wish wish = {.name = options->host, .waits = true};
    const int64_t end = give_up_at(options);
    enum finder_answer answer;
    struct waiting found;

    terminal_notice(talk->terminal,
                    _("waiting for somebody in this network who is called %s"),
                    options->host);
    do {
        wish.until = look_until(LOOK_AGAIN_MS, end);
        answer = finder_find(&wish, &found, error);
        if (answer == FINDER_FOUND) {
            call_there(talk, &found);
            return 0;
        }
        if (answer == FINDER_FAILED || is_host(options)) {
            error->text[0] = '\0';
            return 0; /* it is called as a host, and that again and again */
        }
    } while (clock_ms_left(end) != 0);
    error_set(error, _("nobody in this network is called %s"), options->host);
    return -1;
}

/* Look for the name, or the contact, that is to be called. */
static enum finder_answer look_for_name(struct talk *talk,
                                        struct waiting *found)
{
    const struct options *options = talk->options;
    const int64_t end = give_up_at(options);
    struct finder_wish wish = {
        .name = options->host,
        .until = look_until(NAME_MS, end),
    };
    struct error ignored = {0};
    enum finder_answer answer = finder_find(&wish, found, &ignored);

    if (answer != FINDER_TIME_UP || clock_ms_left(end) == 0 ||
        (!options->is_contact && (options->wait || is_host(options))))
        return answer;
    terminal_notice(talk->terminal, _("still looking for %s in this network"),
                    options->host);
    wish.until = look_until(NAME_STILL_MS, end);
    return finder_find(&wish, found, &ignored);
}

static int find_name(struct talk *talk, struct error *error)
{
    const struct options *options = talk->options;
    struct waiting found;
    enum finder_answer answer = look_for_name(talk, &found);

    if (answer == FINDER_FAILED)
        return 0;
    if (answer != FINDER_FOUND)
        return options->wait && !options->is_contact && !is_host(options)
                   ? wait_for_name(talk, error)
                   : 0;
    if (!options->is_contact)
        call_there(talk, &found);
    else if (waiting_is_contact(&found))
        put_first(&talk->contact, &found);
    return 0;
}

int talk_look_around(struct talk *talk, struct error *error)
{
    if (!talk_calls(talk) || talk->options->meets || !discovery_is_built_in())
        return 0;
    if (!talk->options->host)
        return find_code(talk, error);
    return may_be_announced(talk->options) ? find_name(talk, error) : 0;
}

/* ---- Who waits ----------------------------------------------------------- */

/* Words that are easy to tell apart when read aloud. */
static const char *const firsts[] = {
    "amber", "brave", "calm", "dry", "early", "fresh", "green", "happy",
    "icy", "jolly", "kind", "lucky", "mild", "noble", "olive", "proud",
};
static const char *const seconds[] = {
    "apple", "bridge", "cloud", "drum", "eagle", "forest", "garden", "hill",
    "island", "jacket", "kettle", "lemon", "mountain", "needle", "ocean",
    "pencil",
};

/* Choose the name to announce: that of --name, else two random words. */
static void choose_name(const struct options *options,
                        char name[DISCOVERY_NAME_MAX])
{
    unsigned char lot[2] = {0};

    if (options->name) {
        snprintf(name, DISCOVERY_NAME_MAX, "%.*s",
                 (int)utf8_cut(options->name, strlen(options->name),
                               DISCOVERY_NAME_MAX - 1),
                 options->name);
        return;
    }
    (void)random_fill(lot, sizeof lot);
    snprintf(name, DISCOVERY_NAME_MAX, "%s %s", firsts[lot[0] % 16],
             seconds[lot[1] % 16]);
}

static unsigned port_of(int listener)
{
    struct address bound = {.length = sizeof bound.storage};

    if (getsockname(listener, (struct sockaddr *)&bound.storage,
                    &bound.length) < 0)
        return 0;
    return address_port(&bound);
}

bool talk_is_announced(const struct talk *talk)
{
    const struct options *options = talk->options;

    return talk->terminal->is_person && !options->no_announce &&
           (!options->host || options->meets) && discovery_is_built_in();
}

void talk_announce(struct talk *talk, int listener)
{
    const struct options *options = talk->options;
    struct discovery_announcement what = {.port = port_of(listener)};
    char digits[CODE_DIGITS + 1];

    if (!talk_is_announced(talk) || what.port == 0)
        return;
    choose_name(options, what.name);
    if (talk->encryption &&
        announcement_tag_make(encryption_fingerprint(talk->encryption),
                              &what.tag) < 0)
        return;
    if (*talk->code.text) {
        code_write_digits(&talk->code, digits);
        snprintf(what.code, sizeof what.code, "%.4s", digits);
    }
    announcer_begin(&talk->announcer, &what, talk->terminal);
}
