# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A charla on a terminal of its own, line after line, with a home directory of
its own, and a person before it.  For tests of what people do."""
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import tempfile
import termios
import time

from listener import Failure

DEADLINE = 60  # seconds; far beyond what is needed, so a hang is a failure


class Person:
    def __init__(self, path, *arguments, before=None):
        """`before` is called in the new process."""
        self.home = tempfile.mkdtemp()
        environment = {
            **{name: os.environ[name] for name in os.environ
               if not name.startswith(('XDG_', 'LC_', 'LANG'))},
            'HOME': self.home, 'LC_ALL': 'C', 'TERM': 'dumb',
            'NO_COLOR': '1'}
        self.screen, self.seen, self.status = '', 0, None
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            try:
                os.chdir(self.home)
                # A notice stands in one row, however long it is.
                fcntl.ioctl(0, termios.TIOCSWINSZ,
                            struct.pack('HHHH', 24, 4000, 0, 0))
                if before:
                    before()
                os.execve(path, [path, '-v', '--linear', *arguments],
                          environment)
            finally:
                os._exit(126)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.terminal)
        shutil.rmtree(self.home, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.home, *names)

    def write(self, name, content):
        with open(self.path(name), 'wb') as file:
            file.write(content)

    def read(self, name):
        with open(self.path(name), 'rb') as file:
            return file.read()

    def names(self):
        """What lies in the home directory, in order, dotted names left out
        unless they are parts of files."""
        return sorted(each for each in os.listdir(self.home)
                      if not each.startswith('.') or each.endswith('.part'))

    def type(self, line):
        os.write(self.terminal, line.encode() + b'\r')

    def more(self, deadline):
        """Read on; False at the end."""
        left = max(0, deadline - time.monotonic())
        if not select.select([self.terminal], [], [], left)[0]:
            raise Failure('nothing more comes:\n' + self.screen)
        try:
            data = os.read(self.terminal, 65536)
        except OSError:
            return False
        self.screen += data.decode(errors='replace').replace('\r', '')
        return bool(data)

    def see(self, pattern):
        """Wait for it behind what was seen last; the match."""
        deadline = time.monotonic() + DEADLINE
        while True:
            match = re.compile(pattern).search(self.screen, self.seen)
            if match:
                self.seen = match.end()
                return match
            if not self.more(deadline):
                raise Failure('it ended without %r:\n%s' % (pattern,
                                                            self.screen))

    def see_all(self, *patterns):
        """Wait for all of them, which may come in any order."""
        begin, end = self.seen, self.seen
        for pattern in patterns:
            self.seen = begin
            self.see(pattern)
            end = max(end, self.seen)
        self.seen = end

    def port(self):
        return int(self.see(r'listening on \S+ port (\d+)').group(1))

    def wait(self):
        """Its exit status.  Who has typed just now is asked for Enter before
        the shell gets the terminal back."""
        deadline = time.monotonic() + DEADLINE
        asked = 0
        while self.more(deadline):
            if self.screen.count('press Enter to leave') > asked:
                asked += 1
                self.type('')
        self.status = os.waitstatus_to_exitcode(
            os.waitpid(self.process, 0)[1])
        return self.status
