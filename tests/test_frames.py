# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""charla against a second implementation of charla/1; test_frames.sh starts
it.  $CHARLA is the program."""
import contextlib
import io
import os
import signal
import socket
import struct
import sys
import threading

import charla1
from charla1 import ACK, END, EOF, HELLO, TEXT, ack, frame, hello
from listener import run
from person import Person

CHARLA = os.environ['CHARLA']
HERE = os.path.dirname(os.path.abspath(__file__))
PROTOCOL = os.path.join(HERE, os.pardir, 'doc', 'protocol.md')
BAD = 'protocol error: '

TESTS = []


def test(function):
    TESTS.append(function)
    return function


@contextlib.contextmanager
def meet(charla_listens=True):
    """A charla on pipes and the test itself, which has not said HELLO."""
    if charla_listens:
        charla = charla1.Program(CHARLA, '-l', '-p', '0', '127.0.0.1')
        try:
            peer = charla1.call('127.0.0.1', charla.port())
        except BaseException:
            charla.kill()
            raise
    else:
        listener = charla1.listen()
        charla = charla1.Program(CHARLA, '127.0.0.1',
                                 str(listener.getsockname()[1]))
        try:
            peer = charla1.accept(listener)
        finally:
            listener.close()
    try:
        yield charla, peer
    finally:
        if charla.process.poll() is None:
            charla.kill()
        peer.socket.close()


def expect(seen, right):
    if seen != right:
        raise charla1.Failure('%r instead of %r' % (seen, right))


def expect_error(charla, status, sentence, shown=b''):
    expect(charla.finish(), (status, shown))
    errors = charla.errors.decode()
    if sentence not in errors:
        raise charla1.Failure('%r is not in %r' % (sentence, errors))


def wait_for_ack(peer, position):
    while int.from_bytes(peer.expect(ACK), 'big') < position:
        pass


# ---- Conversations -----------------------------------------------------------

@test
def a_conversation_is_held_in_both_roles():
    for charla_listens in (True, False):
        with meet(charla_listens) as (charla, peer):
            peer.send(hello('Bob'), frame(TEXT, b'hola\n'))
            expect(peer.expect(HELLO)[:5], b'\1\0\0\0\0')
            expect(charla.hear(5), b'hola\n')
            charla.say(b'one\ntwo\n')
            text = peer.expect(TEXT)
            while len(text) < 8:
                text += peer.expect(TEXT)
            expect(text, b'one\ntwo\n')
            peer.send(ack(8), frame(END))
            peer.expect(ACK, (5).to_bytes(8, 'big'))
            peer.expect(EOF, b'')
            peer.close()
            expect(peer.receive(), None)
            expect(charla.finish(), (0, b''))


@test
def the_document_shows_a_conversation_as_it_is():
    with open(PROTOCOL, encoding='utf-8') as file:
        document = file.read()
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        charla1.dump(CHARLA)
    for line in output.getvalue().splitlines():
        if line not in document.splitlines():
            raise charla1.Failure('%r is not in doc/protocol.md' % line)


@test
def much_goes_both_ways_at_once():
    there, back = os.urandom(3 << 20), os.urandom(3 << 20)
    for charla_listens in (True, False):
        with meet(charla_listens) as (charla, peer):
            read_end, write_end = os.pipe()
            feeders = [
                threading.Thread(target=feed, args=(write_end, back)),
                threading.Thread(target=feed_program, args=(charla, there))]
            heard = io.BytesIO()
            out = []
            reader = threading.Thread(
                target=lambda: out.append(charla.process.stdout.read()))
            for each in feeders + [reader]:
                each.start()
            with os.fdopen(read_end, 'rb') as source:
                talk = charla1.Conversation(peer, source, heard)
                expect(talk.run(''), True)
            for each in feeders + [reader]:
                each.join()
            expect(charla.finish()[0], 0)
            expect(out[0] == back and heard.getvalue() == there, True)


def feed(descriptor, data):
    with os.fdopen(descriptor, 'wb') as file:
        file.write(data)


def feed_program(charla, data):
    charla.process.stdin.write(data)
    charla.close_input()


@test
def a_pipe_carries_a_line_that_would_end_a_plain_conversation():
    text = b'a\n%end%\n%%b\n%name x%\n%end%'
    with meet() as (charla, peer):
        peer.send(hello(), frame(TEXT, text), frame(EOF))
        charla.say(text)
        charla.close_input()
        peer.expect(HELLO)
        came = b''
        while len(came) < len(text):
            kind, payload = peer.receive()
            came += payload if kind == TEXT else b''
        expect(came, text)
        peer.send(ack(len(text)))
        peer.close()
        expect(charla.finish(), (0, text))


@test
def text_is_the_same_however_its_frames_and_records_are_cut():
    stream = hello('Bob') + frame(TEXT, b'ho') + frame(0x80) + frame(
        0xff, b'xyz') + frame(TEXT, b'l') + frame(TEXT, b'a\n') + frame(END)
    for cut in list(range(1, len(stream), 3)) + [0]:
        with meet() as (charla, peer):
            if cut:
                peer.send_bytes(stream[:cut])
                peer.send_bytes(stream[cut:])
            else:
                for byte in stream:
                    peer.send_bytes(bytes([byte]))
            expect(peer.expect(HELLO)[:5], b'\1\0\0\0\0')
            expect(sorted((peer.receive(), peer.receive())),
                   [(EOF, b''), (ACK, (5).to_bytes(8, 'big'))])
            peer.close()
            expect(charla.finish(), (0, b'hola\n'))


@test
def frames_of_one_byte_and_frames_to_be_skipped_do_no_harm():
    with meet() as (charla, peer):
        peer.send_bytes(hello())
        for _ in range(30):
            peer.send_bytes(frame(TEXT, b'x') * 1000)
            peer.send_bytes(frame(0xA5) * 1000 + frame(0x99, b'y' * 65536))
        peer.send_bytes(frame(END))
        charla.close_input()
        expect(charla.process.stdout.read(), b'x' * 30000)
        wait = peer.receive()
        while wait and wait != (ACK, (30000).to_bytes(8, 'big')):
            wait = peer.receive()
        peer.close()
        expect(charla.process.wait(charla1.DEADLINE), 0)


# ---- What breaks the protocol ------------------------------------------------

GOOD = hello('Bob') + frame(TEXT, b'good\n')
MALFORMED = [
    # what is sent, what is shown of it, the sentence
    (frame(TEXT, b'a'), b'', 'the first frame of the other side is not HELLO'),
    (b'hello in lines\n', b'', 'a frame of unknown type 0x68 came'),
    (frame(0x80), b'', 'the first frame of the other side is not HELLO'),
    (hello(version=0), b'', 'HELLO is of version 0, not 1'),
    (hello(version=2), b'', 'HELLO is of version 2, not 1'),
    (frame(HELLO, b'\1\0\0\0'), b'', 'HELLO with 4 bytes of payload'),
    (hello('x' * 257), b'', 'HELLO with 262 bytes of payload'),
    (hello('x' * 60000), b'', 'HELLO with 60005 bytes of payload'),
    (frame(HELLO, b'\1\0\0\0\0\xff'), b'', 'the name in HELLO is not UTF-8'),
    (GOOD + hello(), b'good\n', 'HELLO came in the middle of a connection'),
    (GOOD + frame(9), b'good\n', 'a frame of unknown type 0x09 came'),
    (GOOD + frame(6), b'good\n', 'RESUME came in the middle of a connection'),
    (GOOD + frame(7, b'x' * 8), b'good\n',
     'RESUMED came in the middle of a connection'),
    (GOOD + frame(8), b'good\n', 'GONE came in the middle of a connection'),
    (GOOD + frame(0x10, b'x' * 24), b'good\n',
     'a frame of unknown type 0x10 came'),
    (GOOD + frame(0x27), b'good\n', 'a frame of unknown type 0x27 came'),
    (GOOD + frame(TEXT), b'good\n', 'TEXT with 0 bytes of payload'),
    (GOOD + frame(TEXT) * 50000, b'good\n', 'TEXT with 0 bytes of payload'),
    (GOOD + frame(TEXT, b'x' * 65537), b'good\n',
     'a frame of 65537 bytes came, the longest has 65536'),
    (GOOD + frame(0x90, b'x' * 65537), b'good\n',
     'a frame of 65537 bytes came, the longest has 65536'),
    (GOOD + frame(END, b'x'), b'good\n', 'END with 1 bytes of payload'),
    (GOOD + frame(EOF, b'x'), b'good\n', 'EOF with 1 bytes of payload'),
    (GOOD + frame(ACK, b'x' * 7), b'good\n', 'ACK with 7 bytes of payload'),
    (GOOD + ack(1), b'good\n', 'an ACK is for text that was not sent'),
    (GOOD + ack((1 << 64) - 1), b'good\n',
     'an ACK is for text that was not sent'),
    (GOOD + frame(END) + frame(TEXT, b'late\n'), b'good\n',
     'TEXT came after its end'),
    (GOOD + frame(EOF) + frame(TEXT, b'late\n'), b'good\n',
     'TEXT came after its end'),
    (GOOD + frame(END) + frame(END), b'good\n', 'a second end came'),
    (GOOD + frame(END) + frame(EOF), b'good\n', 'a second end came'),
]


@test
def a_malformed_frame_is_named_and_shows_nothing_and_exits_with_3():
    for i, (data, shown, sentence) in enumerate(MALFORMED):
        with meet(i % 2 == 0) as (charla, peer):
            try:
                peer.send_bytes(data)
            except charla1.Failure:
                pass  # it has hung up on us
            expect_error(charla, 3, BAD + sentence, shown)


@test
def what_breaks_the_protocol_long_after_an_end_counts_too():
    for end in (frame(END), frame(EOF)):
        with meet() as (charla, peer):
            charla.say(b'hello\n')
            peer.expect(HELLO)
            peer.expect(TEXT, b'hello\n')
            peer.send(hello(), end)
            if end == frame(EOF):
                charla.close_input()
            peer.expect(EOF)
            peer.send(frame(TEXT, b'late\n'))  # it waits for an ACK
            expect_error(charla, 3, BAD + 'TEXT came after its end')


@test
def a_charla_that_has_every_ack_closes_by_itself():
    with meet() as (charla, peer):
        charla.say(b'hello\n')
        charla.close_input()
        peer.send(hello(), frame(EOF))
        peer.expect(HELLO)
        peer.expect(TEXT, b'hello\n')
        peer.expect(EOF)
        peer.send(ack(3))
        peer.send(ack(6))
        expect(peer.receive(), None)
        peer.close()
        expect(charla.finish(), (0, b''))


@test
def a_frame_that_is_cut_off_is_a_protocol_error():
    for data, sentence in (
            (b'', 'the other side ended before HELLO'),
            (hello()[:5], 'the other side ended in the middle of a frame'),
            (hello() + frame(TEXT, b'abc')[:-1],
             'the other side ended in the middle of a frame'),
            (hello() + b'\2', 'the other side ended in the middle of a frame'),
    ):
        with meet() as (charla, peer):
            peer.send_bytes(data)
            peer.close()
            expect_error(charla, 3, BAD + sentence,
                         b'ab' if b'ab' in data else b'')


@test
def an_ack_that_takes_back_an_earlier_one_is_a_protocol_error():
    with meet() as (charla, peer):
        charla.say(b'hello\n')
        peer.send(hello())
        peer.expect(HELLO)
        peer.expect(TEXT, b'hello\n')
        peer.send(ack(6), ack(6), ack(5))
        expect_error(charla, 3, BAD + 'an ACK takes back an earlier one')


# ---- Acknowledgements --------------------------------------------------------

@test
def what_is_shown_is_acknowledged_at_once_after_256_kib_or_an_end():
    with meet() as (charla, peer):
        read = threading.Thread(target=charla.process.stdout.read)
        read.start()
        peer.send(hello())
        peer.expect(HELLO)
        peer.send(*[frame(TEXT, b'x' * 65536)] * 8)
        position = int.from_bytes(peer.expect(ACK), 'big')
        expect(0 < position <= 8 << 16, True)
        if position < 8 << 16:
            wait_for_ack(peer, 8 << 16)
        peer.send(frame(TEXT, b'last'), frame(END))
        expect(sorted((peer.receive(), peer.receive())),
               [(EOF, b''), (ACK, ((8 << 16) + 4).to_bytes(8, 'big'))])
        peer.close()
        expect(charla.process.wait(charla1.DEADLINE), 0)
        read.join()


@test
def what_is_typed_is_acknowledged_without_a_word_from_here():
    with meet() as (charla, peer):
        peer.send(hello(), frame(TEXT, b'one\n'))
        peer.expect(HELLO)
        wait_for_ack(peer, 4)
        peer.send(frame(TEXT, b'two\n'))
        wait_for_ack(peer, 8)


@test
def what_nobody_has_acknowledged_is_never_a_success():
    text = b'0123456789' * 10
    for end in (frame(END), frame(EOF)):
        for position in (0, 60, 100):
            with meet(position != 60) as (charla, peer):
                charla.say(text)
                charla.close_input()
                peer.send(hello())
                peer.expect(HELLO)
                peer.expect(TEXT, text)
                peer.expect(EOF)
                peer.send(ack(position), end)
                peer.close()
                missing = 'up to %d bytes that were sent may not have ' \
                    'arrived' % (100 - position)
                if position < 100:
                    expect_error(charla, 3, missing)
                else:
                    expect(charla.finish(), (0, b''))


@test
def not_delivered_yet_means_not_shown():
    listener = charla1.listen()
    with Person(CHARLA, '127.0.0.1',
                str(listener.getsockname()[1])) as person:
        peer = charla1.accept(listener)
        peer.send(hello())
        peer.expect(HELLO)
        person.type('hola')
        peer.expect(TEXT, b'hola\n')
        person.see('not delivered yet')
        peer.send(ack(5))
        person.see('delivered now')
        person.type('%end%')
        peer.expect(END)
        peer.send(frame(EOF))
        peer.close()
        person.see('you have ended the conversation')
        expect(person.wait(), 0)


@test
def a_signal_in_the_moment_when_a_caller_is_lost_ends_the_wait():
    for _ in range(8):
        with meet() as (charla, peer):
            peer.expect(HELLO)
            charla.process.send_signal(signal.SIGSTOP)
            peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                   struct.pack('ii', 1, 0))
            peer.socket.close()  # with a reset
            charla.process.send_signal(signal.SIGTERM)
            charla.process.send_signal(signal.SIGCONT)
            status = charla.process.wait(charla1.DEADLINE)
            expect(status in (3, -signal.SIGTERM), True)


if __name__ == '__main__':
    sys.exit(run(TESTS))
