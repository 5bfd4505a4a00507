# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests ../bench/bench.py with figures made up; test_bench.sh starts it."""
import contextlib
import io
import os
import sys
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, 'bench'))
import bench  # noqa: E402
import plan  # noqa: E402

GOOD = {'seconds': 1.0, 'sent': 9, 'arrived': 9, 'wrong': False, 'cpu': 1.0,
        'peak_kib': 9, 'median': 1.0, 'p99': 1.0, 'rss_kib': 9,
        'all_rss_kib': 9, 'all_pss_kib': 9, 'wakeups': 0,
        'whole_seconds': 1.0, 'taken': 9}
FAST = dict(GOOD, seconds=0.1, median=0.1, p99=0.1)
NOTHING = dict(GOOD, seconds=0.0, arrived=0)
SOME = dict(GOOD, arrived=5)

TESTS = []


def test(function):
    TESTS.append(function)
    return function


def measured(answers, rounds=3, can_encrypt=True):
    """A bench and all quick measures, after rounds in which each program gave
    its answer, or those of a list in turn; None: it failed."""
    made = bench.Bench.__new__(bench.Bench)  # without asking a charla
    made.peers, made.can_encrypt = answers, can_encrypt

    def ask(name, wire, *_):
        if name == 'charla' and wire == 'encrypted' and not can_encrypt:
            return None
        answer = answers[name]
        return answer.pop(0) if isinstance(answer, list) else answer

    made.ask = ask
    made.commands = lambda *_: ('a listener', 'a caller')
    chosen = plan.measures(True)
    for _ in range(rounds):
        for measure in chosen:
            made.once(measure)
    return made, chosen


def judged(answers, wire='', kind='', can_encrypt=True):
    """The different verdicts on floors of that wire and kind."""
    _, chosen = measured(answers, can_encrypt=can_encrypt)
    return {good for what, _, _, good in bench.judge(chosen, can_encrypt)
            if what.startswith(wire) and what.endswith(kind)}


def told(made, chosen):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        for wire in ('plain', 'encrypted'):
            bench.print_table(made, chosen, wire)
            bench.print_beside(made, chosen, wire)
        bench.print_verdicts(bench.judge(chosen, made.can_encrypt))
    bench.keep(os.devnull, chosen, {}, [])
    return said.getvalue()


@test
def a_better_charla_reaches_every_floor():
    assert judged({'charla': FAST, 'nc': GOOD, 'ncat --ssl': GOOD}) == {True}


@test
def a_worse_charla_misses_floors():
    assert False in judged({'charla': GOOD, 'nc': FAST})


@test
def a_charla_that_fails_misses_every_floor():
    assert judged({'charla': None}) == {False}
    assert judged({'charla': None, 'nc': GOOD}) == {False}


@test
def a_charla_that_moves_nothing_misses_floors():
    assert judged({'charla': NOTHING, 'nc': GOOD},
                  kind='64-byte lines, MB/s, ratio') == {False}


@test
def a_charla_that_loses_bytes_misses_a_floor():
    assert judged({'charla': SOME}, kind='charla lost bytes') == {False}


@test
def a_charla_that_cuts_slow_down_misses_a_floor():
    slow = dict(GOOD, seconds=4.0, whole_seconds=1.0)
    assert judged({'charla': slow}, kind='at least') == {False}
    assert judged({'charla': GOOD}, kind='at least') == {True}


@test
def no_peer_is_no_verdict():
    assert judged({'charla': GOOD}, kind='ratio') == {None}
    assert judged({'charla': GOOD, 'socat': GOOD}, kind='above nc') == {None}
    assert judged({'charla': GOOD}, kind='at most') == {True}


@test
def a_peer_that_fails_is_no_verdict():
    answers = {'charla': GOOD, 'nc': None}
    assert judged(answers, wire='plain', kind='ratio') == {None}
    assert judged(answers, wire='plain', kind='above nc') == {None}


@test
def no_encryption_is_no_verdict():
    answers = {'charla': FAST, 'nc': GOOD, 'ncat --ssl': GOOD}
    assert judged(answers, wire='encrypted', can_encrypt=False) == {None}
    assert judged(answers, wire='plain', can_encrypt=False) == {True}


@test
def every_floor_is_of_a_measure_of_the_quick_benchmark():
    titles = {(m.wire, m.title) for m in plan.measures(True)}
    assert {floor[:2] for floor in plan.FLOORS} <= titles


@test
def who_never_delivers_is_told_of():
    said = told(*measured({'charla': GOOD, 'nc': NOTHING}))
    assert '! nc lost bytes in 3 of 3 runs: bulk one way' in said, said


@test
def rounds_without_a_figure_are_rounds():
    answers = {'charla': GOOD, 'nc': [SOME, NOTHING, None, GOOD]}
    made, chosen = measured(answers, rounds=0)
    for _ in range(4):
        made.once(chosen[0])
    said = told(made, chosen)
    assert '! nc lost bytes in 2 of 4 runs: bulk one way' in said, said


@test
def what_stands_beside_is_no_peer():
    answers = {'charla': GOOD, 'pump': FAST, 'before': FAST}
    assert judged(answers, kind='ratio') == {None}


@test
def what_stands_beside_is_paired_round_by_round():
    def seconds(*each):
        return [dict(GOOD, seconds=s) for s in each]

    answers = {'charla': seconds(1.0, 4.0, 9.0), 'pump': seconds(0.5, 4.0, 3.0)}
    made, chosen = measured(answers, rounds=0)
    for _ in range(3):
        made.once(chosen[0])
    ratio = bench.paired(chosen[0], plan.RATE, 'pump')
    assert abs(ratio - 0.5) < 1e-9, ratio  # of 0.5, 1 and 1/3
    assert 'paired with: pump' in told(made, chosen)


@test
def rounds_in_which_one_failed_are_not_paired():
    made, chosen = measured({'charla': [GOOD, GOOD], 'pump': [GOOD, None]},
                            rounds=0)
    for _ in range(2):
        made.once(chosen[0])
    assert bench.paired(chosen[0], plan.RATE, 'pump') is None


@test
def what_is_not_judged_is_said():
    said = told(*measured({'charla': GOOD}))
    assert 'not judged' in said and 'MISSED' not in said, said


def main():
    print(f'1..{len(TESTS)}')
    for number, function in enumerate(TESTS, 1):
        try:
            function()
            result = 'ok'
        except Exception:  # the others are tested all the same
            traceback.print_exc()
            result = 'not ok'
        print(f'{result} {number} - bench::{function.__name__}')


main()
