# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A relay between two charlas that cuts their connections, and two charlas
with pipes that talk through it.  For test_resume.py and torture/resume.py."""
import collections
import os
import select
import socket
import struct
import subprocess
import tempfile
import threading

DEADLINE = 60  # seconds; far beyond what is needed, so a hang is a failure

# What a connection comes to: after so many bytes of a direction ('up': from
# the caller to the listener, 'down', or 'any') it is cut, by a FIN or a RST;
# but not before so many bytes of the other direction have passed.
Cut = collections.namedtuple('Cut', 'after direction reset other',
                             defaults=('any', False, 0))


def opposite(direction):
    return 'down' if direction == 'up' else 'up'


def room(cut, direction, moved):
    """How many bytes may still pass before the cut."""
    if cut.after is None or cut.direction not in (direction, 'any'):
        return float('inf')
    return cut.after - (sum(moved.values()) if cut.direction == 'any'
                        else moved[direction])


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                          struct.pack('ii', 1, 0))


class Relay:
    """Relays to a port of this machine; each connection has a Cut of its own,
    the last ones none.  `moved` are the bytes of each that have passed."""

    def __init__(self, port, cuts):
        self.port, self.cuts = port, list(cuts)
        self.moved = []
        self.is_closed = False
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.own_port = self.listener.getsockname()[1]
        self.stop, self.stopped = os.pipe()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            ready = select.select([self.listener, self.stop], [], [])[0]
            if self.stop in ready:
                return
            caller = self.listener.accept()[0]
            try:
                listener = socket.create_connection(('127.0.0.1', self.port))
            except OSError:
                caller.close()
                continue
            cut = self.cuts.pop(0) if self.cuts else Cut(None)
            self.moved.append({'up': 0, 'down': 0})
            self.relay(caller, listener, cut, self.moved[-1])
            for each in (caller, listener):
                if cut.reset:
                    reset(each)
                each.close()

    def relay(self, caller, listener, cut, moved):
        """Until it is cut, or over.  Nothing of a cut direction passes beyond
        the cut."""
        ends = {caller: (listener, 'up'), listener: (caller, 'down')}
        is_held = False
        while ends:
            ready = select.select([*ends, self.stop], [], [])[0]
            if self.stop in ready:
                return
            for each in ready:
                other, direction = ends[each]
                try:
                    data = each.recv(65536)
                except OSError:
                    return
                left = room(cut, direction, moved)
                is_at_cut = bool(data) and len(data) >= left
                data = data[:left] if is_at_cut else data
                moved[direction] += len(data)
                if data and not self.push(other, data):
                    return
                if is_at_cut:
                    is_held = True
                    del ends[each]
                elif not data:
                    del ends[each]
                    try:
                        other.shutdown(socket.SHUT_WR)
                    except OSError:
                        return
                if is_held and (cut.direction == 'any' or moved[
                        opposite(cut.direction)] >= cut.other):
                    return

    @staticmethod
    def push(connection, data):
        try:
            connection.sendall(data)
            return True
        except OSError:
            return False

    def close(self):
        if not self.is_closed:
            os.write(self.stopped, b'x')
            self.thread.join()
            self.listener.close()
            os.close(self.stop)
            os.close(self.stopped)
        self.is_closed = True


class Charla:
    """One with pipes and its output in files."""

    def __init__(self, path, home, *arguments):
        self.directory = tempfile.mkdtemp(dir=home)
        self.out = os.path.join(self.directory, 'out')
        self.err = os.path.join(self.directory, 'err')
        environment = dict(os.environ, XDG_DATA_HOME=self.directory,
                           LC_ALL='C', LANGUAGE='')
        with open(self.out, 'wb') as out, open(self.err, 'wb') as err:
            self.process = subprocess.Popen(
                [path, *arguments], env=environment, stdin=subprocess.PIPE,
                stdout=out, stderr=err)

    def port(self):
        """The port on which a listener says it listens."""
        word = b'listening on '
        while word not in self.errors().rpartition(b'\n')[0]:
            if self.process.poll() is not None:
                raise OSError(self.errors().decode())
            select.select([], [], [], 0.002)
        line = self.errors().split(word)[1].split(b'\n')[0]
        return int(line.split(b' port ')[1])

    def feed(self, data):
        """Write to its input, and end it, in a thread of its own."""
        def write():
            try:
                self.process.stdin.write(data)
                self.process.stdin.close()
            except OSError:
                pass  # it has ended
        thread = threading.Thread(target=write, daemon=True)
        thread.start()

    def output(self):
        with open(self.out, 'rb') as file:
            return file.read()

    def errors(self):
        with open(self.err, 'rb') as file:
            return file.read()

    def wait(self):
        """Its exit status; 'hangs'."""
        try:
            return self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.kill()
            return 'hangs'

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


Result = collections.namedtuple('Result',
                                'statuses outputs errors moved')


def is_whole(result, inputs):
    """Both have all of the other's text, once, and know it."""
    return (result.outputs == [inputs[1], inputs[0]] and
            result.statuses == [0, 0])


def is_honest(result, inputs):
    """Nothing is there that was not said, or twice; and who says 0 is
    right."""
    return 'hangs' not in result.statuses and all(
        theirs.startswith(out) and (status != 0 or out == theirs)
        for out, theirs, status in zip(result.outputs, reversed(inputs),
                                       reversed(result.statuses)))


def opened(path, home):
    """How many bytes of each direction have passed when each side surely has
    the other's HELLO: all those of a conversation without text."""
    return talk(path, home, [b'', b''], []).moved[0]


def survey(path, home, inputs, direction, step, report):
    """Cut one conversation at every byte of a direction, `step` apart, by
    turns with a FIN and a RST.  Once both sides have each other's HELLO it
    must survive.  (By a RST what has come may be lost unread, HELLO too, so
    that only the end is sure.)  Calls report with what is wrong; returns how
    many cuts were survived."""
    length = talk(path, home, inputs, []).moved[0][direction]
    begun = opened(path, home)
    survived = 0
    for after in range(1, length + 1, step):
        is_sure = after >= begun[direction]
        cut = Cut(after, direction, after // step % 2 == 0,
                  begun[opposite(direction)] if is_sure else 0)
        result = talk(path, home, inputs, [cut])
        if is_whole(result, inputs):
            survived += 1
        elif (is_sure and not cut.reset) or not is_honest(result, inputs):
            report('%s: %s, %s, %s' % (
                cut, result.statuses, [len(each) for each in result.outputs],
                ''.join(result.errors)))
    if survived == 0:
        report('no cut was survived')
    return survived


def talk(path, home, inputs, cuts, resume=60):
    """A listener and a caller (inputs[0], inputs[1]) through a relay."""
    options = '--encrypt', '--resume=%d' % resume
    listener = Charla(path, home, *options, '-l', '-p', '0', '127.0.0.1')
    relay = caller = None
    try:
        relay = Relay(listener.port(), cuts)
        caller = Charla(path, home, *options, '127.0.0.1',
                        str(relay.own_port))
        listener.feed(inputs[0])
        caller.feed(inputs[1])
        both = (listener, caller)
        if caller.wait() != 0 and resume:
            listener.kill()  # it waits for a caller that has given up
        return Result([each.wait() for each in both],
                      [each.output() for each in both],
                      [each.errors().decode() for each in both], relay.moved)
    finally:
        for each in (listener, caller):
            if each:
                each.kill()
        if relay:
            relay.close()
