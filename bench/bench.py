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
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

MB = 10**6
GUARD_S = 150      # for one measure: pair gives up earlier by itself
QUICK_S = 42       # no new round is begun after that many seconds

# How each program is told what to do.  `one` sends from the caller to the
# listener only, `both` is a conversation, `screen` a listener on a terminal.
LISTEN = 'TCP-LISTEN:PORT,bind=127.0.0.1'
CALL = 'TCP:127.0.0.1:PORT'
PEERS = {
    'nc': {
        'one': ('nc -d -l 127.0.0.1 PORT', 'nc -N 127.0.0.1 PORT'),
        'both': ('nc -N -l 127.0.0.1 PORT', 'nc -N 127.0.0.1 PORT'),
        'usage': ('nc -h',)},
    'ncat': {
        'one': ('ncat -l --recv-only 127.0.0.1 PORT',
                'ncat --send-only 127.0.0.1 PORT'),
        'both': ('ncat -l 127.0.0.1 PORT', 'ncat 127.0.0.1 PORT'),
        'usage': ('ncat --help',)},
    'socat': {
        'one': (f'socat -u {LISTEN} STDOUT', f'socat -u STDIN {CALL}'),
        'both': (f'socat -t30 STDIO {LISTEN}', f'socat -t30 STDIO {CALL}'),
        'usage': ('socat -h',)},
    'ncat --ssl': {
        'one': ('ncat --ssl -l --recv-only 127.0.0.1 PORT',
                'ncat --ssl --send-only 127.0.0.1 PORT'),
        'both': ('ncat --ssl -l 127.0.0.1 PORT',
                 'ncat --ssl 127.0.0.1 PORT')},
}
PLAIN = ['nc', 'ncat', 'socat']
SECURE = ['ncat --ssl']


def charla(program, option):
    listener = f'{program} {option} -q -l -p PORT 127.0.0.1'
    caller = f'{program} {option} -q 127.0.0.1 PORT'
    return {'one': (listener, caller), 'both': (listener, caller),
            'usage': (f'{program} --help',)}


class Figure:
    """One number out of what a measure yields."""

    def __init__(self, unit, of, more_is_better=False):
        self.unit, self.of, self.more_is_better = unit, of, more_is_better


RATE = Figure('MB/s', lambda d: d['arrived'] / d['seconds'] / MB, True)
CPU = Figure('CPU s/GB', lambda d: d['cpu'] / d['arrived'] * 1e9)
PEAK = Figure('peak MiB', lambda d: d['peak_kib'] / 1024)
MEDIAN = Figure('median us', lambda d: d['median'] * 1e6)
P99 = Figure('99th percentile us', lambda d: d['p99'] * 1e6)
MILLIS = Figure('ms', lambda d: d['median'] * 1e3)
MEMORY = Figure('MiB', lambda d: d['rss_kib'] / 1024)
WAKEUPS = Figure('wake-ups', lambda d: d['wakeups'])
SECONDS = Figure('s', lambda d: d['seconds'])
ECHO = Figure('key echo, mean ms', lambda d: d['echo_mean'] * 1e3)
WORST = Figure('key echo, worst ms', lambda d: d['echo_worst'] * 1e3)


class Measure:
    """What `pair` is to be asked, of which programs, and how often."""

    def __init__(self, title, wire, style, arguments, figures, quick=True,
                 rounds=None):
        self.title, self.wire, self.style = title, wire, style
        self.arguments, self.figures = arguments, figures
        self.quick, self.rounds = quick, rounds
        self.found = {}   # program -> list of what pair said
        self.lossy = {}   # program -> how often it lost bytes


def measures(quick):
    size = (256 if quick else 512) * MB
    count = 2000 if quick else 10000
    few = 5 if quick else 15
    window = 500 if quick else 5000
    made = []
    for wire in ('plain', 'encrypted'):
        for title, line in (('64-byte lines', 64), ('4 KiB lines', 4096),
                            ('one long line', 0)):
            first = line == 64
            made += [
                Measure(f'bulk one way, {title}', wire, 'one',
                        ['bulk', line, size, 0],
                        [RATE, CPU, PEAK] if first else [RATE], first),
                Measure(f'bulk both ways, {title}', wire, 'both',
                        ['bulk', line, size // 2, 1], [RATE], first)]
        made += [
            Measure('round trip', wire, 'both', ['round-trip', count],
                    [MEDIAN, P99]),
            Measure('connect to first message', wire, 'both',
                    ['first', few], [MILLIS]),
            Measure('idle conversation', wire, 'both', ['idle', window],
                    [MEMORY, WAKEUPS], rounds=1 if quick else 3)]
    made += [
        Measure('start-up to usage', 'plain', 'usage',
                ['usage', 3 * few], [MILLIS]),
        Measure('terminal, 100,000 lines', 'plain', 'both',
                ['screen', 100000], [SECONDS, ECHO, WORST], False, rounds=3)]
    return [m for m in made if m.quick or not quick]


# The regression guard: (wire, measure, figure, kind, floor).  A ratio says
# how many times better charla is than the best peer.
FLOORS = [
    ('plain', 'bulk one way, 64-byte lines', RATE, 'ratio', 1.5),
    ('plain', 'bulk both ways, 64-byte lines', RATE, 'ratio', 1.5),
    ('plain', 'round trip', MEDIAN, 'ratio', 1.0),
    ('plain', 'round trip', P99, 'ratio', 1.0),
    ('plain', 'start-up to usage', MILLIS, 'above nc', 1.0),
    ('plain', 'idle conversation', MEMORY, 'at most', 5.0),
    ('plain', 'idle conversation', WAKEUPS, 'at most', 0),
    ('encrypted', 'bulk one way, 64-byte lines', RATE, 'ratio', 1.7),
    ('encrypted', 'round trip', MEDIAN, 'ratio', 1.0),
    ('encrypted', 'idle conversation', MEMORY, 'at most', 8.0),
    ('encrypted', 'idle conversation', WAKEUPS, 'at most', 0),
]

# How cost grows: sizes in MB.
GROWTH = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048]


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
        self.can_encrypt = can_encrypt(options.charla)

    def programs(self, wire):
        names = ['charla'] + (PLAIN if wire == 'plain' else SECURE)
        return [n for n in names if n in self.peers]

    def commands(self, name, wire, style):
        how = self.peers[name]
        return (how[wire] if name == 'charla' else how).get(style)

    def ask(self, name, wire, style, arguments):
        """What pair says, or None if it could not be measured."""
        commands = self.commands(name, wire, style)
        if not commands or (wire == 'encrypted' and not self.can_encrypt
                            and name == 'charla'):
            return None
        argv = [self.options.pair] + [str(a) for a in arguments]
        for command in commands:
            argv += ['--'] + command.split()
        try:
            done = subprocess.run(argv, capture_output=True, text=True,
                                  timeout=GUARD_S)
            return json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            print(f'bench: {name} {wire}: {" ".join(argv[1:3])} failed',
                  file=sys.stderr)
            return None

    def once(self, measure):
        for name in self.programs(measure.wire):
            answer = self.ask(name, measure.wire, measure.style,
                              measure.arguments)
            if answer is None:
                continue
            lost = 'sent' in answer and (answer['wrong'] or
                                         answer['arrived'] < answer['sent'])
            measure.lossy[name] = measure.lossy.get(name, 0) + bool(lost)
            if answer.get('arrived') != 0:
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
        """{program: {size: [answer]}}, plain, 64-byte lines, one way."""
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
        return found


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
             if n != 'charla'}
    sound = {n: v for n, v in peers.items() if not measure.lossy[n]}
    choose = max if figure.more_is_better else min
    return choose((sound or peers).values(), default=None)


def ratio(measure, figure):
    own, best = middle(measure, figure, 'charla'), best_peer(measure, figure)
    if own is None or best is None or min(own, best) <= 0:
        return None
    return own / best if figure.more_is_better else best / own


def judge(chosen):
    """[(what, value, floor, is it reached)]; value None: not measured."""
    verdicts = []
    by_title = {(m.wire, m.title): m for m in chosen}
    for wire, title, figure, kind, floor in FLOORS:
        measure = by_title.get((wire, title))
        if not measure or 'charla' not in measure.found:
            continue
        own, value = middle(measure, figure, 'charla'), None
        if kind == 'ratio':
            value = ratio(measure, figure)
            good = value is not None and value >= floor
        elif kind == 'at most':
            value, good = own, own <= floor
        elif 'nc' in measure.found:
            value = own - middle(measure, figure, 'nc')
            good = value <= floor
        if value is not None:
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
                      f'{len(measure.found[name])} runs: {measure.title}')


def print_verdicts(verdicts):
    print('\nfloors')
    for what, value, floor, good in verdicts:
        print(f'{what:66}{number(value):>8} of {floor:<4} '
              f'{"ok" if good else "MISSED"}')


def middles(found, name):
    """[(MB, seconds, peak MiB)], medians."""
    return [(size, statistics.median(d['seconds'] for d in answers),
             statistics.median(d['peak_kib'] for d in answers) / 1024)
            for size, answers in found[name].items()]


def print_growth(found):
    print('\nhow cost grows (plain, 64-byte lines, one way)')
    print(f'{"MB":>8}' + ''.join(f'{n + " ms":>12}' for n in found) +
          f'{"charla MiB":>12}')
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
    parser.add_argument('--quick', action='store_true',
                        help='under a minute; fails if a floor is missed')
    parser.add_argument('--rounds', type=int, default=9)
    parser.add_argument('--only', default='', metavar='WORDS',
                        help='measures with these words in their title')
    parser.add_argument('--json', metavar='FILE')
    options = parser.parse_args()
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
        bench.run(chosen)
        growth = {}
        if not options.quick and options.only in 'growth':
            growth = bench.growth()
    for wire in ('plain', 'encrypted'):
        print_table(bench, chosen, wire)
    if growth:
        print_growth(growth)
        plot(growth)
    verdicts = judge(chosen)
    print_verdicts(verdicts)
    print(f'\n{time.monotonic() - bench.begun:.0f} s')
    if options.json:
        keep(options.json, chosen, growth, verdicts)
    if options.quick and not all(good for *_, good in verdicts):
        sys.exit(1)


if __name__ == '__main__':
    main()
