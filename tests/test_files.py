# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in the conversation; test_files.sh starts it.  $CHARLA is the
program."""
import contextlib
import os
import resource
import socket
import sys

import charla1
import cutting
from charla1 import (CANCEL, DATA, DECLINE, DONE, HELLO, OFFER, RESULT, TAKE,
                     answer, data, done, frame, hello, offer, take)
from listener import expect, run
from person import Person

CHARLA = os.environ['CHARLA']
FILES = 2  # the feature bit
TESTS = []


def test(function):
    TESTS.append(function)
    return function


class Pair:
    """Two persons in a conversation; `relay` stands between, or not."""

    def __init__(self, *options, cuts=None):
        self.ana = Person(CHARLA, *options, '-l', '-p', '0', '127.0.0.1')
        port = self.ana.port()
        self.relay = cutting.Relay(port, cuts) if cuts is not None else None
        if self.relay:
            port = self.relay.own_port
        self.bob = Person(CHARLA, *options, '127.0.0.1', str(port))

    def __enter__(self):
        self.ana.see('encrypted;')
        self.bob.see('encrypted;')
        return self.ana, self.bob

    def __exit__(self, *_):
        self.ana.__exit__()
        self.bob.__exit__()
        if self.relay:
            self.relay.close()


class Peer:
    """A person, and the test in the place of the other charla."""

    def __init__(self, *options, before=None):
        self.person = Person(CHARLA, *options, '-l', '-p', '0', '127.0.0.1',
                             before=before)
        self.port = self.person.port()

    def __enter__(self):
        self.call()
        return self

    def call(self):
        self.peer = charla1.call('127.0.0.1', self.port)
        self.peer.send(hello('Bob', features=FILES))
        self.peer.expect(HELLO)
        self.person.see('encrypted;')

    def offer(self, number, size, name, modified=0):
        """Offer a file, which the person takes; the payload of TAKE."""
        self.peer.send(offer(number, size, name, modified))
        self.person.see('/take %d or' % number)
        self.person.type('/take %d' % number)
        return self.peer.expect(TAKE)

    def send(self, number, content):
        """The next bytes of the file, in chunks."""
        self.peer.send(*[data(number, content[at:at + 16000])
                         for at in range(0, len(content), 16000)])

    def __exit__(self, *_):
        self.person.__exit__()
        self.peer.socket.close()


# ---- What people do ----------------------------------------------------------

@test
def a_file_goes_each_way_while_both_talk():
    with Pair() as (ana, bob):
        one, other = os.urandom(3000000), os.urandom(2000000)
        ana.write('photo.jpg', one)
        bob.write('song.ogg', other)
        ana.type('/send photo.jpg')
        ana.see(r'"photo.jpg" \(3.0 MB\) is offered')
        bob.see('received files go to')
        bob.see(r'offers "photo.jpg" \(3.0 MB\): /take 1 or /decline 1')
        bob.type('/send ~/song.ogg')
        ana.see('offers "song.ogg"')
        bob.type('/take 1')
        ana.type('/take')
        ana.type('meanwhile')
        bob.see_all('meanwhile', r'"photo.jpg" \(3.0 MB\) has arrived, its '
                    r'SHA-256 matches: .*photo.jpg')
        ana.see('has arrived, its')
        expect(bob.read('photo.jpg'), one)
        expect(ana.read('song.ogg'), other)
        expect(ana.names(), ['photo.jpg', 'song.ogg'])
        expect(bob.names(), ['photo.jpg', 'song.ogg'])
        ana.type('/end')
        expect((ana.wait(), bob.wait()), (0, 0))
        expect('the other side has received "photo.jpg", its SHA-256 matches' in
               ana.screen, True)


@test
def a_line_overtakes_a_file():
    size = 8 << 20
    with Peer() as pair:
        # A link that takes less at a time than a piece of a file.
        pair.peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with open(pair.person.path('big'), 'wb') as file:
            file.truncate(size)
        pair.person.type('/send big')
        pair.peer.expect(OFFER)
        pair.peer.send(take(1))
        pair.peer.expect(DATA)
        pair.person.type('hello')
        kind, came = DATA, 0
        while kind == DATA and came < size - 16000:
            kind, payload = pair.peer.receive()
            came += len(payload) - 4
        expect((kind, payload), (charla1.TEXT, b'hello\n'))


@test
def sizes_at_the_edge_of_a_chunk_come_whole():
    sizes = [0, 1, 15999, 16000, 16001, 32000, 100000]
    with Pair() as (ana, bob):
        for size in sizes:
            ana.write('a b %d' % size, os.urandom(size))
        ana.type('/send ' + ' '.join('"a b %d"' % each for each in sizes))
        for each in sizes:
            bob.see('offers "a b %d"' % each)
        for _ in sizes:
            bob.type('/take')
        for each in sizes:
            bob.see(r'"a b %d" \(.*\) has arrived' % each)
            expect(bob.read('a b %d' % each), ana.read('a b %d' % each))


@test
def a_path_with_blanks_may_be_typed_as_it_is():
    with Pair() as (ana, bob):
        ana.write('my letter.txt', b'x')
        ana.type('/send my letter.txt')
        bob.see('offers "my letter.txt"')
        ana.type(r'/send my\ letter.txt missing.txt')
        bob.see('offers "my letter.txt"')
        ana.see('missing.txt')
        ana.type('/send')
        ana.see('/send PATH offers a file')


@test
def nothing_is_overwritten():
    with Pair() as (ana, bob):
        ana.write('note.txt', b'new')
        bob.write('note.txt', b'old')
        ana.type('/send note.txt note.txt note.txt')
        for number in (1, 2, 3):
            bob.see('/take %d or' % number)
        bob.type('/take')
        bob.see(r'has arrived.*note \(2\).txt')
        bob.type('/take 2 "other one.txt"')
        bob.see('has arrived.*other one.txt')
        bob.type('/take 3')
        bob.see(r'has arrived.*note \(3\).txt')
        expect(bob.read('note.txt'), b'old')
        for name in ('note (2).txt', 'note (3).txt', 'other one.txt'):
            expect(bob.read(name), b'new')


@test
def an_offer_may_be_declined_taken_back_and_listed():
    with Pair() as (ana, bob):
        ana.type('/files')
        ana.see('no file is offered')
        for name in 'abc':
            ana.write(name, b'x')
        ana.type('/send a b c')
        bob.see('/take 3')
        bob.type('/decline 1')
        bob.see('"a" is declined')
        ana.see('the other side does not want "a"')
        ana.type('/cancel 2')
        ana.see('"b" is no longer offered')
        bob.see('no longer offers "b"')
        bob.type('/files')
        bob.see(r'3  for you: "c" \(1 byte\), waiting for /take')
        ana.type('/files')
        ana.see(r'3  to the other side: "c" \(1 byte\), offered')
        bob.type('/take 2')
        bob.see('there is no such file 2')
        bob.type('/cancel 9')
        bob.see('there is no such file 9')
        bob.type('/take 1')
        bob.see('there is no such file 1')
        bob.type('/take')
        bob.see('"c" .* has arrived')
        expect(bob.names(), ['c'])


@test
def who_talks_with_a_pipe_is_told_so():
    with Person(CHARLA, '-l', '-p', '0', '127.0.0.1') as ana:
        pipe = charla1.Program(CHARLA, '127.0.0.1', str(ana.port()))
        pipe.say(b'hola\n')
        ana.see('hola')
        ana.write('a', b'x')
        ana.type('/send a')
        ana.see('it is a pipe')
        ana.type('/end')
        expect(pipe.finish()[0], 0)


@test
def a_pipe_declines_and_says_why():
    charla = charla1.Program(CHARLA, '-l', '-p', '0', '127.0.0.1')
    try:
        peer = charla1.call('127.0.0.1', charla.port())
        peer.send(hello('Bob', features=FILES), offer(7, 1, b'a'))
        features = int.from_bytes(peer.expect(HELLO)[1:5], 'big')
        expect(features & FILES, 0)
        expect(peer.expect(DECLINE), b'\0\0\0\7\6')
    finally:
        charla.kill()


@test
def in_plain_there_are_no_files():
    with Person(CHARLA, '--plain', '-l', '-p', '0', '127.0.0.1') as ana:
        port = ana.port()
        ana.type('/send a')
        ana.see('nobody is there yet')
        caller = charla1.socket.create_connection(('127.0.0.1', port))
        caller.sendall(b'hola\n')
        ana.see('hola')
        for command in ('/send a', '/take', '/files', '/decline', '/cancel'):
            ana.type(command)
            ana.see('files need an encrypted conversation')
        caller.close()


# ---- What the other side may do ----------------------------------------------

def hostile(*frames):
    """What a charla says to them, after it has taken file 1 of 10 bytes and
    declined file 2; its exit status is 3."""
    with Peer() as pair:
        pair.peer.send(offer(1, 10, b'one'), offer(2, 10, b'two'))
        pair.person.see('/take 2')
        pair.person.type('/decline 2')
        pair.peer.expect(DECLINE, b'\0\0\0\2\4')
        pair.person.type('/take 1')
        pair.peer.expect(TAKE)
        # It may hang up as soon as it has seen the head of a frame.
        with contextlib.suppress(charla1.Failure):
            pair.peer.send(*frames)
        expect(pair.person.wait(), 3)
        said = pair.person.see(r'protocol error: [^\n]*').group(0)
        expect([each for each in pair.person.names()
                if not each.endswith('.part')], [])
        return said


@test
def hostile_frames_end_the_conversation_as_lost():
    for frames, said in (
            ([data(3, b'x')], 'DATA for a file that was not taken'),
            ([data(2, b'x')], 'DATA for a file that was not taken'),
            ([done(3, b'x')], 'DONE for a file that was not taken'),
            ([data(1, b'x' * 11)], 'DATA beyond the end of a file'),
            ([data(1, b'x' * 10), data(1, b'y')],
             'DATA beyond the end of a file'),
            ([data(1, b'x'), done(1, b'x')],
             'DONE before the whole file has come'),
            ([offer(3, 1, b'n' * 60000)], 'OFFER with 60020 bytes of payload'),
            ([frame(DATA, b'\0\0\0\1' + b'x' * 16001)],
             'DATA with 16005 bytes of payload')):
        expect(hostile(*frames), 'protocol error: ' + said)


@test
def what_makes_no_sense_changes_nothing():
    with Peer() as pair:
        person, peer = pair.person, pair.peer
        peer.send(offer(1, 3, b'one'), offer(1, 99, b'other'),
                  answer(DECLINE, 77, 4), answer(RESULT, 77, 0),
                  answer(CANCEL, 77, 4), take(77))
        expect(peer.expect(CANCEL), b'\0\0\0\x4d\3')
        person.see('offers "one"')
        person.write('mine', b'abcdef')
        person.type('/send mine')
        peer.expect(OFFER)
        peer.send(take(1, b'abcdefg'))  # more than there is
        expect(peer.expect(CANCEL), b'\0\0\0\1\7')
        peer.send(take(1, b'xyz'))      # another beginning
        expect(peer.expect(CANCEL), b'\0\0\0\1\7')
        peer.send(take(1, b'abc'))
        expect(peer.expect(DATA), b'\0\0\0\1def')
        expect(peer.expect(DONE), done(1, b'abcdef')[4:])
        peer.send(answer(RESULT, 1, 200))  # a reason of a later version
        person.see('"mine" has not arrived: it cannot be written there')
        peer.send(answer(RESULT, 1, 0))
        person.type('/files')
        person.see(r'2  for you|1  for you')


@test
def a_thousand_offers_are_bounded():
    with Peer() as pair:
        pair.peer.send(*[offer(number, 1, b'file %d' % number)
                         for number in range(1, 1001)])
        declined = [pair.peer.expect(DECLINE) for _ in range(1000 - 32)]
        expect(set(each[4] for each in declined), {5})
        pair.person.see('32 files wait for your answer; more are declined')
        pair.person.type('/take 1')
        expect(pair.peer.expect(TAKE)[:4], b'\0\0\0\1')


@test
def what_is_not_what_was_sent_is_not_kept():
    with Peer() as pair:
        pair.offer(1, 3, b'one')
        pair.peer.send(data(1, b'abc'), done(1, b'abd'))
        expect(pair.peer.expect(RESULT), b'\0\0\0\1\1')
        pair.person.see('has arrived damaged')
        expect(pair.person.names(), [])


@test
def names_reach_nothing_but_the_directory():
    names = [b'../x', b'/etc/passwd', b'a/b', b'.bashrc', b'-rf',
             b'con\x00trol', b'\xff\xfe', b'', b'.', b'..', b'\x1b[31mred',
             b'n' * 255, 'a\u202egpj.exe'.encode()]
    with Peer() as pair:
        for number, name in enumerate(names, 1):
            pair.offer(number, 1, name)
            pair.peer.send(data(number, b'x'), done(number, b'x'))
            expect(pair.peer.expect(RESULT)[4], 0)
            pair.person.see('has arrived')
        expect(len(pair.person.names()), len(names))
        for name in pair.person.names():
            expect(os.path.isfile(pair.person.path(name)), True)
        expect('\x1b[31mred' in pair.person.screen, False)
        expect('\u202e' in pair.person.screen, False)


# ---- What may go wrong -------------------------------------------------------

@test
def a_source_that_shrinks_is_not_sent():
    with Peer() as pair:
        pair.person.write('log', b'x' * 100)
        pair.person.type('/send log')
        pair.peer.expect(OFFER)
        pair.person.write('log', b'x' * 50)
        pair.peer.send(take(1))
        pair.peer.expect(DATA)
        expect(pair.peer.expect(CANCEL), b'\0\0\0\1\x08')
        pair.person.see('"log" has become shorter, and is not sent')


@test
def a_source_that_grows_or_is_replaced_or_vanishes_is_sent_as_it_was():
    with Peer() as pair:
        pair.person.write('log', b'before')
        pair.person.type('/send log')
        pair.peer.expect(OFFER)
        os.rename(pair.person.path('log'), pair.person.path('old'))
        pair.person.write('log', b'another file')
        with open(pair.person.path('old'), 'ab') as file:
            file.write(b' and after')
        os.unlink(pair.person.path('old'))
        pair.peer.send(take(1))
        expect(pair.peer.expect(DATA), b'\0\0\0\1before')
        expect(pair.peer.expect(DONE), done(1, b'before')[4:])
        pair.person.see('"log" has changed while it was sent')


@test
def no_room_is_said_before_not_after():
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))

    with Peer(before=limit) as pair:
        pair.peer.send(offer(1, 200000, b'big'), offer(2, 5, b'small'))
        pair.person.see('/take 2')
        pair.person.type('/take 1')
        pair.person.see('/take 1 tries again')
        pair.person.type('/take 2')
        pair.peer.expect(TAKE)
        pair.peer.send(data(2, b'small'), done(2, b'small'))
        expect(pair.peer.expect(RESULT), b'\0\0\0\2\0')
        pair.person.see('"small" .*has arrived')
        expect(pair.person.names(), ['small'])


@test
def a_part_goes_on_in_a_later_conversation_with_the_same_key():
    content = os.urandom(100000)
    with Peer('--keep') as pair:
        for before, after in ((b'', 40000), (content[:40000], 100000)):
            expect(pair.offer(1, len(content), b'big', 1234567890),
                   take(1, before)[4:])
            pair.send(1, content[len(before):after])
            if after < len(content):
                pair.peer.send(answer(CANCEL, 1, 4), frame(charla1.END))
                pair.person.see('has stopped sending "big"')
                # Who has pressed a key a second ago is asked for Enter.
                if 'Enter' in pair.person.see(
                        'press Enter to leave|waiting for the next').group(0):
                    pair.person.type('')
                    pair.person.see('waiting for the next')
                pair.peer.socket.close()
                pair.call()
        pair.peer.send(done(1, content))
        expect(pair.peer.expect(RESULT), b'\0\0\0\1\0')
        pair.person.see('has arrived')
        expect(pair.person.read('big'), content)
        expect(pair.person.names(), ['big'])


@test
def a_part_of_another_file_is_not_gone_on_with():
    content = os.urandom(50000)
    with Peer() as pair:
        pair.offer(1, len(content), b'big', 1)
        pair.peer.send(data(1, content[:16000]), answer(CANCEL, 1, 4))
        pair.person.see('has stopped sending')
        newer = pair.offer(2, len(content), b'big', 2)
        expect(newer, take(2)[4:])


@test
def a_beginning_that_differs_is_sent_anew():
    content = os.urandom(40000)
    with Peer() as pair:
        pair.offer(1, len(content), b'big', 1)
        pair.peer.send(data(1, b'x' * 16000), answer(CANCEL, 1, 4))
        expect(pair.offer(2, len(content), b'big', 1),
               take(2, b'x' * 16000)[4:])
        pair.peer.send(answer(CANCEL, 2, 7))
        expect(pair.peer.expect(TAKE), take(2)[4:])
        pair.send(2, content)
        pair.peer.send(done(2, content))
        expect(pair.peer.expect(RESULT), b'\0\0\0\2\0')
        pair.person.see('has arrived')
        expect(pair.person.read('big'), content)


@test
def who_leaves_is_told_what_has_not_arrived():
    with Peer() as pair:
        pair.offer(1, 1000, b'big')
        pair.peer.send(data(1, b'x' * 10))
        pair.person.type('/end')
        pair.peer.expect(charla1.END)
        pair.peer.send(frame(charla1.EOF))
        pair.person.see('"big" has not arrived completely; the part that has '
                        'is kept')
        expect(pair.person.wait(), 0)


# ---- Links that break --------------------------------------------------------

def transfer_through(cuts, size):
    """Two files against each other through cuts; both come whole, once."""
    one, other = os.urandom(size), os.urandom(size)
    pair = Pair(cuts=cuts)
    with pair as (ana, bob):
        ana.write('one', one)
        bob.write('other', other)
        ana.type('/send one')
        bob.type('/send other')
        bob.see('offers "one"')
        ana.see('offers "other"')
        bob.type('/take')
        ana.type('/take')
        bob.see('"one" .*has arrived')
        ana.see('"other" .*has arrived')
        expect(bob.read('one'), one)
        expect(ana.read('other'), other)
        expect([bob.names(), ana.names()], [['one', 'other']] * 2)
        ana.type('/end')
        expect((ana.wait(), bob.wait()), (0, 0))
        return len(pair.relay.moved)


@test
def a_file_may_be_offered_while_the_link_is_down():
    with Pair(cuts=[cutting.Cut(6000)]) as (ana, bob):
        ana.write('one', b'x')
        bob.write('other', b'x')
        ana.type('x' * 2000)
        bob.type('y' * 2000)
        ana.type('x' * 2000)
        for each, name in (bob, 'other'), (ana, 'one'):
            each.see('connection lost')
            each.type('/send ' + name)
        bob.see('offers "one"')
        ana.see('offers "other"')


@test
def files_survive_cuts_in_mid_transfer():
    # Of both directions together: one file may be over before the other.
    cuts = [cutting.Cut(after, 'any', reset) for after, reset in
            ((60000, False), (300000, True), (200000, False), (100000, True),
             (700000, False))]
    links = transfer_through(cuts, 3000000)
    expect(links, len(cuts) + 1)


@test
def files_survive_a_cut_at_any_point():
    for after in range(3000, 90000, 11003):
        transfer_through([cutting.Cut(after, 'any', after % 2 == 0)], 40000)


if __name__ == '__main__':
    sys.exit(run(TESTS))
