# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations that outlive their connections; test_resume.sh starts it.
$CHARLA is the program."""
import contextlib
import os
import pty
import re
import select
import shutil
import socket
import sys
import tempfile

import charla1
import cutting
from charla1 import ACK, GONE, HELLO, RESUMED, TEXT, frame, hello, resume
from cutting import Cut
from listener import expect, run

CHARLA = os.environ['CHARLA']
RESUME = 1  # the feature bit

TESTS = []
HOME = tempfile.mkdtemp()


def test(function):
    TESTS.append(function)
    return function


def expect_whole(result, inputs, what):
    """Both have all of the other's text, once, and know it."""
    if not cutting.is_whole(result, inputs):
        raise charla1.Failure('%s: %s, %s, %s' % (
            what, result.statuses, [len(each) for each in result.outputs],
            ''.join(result.errors)))


# ---- Pipes -------------------------------------------------------------------

@test
def a_conversation_survives_a_cut_at_any_byte():
    inputs = [b'uno\ndos\n%end%\n' * 30, b'one\ntwo\n' * 40]
    faults = []
    for direction in ('up', 'down'):
        cutting.survey(CHARLA, HOME, inputs, direction, 41, faults.append)
    expect(faults, [])


@test
def much_goes_both_ways_through_cut_after_cut():
    inputs = [os.urandom(6 << 20), os.urandom(4 << 20)]
    # Less than there is to say, so that every cut has its turn.
    cuts = [Cut(900000), Cut(700000, reset=True), Cut(2000), Cut(1, 'down'),
            Cut(100), Cut(1500000, reset=True), Cut(300, 'up'), Cut(3000000)]
    result = cutting.talk(CHARLA, HOME, inputs, cuts)
    expect_whole(result, inputs, 'cuts')
    expect(len(result.moved) > len(cuts), True)
    expect('connected again after' in result.errors[0], True)


@test
def without_resume_a_pipe_ends_as_it_always_did():
    inputs = [os.urandom(1 << 20), os.urandom(1 << 20)]
    result = cutting.talk(CHARLA, HOME, inputs, [Cut(500000)], 0)
    expect(result.statuses, [3, 3])
    expect('again' in result.errors[0] + result.errors[1], False)
    for mine, theirs in zip(result.outputs, reversed(inputs)):
        expect(theirs.startswith(mine), True)


@test
def a_listener_that_was_started_again_does_not_know_the_conversation():
    option = '--resume=60'
    listener = cutting.Charla(CHARLA, HOME, option, '-l', '-p', '0',
                              '127.0.0.1')
    port = listener.port()
    relay = cutting.Relay(port, [])
    caller = cutting.Charla(CHARLA, HOME, option, '127.0.0.1',
                            str(relay.own_port))
    try:
        caller.process.stdin.write(b'hola\n')
        caller.process.stdin.flush()
        while listener.output() != b'hola\n':
            pass
        home = listener.directory
        listener.kill()
        again = charla1.Program(CHARLA, '-l', '-p', str(port), '127.0.0.1')
        try:  # it has another key, or would with another home
            again.port()
            shutil.rmtree(home)
            expect(caller.wait() in (3, 4), True)
        finally:
            again.kill()
    finally:
        caller.kill()
        relay.close()


# ---- Who may come back -------------------------------------------------------

class Held:
    """A charla that listens and holds a conversation with the test."""

    def __init__(self):
        self.charla = charla1.Program(CHARLA, '--resume=60', '-l', '-p', '0',
                                      '127.0.0.1')
        self.port = self.charla.port()
        self.peer = charla1.call('127.0.0.1', self.port)
        self.peer.send(hello('Bob', features=RESUME), frame(TEXT, b'one\n'))
        self.peer.expect(HELLO)
        expect(self.charla.hear(4), b'one\n')
        self.charla.say(b'uno\n')
        self.peer.expect_text(b'uno\n')
        self.id = self.peer.conversation_id()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.charla.process.poll() is None:
            self.charla.kill()
        self.peer.socket.close()

    def back(self, position=4, name=None):
        """Over a new connection, without a greeting."""
        peer = charla1.call_again(self.port)
        peer.send(resume(name or self.id, position))
        return peer

    def go_on(self, position=4):
        """The conversation is unharmed: it goes on over a new link."""
        peer = self.back(position)
        answer = int.from_bytes(peer.expect(RESUMED), 'big')
        expect(answer, 4)
        peer.send(hello('Bob', features=RESUME), frame(TEXT, b'two\n'))
        peer.expect(HELLO)
        expect(self.charla.hear(4), b'two\n')
        if position == 0:
            peer.expect_text(b'uno\n')
        self.charla.say(b'dos\n')
        peer.expect_text(b'dos\n')
        peer.send(charla1.ack(8), frame(charla1.END))
        peer.expect_text(b'')
        peer.close()
        expect(self.charla.finish(), (0, b''))
        peer.socket.close()


@test
def the_caller_comes_back_and_gets_what_it_has_not():
    for position in (4, 0):
        for lost in (True, False):  # False: the old link seems to hold
            with Held() as held:
                if lost:
                    held.peer.cut()
                held.go_on(position)


@test
def a_wrong_name_or_position_is_refused_and_harms_nothing():
    for position, name in ((4, b'x' * 16), (5, None), ((1 << 64) - 1, None)):
        for lost in (True, False):
            with Held() as held:
                if lost:
                    held.peer.cut()
                stranger = held.back(position, name)
                stranger.expect(GONE, b'')
                stranger.socket.close()
                held.go_on()


@test
def another_key_is_told_that_it_is_busy_and_harms_nothing():
    for lost in (True, False):
        with Held() as held:
            if lost:
                held.peer.cut()
            mine, charla1.Peer.key = charla1.Peer.key, charla1.make_key()
            try:
                stranger = held.back()
                expect(stranger.is_refused(), True)
            finally:
                charla1.Peer.key = mine
            held.go_on()


@test
def a_stranger_hears_that_it_is_busy_and_harms_nothing():
    for lost in (True, False):
        for words in (b'', b'hello\n', b'GET / HTTP/1.1\r\n\r\n', b'\x16\3\1'):
            with Held() as held:
                if lost:
                    held.peer.cut()
                with socket.create_connection(
                        ('127.0.0.1', held.port),
                        charla1.DEADLINE) as stranger:
                    stranger.sendall(words)
                    if words in (b'', b'hello\n'):
                        line = charla1.read_line(stranger)
                        if lost and not words:  # it could be the other side
                            expect(line.endswith(b' [charla/1]\n'), True)
                            line = charla1.read_line(stranger)
                        expect(line.endswith(b' [busy]\n'), True)
                held.go_on()


@test
def links_that_break_while_they_resume_lose_nothing():
    with Held() as held:
        for _ in range(5):
            held.peer.cut()
            peer = held.back()
            held.peer = peer
        peer.expect(RESUMED)
        for _ in range(5):
            peer = held.back()
            peer.expect(RESUMED)
        held.go_on()


@test
def the_same_person_who_begins_anew_ends_what_was_lost():
    with Held() as held:
        held.peer.cut()
        peer = charla1.call_again(held.port)
        peer.send(hello('Bob', features=RESUME))
        status, out = held.charla.finish()
        expect((status, out), (3, b''))
        expect('has begun a new conversation' in held.charla.errors.decode(),
               True)
        peer.socket.close()


@test
def a_caller_passes_the_greeting_of_a_charla_that_was_started_again():
    listener = charla1.listen()
    charla = charla1.Program(CHARLA, '--resume=60', '127.0.0.1',
                             str(listener.getsockname()[1]))
    peer = charla1.accept(listener)
    peer.send(hello('Bob', features=RESUME))
    peer.expect(HELLO)
    charla.say(b'hola\n')
    peer.expect_text(b'hola\n')
    peer.cut()
    peer = charla1.accept(listener)
    peer.expect(charla1.RESUME)
    peer.send(hello('Bob', features=RESUME))
    status, _ = charla.finish()
    expect(status, 3)
    expect('has restarted charla' in charla.errors.decode(), True)
    peer.socket.close()


@test
def a_caller_is_not_resumed_by_another_key():
    listener = charla1.listen()
    charla = charla1.Program(CHARLA, '--resume=60', '127.0.0.1',
                             str(listener.getsockname()[1]))
    try:
        peer = charla1.accept(listener)
        peer.send(hello('Bob', features=RESUME))
        peer.expect(HELLO)
        charla.say(b'hola\n')
        peer.expect_text(b'hola\n')
        peer.cut()
        mine, charla1.Peer.key = charla1.Peer.key, charla1.make_key()
        try:
            connection = listener.accept()[0]
            try:
                charla1.Peer(connection, True).receive()
            except charla1.Failure:
                pass
        finally:
            charla1.Peer.key = mine
        status, _ = charla.finish()
        expect(status, 4)
        expect('ANOTHER KEY' in charla.errors.decode(), True)
    finally:
        listener.close()
        if charla.process.poll() is None:
            charla.kill()


@test
def a_caller_takes_no_position_that_was_never_sent():
    for position in (6, 1 << 63):
        listener = charla1.listen()
        charla = charla1.Program(CHARLA, '--resume=60', '127.0.0.1',
                                 str(listener.getsockname()[1]))
        try:
            peer = charla1.accept(listener)
            peer.send(hello('Bob', features=RESUME))
            peer.expect(HELLO)
            charla.say(b'hola\n')
            peer.expect_text(b'hola\n')
            peer.cut()
            peer = charla1.Peer(listener.accept()[0], True)
            peer.expect(charla1.RESUME)
            peer.send(charla1.resumed(position))
            status, _ = charla.finish()
            expect(status, 3)
            expect('cannot go on from where it says' in
                   charla.errors.decode(), True)
        finally:
            listener.close()
            if charla.process.poll() is None:
                charla.kill()


class Calling:
    """A charla that has called the test, said a word, and lost its link."""

    def __enter__(self):
        self.listener = charla1.listen()
        self.charla = charla1.Program(CHARLA, '--resume=60', '127.0.0.1',
                                      str(self.listener.getsockname()[1]))
        peer = charla1.accept(self.listener)
        peer.send(hello('Bob', features=RESUME))
        peer.expect(HELLO)
        self.charla.say(b'hola\n')
        peer.expect_text(b'hola\n')
        peer.cut()
        return self

    def __exit__(self, *_):
        self.listener.close()
        if self.charla.process.poll() is None:
            self.charla.kill()

    def answer(self):
        """Take its next call, as far as RESUME."""
        peer = charla1.Peer(self.listener.accept()[0], True)
        peer.expect(charla1.RESUME)
        return peer


@test
def a_caller_is_told_that_its_conversation_is_not_known_any_more():
    for answer in (frame(GONE), hello('Bob', features=RESUME)):
        with Calling() as caller:
            peer = caller.answer()
            peer.send(answer)
            status, _ = caller.charla.finish()
            expect(status, 3)
            expect('so this conversation cannot go on' in
                   caller.charla.errors.decode(), True)


@test
def a_caller_calls_on_when_somebody_else_answers():
    """Or nobody, in the middle of whatever is said."""
    greeting = charla1.GREETING
    answers = [b'', b'charla', greeting[:-1], b'cups\n', b'charla\n' * 99,
               greeting.replace(b'charla/1', b'charla'),
               greeting.replace(b'charla/1', b'busy'),
               greeting + b'HTTP/1.1 400 Bad Request\r\n', None]
    with contextlib.ExitStack() as stack:
        callers = [stack.enter_context(Calling()) for _ in answers]
        for caller, words in zip(callers, answers):
            if words is None:
                caller.answer().cut()
            else:
                with caller.listener.accept()[0] as stranger:
                    stranger.sendall(words)
        for caller in callers:  # each calls again after a second
            peer = caller.answer()
            peer.send(charla1.resumed(5), hello('Bob', features=RESUME))
            peer.expect(HELLO)
            caller.charla.say(b'otra vez\n')
            peer.expect_text(b'otra vez\n')


# ---- A person ----------------------------------------------------------------

class Person:
    """A charla in a terminal that calls, and the test that listens."""

    def __init__(self):
        self.listener = charla1.listen()
        self.home = tempfile.mkdtemp(dir=HOME)
        self.seen = b''
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(XDG_DATA_HOME=self.home, LC_ALL='C.UTF-8',
                              LANGUAGE='', TERM='dumb')
            os.execv(CHARLA, [CHARLA, '--linear', '127.0.0.1',
                              str(self.listener.getsockname()[1])])
        self.peer = charla1.accept(self.listener)
        self.peer.send(hello('Bob', features=RESUME))
        expect(self.peer.expect(HELLO)[1:5], b'\0\0\0\3')
        self.status = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.terminal)
        self.listener.close()
        if self.status is None:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def see(self, words):
        """Read on until the words are there, however they are wrapped."""
        while words.encode() not in re.sub(rb'\s+', b' ', self.seen):
            if not select.select([self.terminal], [], [],
                                 charla1.DEADLINE)[0]:
                raise charla1.Failure('%r, and then nothing' % self.seen)
            try:
                more = os.read(self.terminal, 4096)
            except OSError:
                more = b''
            if not more:
                raise charla1.Failure('%r ended without %r' % (self.seen,
                                                               words))
            self.seen += more

    def resume(self, position, taken):
        """Take it back; `position` is how much the test has, `taken` how much
        the person has seen."""
        peer = charla1.Peer(self.listener.accept()[0], True)
        answer = peer.expect(charla1.RESUME)
        expect(int.from_bytes(answer[16:], 'big'), taken)
        peer.send(charla1.resumed(position), hello('Bob', features=RESUME))
        peer.expect(HELLO)
        self.peer = peer

    def wait(self):
        while True:
            try:
                if not os.read(self.terminal, 4096):
                    break
            except OSError:
                break
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status


@test
def what_a_person_types_while_the_link_is_down_arrives():
    with Person() as ana:
        ana.peer.send(frame(TEXT, b'hello\n'))
        ana.see('hello')
        ana.type('before\r')
        ana.peer.expect_text(b'before\n')
        ana.peer.cut()
        ana.see('calling again (what you send is kept)')
        ana.type('while it was down\r')
        ana.see('while it was down')
        ana.resume(7, 6)
        ana.peer.expect_text(b'while it was down\n')
        ana.see('connected again after')
        ana.see('nothing was lost')
        ana.peer.send(charla1.ack(25), frame(TEXT, b'again\n'))
        ana.see('again')
        ana.type('%end%\r')
        ana.peer.expect_text(b'', charla1.END)
        ana.peer.send(frame(charla1.EOF))
        ana.peer.close()
        expect(ana.wait(), 0)


@test
def a_person_may_leave_while_the_link_is_down():
    for leave, typed in (('%end%\r', True), ('\x04', True), ('\x03', True),
                         ('/end\r', True), ('%end%\r', False)):
        with Person() as ana:
            if not typed:
                ana.type('before\r')
                ana.peer.expect_text(b'before\n')
                ana.peer.send(charla1.ack(7))
            # Nobody answers from now on.
            ana.listener.close()
            ana.peer.cut()
            ana.see('calling again')
            if typed:
                ana.type('lost\r')
                ana.see('lost')
            ana.type(leave)
            expect(ana.wait(), 3 if typed else 0)


@test
def a_person_is_told_when_nobody_waits_there_any_more():
    with Person() as ana:
        ana.type('before\r')
        ana.peer.expect_text(b'before\n')
        ana.listener.close()
        ana.peer.cut()
        ana.see('connection lost, and not resumed')
        ana.see('before')
        expect(ana.wait(), 3)


def main():
    try:
        return run(TESTS)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)


if __name__ == '__main__':
    sys.exit(main())
