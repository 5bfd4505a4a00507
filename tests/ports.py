# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports of the loopback for programs that must be told theirs, and cannot be
given one by the system."""
import random
import socket


class Port:
    """The number of a port of 127.0.0.1 which nobody has, and which no other
    test takes until close().

    Between the choice and the program that listens, and while that is down,
    the number is free for everybody.  So it is none of those that Linux
    chooses by itself (32768 and up), and a UDP socket with the same number,
    which peer_free_port of the tests in C looks for as well, says that it is
    taken."""

    def __init__(self):
        self.mark = None
        while not self.mark:
            self.number = random.randrange(10000, 30000)
            self.mark = mark_free(self.number)

    def close(self):
        self.mark.close()


def mark_free(number):
    """The UDP socket if nobody has the port; else None."""
    mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        mark.bind(('127.0.0.1', number))
        socket.create_server(('127.0.0.1', number)).close()
        return mark
    except OSError:
        mark.close()
        return None
