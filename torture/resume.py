#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations whose connections break, again and again.

    resume.py bytes [STEP]      cut one conversation at every byte
    resume.py seeds COUNT [FIRST]
                                random text both ways, random cuts

$CHARLA names the program.  Nothing may be lost, and nothing come twice."""
import os
import random
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, os.pardir, 'tests')]

import cutting  # noqa: E402
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

def random_input(dice):
    length = dice.choice((0, 1, dice.randrange(2000),
                          dice.randrange(300000), dice.randrange(3000000)))
    if dice.random() < 0.5:
        return dice.randbytes(length)
    return b'line %end%\n' * (length // 11)


def random_cut(dice, begun):
    """`begun`: when both sides have each other's HELLO, for the first cut."""
    after = int(10 ** dice.uniform(0, 6))
    direction = dice.choice(('up', 'down'))
    if begun and dice.random() < 0.7:
        return Cut(begun[direction] + after, direction, False,
                   begun[cutting.opposite(direction)])
    return Cut(after, dice.choice((direction, 'any')), dice.random() < 0.5)


def run_seed(home, seed, begun):
    dice = random.Random(seed)
    inputs = [random_input(dice), random_input(dice)]
    cuts = [random_cut(dice, None if i else begun)
            for i in range(dice.randrange(1, 8))]
    result = cutting.talk(CHARLA, home, inputs, cuts)
    # Who has sent nothing takes a caller whose HELLO is lost for a knock.
    must = all(inputs) and cuts[0].other > 0
    whole = cutting.is_whole(result, inputs)
    if not whole and (must or not cutting.is_honest(result, inputs)):
        report('seed %d: %s: %s, %s of %s\n%s' % (
            seed, cuts, result.statuses, [len(i) for i in result.outputs],
            [len(i) for i in reversed(inputs)], '\n'.join(result.errors)))
    return whole, len(result.moved)


def run_seeds(home, count, first):
    begun = cutting.opened(CHARLA, home)
    whole = made = 0
    for seed in range(first, first + count):
        is_whole, links_made = run_seed(home, seed, begun)
        whole += is_whole
        made += links_made
    print('resume seeds: %d conversations over %d links, %d whole, the others '
          'never began; %d faults' % (count, made, whole, len(faults)))


def main(arguments):
    home = tempfile.mkdtemp()
    try:
        if arguments[:1] == ['bytes']:
            cut_every_byte(home, int((arguments[1:] or ['1'])[0]))
        elif arguments[:1] == ['seeds'] and len(arguments) > 1:
            run_seeds(home, int(arguments[1]), int((arguments[2:] or [0])[0]))
        else:
            print(__doc__, file=sys.stderr)
            return 2
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
