# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A charla that waits for a call, in a pseudo-terminal or in pipes."""
import contextlib
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time

PATIENCE = 60


class Failure(Exception):
    pass


def expect(seen, right):
    if seen != right:
        raise Failure('%r instead of %r' % (seen, right))


def lacks_room(size):
    """Why so many bytes cannot be written into temporary files, or None."""
    space = os.statvfs(tempfile.gettempdir())
    if space.f_bavail * space.f_frsize < size:
        return 'no room for %d bytes in %s' % (size, tempfile.gettempdir())


def children(pid):
    try:
        with open('/proc/%d/task/%d/children' % (pid, pid)) as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def name_of(pid):
    try:
        with open('/proc/%d/comm' % pid) as file:
            return file.read().strip()
    except OSError:
        return ''


def can_encrypt():
    """Not a charla that was built without GnuTLS."""
    said = subprocess.run([os.environ['CHARLA'], '--version'],
                          capture_output=True, check=True,
                          env=dict(os.environ, LC_ALL='C', LANGUAGE=''))
    return b'GnuTLS' in said.stdout


class Listener:
    """charla -l, in a pseudo-terminal or with pipes.  `web`: it finds
    charla-web in the build, or does not, or (None) looks for it itself."""

    def __init__(self, *words, home, web=True, pipes=False, program=None):
        environment = {
            'PATH': os.environ.get('PATH', ''),
            'LC_ALL': 'C.UTF-8', 'TERM': 'xterm', 'INPUTRC': '/dev/null',
            'XDG_DATA_HOME': home,
        }
        if web is not None:
            environment['CHARLA_LIBEXECDIR'] = (
                os.environ['CHARLA_WEB'] if web else home)
        program = program or os.environ['CHARLA']
        words = ['charla', '-v', '-l', '-p', '0', '127.0.0.1', *words]
        self.seen = b''
        self.at = 0
        if pipes:
            ours, its = os.pipe()
            (its_input, self.input) = os.pipe()
            self.pid = os.fork()
            if self.pid == 0:
                os.dup2(its_input, 0)
                os.dup2(its, 1)
                os.dup2(its, 2)
                os.closerange(3, 64)
                os.execve(program, words, environment)
            os.close(its)
            os.close(its_input)
            self.fd = ours
        else:
            self.pid, self.fd = pty.fork()
            if self.pid == 0:
                os.execve(program, words, environment)
            self.input = self.fd
        self.status = None
        self.port = int(self.wait(rb'port (\d+)').group(1))

    def more(self, deadline):
        ready = select.select([self.fd], [], [], 0.2)[0]
        try:
            got = os.read(self.fd, 65536) if ready else None
        except OSError:
            got = b''
        if got:
            self.seen += got
        elif got is not None or time.monotonic() > deadline:
            raise Failure('not seen; the last was %r' % self.seen[-1500:])

    def wait(self, pattern):
        """Wait for something new on the screen."""
        if isinstance(pattern, str):
            pattern = re.escape(pattern.encode())
        deadline = time.monotonic() + PATIENCE
        while True:
            found = re.search(pattern, self.seen[self.at:])
            if found:
                self.at += found.end()
                return found
            try:
                self.more(deadline)
            except Failure as failure:
                raise Failure('%r: %s' % (pattern, failure)) from failure

    def type(self, text):
        data = text.encode()
        while data:
            _, writable, _ = select.select([self.fd], [self.input], [], 0.05)
            with contextlib.suppress(Failure):
                if select.select([self.fd], [], [], 0)[0]:
                    self.more(0)
            if writable:
                data = data[os.write(self.input, data[:1024]):]

    def end(self):
        """Wait for its end; its exit status."""
        deadline = time.monotonic() + PATIENCE
        asked = b'press Enter to leave'
        with contextlib.suppress(Failure):
            while True:
                if asked in self.seen[self.at:]:
                    self.wait(asked.decode())
                    os.write(self.input, b'\r')
                self.more(deadline)
        if time.monotonic() > deadline:
            raise Failure('no end; the last was %r' % self.seen[-1500:])
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(
                os.waitpid(self.pid, 0)[1])
        return self.status

    def kill(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.status = os.waitstatus_to_exitcode(
                os.waitpid(self.pid, 0)[1])
        os.close(self.fd)
        if self.input != self.fd:
            os.close(self.input)

    def monitor(self):
        return children(self.pid)[0]

    def carrier(self):
        """The process id of charla-web, or None."""
        for child in children(self.monitor()):
            if name_of(child) == 'charla-web':
                return child
        return None

    def kill_carrier(self):
        """Kill charla-web, and wait until nothing of it is open any more."""
        pid = self.carrier()
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with open('/proc/%d/stat' % pid) as file:
                    if file.read().rpartition(')')[2].split()[0] == 'Z':
                        return
            except OSError:
                return
        raise Failure('charla-web does not die')

    def is_measurable(self):
        """A sanitizer keeps memory for its own ends."""
        with open(os.environ['CHARLA'], 'rb') as file:
            return b'__asan_init' not in file.read()

    def may_be_looked_into(self):
        """Only root may look into a process that hides its memory."""
        return os.access('/proc/%d/fd' % self.pid, os.R_OK)

    def memory(self):
        """The most that any of the three processes has held, in KiB."""
        most = 0
        for pid in [self.pid, self.monitor(), self.carrier()]:
            with open('/proc/%d/status' % pid) as file:
                found = re.search(r'VmHWM:\s+(\d+)', file.read())
                most = max(most, int(found.group(1)))
        return most


@contextlib.contextmanager
def listening(*words, **how):
    home = tempfile.mkdtemp()
    listener = None
    try:
        listener = Listener(*words, home=home, **how)
        yield listener
    except Failure as failure:
        # What it says is the best hint.
        with contextlib.suppress(Failure):
            listener.more(time.monotonic() + 1)
        raise Failure('%s; charla says %r' % (
            failure, listener.seen[-2000:])) from failure
    finally:
        if listener:
            listener.kill()
        shutil.rmtree(home, ignore_errors=True)


def run(tests):
    """Run the tests and speak TAP; the exit status."""
    import sys
    import traceback
    failed = 0
    wanted = sys.argv[1:]
    tests = [each for each in tests
             if not wanted or each.__name__ in wanted]
    print('1..%d' % len(tests))
    for number, each in enumerate(tests, 1):
        title = each.__name__.replace('_', ' ')
        begun = time.monotonic()
        try:
            skipped = each()
            print('ok %d - %s%s' % (number, title,
                                    ' # SKIP ' + skipped if skipped else ''))
        except Exception:
            failed += 1
            print('not ok %d - %s' % (number, title))
            for line in traceback.format_exc().splitlines():
                print('# ' + line)
        if os.environ.get('TIMES'):
            print('# %.1f s' % (time.monotonic() - begun))
        sys.stdout.flush()
    return 1 if failed else 0
