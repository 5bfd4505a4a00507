#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures charla side by side with the programs people use instead of it.

Every measure is taken of every program in turn, and again, so that what
disturbs the machine disturbs all alike; what counts is the median, and of
that only the ratio within one run.  The work is done by the program `pair`;
this one says what to run and makes tables.  HACKING says how to read them.
"""
import argparse
import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from plan import (BEFORE, BESIDE, FLOORS, GROWTH, MB, PEERS, PLAIN, PUMP,
                  SECURE, charla, measures, pump)

GUARD_S = 150  # for one measure: pair gives up earlier by itself
QUICK_S = 42   # no new round is begun after that many seconds


# ---- Running ---------------------------------------------------------------

class Bench:
    def __init__(self, options):
        self.options = options
        self.begun = time.monotonic()
        self.peers = {name: how for name, how in PEERS.items()
                      if shutil.which(name.split()[0])}
        self.peers['charla'] = {
            'plain': charla(options.charla, '--plain'),
            'encrypted': charla(options.charla, '--encrypt')}
        if options.before:
            self.peers[BEFORE] = {
                'plain': charla(options.before, '--plain'),
                'encrypted': charla(options.before, '--encrypt')}
        if shutil.which(options.pump):
            self.peers[PUMP] = {'plain': pump(options.pump), 'encrypted': {}}
        self.can_encrypt = can_encrypt(options.charla)

        self.busy_at_first = busy_seconds() - own_seconds()

    def others(self):
        """The share of the machine that went to other programs so far."""
        used = busy_seconds() - own_seconds() - self.busy_at_first
        passed = time.monotonic() - self.begun
        return max(0, used / passed / os.cpu_count())

    def programs(self, wire):
        names = ['charla'] + BESIDE + (PLAIN if wire == 'plain' else SECURE)
        return [n for n in names if n in self.peers]

    def commands(self, name, wire, style):
        how = self.peers[name]
        return (how[wire] if wire in how else how).get(style)

    def home_of(self, name):
        """Keys and known peers of each program's own, for two builds of
        charla may keep them in different ways."""
        home = os.path.join(os.environ['HOME'], name)
        os.makedirs(home, exist_ok=True)
        return dict(os.environ, HOME=home)

    def ask(self, name, wire, style, arguments):
        """What pair says, or None if it could not be measured."""
        commands = self.commands(name, wire, style)
        if not commands or (wire == 'encrypted' and not self.can_encrypt
                            and name in ('charla', BEFORE)):
            return None
        argv = [self.options.pair] + [str(a) for a in arguments]
        for command in commands:
            argv += ['--'] + command.split()
        try:
            done = subprocess.run(argv, capture_output=True, text=True,
                                  timeout=GUARD_S, env=self.home_of(name))
            return json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            print(f'bench: {name} {wire}: {" ".join(argv[1:3])} failed',
                  file=sys.stderr)
            return None

    def once(self, measure):
        for name in self.programs(measure.wire):
            if not self.commands(name, measure.wire, measure.style):
                continue
            measure.asked[name] = measure.asked.get(name, 0) + 1
            answer = self.ask(name, measure.wire, measure.style,
                              measure.arguments)
            if answer is None:
                continue
            lost = 'sent' in answer and (answer['wrong'] or
                                         answer['arrived'] < answer['sent'])
            measure.lossy[name] = measure.lossy.get(name, 0) + bool(lost)
            if answer.get('seconds') != 0:  # else nothing has arrived
                measure.found.setdefault(name, []).append(answer)

    def run(self, chosen):
        for turn in range(self.options.rounds):
            late = time.monotonic() - self.begun > QUICK_S
            if self.options.quick and turn > 0 and late:
                break
            for measure in chosen:
                if turn < (measure.rounds or self.options.rounds):
                    progress(f'round {turn + 1}: {measure.wire}, '
                             f'{measure.title}')
                    self.once(measure)
        progress('')

    def growth(self):
        """{program: {size: [answer]}}, plain, 64-byte lines, one way; of
        programs that were measured with every size."""
        found = {}
        for turn in range(3):
            for size in GROWTH:
                progress(f'growth, round {turn + 1}: {size} MB')
                for name in self.programs('plain'):
                    answer = self.ask(name, 'plain', 'one',
                                      ['bulk', 64, size * MB, 0])
                    if answer:
                        found.setdefault(name, {}).setdefault(
                            size, []).append(answer)
        progress('')
        return {name: sizes for name, sizes in found.items()
                if len(sizes) == len(GROWTH)}


def busy_seconds():
    """What all processors have worked since the machine started."""
    with open('/proc/stat') as stat:
        field = [int(x) for x in stat.readline().split()[1:]]
    worked = sum(field[:3]) + sum(field[5:8])  # not idle, not waiting
    return worked / os.sysconf('SC_CLK_TCK')


def own_seconds():
    """What this program and those it has started have worked."""
    return sum(r.ru_utime + r.ru_stime for r in
               (resource.getrusage(resource.RUSAGE_SELF),
                resource.getrusage(resource.RUSAGE_CHILDREN)))


def progress(text):
    if sys.stderr.isatty():
        print(f'\r\033[K{text}', end='', file=sys.stderr, flush=True)


def can_encrypt(program):
    """A charla that encrypts by itself says so in its greeting."""
    child = subprocess.Popen([program, '-l', '-p', '0', '127.0.0.1'],
                             stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True,
                             env=dict(os.environ, LC_ALL='C', LANGUAGE=''))
    try:
        for line in child.stderr:
            port = re.search(r'listening on .* port (\d+)', line)
            if port:
                break
        else:
            sys.exit(f'bench: {program} does not listen')
        with socket.create_connection(('127.0.0.1', int(port[1])), 10) as call:
            greeting = call.makefile('rb').readline()
        return greeting.rstrip().endswith(b'[charla/1]')
    finally:
        child.kill()
        child.communicate()


# ---- Judging ---------------------------------------------------------------

def middle(measure, figure, name):
    values = [figure.of(each) for each in measure.found.get(name, [])]
    return statistics.median(values) if values else None


def best_peer(measure, figure):
    """The best figure of a peer that lost nothing; if all did, of any."""
    peers = {n: middle(measure, figure, n) for n in measure.found
             if n != 'charla' and n not in BESIDE}
    sound = {n: v for n, v in peers.items() if not measure.lossy[n]}
    choose = max if figure.more_is_better else min
    return choose((sound or peers).values(), default=None)


def ratio(measure, figure):
    own, best = middle(measure, figure, 'charla'), best_peer(measure, figure)
    if own is None or best is None or min(own, best) <= 0:
        return None
    return own / best if figure.more_is_better else best / own


def paired(measure, figure, name):
    """How many times better charla is than `name`, as the median over the
    rounds of what each round says."""
    own, other = measure.found.get('charla', []), measure.found.get(name, [])
    pairs = [(figure.of(a), figure.of(b)) for a, b in zip(own, other)]
    if len(own) != len(other) or not pairs or min(map(min, pairs)) <= 0:
        return None
    return statistics.median(a / b if figure.more_is_better else b / a
                             for a, b in pairs)


def value_of(measure, figure, kind):
    """What a floor is about; None: charla or the peer was not measured."""
    if kind == 'ratio':
        return ratio(measure, figure)
    own = middle(measure, figure, 'charla')
    if kind in ('at most', 'at least') or own is None:
        return own
    other = middle(measure, figure, 'nc')
    return None if other is None else own - other


def judge(chosen, can_encrypt):
    """[(what, value, floor, is it reached)]; None: it cannot be judged.

    That is so if there is no peer to compare with, or encryption is not built
    in.  A charla that should have been measured and was not has missed it."""
    verdicts = []
    by_title = {(m.wire, m.title): m for m in chosen}
    for wire, title, figure, kind, floor in FLOORS:
        measure = by_title.get((wire, title))
        if not measure:
            continue
        value, good = value_of(measure, figure, kind), None
        if value is not None:
            good = (value >= floor if kind in ('ratio', 'at least') else
                    value <= floor)
        elif 'charla' not in measure.found and (can_encrypt or
                                                wire == 'plain'):
            good = False
        what = f'{wire}, {title}, {figure.unit}, {kind}'
        verdicts.append((what, value, floor, good))
    for measure in chosen:
        if measure.lossy.get('charla'):
            what = f'{measure.wire}, {measure.title}: charla lost bytes'
            verdicts.append((what, measure.lossy['charla'], 0, False))
    return verdicts


# ---- Telling ---------------------------------------------------------------

def number(value):
    if value is None:
        return '-'
    digits = 0 if value >= 100 or value == 0 else 1 if value >= 10 else 2
    return f'{value:.{digits}f}'


def print_beside(bench, chosen, wire):
    """charla against the limit and another build, paired round by round."""
    for name in (n for n in BESIDE if n in bench.peers):
        rows = [(m, f, paired(m, f, name)) for m in chosen if m.wire == wire
                for f in m.figures]
        rows = [row for row in rows if row[2] is not None]
        if not rows:
            continue
        print(f'\n{wire + ", paired with: " + name:46}{"charla":>11}'
              f'{name:>11}    ratio   rounds')
        for measure, figure, value in rows:
            print(f'{measure.title + ", " + figure.unit:46}' +
                  ''.join(f'{number(middle(measure, figure, n)):>11}'
                          for n in ('charla', name)) +
                  f'{number(value):>9}{len(measure.found[name]):>9}')


def print_table(bench, chosen, wire):
    names = ['charla'] + (PLAIN if wire == 'plain' else SECURE)
    print(f'\n{wire:46}' + ''.join(f'{n:>11}' for n in names) + '    ratio')
    for measure in (m for m in chosen if m.wire == wire):
        for figure in measure.figures:
            cells = []
            for name in names:
                cell = number(middle(measure, figure, name))
                cells.append(cell + ('!' if measure.lossy.get(name) else ''))
            print(f'{measure.title + ", " + figure.unit:46}' +
                  ''.join(f'{c:>11}' for c in cells) +
                  f'{number(ratio(measure, figure)):>9}')
    for name in names[1:]:
        if name not in bench.peers:
            print(f'{name} is missing: not installed')
    if wire == 'encrypted' and not bench.can_encrypt:
        print('charla: encryption is not built in')
    for measure in (m for m in chosen if m.wire == wire):
        for name, times in measure.lossy.items():
            if times:
                print(f'! {name} lost bytes in {times} of '
                      f'{measure.asked[name]} runs: {measure.title}')


def print_verdicts(verdicts):
    words = {True: 'ok', False: 'MISSED', None: 'not judged'}
    print('\nfloors')
    for what, value, floor, good in verdicts:
        print(f'{what:66}{number(value):>8} of {floor:<4} {words[good]}')


def middles(found, name):
    """[(MB, seconds, peak MiB)], medians."""
    return [(size, statistics.median(d['seconds'] for d in answers),
             statistics.median(d['peak_kib'] for d in answers) / 1024)
            for size, answers in found[name].items()]


def print_growth(found):
    print('\nhow cost grows (plain, 64-byte lines, one way)')
    print(f'{"MB":>8}' + ''.join(f'{n + " ms":>12}' for n in found) +
          f'{[*found][0] + " MiB":>12}')
    for row in zip(*(middles(found, n) for n in found)):
        print(f'{row[0][0]:>8}' +
              ''.join(f'{number(s * 1e3):>12}' for _, s, _ in row) +
              f'{number(row[0][2]):>12}')
    for name in found:
        sizes, times, _ = zip(*middles(found, name))
        print(f'{name}: correlation of time with size '
              f'{statistics.correlation(sizes, times):.4f} (a line: 1)')


def plot(found):
    """bench-growth.png, if gnuplot is there."""
    if not shutil.which('gnuplot'):
        print('gnuplot is not installed: no plot')
        return
    with open('bench-growth.dat', 'w') as data:
        for name in found:
            data.write(f'"{name}"\n')
            for size, seconds, _ in middles(found, name):
                data.write(f'{size} {seconds}\n')
            data.write('\n\n')
    script = '''set terminal png size 800,600; set key left
        set output "bench-growth.png"; set xlabel "MB"; set ylabel "s"
        plot for [i=0:%d] "bench-growth.dat" index i using 1:2 \
            with linespoints title columnheader(1)''' % (len(found) - 1)
    subprocess.run(['gnuplot'], input=script, text=True, check=False)
    print('plotted: bench-growth.png')


def keep(path, chosen, growth, verdicts):
    kept = {
        'date': time.strftime('%Y-%m-%d'),
        'measures': [
            {'wire': m.wire, 'title': m.title, 'unit': f.unit,
             'medians': {n: middle(m, f, n) for n in m.found},
             'lost': m.lossy, 'ratio': ratio(m, f),
             'values': {n: [f.of(d) for d in m.found[n]] for n in m.found}}
            for m in chosen for f in m.figures],
        'growth': growth,
        'floors': [dict(zip(('what', 'value', 'floor', 'reached'), v))
                   for v in verdicts]}
    with open(path, 'w') as out:
        json.dump(kept, out, indent=1)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--charla', default='charla', metavar='PROGRAM')
    parser.add_argument('--pair', default='./pair', metavar='PROGRAM')
    parser.add_argument('--pump', default='./pump', metavar='PROGRAM')
    parser.add_argument('--before', metavar='PROGRAM',
                        help='another charla to be measured beside this one')
    parser.add_argument('--quick', action='store_true',
                        help='under a minute; fails if a floor is missed')
    parser.add_argument('--rounds', type=int,
                        help='9, or with --quick as many as fit')
    parser.add_argument('--only', default='', metavar='WORDS',
                        help='measures with these words in their title')
    parser.add_argument('--json', metavar='FILE')
    options = parser.parse_args()
    options.rounds = options.rounds or (99 if options.quick else 9)
    options.charla = shutil.which(options.charla) or options.charla
    return options


def main():
    options = parse()
    with tempfile.TemporaryDirectory() as home:
        # Keys and known peers of the measurement's own.
        os.environ['HOME'] = home
        for name in ('XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME'):
            os.environ.pop(name, None)
        bench = Bench(options)
        chosen = [m for m in measures(options.quick)
                  if options.only in f'{m.wire} {m.title}']
        bench.run([m for m in chosen if bench.can_encrypt or m.wire == 'plain'
                   or not options.quick])
        growth = {}
        if not options.quick and options.only in 'growth':
            growth = bench.growth()
    for wire in ('plain', 'encrypted'):
        print_table(bench, chosen, wire)
        print_beside(bench, chosen, wire)
    if growth:
        print_growth(growth)
        plot(growth)
    verdicts = judge(chosen, bench.can_encrypt)
    print_verdicts(verdicts)
    print(f'\n{time.monotonic() - bench.begun:.0f} s; other programs used '
          f'{bench.others():.0%} of the machine')
    if options.json:
        keep(options.json, chosen, growth, verdicts)
    if options.quick and any(good is False for *_, good in verdicts):
        sys.exit(1)


if __name__ == '__main__':
    main()
