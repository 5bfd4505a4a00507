#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second implementation of charla/1, made from doc/protocol.md alone.

    charla1.py [--name NAME] HOST PORT      call
    charla1.py [--name NAME] -l PORT        wait for one call
    charla1.py --dump PROGRAM               the frames of a short conversation
                                            with this charla, in hexadecimal

It sends the lines of standard input and prints the text that comes.  Tests
use it as a module, to send what charla itself never would.
"""
import ctypes
import hashlib
import os
import select
import socket
import subprocess
import sys
import tempfile
import time

VERSION = 1
HELLO, TEXT, END, EOF, ACK, RESUME, RESUMED, GONE = range(1, 9)
OFFER, TAKE, DECLINE, DATA, DONE, RESULT, CANCEL = range(0x20, 0x27)
NAMES = {HELLO: 'HELLO', TEXT: 'TEXT', END: 'END', EOF: 'EOF', ACK: 'ACK',
         RESUME: 'RESUME', RESUMED: 'RESUMED', GONE: 'GONE',
         OFFER: 'OFFER', TAKE: 'TAKE', DECLINE: 'DECLINE', DATA: 'DATA',
         DONE: 'DONE', RESULT: 'RESULT', CANCEL: 'CANCEL'}
PAYLOAD_MAX = 65536
GREETING = b'charla 0: Hello from the second implementation [charla/1]\n'
DEADLINE = 60  # seconds; far beyond what is needed, so a hang is a failure


class Failure(Exception):
    """The other side does not do what it must."""


class Busy(Failure):
    """The other side says that it is busy."""


# ---- Frames ------------------------------------------------------------------

def frame(kind, payload=b''):
    return bytes([kind]) + len(payload).to_bytes(3, 'big') + payload


def hello(name='', version=VERSION, features=0):
    return frame(HELLO, bytes([version]) + features.to_bytes(4, 'big') +
                 name.encode())


def ack(position):
    return frame(ACK, position.to_bytes(8, 'big'))


def resume(name, position):
    return frame(RESUME, name + position.to_bytes(8, 'big'))


def resumed(position):
    return frame(RESUMED, position.to_bytes(8, 'big'))


def offer(number, size, name, modified=0):
    return frame(OFFER, number.to_bytes(4, 'big') + size.to_bytes(8, 'big') +
                 modified.to_bytes(8, 'big') + name)


def take(number, before=b''):
    """From behind the bytes `before` on."""
    return frame(TAKE, number.to_bytes(4, 'big') +
                 len(before).to_bytes(8, 'big') +
                 (hashlib.sha256(before).digest() if before else b''))


def data(number, content):
    return frame(DATA, number.to_bytes(4, 'big') + content)


def done(number, content):
    return frame(DONE, number.to_bytes(4, 'big') +
                 hashlib.sha256(content).digest())


def answer(kind, number, reason):
    """DECLINE, RESULT or CANCEL."""
    return frame(kind, number.to_bytes(4, 'big') + bytes([reason]))


def describe(kind, payload):
    words = NAMES.get(kind, 'type 0x%02x' % kind)
    if kind == HELLO:
        words += ' version %d, features %d, name "%s"' % (
            payload[0], int.from_bytes(payload[1:5], 'big'),
            payload[5:].decode())
    elif kind in (ACK, RESUMED):
        words += ' %d' % int.from_bytes(payload, 'big')
    elif kind == RESUME:
        words += ' (id) %d' % int.from_bytes(payload[16:], 'big')
    elif kind == TEXT:
        words += ' "%s"' % payload.decode().replace('\n', '\\n')
    return words


# ---- GnuTLS ------------------------------------------------------------------

SERVER, CLIENT, NO_TICKETS, RAW_KEYS = 1, 2, 1 << 10, 1 << 18
ED25519, DER, CERTIFICATE, REQUIRE, ALPN_MANDATORY = 7, 0, 1, 2, 1
AGAIN, INTERRUPTED, PREMATURE = -28, -52, -110
SHUT_WR = 1
RECORD_TYPES = b'\x14\x15\x16\x17'  # and b'' at the end is in it, too
PRIORITY = (b'NORMAL:-VERS-ALL:+VERS-TLS1.3:-CTYPE-ALL:+CTYPE-CLI-RAWPK:'
            b'+CTYPE-SRV-RAWPK:-SIGN-ALL:+SIGN-EDDSA-ED25519')

gnutls = ctypes.CDLL('libgnutls.so.30')
gnutls.gnutls_strerror.restype = ctypes.c_char_p
for each in ('gnutls_record_recv', 'gnutls_record_send'):
    getattr(gnutls, each).restype = ctypes.c_ssize_t


class Datum(ctypes.Structure):
    _fields_ = [('data', ctypes.POINTER(ctypes.c_ubyte)),
                ('size', ctypes.c_uint)]


def check(number):
    if number < 0:
        raise Failure(gnutls.gnutls_strerror(number).decode())
    return number


def make_key():
    """A new Ed25519 key, as (public key, private key)."""
    private, public = ctypes.c_void_p(), ctypes.c_void_p()
    x509 = ctypes.c_void_p()
    spki, pkcs8 = Datum(), Datum()
    check(gnutls.gnutls_privkey_init(ctypes.byref(private)))
    check(gnutls.gnutls_privkey_generate(private, ED25519, 256, 0))
    check(gnutls.gnutls_pubkey_init(ctypes.byref(public)))
    check(gnutls.gnutls_pubkey_import_privkey(public, private, 0, 0))
    check(gnutls.gnutls_pubkey_export2(public, DER, ctypes.byref(spki)))
    check(gnutls.gnutls_privkey_export_x509(private, ctypes.byref(x509)))
    check(gnutls.gnutls_x509_privkey_export2_pkcs8(
        x509, DER, None, 1, ctypes.byref(pkcs8)))  # 1: not encrypted
    return spki, pkcs8


class Peer:
    """One end of an encrypted connection; its calls wait, with a deadline."""

    key = None

    def __init__(self, connection, is_server, may_be_greeted=False):
        Peer.key = Peer.key or make_key()
        self.socket = connection
        self.watch = None  # called with (direction, kind, payload)
        self.buffer = b''
        self.ended = False
        self.credentials = ctypes.c_void_p()
        self.session = ctypes.c_void_p()
        self.set_up(is_server)
        if may_be_greeted:
            self.pass_greeting()
        self.wait_for(lambda: gnutls.gnutls_handshake(self.session))

    def set_up(self, is_server):
        check(gnutls.gnutls_certificate_allocate_credentials(
            ctypes.byref(self.credentials)))
        check(gnutls.gnutls_certificate_set_rawpk_key_mem(
            self.credentials, ctypes.byref(Peer.key[0]),
            ctypes.byref(Peer.key[1]), DER, None, 0, None, 0, 1))
        check(gnutls.gnutls_init(
            ctypes.byref(self.session),
            (SERVER if is_server else CLIENT) | NO_TICKETS | RAW_KEYS))
        check(gnutls.gnutls_priority_set_direct(self.session, PRIORITY,
                                                None))
        check(gnutls.gnutls_credentials_set(self.session, CERTIFICATE,
                                            self.credentials))
        word = ctypes.create_string_buffer(b'charla/1', 8)
        protocol = Datum(ctypes.cast(word, ctypes.POINTER(ctypes.c_ubyte)), 8)
        check(gnutls.gnutls_alpn_set_protocols(
            self.session, ctypes.byref(protocol), 1, ALPN_MANDATORY))
        if is_server:
            gnutls.gnutls_certificate_server_set_request(self.session,
                                                         REQUIRE)
        self.read_from(self.socket)
        gnutls.gnutls_handshake_set_timeout(self.session, 0)
        self.socket.setblocking(False)

    def read_from(self, connection):
        gnutls.gnutls_transport_set_int2(self.session, connection.fileno(),
                                         self.socket.fileno())

    def pass_greeting(self):
        """Begin TLS, and read over the greeting that may come all the same.
        No character of it is the type of a record (20 to 23)."""
        silent, other = socket.socketpair()
        with silent, other:
            silent.setblocking(False)
            self.read_from(silent)  # nothing is read before the peek below
            gnutls.gnutls_handshake(self.session)
        self.read_from(self.socket)
        self.socket.settimeout(DEADLINE)
        line = b''
        try:
            while self.socket.recv(1, socket.MSG_PEEK) not in RECORD_TYPES:
                line += self.socket.recv(1)
        except OSError:
            pass  # the handshake will say so
        self.socket.setblocking(False)
        if line.endswith(b' [busy]\n'):
            raise Busy('the other side is busy')

    def wait_for(self, call):
        """Repeat a call of GnuTLS's until it is done; its result."""
        deadline = time.monotonic() + DEADLINE
        while True:
            result = call()
            if result not in (AGAIN, INTERRUPTED):
                return check(result)
            writes = gnutls.gnutls_record_get_direction(self.session)
            ready = select.select([] if writes else [self.socket],
                                  [self.socket] if writes else [], [],
                                  max(0, deadline - time.monotonic()))
            if not any(ready):
                raise Failure('the other side keeps us waiting')

    # ---- Bytes

    def send_bytes(self, data):
        while data:
            part = data[:16384]
            data = data[self.wait_for(
                lambda: gnutls.gnutls_record_send(self.session, part,
                                                  len(part))):]

    def receive_bytes(self):
        """What has come; b'' at an orderly end."""
        room = ctypes.create_string_buffer(16384)
        length = self.wait_for(
            lambda: gnutls.gnutls_record_recv(self.session, room, len(room)))
        self.ended = self.ended or length == 0
        return room.raw[:length]

    def close(self):
        """close_notify, then TCP's end; receiving goes on."""
        self.wait_for(lambda: gnutls.gnutls_bye(self.session, SHUT_WR))
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other side was quicker

    def cut(self):
        """TCP's end without close_notify."""
        self.socket.close()

    def conversation_id(self):
        """What names the conversation that begins over this link."""
        name = ctypes.create_string_buffer(16)
        label = b'EXPORTER-charla-resume'
        check(gnutls.gnutls_prf_rfc5705(self.session, len(label), label, 0,
                                        None, 16, name))
        return name.raw

    def is_refused(self):
        """Does the other side end it by an alert, or by a close?"""
        try:
            return self.receive() is None
        except (Failure, OSError):
            return True

    # ---- Frames

    def send(self, *frames):
        for each in frames:
            if self.watch:
                self.watch('>', each[0], each[4:])
            self.send_bytes(each)

    def receive(self):
        """The next frame, as (type, payload); None at an orderly end."""
        while len(self.buffer) < 4 or len(self.buffer) < self.wanted():
            more = self.receive_bytes()
            if not more:
                if self.buffer:
                    raise Failure('the end came in the middle of a frame')
                return None
            self.buffer += more
        wanted = self.wanted()
        kind, payload = self.buffer[0], self.buffer[4:wanted]
        self.buffer = self.buffer[wanted:]
        if self.watch:
            self.watch('<', kind, payload)
        return kind, payload

    def wanted(self):
        length = int.from_bytes(self.buffer[1:4], 'big')
        if length > PAYLOAD_MAX:
            raise Failure('a frame of %d bytes' % length)
        return 4 + length

    def expect(self, kind, payload=None):
        """The next frame must be this one; its payload."""
        came = self.receive()
        if came is None or came[0] != kind or (
                payload is not None and came[1] != payload):
            raise Failure('%s instead of %s %s' % (came, NAMES[kind],
                                                   payload))
        return came[1]

    def expect_text(self, text, end=None):
        """TEXT, in however many frames, and then this end; ACKs may come in
        between.  Without text and end: END or EOF."""
        came = b''
        while True:
            if text and came == text and end is None:
                return
            kind, payload = self.receive() or (None, b'')
            came += payload if kind == TEXT else b''
            if kind in (END, EOF) and came == text and end in (kind, None):
                return
            if kind not in (TEXT, ACK) or not text.startswith(came):
                raise Failure('%s %s, %s instead of %s' % (
                    NAMES.get(kind), payload, came, text))

    def has_more(self):
        return bool(len(self.buffer) >= 4 and
                    len(self.buffer) >= self.wanted() or
                    gnutls.gnutls_record_check_pending(self.session))


# ---- Opening -----------------------------------------------------------------

def read_line(connection):
    line = b''
    while not line.endswith(b'\n') and len(line) < 512:
        byte = connection.recv(1)
        if not byte:
            break
        line += byte
    return line


def call(host, port):
    connection = socket.create_connection((host, port), timeout=DEADLINE)
    greeting = read_line(connection)
    if not (greeting.startswith(b'charla ') and
            greeting.endswith(b' [charla/1]\n')):
        raise Failure('the other side does not offer charla/1')
    return Peer(connection, False)


def call_again(port):
    """Begin TLS without waiting for a greeting.  Who takes more than half a
    second for that, on a busy machine, is told "busy", and calls again."""
    for _ in range(20):
        connection = socket.create_connection(('127.0.0.1', port), DEADLINE)
        try:
            return Peer(connection, False, may_be_greeted=True)
        except Busy:
            connection.close()
    raise Failure('the other side is busy each time')


def listen():
    listener = socket.create_server(('127.0.0.1', 0))
    listener.settimeout(DEADLINE)
    return listener


def accept(listener):
    connection = listener.accept()[0]
    connection.settimeout(DEADLINE)
    connection.sendall(GREETING)
    return Peer(connection, True)


# ---- A conversation ----------------------------------------------------------

class Conversation:
    """What doc/protocol.md asks of each side, with pipes for a user."""

    def __init__(self, peer, source, sink):
        self.peer, self.source, self.sink = peer, source, sink
        self.has_hello = self.peer_ended = self.input_ended = False
        self.sent = self.acknowledged = 0     # of our TEXT
        self.handled = self.told = 0          # of theirs
        self.due = None                       # when an ACK is due

    def is_over(self):
        return (self.peer_ended and self.input_ended and
                self.acknowledged == self.sent)

    def run(self, name):
        self.peer.send(hello(name))
        while not self.is_over():
            inputs = [self.peer.socket]
            if not self.input_ended:
                inputs.append(self.source)
            timeout = 0 if self.peer.has_more() else (
                self.due and max(0, self.due - time.monotonic()))
            ready = select.select(inputs, [], [], timeout)[0]
            if self.source in ready:
                self.take_input()
            if self.peer.socket in ready or self.peer.has_more():
                if not self.take_frame():
                    break
            self.acknowledge()
        self.peer.close()
        return self.is_over()

    def take_input(self):
        data = os.read(self.source.fileno(), PAYLOAD_MAX)
        self.peer.send(frame(TEXT, data) if data else frame(EOF))
        self.sent += len(data)
        self.input_ended = not data

    def take_frame(self):
        came = self.peer.receive()
        if came is None:
            return False
        kind, payload = came
        if not self.has_hello and kind != HELLO:
            raise Failure('the first frame is not HELLO')
        self.has_hello = True
        if kind == TEXT:
            self.sink.write(payload)
            self.sink.flush()
            self.handled += len(payload)
            self.due = self.due or time.monotonic() + 1
        elif kind == ACK:
            self.acknowledged = int.from_bytes(payload, 'big')
        elif kind in (END, EOF):
            self.peer_ended = True
            if kind == END and not self.input_ended:
                self.peer.send(frame(EOF))
                self.input_ended = True
        return True

    def acknowledge(self):
        behind = self.handled - self.told
        if behind > 0 and (self.peer_ended or behind >= 256 * 1024 or
                           time.monotonic() >= self.due):
            self.peer.send(ack(self.handled))
            self.told, self.due = self.handled, None


# ---- The real program --------------------------------------------------------

class Program:
    """A charla with a user directory of its own, and pipes."""

    def __init__(self, path, *arguments):
        self.home = tempfile.TemporaryDirectory()
        environment = dict(os.environ, XDG_DATA_HOME=self.home.name,
                           LC_ALL='C', LANGUAGE='')
        self.process = subprocess.Popen(
            [path, *arguments], env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.errors = b''

    def port(self):
        """The port on which a listener says it listens."""
        while b'listening on ' not in self.errors.rpartition(b'\n')[0]:
            more = os.read(self.process.stderr.fileno(), 4096)
            if not more:
                raise Failure(self.errors.decode())
            self.errors += more
        line = self.errors.split(b'listening on ')[1].split(b'\n')[0]
        return int(line.split(b' port ')[1])

    def say(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def hear(self, length):
        """So many bytes of its standard output."""
        return self.process.stdout.read(length)

    def close_input(self):
        if self.process.stdin:
            self.process.stdin.close()
            self.process.stdin = None

    def finish(self):
        """Wait for its end; (exit status, the rest of its output)."""
        self.close_input()
        out, errors = self.process.communicate(timeout=DEADLINE)
        self.errors += errors
        self.home.cleanup()
        return self.process.returncode, out

    def kill(self):
        self.process.kill()
        self.process.wait()
        # Its monitor ends a moment later, and may still be writing a file.
        while os.path.exists(self.home.name):
            try:
                self.home.cleanup()
            except OSError:
                pass


def dump(path):
    """Hold a short conversation over two links and print every frame."""
    def show(direction, kind, payload):
        data = frame(kind, payload)
        words = data.hex(' ') if kind != RESUME else (
            '06 00 00 18 (16 bytes: the id) ' + data[20:].hex(' '))
        print('    %s %-50s %s' % (direction, words,
                                   describe(kind, payload)))

    charla = Program(path, '--name', 'Ana', '--resume', '60', '-l', '-p', '0',
                     '127.0.0.1')
    port = charla.port()
    peer = call('127.0.0.1', port)
    peer.watch = show
    peer.send(hello('Bob', features=1))
    peer.expect(HELLO)
    charla.say(b'hi\n')
    peer.expect(TEXT)
    name = peer.conversation_id()
    print('\nThe link breaks before the TEXT has come, so Bob calls again:\n')
    peer.cut()
    peer = call_again(port)
    peer.watch = show
    peer.send(resume(name, 0))
    peer.expect(RESUMED)
    peer.send(hello('Bob', features=1))
    peer.expect(HELLO)
    peer.expect(TEXT)
    peer.send(ack(3), frame(TEXT, b'%end%\n'))
    peer.expect(ACK)
    peer.send(frame(END))
    peer.expect(EOF)
    peer.close()
    status, out = charla.finish()
    if status != 0 or out != b'%end%\n':
        raise Failure('exit status %d, output %s' % (status, out))


# ---- The command -------------------------------------------------------------

def main(arguments):
    name = ''
    if arguments[:1] == ['--dump'] and len(arguments) == 2:
        dump(arguments[1])
        return 0
    if arguments[:1] == ['--name'] and len(arguments) > 1:
        name, arguments = arguments[1], arguments[2:]
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    if arguments[0] == '-l':
        listener = socket.create_server(('', int(arguments[1])))
        peer = accept(listener)
    else:
        peer = call(arguments[0], int(arguments[1]))
    talk = Conversation(peer, sys.stdin, sys.stdout.buffer)
    return 0 if talk.run(name) else 3


if __name__ == '__main__':
    try:
        sys.exit(main(sys.argv[1:]))
    except (Failure, OSError) as failure:
        print('charla1.py: %s' % failure, file=sys.stderr)
        sys.exit(3)
