#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""What announcing and finding cost, between two machines made of namespaces,
each with an avahi-daemon of its own (../tests/machines.py).  Needs root.

    finding.py CHARLA [ROUNDS]

Exit status 1 says that a floor is missed."""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                             '..', 'tests'))
from machines import Machine, World, link

SETTLE, WINDOW = 3, 10  # seconds

# (unit, the most that it may be)
FLOORS = {
    'found after it was announced': ('ms, median', 1000),
    'announcing makes the start of a listener longer by': ('ms, median', 5),
    'wake-ups while nobody asks': (f'in {WINDOW} s', 0),
}


def can_measure():
    for tool in ('unshare', 'nsenter', 'ip', 'dbus-daemon', 'avahi-daemon'):
        if not shutil.which(tool):
            return f'{tool} is missing'
    done = subprocess.run(['unshare', '-n', '-m', 'true'], check=False,
                          stderr=subprocess.DEVNULL)
    return '' if done.returncode == 0 else 'only root can make networks'


def network(world):
    machines = [Machine(world, letter) for letter in ('one', 'two')]
    link(*machines, 'wire')
    for i, machine in enumerate(machines, 1):
        machine.ip(f'addr add 10.77.0.{i}/24 dev wire')
        machine.ip('link set wire up')
        machine.begin()
    for machine in machines:
        machine.go()
    return machines


def until_found(world, one, other, turn):
    """From the announcement, and from the start of who waits, to the row in
    somebody else's menu, in ms."""
    ana = world.person(one, 'ana')
    ana.expect(' > ')
    begun = time.monotonic()
    bea = world.person(other, 'bea', '-l', '-n', f'bea{turn}')
    bea.expect('this network sees you as')
    announced = time.monotonic()
    ana.expect(f'call bea{turn} ')
    now = time.monotonic()
    world.leave()
    return (now - announced) * 1e3, (now - begun) * 1e3


def until_it_waits(world, machine, *words):
    begun = time.monotonic()
    world.person(machine, 'bea', '-l', *words).expect('waiting for a call')
    taken = time.monotonic() - begun
    world.leave()
    return taken * 1e3


def descendants(pid):
    with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as file:
        children = [int(each) for each in file.read().split()]
    return [pid] + [each for child in children for each in descendants(child)]


def switches(pids):
    """How often their threads have been given a processor."""
    count = 0
    for pid in pids:
        for thread in os.listdir(f'/proc/{pid}/task'):
            with open(f'/proc/{pid}/task/{thread}/status',
                      encoding='utf-8') as file:
                count += sum(int(line.split()[1]) for line in file
                             if line.startswith('voluntary_ctxt'))
    return count


def wakeups(world, machine):
    bea = world.person(machine, 'bea', '-l')
    bea.expect('this network sees you as')
    time.sleep(SETTLE)
    pids = descendants(bea.pid)
    before = switches(pids)
    time.sleep(WINDOW)
    woken = switches(pids) - before
    world.leave()
    return woken, len(pids)


def measure(world, rounds):
    one, other = network(world)
    found, whole = zip(*(until_found(world, one, other, turn)
                         for turn in range(rounds)))
    starts = {words: [] for words in ((), ('--no-announce',))}
    for _ in range(4 * rounds):
        for words, times in starts.items():
            times.append(until_it_waits(world, other, *words))
    announcing, silent = map(statistics.median, starts.values())
    woken, processes = wakeups(world, other)
    print('\nfinding each other (two namespaces, Avahi)')
    print(f'announced until seen in a menu: {min(found):.0f} to '
          f'{max(found):.0f} ms; from the start of who waits: '
          f'{statistics.median(whole):.0f} ms')
    print(f'start of a listener until it waits: {announcing:.1f} ms, with '
          f'--no-announce {silent:.1f} ms; {processes} processes')
    return dict(zip(FLOORS, (statistics.median(found), announcing - silent,
                             woken)))


def main():
    charla = os.path.abspath(sys.argv[1])
    rounds = int((sys.argv[2:] or [5])[0])
    why = can_measure()
    if why:
        print(f'finding each other: not measured, {why}')
        return 0
    with tempfile.TemporaryDirectory() as directory:
        world = World(charla, os.path.join(directory, 'world'))
        try:
            values = measure(world, rounds)
        finally:
            world.end()
    missed = False
    for what, (unit, most) in FLOORS.items():
        good = values[what] <= most
        missed |= not good
        print(f'{what + ", " + unit:66}{values[what]:>8.1f} of {most:<4} '
              f'{"ok" if good else "MISSED"}')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
