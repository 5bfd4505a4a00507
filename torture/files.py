#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that go both ways while the connection breaks, once at every place.

    files.py [STEP]     cut behind every STEPth record of TLS, and within the
                        next one; a frame is in a record of its own

$CHARLA names the program.  Both files must come whole, under their names, with
nothing beside them."""
import multiprocessing
import os
import select
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, os.pardir, 'tests')]

import cutting  # noqa: E402
from listener import Failure, expect  # noqa: E402
from person import Person  # noqa: E402

CHARLA = os.path.abspath(os.environ.get('CHARLA', 'src/charla'))
SIZE = 40000
HEADER = 5  # of a record, in bytes (RFC 8446, section 5.1)
JOBS = int(os.environ.get('JOBS', '4'))


class Records:
    """Counts the records of one direction; the greeting is none."""

    def __init__(self, greets):
        self.greets, self.data, self.count = greets, b'', 0

    def feed(self, data, most):
        """How many bytes of `data` pass until the record `most` is whole, and
        whether it is."""
        passed = 0
        while passed < len(data):
            if self.count == most:
                return passed, True
            self.data += data[passed:passed + 1]
            passed += 1
            if self.greets:
                self.greets = self.data[-1:] != b'\n'
                self.data = self.data if self.greets else b''
            elif len(self.data) >= HEADER and len(self.data) == HEADER + \
                    int.from_bytes(self.data[3:5], 'big'):
                self.count += 1
                self.data = b''
        return passed, self.count == most


class Relay(cutting.Relay):
    """Cuts its first connection behind so many records of a direction and
    `more` bytes of the next one."""

    def __init__(self, port, direction, records, more):
        self.direction, self.records, self.more = direction, records, more
        self.seen = {'up': Records(False), 'down': Records(True)}
        self.was_cut = False
        super().__init__(port, [])

    def relay(self, caller, listener, cut, moved):
        if len(self.moved) > 1:
            super().relay(caller, listener, cut, moved)
            return
        ends = {caller: (listener, 'up'), listener: (caller, 'down')}
        while True:
            ready = select.select([*ends, self.stop], [], [])[0]
            if self.stop in ready:
                return
            for each in ready:
                other, direction = ends[each]
                if not self.move(each, other, direction):
                    return

    def move(self, each, other, direction):
        """Pass on what has come; False: that was the last of it."""
        is_cut = direction == self.direction
        try:
            data = each.recv(65536)
        except OSError:
            return False
        length, whole = self.seen[direction].feed(
            data, self.records if is_cut else -1)
        if whole and is_cut:
            self.was_cut = True
            length += self.more
        return self.push(other, data[:length]) and bool(data) and not (
            whole and is_cut)


def talk(direction, records, more):
    """Both send a file; whether the connection was cut, and the record of
    that direction that is the first behind the opening."""
    ana = Person(CHARLA, '-v', '-l', '-p', '0', '127.0.0.1')
    with ana:
        relay = Relay(ana.port(), direction, records, more)
        bob = Person(CHARLA, '-v', '127.0.0.1', str(relay.own_port))
        with bob:
            try:
                first = hold(ana, bob, relay, direction)
            except Failure as failure:
                raise Failure('\n-- ana\n%s\n-- bob\n%s' % (
                    ana.screen, bob.screen)) from failure
            finally:
                relay.close()
    return relay.was_cut, first


def hold(ana, bob, relay, direction):
    one, other = os.urandom(SIZE), os.urandom(SIZE)
    for each in (ana, bob):
        each.see('encrypted;')
    ana.type('here')
    bob.see('here')
    bob.type('there')
    ana.see('there')
    first = relay.seen[direction].count
    ana.write('one', one)
    bob.write('other', other)
    ana.type('/send one')
    bob.type('/send other')
    bob.see('offers "one"')
    ana.see('offers "other"')
    bob.type('/take')
    ana.type('/take')
    bob.see('"one" .*has arrived')
    ana.see('"other" .*has arrived')
    expect(bob.read('one'), one)
    expect(ana.read('other'), other)
    expect([bob.names(), ana.names()], [['one', 'other']] * 2)
    return first


def attempt(place):
    try:
        return place, talk(*place)[0], ''
    except (Failure, OSError) as error:
        return place, True, str(error)


def main():
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    cuts = faults = 0
    with multiprocessing.Pool(JOBS) as pool:
        for direction in ('up', 'down'):
            _, first = talk(direction, -1, 0)
            for more in (0, 1):
                records, was_cut = first, True
                while was_cut:
                    places = [(direction, records + i * step, more)
                              for i in range(JOBS)]
                    records += JOBS * step
                    for place, was_cut, fault in pool.map(attempt, places):
                        cuts += was_cut
                        if fault:
                            faults += 1
                            print('FAULT: %s, behind record %d and %d bytes: '
                                  '%s' % (*place, fault), flush=True)
    print('files: %d cuts survived, %d faults' % (cuts - faults, faults))
    return faults > 0


if __name__ == '__main__':
    sys.exit(main())
