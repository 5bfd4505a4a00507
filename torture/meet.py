#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two who call each other by name, started at almost the same time.

    meet.py COUNT [FIRST]       races by seed, in two network namespaces

$CHARLA names the program.  In every race both must end up in one and the same
conversation, whoever was first and whoever knows an address of the other:
each gets all of the other's text once, is told once who is there, and ends
with 0.  The last line is the summary; without namespaces there is only one
that begins with "SKIP"."""
import ctypes
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zlib

CHARLA = os.path.abspath(os.environ.get('CHARLA', 'src/charla'))
PATIENCE = 60  # seconds; far beyond what is needed, so a hang is a failure
WORKERS = 4
NAMES = ('ana', 'bea')
JAMS = (0, 0, 50, 75, 100)  # packets ahead of the first call


# ---- The two machines --------------------------------------------------------

def ip(*words):
    subprocess.run(('ip',) + words, check=True, capture_output=True)


class Machines:
    """This namespace, 10.98.0.1, and another one, 10.98.0.2."""

    def __enter__(self):
        ip('link', 'set', 'lo', 'up')
        self.other = subprocess.Popen(
            ('unshare', '-n', 'sh', '-c', 'echo up; exec sleep 86400'),
            stdout=subprocess.PIPE)
        self.other.stdout.readline()
        ip('link', 'add', 'wire', 'type', 'veth', 'peer', 'name', 'wire',
           'netns', str(self.other.pid))
        for number in range(2):
            for words in (('addr', 'add', '10.98.0.%d/24' % (number + 1),
                           'dev', 'wire'),
                          ('link', 'set', 'wire', 'up')):
                subprocess.run(self.inside(number, 'ip', *words), check=True)
        self.sockets = [self.socket(number) for number in range(2)]
        return self

    def __exit__(self, *unused):
        self.other.kill()
        self.other.wait()

    def inside(self, number, *words):
        if number == 0:
            return list(words)
        return ['nsenter', '-t', str(self.other.pid), '-n', *words]

    def socket(self, number):
        """A socket in that namespace."""
        libc = ctypes.CDLL(None, use_errno=True)
        place = 'self' if number == 0 else str(self.other.pid)
        with open('/proc/self/ns/net', 'rb') as own, \
                open('/proc/%s/ns/net' % place, 'rb') as there:
            libc.setns(there.fileno(), 0)
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            libc.setns(own.fileno(), 0)
        return made

    def jam(self, packets):
        """Let so much go ahead over a slow wire, where the kernel can: then two
        who call at the same time are both called."""
        for number in range(2):
            subprocess.run(self.inside(
                number, 'tc', 'qdisc', 'replace', 'dev', 'wire', 'root', 'tbf',
                'rate', '2mbit', 'burst', '2kb', 'latency', '1s'),
                           check=False, capture_output=True)
            for _ in range(packets):
                self.sockets[number].sendto(
                    bytes(1000), ('10.98.0.%d' % (2 - number), 9))

    def answered(self, number):
        """How many connections that machine has accepted so far."""
        counts = subprocess.run(
            self.inside(number, 'cat', '/proc/net/snmp'), check=True,
            capture_output=True, text=True).stdout
        rows = [row.split() for row in counts.splitlines()
                if row.startswith('Tcp:')]
        return int(rows[1][rows[0].index('PassiveOpens')])


# ---- The two people ----------------------------------------------------------

def environment(home):
    return dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en',
                XDG_DATA_HOME=home)


def fingerprint(home):
    done = subprocess.run([CHARLA, '--fingerprint'], env=environment(home),
                          capture_output=True, text=True, check=True)
    return re.search(r'SHA256:\S+', done.stdout).group()


def keep(home, name, key, place):
    """Write the file of contacts, with one in it."""
    text = 'charla contacts 1\n%s %s 2026-11-25 unverified%s\n' % (
        name, key, place and ' ' + place)
    text += 'end %08x\n' % zlib.crc32(text.encode())
    with open(os.path.join(home, 'charla', 'contacts'), 'w',
              encoding='ascii') as file:
        file.write(text)


class Race:
    """One of them, from its start to its end."""

    def __init__(self, machines, homes, keys, seed):
        dice = random.Random(seed)
        self.texts = ['%s says %d\n' % (name, seed) for name in NAMES]
        known = dice.choice(((True, True), (True, True), (True, False),
                             (False, True)))
        delay = dice.choice((dice.uniform(0, 0.050), dice.uniform(0, 0.003)))
        order = dice.choice(((0, 1), (1, 0)))
        self.words = 'known %s, delay %.4f, order %s' % (known, delay, order)
        self.jam = dice.choice(JAMS)
        self.words += ', jam %d' % self.jam
        for me in range(2):
            keep(homes[me], NAMES[1 - me], keys[1 - me],
                 '10.98.0.%d:8081' % (2 - me) if known[me] else '')
        self.started = {}
        before = [machines.answered(i) for i in range(2)]
        machines.jam(self.jam)
        for i, me in enumerate(order):
            time.sleep(delay if i else 0)
            self.start(machines, homes, me)
        self.wait()
        self.is_glare = all(machines.answered(i) > before[i]
                            for i in range(2))

    def start(self, machines, homes, me):
        charla = subprocess.Popen(
            machines.inside(me, CHARLA, '--wait', NAMES[1 - me]),
            env=environment(homes[me]), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            charla.stdin.write(self.texts[me].encode())
            charla.stdin.flush()
        except BrokenPipeError:
            pass  # its words say why
        self.started[me] = charla

    def wait(self):
        """Nobody ends before both have heard the other."""
        self.output, self.errors, self.status = {}, {}, {}
        try:
            for me, charla in self.started.items():
                signal.alarm(PATIENCE)
                self.output[me] = charla.stdout.readline().decode()
            for charla in self.started.values():
                charla.stdin.close()
                charla.stdin = None
            for me, charla in self.started.items():
                more, errors = charla.communicate(timeout=PATIENCE)
                self.output[me] += more.decode()
                self.errors[me] = errors.decode()
                self.status[me] = charla.returncode
        except (TimeoutError, subprocess.TimeoutExpired):
            for me, charla in self.started.items():
                charla.kill()
                self.errors[me] = charla.stderr.read().decode()
        signal.alarm(0)

    def fault(self):
        for me in range(2):
            errors = self.errors.get(me, '')
            if (self.status.get(me) != 0 or
                    self.output.get(me) != self.texts[1 - me] or
                    errors.count('encrypted; this is ') != 1 or
                    errors.count('connected to ') != 1):
                return '%s: status %s, %r\n%s\n%s' % (
                    self.words, self.status, self.output,
                    self.errors.get(0), self.errors.get(1))
        return None


# ---- Many --------------------------------------------------------------------

def on_alarm(*unused):
    raise TimeoutError


def run(first, count, step):
    """Every so many-th race, and a line for each."""
    signal.signal(signal.SIGALRM, on_alarm)
    os.umask(0o077)
    with Machines() as machines, tempfile.TemporaryDirectory() as directory:
        homes = [os.path.join(directory, name) for name in NAMES]
        for home in homes:
            os.mkdir(home)
        keys = [fingerprint(home) for home in homes]
        for seed in range(first, first + count, step):
            race = Race(machines, homes, keys, seed)
            fault = race.fault()
            print('FAULT: seed %d: %s' % (seed, fault) if fault else
                  'good %d' % race.is_glare, flush=True)


def main():
    count = int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    if subprocess.run(['unshare', '-rn', 'ip', 'link', 'add', 'wire', 'type',
                       'veth'], capture_output=True, check=False).returncode:
        print('SKIP no network namespaces here')
        return 0
    workers = [subprocess.Popen(
        ['unshare', '-rn', sys.executable, '-B', __file__, '--worker',
         str(first + i), str(count - i), str(WORKERS)],
        stdout=subprocess.PIPE, text=True)
        for i in range(min(WORKERS, count))]
    lines = [line for worker in workers for line in worker.stdout]
    failed = [worker for worker in workers if worker.wait()]
    good = [line.split() for line in lines if line.startswith('good ')]
    for line in lines:
        if not line.startswith('good '):
            print(line, end='')
    print('meet: %d of %d races ended in one conversation; in %d both were '
          'called' % (len(good), count, sum(int(row[1]) for row in good)))
    return int(bool(failed) or len(good) != count)


if __name__ == '__main__':
    if sys.argv[1:2] == ['--worker']:
        run(*map(int, sys.argv[2:]))
    else:
        sys.exit(main())
