# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmark measures, of which programs, and what is expected."""

MB = 10**6

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
# These are no peers: the limit (bench/pump.c), and another build of charla.
PUMP, BEFORE = 'pump', 'before'
BESIDE = [PUMP, BEFORE]


def charla(program, option):
    listener = f'{program} {option} -q -l -p PORT 127.0.0.1'
    caller = f'{program} {option} -q 127.0.0.1 PORT'
    again = '--resume=60 --timeout=3'
    return {'one': (listener, caller), 'both': (listener, caller),
            'resume': (f'{listener} {again}', f'{caller} {again}'),
            'usage': (f'{program} --help',)}


def pump(program):
    """Plain, and nothing but bulk."""
    commands = (f'{program} -l PORT', f'{program} PORT')
    return {'one': commands, 'both': commands}


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
ALL_RSS = Figure('MiB, all processes', lambda d: d['all_rss_kib'] / 1024)
ALL_PSS = Figure('MiB, all, shared divided',
                 lambda d: d['all_pss_kib'] / 1024)
WAKEUPS = Figure('wake-ups', lambda d: d['wakeups'])
OF_WHOLE = Figure('of the rate without cuts',
                  lambda d: d['whole_seconds'] / d['seconds'], True)
KEPT = Figure('input taken, MiB', lambda d: d['taken'] / 1024 / 1024, True)
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
        self.asked = {}   # program -> in how many rounds it had its turn
        self.found = {}   # program -> list of what pair said
        self.lossy = {}   # program -> how often it lost bytes


CUTS = 'bulk through a relay that cuts every 50 MB'
KEPT_OF_A_PIPE = 'nothing acknowledged, a pipe'
KEPT_OF_A_TERMINAL = 'nothing acknowledged, a terminal'


def measures(quick):
    one_way, each_way = (128, 128) if quick else (512, 256)
    count = 1000 if quick else 10000
    few = 3 if quick else 15
    # Each charla looks once, 3 s after it has sent, whether that arrived.
    settle, window = (100, 500) if quick else (4000, 5000)
    made = []
    for wire in ('plain', 'encrypted'):
        for title, line in (('64-byte lines', 64), ('4 KiB lines', 4096),
                            ('one long line', 0)):
            first = line == 64
            made += [
                Measure(f'bulk one way, {title}', wire, 'one',
                        ['bulk', line, one_way * MB, 0],
                        [RATE, CPU, PEAK] if first else [RATE], first),
                Measure(f'bulk both ways, {title}', wire, 'both',
                        ['bulk', line, each_way * MB, 1], [RATE], first)]
        made += [
            Measure('file to file, 64-byte lines', wire, 'one',
                    ['files', 64, one_way * MB], [RATE, CPU], False),
            Measure('round trip', wire, 'both', ['round-trip', count],
                    [MEDIAN, P99]),
            Measure('connect to first message', wire, 'both',
                    ['first', few], [MILLIS]),
            Measure('idle conversation', wire, 'both', ['idle', settle, window],
                    [MEMORY, ALL_RSS, ALL_PSS, WAKEUPS], rounds=1 if quick else 3)]
    made += [
        Measure(CUTS, 'encrypted', 'resume',
                ['cuts', 64, 3 * one_way * MB, 50 * MB],
                [RATE, OF_WHOLE, PEAK], rounds=3 if quick else None),
        # As much as is kept until it is acknowledged, and then as much again.
        Measure(KEPT_OF_A_PIPE, 'encrypted', 'resume',
                ['kept', 0, 16 << 20], [KEPT, PEAK], rounds=1),
        Measure(KEPT_OF_A_TERMINAL, 'encrypted', 'resume',
                ['kept', 1, 2 << 20], [KEPT, PEAK], rounds=1),
        Measure('start-up to usage', 'plain', 'usage',
                ['usage', 3 * few], [MILLIS]),
        Measure('terminal, 100,000 lines', 'plain', 'both',
                ['screen', 100000], [SECONDS, ECHO, WORST], False, rounds=3)]
    return [m for m in made if m.quick or not quick]


# The regression guard: (wire, measure, figure, kind, floor).  A ratio says
# how many times better charla is than the best peer; "at least" and "at most"
# are about its own figure.
FLOORS = [
    ('plain', 'bulk one way, 64-byte lines', RATE, 'ratio', 1.5),
    ('plain', 'bulk both ways, 64-byte lines', RATE, 'ratio', 1.5),
    ('plain', 'round trip', MEDIAN, 'ratio', 1.0),
    ('plain', 'round trip', P99, 'ratio', 1.0),
    ('plain', 'start-up to usage', MILLIS, 'above nc', 1.0),
    ('plain', 'idle conversation', MEMORY, 'at most', 5.0),
    ('plain', 'idle conversation', ALL_RSS, 'at most', 12.0),
    ('plain', 'idle conversation', WAKEUPS, 'at most', 0),
    ('encrypted', 'bulk one way, 64-byte lines', RATE, 'ratio', 1.7),
    ('encrypted', 'bulk both ways, 64-byte lines', RATE, 'ratio', 1.4),
    ('encrypted', 'round trip', MEDIAN, 'ratio', 1.0),
    ('encrypted', 'idle conversation', MEMORY, 'at most', 8.0),
    ('encrypted', 'idle conversation', ALL_RSS, 'at most', 12.0),
    ('encrypted', 'idle conversation', WAKEUPS, 'at most', 0),
    ('encrypted', CUTS, OF_WHOLE, 'at least', 0.5),
    ('encrypted', CUTS, PEAK, 'at most', 48.0),
    ('encrypted', KEPT_OF_A_PIPE, KEPT, 'at most', 9.0),
    ('encrypted', KEPT_OF_A_PIPE, PEAK, 'at most', 32.0),
    ('encrypted', KEPT_OF_A_TERMINAL, PEAK, 'at most', 12.0),
]

# How cost grows: sizes in MB.
GROWTH = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048]
