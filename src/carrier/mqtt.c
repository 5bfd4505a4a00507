/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* charla-mqtt: a link for charla through a room at an MQTT broker, where two
 * people meet who both can only call out.
 *
 *     charla-mqtt [-l] mqtt[s]://[USER@]BROKER[:PORT]/ROOM
 *
 * Its standard input and output are the link, as for any command of --via; its
 * messages for the user go to standard error.  It ends at once if it cannot
 * enter the room; but once it has been there, or if charla has started it
 * before ($CHARLA_AGAIN), the broker may go and come back until the other side
 * comes.  The exit status is 0 after an end in order, and when nobody has said
 * anything to a listener in the room.  The password is in
 * $CHARLA_MQTT_PASSWORD, or in the file that $CHARLA_MQTT_PASSWORD_FILE names.
 * The broker keeps nothing: no retained message, no session (MQTT 3.1.1, OASIS,
 * sections 3.1.2.4 and 3.3.1.3), QoS 0. */
#include <config.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/process.h"
#include "carrier/mqtt_stay.h"
#include "net/mqtt_url.h"

#define WRONG_USAGE 2

/* The longest pause between two stays, in ms. */
#define PAUSE_MAX_MS 32000

/* Stay in the room in a child: once that is in the sandbox it cannot connect
 * again.  Returns how it has ended, as waitpid says, or -1 if there is none. */
static int stay_in_child(const struct mqtt_url *url, bool listens,
                         bool is_patient)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        process_end_with_parent(SIGTERM);
        exit((int)mqtt_stay(url, listens, is_patient));
    }
    if (child < 0)
        (void)fprintf(stderr, "%s\n", error_words(errno));
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

/* If the broker is lost while nobody has come, another child takes the place of
 * the one before.  It has all the time in the world; but a broker that always
 * throws it out is not called all the time.  Returns the exit status. */
static int stay_until_met(const struct mqtt_url *url, bool listens)
{
    bool is_again = getenv("CHARLA_AGAIN") != NULL;
    int status = stay_in_child(url, listens, is_again);
    int pause_ms = MQTT_STAY_AGAIN_MS;

    while (WIFEXITED(status) && WEXITSTATUS(status) == MQTT_STAY_ALONE) {
        if (mqtt_stay_is_hung_up_within(pause_ms))
            return MQTT_STAY_GOOD;
        pause_ms = clock_shorter(2 * pause_ms, PAUSE_MAX_MS);
        status = stay_in_child(url, listens, true);
    }
    if (status >= 0 && WIFSIGNALED(status))
        (void)raise(WTERMSIG(status));
    return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status)
                                            : MQTT_STAY_FAILED;
}

int main(int argc, char *argv[])
{
    bool listens = argc == 3 && strcmp(argv[1], "-l") == 0;
    struct mqtt_url url;
    struct error error;

    i18n_begin();
    process_keep_secrets();
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc == (listens ? 3 : 2) && mqtt_url_is(argv[argc - 1]) &&
        mqtt_url_parse(argv[argc - 1], &url, &error) == 0 && url.room)
        return stay_until_met(&url, listens);
    (void)fputs("charla-mqtt [-l] mqtt[s]://[USER@]BROKER[:PORT]/ROOM\n",
                stderr);
    return WRONG_USAGE;
}
