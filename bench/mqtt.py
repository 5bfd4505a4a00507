#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""charla in a room at a broker, beside what the broker does by itself.

    mqtt.py CHARLA PUMP [ROUNDS]

One mosquitto on the loopback.  A line's round trip is set against the same by
mosquitto_pub -l and mosquitto_sub; bulk against mqtt_pump, which has the same
message size and credit and does nothing else.  Each has its turn in every
round; medians count.  Exit status 1 says that a floor is missed."""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from mqtt_scale import Broker

TRIPS = 1000
WARM_UP = 100
BULK = 256 * 10**6
LINE = b'a line of some sixty bytes, as somebody might type it, or not..\n'

# (what, unit, floor is a least, floor)
FLOORS = {
    'round trip': ("times the broker's own", False, 3.0),
    'bulk': ('of what the broker passes', True, 0.5),
    'memory': ('MiB, the larger charla-mqtt', False, 8.0),
}


class Side:
    """Somebody with an input and an output: one program, or two."""

    def __init__(self, *programs, environment=None):
        self.processes = [
            subprocess.Popen(words, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             env=environment) for words in programs]
        self.input = self.processes[0].stdin
        self.output = self.processes[-1].stdout

    def say(self, data):
        os.write(self.input.fileno(), data)

    def hear(self, length):
        got = 0
        while got < length:
            part = os.read(self.output.fileno(), min(length - got, 1 << 20))
            if not part:
                sys.exit('bench: mqtt: a side has ended')
            got += len(part)

    def end(self):
        for each in self.processes:
            each.kill()
            each.wait()
            for stream in (each.stdin, each.stdout, each.stderr):
                stream.close()


class Bench:
    def __init__(self, charla, pump, home):
        self.charla, self.pump = os.path.abspath(charla), pump
        self.home = home
        self.broker = Broker(home)
        self.number = 0

    def charlas(self):
        """Both sides of a conversation that has begun."""
        self.number += 1
        address = f'--via=mqtt://127.0.0.1:{self.broker.port}/b{self.number}'
        sides = []
        for name, words in (('ana', ['-q', '-l']), ('bob', ['-q'])):
            environment = dict(os.environ, LC_ALL='C', XDG_DATA_HOME=(
                os.path.join(self.home, name)))
            environment.pop('CHARLA_LIBEXECDIR', None)
            sides.append(Side([self.charla, *words, address],
                              environment=environment))
        sides[1].say(LINE)
        sides[0].hear(len(LINE))
        return sides

    def publishers(self):
        """The same of mosquitto's own programs."""
        self.number += 1
        port = ['-p', str(self.broker.port), '-t']
        topics = [f'b{self.number}/{each}' for each in 'ab']
        sides = [Side(['mosquitto_pub', '-l', *port, mine],
                      ['mosquitto_sub', *port, theirs])
                 for mine, theirs in (topics, topics[::-1])]
        for one, other in (sides, sides[::-1]):
            # Until the other one has subscribed nothing comes.
            os.set_blocking(other.output.fileno(), False)
            while True:
                one.say(LINE)
                time.sleep(0.05)
                try:
                    if other.output.read():
                        break
                except BlockingIOError:
                    continue
            time.sleep(0.2)
            other.output.read()
            os.set_blocking(other.output.fileno(), True)
        return sides

    @staticmethod
    def round_trip(sides):
        times = []
        for turn in range(WARM_UP + TRIPS):
            begun = time.monotonic()
            for one, other in (sides, sides[::-1]):
                one.say(LINE)
                other.hear(len(LINE))
            if turn >= WARM_UP:
                times.append(time.monotonic() - begun)
        for each in sides:
            each.end()
        return statistics.median(times) * 1e6

    def pumps(self):
        port = str(self.broker.port)
        listener = Side([self.pump, port, '-l'])
        listener.processes[0].stderr.readline() # it is ready
        return [listener, Side([self.pump, port])]

    @staticmethod
    def bulk(sides):
        """MB/s, and the most memory that a charla-mqtt has held, in MiB."""
        pid = os.fork()
        if pid == 0:
            piece = LINE * 1024
            for _ in range(BULK // len(piece) + 2):
                sides[1].say(piece)
            os._exit(0)
        begun = time.monotonic()
        sides[0].hear(BULK)
        seconds = time.monotonic() - begun
        memory = max((peak_mib(each) for side in sides
                      for process in side.processes
                      for each in descendants(process.pid)), default=0)
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        for each in sides:
            each.end()
        return BULK / seconds / 1e6, memory


def descendants(pid):
    try:
        with open(f'/proc/{pid}/task/{pid}/children') as file:
            found = [int(each) for each in file.read().split()]
    except OSError:
        return []
    return found + [each for child in found for each in descendants(child)]


def peak_mib(pid):
    """Of a charla-mqtt; others do not count."""
    try:
        with open(f'/proc/{pid}/status') as file:
            fields = dict(line.split(':', 1) for line in file)
    except OSError:
        return 0
    if fields['Name'].strip() != 'charla-mqtt':
        return 0
    return int(fields['VmHWM'].split()[0]) / 1024


def main():
    charla, pump = sys.argv[1], os.path.abspath(sys.argv[2])
    rounds = int((sys.argv[3:] or [5])[0])
    for each in ('mosquitto', 'mosquitto_pub', 'mosquitto_sub', pump,
                 charla + '-mqtt'):
        if not shutil.which(each):
            print(f'rooms at a broker: not measured, {each} is missing')
            return 0
    trips, theirs, rates, passed, memory = [], [], [], [], []
    with tempfile.TemporaryDirectory() as home:
        os.chmod(home, 0o755)
        bench = Bench(charla, pump, home)
        try:
            for _ in range(rounds):
                trips.append(bench.round_trip(bench.charlas()))
                theirs.append(bench.round_trip(bench.publishers()))
                rate, most = bench.bulk(bench.charlas())
                rates.append(rate)
                memory.append(most)
                passed.append(bench.bulk(bench.pumps())[0])
        finally:
            bench.broker.end()
    trip, their, rate, whole = map(statistics.median,
                                   (trips, theirs, rates, passed))
    values = {'round trip': trip / their, 'bulk': rate / whole,
              'memory': max(memory)}
    print('\nin a room at a broker (mosquitto, loopback)')
    print(f'round trip, median us: charla {trip:.0f}, mosquitto_pub and '
          f'mosquitto_sub {their:.0f}')
    print(f'bulk, MB/s: charla {rate:.0f}, the broker with the same credit '
          f'{whole:.0f}')
    missed = False
    for what, (words, is_least, floor) in FLOORS.items():
        good = (values[what] >= floor if is_least else
                values[what] <= floor)
        missed |= not good
        print(f'{what + ", " + words:66}{values[what]:>8.2f} of {floor:<4} '
              f'{"ok" if good else "MISSED"}')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
