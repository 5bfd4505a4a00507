#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations in a room at brokers that promise nothing.

    broker.py seeds COUNT [FIRST]
    broker.py handshakes [STEP]     break the second link at every byte of its
                                    handshakes

Two mosquittos joined by a bridge, and in front of them a relay that loses
messages, brings them twice or in another order, breaks connections, sends the
next one to the other broker, and now and then a broker is killed and started
again.  $CHARLA names the program, beside which charla-mqtt is; $JOBS says how
many conversations go on at once.  Nothing may be lost, and nothing come
twice."""
import concurrent.futures
import contextlib
import os
import random
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, os.pardir, 'tests')]

import cutting  # noqa: E402
from listener import can_encrypt  # noqa: E402
from ports import Port  # noqa: E402

CHARLA = os.path.abspath(os.environ.get('CHARLA', 'src/charla'))
os.environ['CHARLA'] = CHARLA
JOBS = int(os.environ.get('JOBS', 4))
PUBLISH = 3  # MQTT 3.1.1 section 2.2.1

# Behind so many bytes of messages in each direction both HELLOs have come: what
# breaks before them has not begun and cannot be resumed.
OPENED = 12000


# ---- Brokers -----------------------------------------------------------------

class Broker:
    """A mosquitto; `other` is one that it is joined to."""

    def __init__(self, home, other=None):
        self.held = Port()
        self.port = self.held.number
        self.path = os.path.join(tempfile.mkdtemp(dir=home), 'broker')
        with open(self.path, 'w') as file:
            file.write('listener %d 127.0.0.1\nallow_anonymous true\n'
                       'persistence false\nlog_type none\nuser root\n'
                       'max_queued_messages 20\n' % self.port)
            if other:
                file.write('connection nodes\naddress 127.0.0.1:%d\n'
                           'restart_timeout 1\ntopic charla/1/# both 0\n'
                           % other.port)
        self.process = None
        self.start()

    def revive(self):
        """Start it again if it has ended by itself, and say so: it is not the
        broker that is tested."""
        if self.process.poll() is not None:
            print('broker: mosquitto has ended by itself: %s'
                  % self.process.returncode, flush=True)
            self.start()

    def start(self):
        self.process = subprocess.Popen(
            ['mosquitto', '-c', self.path], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(('127.0.0.1', self.port)).close()
                return
            if self.process.poll() is not None:
                raise OSError('mosquitto does not start')
            select.select([], [], [], 0.01)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        self.kill()
        self.held.close()


# ---- The relay ---------------------------------------------------------------

class Faults:
    """What is to go wrong, in this order: (after so many bytes of messages,
    what), once the conversation has begun."""

    def __init__(self, plan):
        self.plan = list(plan)
        self.seen = 0
        self.to_begin = {b'a': OPENED, b'b': OPENED}
        self.done = []
        self.lock = threading.Lock()

    def next(self, side, length):
        """What happens to this message to side a, who waits, or b."""
        with self.lock:
            self.to_begin[side] -= length
            if max(self.to_begin.values()) <= 0:
                self.seen += length
            if not self.plan or self.seen < self.plan[0][0]:
                return None
            self.done.append(self.plan.pop(0)[1])
            self.seen = 0
            return self.done[-1]


class Relay:
    """In front of the brokers; whoever connects comes to the broker whose
    turn it is."""

    def __init__(self, brokers, faults):
        self.brokers, self.faults = brokers, faults
        self.turn = 0
        self.open = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            broker = self.brokers[self.turn % len(self.brokers)]
            try:
                with self.lock:  # nobody kills it at this moment
                    broker.revive()
                there = socket.create_connection(('127.0.0.1', broker.port))
            except OSError:
                client.close()
                continue
            with self.lock:
                self.open |= {client, there}
            for work in (self.pass_up, self.pass_down):
                threading.Thread(target=work, args=(client, there),
                                 daemon=True).start()

    def hang_up(self, *connections):
        with self.lock:
            for each in connections:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def pass_up(self, client, there):
        with contextlib.suppress(OSError):
            while True:
                data = client.recv(65536)
                if not data:
                    break
                there.sendall(data)
        self.hang_up(client, there)

    def pass_down(self, client, there):
        file = there.makefile('rb')
        held = b''
        with contextlib.suppress(OSError, EOFError):
            while True:
                packet = read_packet(file)
                what = None
                if packet[0] >> 4 == PUBLISH:
                    what = self.faults.next(side_of(packet), len(packet))
                if what == 'swap':
                    held = packet
                elif what == 'twice':
                    client.sendall(packet + packet)
                elif what in ('cut', 'move', 'kill'):
                    client.sendall(packet[:len(packet) // 2])
                    self.break_off(what, client, there)
                elif what != 'lose':
                    client.sendall(packet + held)
                    held = b''
        self.hang_up(client, there)

    def break_off(self, what, client, there):
        if what == 'move':
            self.turn += 1
        elif what == 'kill':
            broker = self.brokers[self.turn % len(self.brokers)]
            with self.lock:
                broker.kill()
                broker.start()
        self.hang_up(client, there)

    def close(self):
        # close() alone would not wake who accepts.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.hang_up(*self.open)
        for each in self.open:
            each.close()


def read_exactly(file, length):
    data = file.read(length)
    if len(data) < length:
        raise EOFError
    return data


def read_packet(file):
    """One MQTT packet (MQTT 3.1.1 section 2.2)."""
    head = read_exactly(file, 1)
    length = shift = 0
    while True:
        byte = read_exactly(file, 1)
        head += byte
        length |= (byte[0] & 127) << shift
        shift += 7
        if byte[0] < 128:
            return head + read_exactly(file, length)


def side_of(packet):
    """The last letter of the topic that a message is for."""
    at = 1
    while packet[at] >= 128:
        at += 1
    topic = packet[at + 3:at + 3 + int.from_bytes(packet[at + 1:at + 3], 'big')]
    return topic[-1:]


# ---- Conversations -----------------------------------------------------------

KINDS = ['lose'] * 3 + ['twice'] * 3 + ['swap'] * 3 + ['cut'] * 3 + [
    'move', 'kill']


def random_input(dice):
    return dice.randbytes(2 * OPENED + dice.choice((
        dice.randrange(2000), dice.randrange(100000),
        dice.randrange(1000000))))


def random_plan(dice):
    count = dice.randrange(1, 6)
    return [(int(10 ** dice.uniform(0, 5.5)), dice.choice(KINDS))
            for _ in range(count)]


def talk(home, room, inputs, port):
    address = '--via=mqtt://127.0.0.1:%d/%s' % (port, room)
    listener = cutting.Charla(CHARLA, home, '--resume=60', '-l', address)
    caller = cutting.Charla(CHARLA, home, '--resume=60', address)
    both = (listener, caller)
    try:
        for each, data in zip(both, inputs):
            each.feed(data)
        if caller.wait() != 0:
            listener.kill()
        return cutting.Result([each.wait() for each in both],
                              [each.output() for each in both],
                              [each.errors().decode() for each in both], [])
    finally:
        for each in both:
            each.kill()


def run_plan(name, inputs, plan):
    """(what has gone wrong by plan, what was not to, or None)."""
    faults = Faults(plan)
    home = tempfile.mkdtemp()
    brokers, relay = [], None
    try:
        brokers.append(Broker(home))
        brokers.append(Broker(home, brokers[0]))
        relay = Relay(brokers, faults)
        result = talk(home, name, inputs, relay.port)
    finally:
        if relay:
            relay.close()
        for each in brokers:
            each.close()
        shutil.rmtree(home, ignore_errors=True)
    if cutting.is_whole(result, inputs):
        return faults.done, None
    return faults.done, '%s: %s: %s, %s of %s\n%s' % (
        name, faults.done, result.statuses,
        [len(each) for each in result.outputs],
        [len(each) for each in reversed(inputs)], '\n'.join(result.errors))


def run_seed(seed):
    dice = random.Random(seed)
    return run_plan('seed%d' % seed, [random_input(dice), random_input(dice)],
                    random_plan(dice))


def run_handshake(after):
    """The first link breaks, and the next one while it is greeted, encrypted
    or asked to go on; at once, or since a message is lost."""
    return run_plan('handshake%d' % after, [b'x' * 50000, b'y' * 50000],
                    [(1, 'cut'), (after, 'cut' if after % 2 else 'lose')])


def run_all(name, run, cases):
    done, wrong = [], 0
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for faults, fault in pool.map(run, cases):
            done += faults
            if fault:
                wrong += 1
                print('FAULT: ' + fault, flush=True)
    print('broker %s: %d conversations through %d faults (%s); %d lost or '
          'twice' % (name, len(cases), len(done), ', '.join(
              '%s %d' % (kind, done.count(kind))
              for kind in sorted(set(KINDS)) if kind in done), wrong))
    return 1 if wrong else 0


def main(arguments):
    name, numbers = arguments[:1], [int(each) for each in arguments[1:]]
    if (name not in (['seeds'], ['handshakes']) or
            (name == ['seeds'] and not numbers)):
        print(__doc__, file=sys.stderr)
        return 2
    if not shutil.which('mosquitto') or not os.access(CHARLA + '-mqtt',
                                                      os.X_OK):
        print('broker: skipped, it needs mosquitto and charla-mqtt')
        return 77
    if not can_encrypt():
        print('broker: skipped, this charla does not encrypt')
        return 77
    os.environ.pop('CHARLA_LIBEXECDIR', None)
    if name == ['seeds']:
        first = (numbers[1:] or [0])[0]
        return run_all('seeds', run_seed, range(first, first + numbers[0]))
    return run_all('handshakes', run_handshake,
                   range(0, 3000, (numbers or [1])[0]))


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
