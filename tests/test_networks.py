# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A conversation between two networks that cannot reach each other, through a
broker in a third; test_networks.sh starts it.  Needs root."""
import contextlib
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time

import cutting
from listener import Failure, expect, lacks_room, run

CHARLA = os.environ['CHARLA']
PATIENCE = 120  # seconds; a hang is a failure
SECRET = b'a line that nobody between the two may read\n'
# Sent past charla, so that a watcher who sees nothing is noticed.
OPEN = b'a line that everybody may read\n'
PORT = 1883
# What a machine does: exist, until its input ends.
EXIST = 'ip link set lo up && echo ready && read end'
# See all that passes, and say how much it was, and how often each argument was
# in it.
SEE = """
import socket, sys
sought = [each.encode() for each in sys.argv[1:]]
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(3))
wire.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
print('ready', flush=True)
seen, found = 0, [0] * len(sought)
while True:
    packet = wire.recv(1 << 17)
    if b'that is all' in packet:
        break
    seen += len(packet)
    found = [old + packet.count(each) for old, each in zip(found, sought)]
print(seen, *found, flush=True)
"""
SAY = """
import os, socket, sys
for each in sys.argv[1:]:
    socket.socket(type=socket.SOCK_DGRAM).sendto(os.fsencode(each),
                                                 ('127.0.0.1', 9))
"""
TESTS = []


def test(function):
    TESTS.append(function)
    return function


class Machine:
    def __init__(self):
        self.process = subprocess.Popen(
            ['unshare', '-n', 'sh', '-c', EXIST], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE)
        self.process.stdout.readline()

    def inside(self, *words):
        return ['nsenter', '-t', str(self.process.pid), '-n', *words]

    def ip(self, words):
        subprocess.run(self.inside('ip', *words.split()), check=True)

    def reaches(self, address):
        return subprocess.run(
            self.inside(CHARLA, '--timeout=5', '--plain', address, '9'),
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=dict(os.environ, LC_ALL='C', LANGUAGE=''),
            check=False).stderr

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Broker:
    def __init__(self, machine, home):
        self.machine = machine
        self.path = os.path.join(home, 'broker')
        with open(self.path, 'w') as file:
            file.write(f'listener {PORT}\nallow_anonymous true\nuser root\n'
                       'persistence false\nlog_type none\n')
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.machine.inside('mosquitto', '-c', self.path),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()


class World:
    """Ana's network, Bob's, and one that reaches both and does not forward."""

    def __enter__(self):
        self.home = tempfile.mkdtemp()
        self.ana, self.bob, self.middle = Machine(), Machine(), Machine()
        for number, machine in enumerate([self.ana, self.bob], 1):
            subprocess.run(
                ['ip', 'link', 'add', f'w{number}', 'netns',
                 str(machine.process.pid), 'type', 'veth', 'peer', 'name',
                 f'w{number}', 'netns', str(self.middle.process.pid)],
                check=True)
            for end, there in enumerate([self.middle, machine], 1):
                there.ip(f'addr add 192.0.2.{16 * number + end}/28 dev '
                         f'w{number}')
                there.ip(f'link set w{number} up')
        self.broker = Broker(self.middle, self.home)
        return self

    def __exit__(self, *unused):
        self.broker.kill()
        for machine in (self.ana, self.bob, self.middle):
            machine.end()
        shutil.rmtree(self.home, ignore_errors=True)

    @contextlib.contextmanager
    def two(self, *options):
        """Ana waits in a room, and Bob calls there."""
        charlas = []
        for number, machine in enumerate([self.ana, self.bob], 1):
            words = machine.inside(
                CHARLA, *options, f'--via=mqtt://192.0.2.{16 * number + 1}/'
                'aroomthatnobodyguesses', *['-l'][number - 1:])
            charlas.append(cutting.Charla(words[0], self.home, *words[1:]))
        try:
            yield charlas
        finally:
            for each in charlas:
                each.kill()

    @contextlib.contextmanager
    def watcher(self):
        """Whoever has the broker reads all that passes."""
        process = subprocess.Popen(
            self.middle.inside(sys.executable, '-c', SEE,
                                *(each.decode().strip()
                                  for each in (SECRET, OPEN))),
            stdout=subprocess.PIPE)
        process.stdout.readline()

        def said():
            """How many bytes it has seen, and how often each line."""
            subprocess.run(
                self.middle.inside(sys.executable, '-c', SAY, OPEN,
                                   b'that is all'), check=True)
            return [int(each) for each in process.stdout.readline().split()]
        try:
            yield said
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def wait_until(is_so, what):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise Failure(what())
        select.select([], [], [], 0.02)


def text(size):
    """Ends with the line, has it often, and never repeats otherwise."""
    return b''.join(os.urandom(8192) + SECRET
                    for _ in range(size // 8192 + 1))


@test
def neither_reaches_the_other(world):
    for machine, address in ((world.ana, '192.0.2.34'),
                             (world.bob, '192.0.2.18')):
        said = machine.reaches(address)
        expect(b'no route to that network' in said, True)


@test
def they_talk_and_whoever_has_the_broker_reads_nothing(world):
    texts = [text(1 << 20), text(1 << 20)]
    with world.watcher() as said, world.two() as (ana, bob):
        ana.feed(texts[0])
        bob.feed(texts[1])
        expect([bob.wait(), ana.wait()], [0, 0])
        expect([ana.output() == texts[1], bob.output() == texts[0]],
               [True, True])
        seen, secret, known = said()
        expect([seen > 4 << 20, secret, known > 0], [True, 0, True])


@test
def they_talk_on_when_the_broker_is_killed_and_started_again(world):
    texts = [text(1000), text(40 << 20)]
    lack = lacks_room(2 * len(texts[1]))
    if lack:
        return lack
    with world.two('--resume=100') as (ana, bob):
        ana.feed(texts[0])
        bob.feed(texts[1])
        wait_until(lambda: os.path.getsize(ana.out) > 4 << 20, ana.errors)
        world.broker.kill()
        behind = len(texts[1]) - os.path.getsize(ana.out)
        world.broker.start()
        expect([bob.wait(), ana.wait()], [0, 0])
        expect([ana.output() == texts[1], bob.output() == texts[0]],
               [True, True])
        expect(behind > 0, True)
        expect(b'nothing was lost' in bob.errors(), True)


with World() as the_world:
    for each in TESTS:
        each.__defaults__ = (the_world,)
    status = run(TESTS)
raise SystemExit(status)
