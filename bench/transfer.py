#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file between two people, beside other ways to send it.

    transfer.py CHARLA [ROUNDS]     the loopback: charla /send; the same bytes
                                    through two pipes; scp, if it is installed
    transfer.py --slow CHARLA       in a network namespace of its own, whose
                                    loopback takes 8 Mbit/s

What counts of the first are medians, and only their ratios; what counts of the
second is how long a typed line takes while a file is on its way, and how much
of what nc moves over the same link the file moves.  Exit status 1 says that a
floor is missed."""
import getpass
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, 'tests'))

from person import Person  # noqa: E402

MB = 10**6
SIZE = 512 * MB
SLOW_SIZE = 16 * MB
SLOW_LINK = 'rate 8mbit burst 5kb latency 50ms'
SLOW_RATE = 1 * MB  # bytes in a second

# (what, unit, floor is a least, floor)
FLOORS = {
    'speed': ('of the same bytes from file to file by pipes', True, 0.8),
    'scp': ('times the rate of scp', True, 1.0),
    'memory': ('MiB, the larger side, all its processes', False, 16),
    'line': ('ms for a typed line, 99th percentile', False, 100),
    'link': ('of what nc moves over the same link', True, 0.95),
}


class Pair:
    """Ana waits, Bob calls; both are on terminals."""

    def __init__(self, charla):
        options = '-v', '--download=.'
        self.ana = Person(charla, *options, '-l', '-p', '0', '127.0.0.1')
        self.bob = Person(charla, *options, '127.0.0.1', str(self.ana.port()))
        for each in (self.ana, self.bob):
            each.see('encrypted;')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ana.__exit__()
        self.bob.__exit__()

    def offer(self, path):
        os.link(path, self.ana.path('file'))
        self.ana.type('/send file')
        self.bob.see('/take 1')

    def memory(self):
        return max(peak_of_all(each.process) for each in (self.ana, self.bob))


def peak_of_all(process):
    """The peaks of a process and of those that it has started, in MiB, what
    they share counted as often as it is used."""
    with open('/proc/%d/task/%d/children' % (process, process)) as file:
        children = [int(each) for each in file.read().split()]
    with open('/proc/%d/status' % process) as file:
        own = [int(line.split()[1]) for line in file
               if line.startswith('VmHWM')][0] / 1024
    return own + sum(map(peak_of_all, children))


def make_file(path, size):
    with open(path, 'wb') as file:
        while file.tell() < size:
            file.write(os.urandom(min(MB, size - file.tell())))
    os.sync()


# ---- On a fast link ----------------------------------------------------------

def send_file(charla, home):
    """(seconds, MiB), from /take until it has its name and is on the disk."""
    with Pair(charla) as pair:
        pair.offer(os.path.join(home, 'file'))
        begun = time.monotonic()
        pair.bob.type('/take')
        pair.bob.see('has arrived')
        return time.monotonic() - begun, pair.memory()


def save(path):
    """What fsync(2) takes: /send has a file on the disk, too."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def send_by_pipes(charla, home):
    """The same bytes as text, from a file to a file: encryption and the
    conversation, without offer, hashes and the monitor.  Seconds."""
    environment = dict(os.environ, HOME=home, LC_ALL='C')
    copy = os.path.join(home, 'copy')
    with open(copy, 'wb') as file:
        listener = subprocess.Popen(
            [charla, '-l', '-p', '0', '127.0.0.1'], stdin=subprocess.DEVNULL,
            stdout=file, stderr=subprocess.PIPE, text=True, env=environment)
    for line in listener.stderr:
        port = re.search(r'listening on \S+ port (\d+)', line)
        if port:
            break
    begun = time.monotonic()
    with open(os.path.join(home, 'text'), 'rb') as file:
        subprocess.run([charla, '-q', '127.0.0.1', port[1]], stdin=file,
                       stdout=subprocess.DEVNULL, env=environment, check=True)
    listener.wait()
    listener.stderr.close()
    save(copy)
    return time.monotonic() - begun


class Scp:
    """scp from an sshd of this user's own."""

    def __init__(self, home):
        self.home = home
        self.server = None
        for name in ('host', 'user'):
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '',
                            '-f', self.path(name)], check=True)
        shutil.copy(self.path('user.pub'), self.path('authorized'))
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]

    def path(self, name):
        return os.path.join(self.home, name)

    def __enter__(self):
        os.makedirs('/run/sshd', exist_ok=True)
        self.server = subprocess.Popen(
            [shutil.which('sshd'), '-D', '-e', '-f', '/dev/null',
             '-h', self.path('host'), '-p', str(self.port),
             '-o', 'ListenAddress=127.0.0.1', '-o', 'StrictModes=no',
             '-o', 'PidFile=none', '-o', 'Subsystem=sftp internal-sftp',
             '-o', 'AuthorizedKeysFile=' + self.path('authorized')],
            stderr=subprocess.PIPE)
        for line in self.server.stderr:
            if b'listening' in line:
                break
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        self.server.stderr.close()

    def send(self):
        """Seconds, with the cipher that charla uses, and to the disk, too."""
        begun = time.monotonic()
        subprocess.run(
            ['scp', '-q', '-F', '/dev/null', '-P', str(self.port),
             '-i', self.path('user'), '-c', 'aes256-gcm@openssh.com',
             '-o', 'StrictHostKeyChecking=no',
             '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR',
             self.path('file'),
             '%s@127.0.0.1:%s' % (getpass.getuser(), self.path('copy'))],
            check=True, stdin=subprocess.DEVNULL)
        save(self.path('copy'))
        return time.monotonic() - begun


def can_scp():
    return os.geteuid() == 0 and all(
        shutil.which(each) for each in ('scp', 'sshd', 'ssh-keygen'))


def compare(charla, home, rounds):
    """{what: [seconds]} and the largest memory."""
    found, memory = {}, 0
    make_file(os.path.join(home, 'file'), SIZE)
    with open(os.path.join(home, 'text'), 'wb') as file:
        for _ in range(SIZE // 64000):
            file.write(b'a line of sixty-four bytes, as somebody might type '
                       b'it, or not..\n' * 1000)
    with Scp(home) if can_scp() else open(os.devnull) as scp:
        for _ in range(rounds):
            seconds, peak = send_file(charla, home)
            memory = max(memory, peak)
            found.setdefault('charla /send', []).append(seconds)
            found.setdefault('charla, pipes', []).append(
                send_by_pipes(charla, home))
            if isinstance(scp, Scp):
                found.setdefault('scp', []).append(scp.send())
    return found, memory


def on_a_fast_link(charla, rounds):
    with tempfile.TemporaryDirectory() as home:
        found, memory = compare(charla, home, rounds)
    middle = {name: statistics.median(each) for name, each in found.items()}
    print('\na file of %d MB over the loopback, %d rounds' % (SIZE // MB,
                                                             rounds))
    for name, seconds in middle.items():
        print('%-40s%8.2f s%8.0f MB/s' % (name, seconds, SIZE / MB / seconds))
    if 'scp' not in middle:
        print('scp: skipped: not root, or scp or sshd is not installed')
    own = middle.pop('charla /send')
    values = {'speed': middle['charla, pipes'] / own, 'memory': memory}
    if 'scp' in middle:
        values['scp'] = middle['scp'] / own
    return values


# ---- On a slow one -----------------------------------------------------------

def move_by_nc(home):
    """Bytes in a second."""
    with socket.create_server(('127.0.0.1', 0)) as door:
        with open(os.path.join(home, 'file'), 'rb') as file:
            begun = time.monotonic()
            sender = subprocess.Popen(
                ['nc', '-N', '127.0.0.1', str(door.getsockname()[1])],
                stdin=file)
            with door.accept()[0] as connection:
                while connection.recv(65536):
                    pass
            seconds = time.monotonic() - begun
            sender.wait()
    return SLOW_SIZE / seconds


def type_lines(pair, chance):
    """How long each line took to the other screen, in seconds, until the file
    has arrived."""
    waits = []
    while 'has arrived' not in pair.bob.screen:
        word = 'line %d.' % len(waits)
        begun = time.monotonic()
        pair.ana.type(word)
        pair.bob.see(word.replace('.', r'\.'))
        waits.append(time.monotonic() - begun)
        time.sleep(chance.uniform(0.02, 0.1))
    return sorted(waits)


def on_this_slow_link(charla):
    subprocess.run(['ip', 'link', 'set', 'lo', 'up', 'mtu', '1500'],
                   check=True)
    subprocess.run(['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'tbf',
                    *SLOW_LINK.split()], check=True)
    with tempfile.TemporaryDirectory() as home:
        make_file(os.path.join(home, 'file'), SLOW_SIZE)
        other = move_by_nc(home)
        with Pair(charla) as pair:
            pair.offer(os.path.join(home, 'file'))
            begun = time.monotonic()
            pair.bob.type('/take')
            waits = type_lines(pair, random.Random(1))
            own = SLOW_SIZE / (time.monotonic() - begun)
    late = waits[int(len(waits) * 0.99)]
    print('\n%d MB over 8 Mbit/s, %d lines typed meanwhile: nc %.3f, charla '
          '%.3f of the line; a line took %.0f ms (median), %.0f (99th '
          'percentile), %.0f at most' % (
              SLOW_SIZE // MB, len(waits), other / SLOW_RATE, own / SLOW_RATE,
              statistics.median(waits) * 1e3, late * 1e3, waits[-1] * 1e3))
    return {'line': late * 1e3, 'link': own / other}


def on_a_slow_link(charla):
    """In a namespace of its own, or not at all."""
    tools = all(shutil.which(each) for each in ('unshare', 'ip', 'tc', 'nc'))
    if not tools or os.geteuid() != 0:
        print('a slow link: skipped: not root, or unshare, ip, tc or nc is '
              'not installed')
        return True
    return subprocess.run(['unshare', '-n', sys.executable, __file__, '--slow',
                           charla]).returncode == 0


def judge(values):
    good = True
    for name, value in values.items():
        unit, is_least, floor = FLOORS[name]
        reached = value >= floor if is_least else value <= floor
        print('file: %-50s%8.2f of %-6s %s' % (
            unit, value, floor, 'ok' if reached else 'MISSED'))
        good = good and reached
    return good


def main():
    arguments = sys.argv[1:]
    if arguments[0] == '--slow':
        return judge(on_this_slow_link(os.path.abspath(arguments[1])))
    charla = os.path.abspath(arguments[0])
    rounds = int(arguments[1]) if len(arguments) > 1 else 5
    good = judge(on_a_fast_link(charla, rounds))
    return on_a_slow_link(charla) and good


if __name__ == '__main__':
    sys.exit(0 if main() else 1)
