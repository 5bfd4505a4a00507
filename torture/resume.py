#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations whose connections break, again and again.

    resume.py bytes [STEP]      cut one conversation at every byte
    resume.py seeds COUNT [FIRST]
                                random text both ways, random cuts
    resume.py links             two network namespaces: the cable pulled, an
                                address changed, a side asleep

$CHARLA names the program.  Nothing may be lost, and nothing come twice."""
import os
import random
import shutil
import signal
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, os.pardir, 'tests')]

import cutting  # noqa: E402
import links  # noqa: E402
from cutting import Cut  # noqa: E402

CHARLA = os.path.abspath(os.environ.get('CHARLA', 'src/charla'))
faults = []


def report(words):
    faults.append(words)
    print('FAULT: ' + words, flush=True)


# ---- Every byte --------------------------------------------------------------

def cut_every_byte(home, step):
    inputs = [b'uno\ndos\n%end%\n' * 30, b'one\ntwo\n' * 40]
    survived = sum(cutting.survey(CHARLA, home, inputs, direction, step,
                                  report)
                   for direction in ('up', 'down'))
    print('resume bytes: %d cuts survived, %d faults' % (survived,
                                                         len(faults)))


# ---- Random ------------------------------------------------------------------

# Behind so many bytes of both directions the first HELLO has gone.
OPENED = 2000


def random_input(dice):
    length = dice.choice((0, 1, dice.randrange(2000),
                          dice.randrange(300000), dice.randrange(3000000)))
    if dice.random() < 0.5:
        return dice.randbytes(length)
    return b'line %end%\n' * (length // 11)


def random_cut(dice, first):
    after = int(10 ** dice.uniform(0, 6))
    direction = dice.choice(('up', 'down', 'any'))
    if first and dice.random() < 0.7:
        return Cut(OPENED + after, 'any', False)
    return Cut(after, direction, dice.random() < 0.5)


def run_seed(home, seed):
    dice = random.Random(seed)
    inputs = [random_input(dice), random_input(dice)]
    cuts = [random_cut(dice, i == 0) for i in range(dice.randrange(1, 8))]
    result = cutting.talk(CHARLA, home, inputs, cuts)
    # Who has sent nothing takes a caller whose HELLO is lost for a knock.
    must = all(inputs) and cuts[0].direction == 'any' and \
        not cuts[0].reset and cuts[0].after >= OPENED
    whole = cutting.is_whole(result, inputs)
    if not whole and (must or not cutting.is_honest(result, inputs)):
        report('seed %d: %s: %s, %s of %s\n%s' % (
            seed, cuts, result.statuses, [len(i) for i in result.outputs],
            [len(i) for i in reversed(inputs)], '\n'.join(result.errors)))
    return whole, len(result.moved)


def run_seeds(home, count, first):
    whole = made = 0
    for seed in range(first, first + count):
        is_whole, links_made = run_seed(home, seed)
        whole += is_whole
        made += links_made
    print('resume seeds: %d conversations over %d links, %d whole, the others '
          'never began; %d faults' % (count, made, whole, len(faults)))


# ---- Two namespaces ----------------------------------------------------------

class Held:
    """A conversation of pipes between two namespaces."""

    def __init__(self, net, home, resume=60):
        self.net = net
        options = '--resume=%d' % resume, '--timeout=3'
        self.listener = self.start(0, home, *options, '-l')
        cutting.Charla.port(self.listener)
        self.caller = self.start(1, home, *options, '10.99.0.1')
        self.said = [b'', b'']
        self.say(b'before\n')

    def start(self, number, home, *arguments):
        # Charla sets the environment up; the program runs in the namespace.
        return cutting.Charla('ip', home, 'netns', 'exec',
                              self.net.names[number], CHARLA, *arguments)

    def sides(self):
        return self.listener, self.caller

    def say(self, text, wait=True):
        for i, each in enumerate(self.sides()):
            each.process.stdin.write(text)
            each.process.stdin.flush()
            self.said[i] += text
        while wait and self.heard() != self.said[::-1]:
            links.time.sleep(0.01)
            for each in self.sides():
                if each.process.poll() is not None:
                    raise OSError(each.errors().decode())

    def heard(self):
        return [each.output() for each in self.sides()]

    def see(self, side, words):
        while words not in side.errors().decode():
            if side.process.poll() is not None:
                raise OSError(side.errors().decode())
            links.time.sleep(0.01)

    def finish(self, name):
        for each in self.sides():
            each.process.stdin.close()
        statuses = [each.wait() for each in self.sides()]
        if statuses != [0, 0] or self.heard() != self.said[::-1]:
            report('%s: %s\n%s\n%s' % (name, statuses, *(
                each.errors().decode() for each in self.sides())))

    def kill(self):
        for each in self.sides():
            each.kill()


def pull_the_cable(held, seconds):
    held.net.pull()
    held.say(b'while the cable was out\n', wait=False)
    links.time.sleep(seconds)
    held.net.plug()
    held.say(b'after\n')


def change_the_address(held, number):
    """A side gets another address while the cable is out."""
    held.net.pull()
    name = held.net.names[number]
    links.ip('-n', name, 'addr', 'del', '10.99.0.%d/24' % (number + 1), 'dev',
             'cable')
    links.ip('-n', name, 'addr', 'add', '10.99.0.77/24', 'dev', 'cable')
    held.say(b'while the address changed\n', wait=False)
    held.see(held.caller, 'calling again')
    held.net.plug()
    held.say(b'after\n')


def sleep(held, side, seconds):
    os.kill(side.process.pid, signal.SIGSTOP)
    held.say(b'while one was asleep\n', wait=False)
    links.time.sleep(seconds)
    os.kill(side.process.pid, signal.SIGCONT)
    held.say(b'after\n')


CASES = [
    ('the cable is out for 5 s', lambda held: pull_the_cable(held, 5)),
    ('the cable is out for 20 s', lambda held: pull_the_cable(held, 20)),
    ('the caller has another address', lambda held:
     change_the_address(held, 1)),
    ('the caller sleeps', lambda held: sleep(held, held.caller, 12)),
    ('the listener sleeps', lambda held: sleep(held, held.listener, 12)),
]


def run_links(home):
    if os.geteuid() != 0 or not shutil.which('ip'):
        print('resume links: skipped, they need root and ip')
        return
    for name, case in CASES:
        with links.Net() as net:
            held = Held(net, home)
            try:
                case(held)
                held.finish(name)
            except OSError as error:
                report('%s: %s' % (name, error))
            finally:
                held.kill()
    print('resume links: %d cases, %d faults' % (len(CASES), len(faults)))


def main(arguments):
    home = tempfile.mkdtemp()
    try:
        if arguments[:1] == ['bytes']:
            cut_every_byte(home, int((arguments[1:] or ['1'])[0]))
        elif arguments[:1] == ['seeds'] and len(arguments) > 1:
            run_seeds(home, int(arguments[1]), int((arguments[2:] or [0])[0]))
        elif arguments == ['links']:
            run_links(home)
        else:
            print(__doc__, file=sys.stderr)
            return 2
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
