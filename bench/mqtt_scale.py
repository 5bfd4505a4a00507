#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""What conversations cost one mosquitto on this machine (doc/scale.md).

    mqtt_scale.py CHARLA-MQTT [PAIRS]...

Each pair is two charla-mqtt in a room of its own; what they carry is played
here.  Everything is on loopback, bounded, and ends by itself.
"""

import os
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time

IDLE_S = 10      # how long the broker's idle cost is looked at
TALK_S = 10
LINE = 100       # bytes of a line that is typed, with TLS around it
TALKERS = 200    # at most, one line each way a second
BULK = 200_000_000


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Broker:
    def __init__(self, folder):
        self.port = free_port()
        path = os.path.join(folder, "broker")
        with open(path, "w") as file:
            file.write(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n"
                       "persistence false\nlog_type none\nmax_connections -1\n")
        self.process = subprocess.Popen(["mosquitto", "-c", path],
                                        stderr=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.05)

    def memory_kib(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            for line in file:
                if line.startswith("VmRSS"):
                    return int(line.split()[1])

    def cpu_s(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.process.terminate()
        self.process.wait()


class Side:
    def __init__(self, program, url, listens):
        ours, theirs = socket.socketpair()
        self.socket = ours
        self.process = subprocess.Popen(
            [program] + (["-l"] if listens else []) + [url], stdin=theirs,
            stdout=theirs, stderr=subprocess.DEVNULL)
        theirs.close()

    def end(self):
        self.socket.close()
        self.process.wait()


def start_pair(program, broker, number):
    url = f"mqtt://127.0.0.1:{broker.port}/room{number}"
    return Side(program, url, True), Side(program, url, False)


def wait_until_up(pairs):
    for one, other in pairs:
        one.socket.settimeout(120)
        other.socket.settimeout(120)
        one.socket.sendall(b"x")
        other.socket.recv(1)
        other.socket.sendall(b"y")
        one.socket.recv(1)


def idle(broker):
    before = broker.cpu_s()
    time.sleep(IDLE_S)
    return (broker.cpu_s() - before) / IDLE_S


def talk(broker, pairs):
    """A line each way and second in each pair; returns the broker's CPU and
    the times to the other side, in ms."""
    selector = selectors.DefaultSelector()
    sent, times = {}, []
    line = b"." * LINE
    for pair in pairs:
        for side, other in (pair, pair[::-1]):
            side.socket.setblocking(False)
            selector.register(side.socket, selectors.EVENT_READ, other.socket)
    sides = [side for pair in pairs for side in pair]
    start, before, turn = time.monotonic(), broker.cpu_s(), 0
    while turn < TALK_S * len(sides):
        due = start + turn / len(sides)
        now = time.monotonic()
        if now >= due:
            side = sides[turn % len(sides)]
            sent[side.socket] = now
            side.socket.send(line)
            turn += 1
            continue
        for key, _ in selector.select(due - now):
            if len(key.fileobj.recv(65536)) > 0 and key.data in sent:
                times.append((time.monotonic() - sent.pop(key.data)) * 1000)
    cpu = (broker.cpu_s() - before) / (time.monotonic() - start)
    selector.close()
    return cpu, times


def bulk(pair):
    """Bytes a second through one pair."""
    one, other = pair
    piece, got, given = b"b" * 65536, 0, 0
    one.socket.setblocking(False)
    other.socket.setblocking(False)
    start = time.monotonic()
    while got < BULK:
        if given < BULK:
            try:
                given += one.socket.send(piece[:BULK - given])
            except BlockingIOError:
                pass
        try:
            got += len(other.socket.recv(262144))
        except BlockingIOError:
            time.sleep(0)
    return BULK / (time.monotonic() - start)


def measure(program, broker, count):
    empty = broker.memory_kib()
    pairs = []
    for number in range(count):
        pairs.append(start_pair(program, broker, number))
    wait_until_up(pairs)
    memory = broker.memory_kib() - empty
    cpu_idle = idle(broker)
    talkers = pairs[:TALKERS]
    cpu, times = talk(broker, talkers)
    times.sort()
    print(f"| {count} | {2 * count} | {memory} | {1024 * memory / 2 / count:.0f} "
          f"| {100 * cpu_idle:.1f} | {len(talkers)} | {2 * len(talkers)} "
          f"| {100 * cpu:.1f} | {statistics.median(times):.1f} "
          f"| {times[int(0.99 * len(times))]:.1f} |", flush=True)
    for pair in pairs:
        for side in pair:
            side.socket.close()
    for pair in pairs:
        for side in pair:
            side.process.wait()


def main():
    program = os.path.abspath(sys.argv[1])
    counts = [int(word) for word in sys.argv[2:]] or [1, 10, 100, 500, 1000,
                                                      2000]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        print("| pairs | connections | broker's memory, KiB more | bytes a "
              "connection | CPU idle, % of a core | talking | lines a second "
              "| CPU, % | line, ms | 99 %, ms |")
        print("| --- " * 10 + "|")
        for count in counts:
            broker = Broker(folder)
            try:
                measure(program, broker, count)
            finally:
                broker.end()
        broker = Broker(folder)
        pair = start_pair(program, broker, 0)
        wait_until_up([pair])
        print(f"bulk through one pair: {bulk(pair) / 1e6:.0f} MB/s")
        for side in pair:
            side.end()
        broker.end()


if __name__ == "__main__":
    main()
