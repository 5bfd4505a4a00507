# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two charlas over ssh -W, as somebody with a machine in between has it;
test_ssh.sh starts it.  The sshd is the test's own, on the loopback, with keys
made for it, and knows no user but the one who runs it."""
import contextlib
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import cutting
from listener import Failure, can_encrypt, children, expect, run
from ports import Port

PATIENCE = 120  # seconds; a hang is a failure
CHARLA = os.environ['CHARLA']
try:
    USER = pwd.getpwuid(os.getuid())
except KeyError:
    print('1..0 # SKIP this user has no name, and ssh needs one')
    raise SystemExit(0)
# Where nothing is to be done in the system itself, root's sshd has a /run of
# its own for the empty directory that it wants there.
OWN_RUN = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /run && '
           'mkdir -m 755 /run/sshd && exec "$0" "$@"']
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def descendants(pid):
    return [pid] + [each for child in children(pid)
                    for each in descendants(child)]


class Gate:
    """The machine in between: an sshd that forwards connections."""

    def __init__(self):
        self.directory = tempfile.mkdtemp()
        self.held = Port()
        self.port = self.held.number
        for name in ('host', 'user'):
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '',
                            '-f', self.path(name)], check=True)
        with open(self.path('host.pub')) as file:
            key = file.read()
        self.write('known', '[127.0.0.1]:%d %s' % (self.port, key))
        shutil.copy(self.path('user.pub'), self.path('authorized'))
        self.write('sshd_config', '\n'.join([
            'Port %d' % self.port, 'ListenAddress 127.0.0.1',
            'HostKey ' + self.path('host'), 'PidFile none', 'UsePAM no',
            'AuthorizedKeysFile ' + self.path('authorized'),
            'AuthenticationMethods publickey',
            'PermitRootLogin prohibit-password', 'StrictModes no', '']))
        self.write('ssh_config', '\n'.join([
            'Host gate', 'HostName 127.0.0.1', 'Port %d' % self.port,
            'User ' + USER.pw_name, 'IdentitiesOnly yes', 'BatchMode yes',
            'IdentityFile "%s"' % self.path('user'),
            'UserKnownHostsFile "%s"' % self.path('known'),
            'GlobalKnownHostsFile none', 'StrictHostKeyChecking yes', '']))
        self.process = None
        self.open()

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text):
        with open(self.path(name), 'w') as file:
            file.write(text)

    def open(self):
        with open(self.path('log'), 'ab') as log:
            self.process = subprocess.Popen(
                [*([] if os.getuid() else OWN_RUN),
                 shutil.which('sshd'), '-D', '-e', '-f',
                 self.path('sshd_config')], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=log, start_new_session=True)
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(('127.0.0.1', self.port)).close()
                return
            if self.process.poll() is not None:
                with open(self.path('log')) as log:
                    raise Failure('no sshd: ' + log.read())

    def close(self):
        """With everybody who is connected: they are its children."""
        for pid in descendants(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def why_not(self):
        """Why this system lets nobody in, or ''."""
        # Through the gate to the gate itself, which greets.
        tried = subprocess.run(
            ['ssh', '-F', self.path('ssh_config'), '-W',
             '127.0.0.1:%d' % self.port, 'gate'], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=PATIENCE)
        return '' if tried.stdout.startswith('SSH-') else tried.stderr

    def command(self):
        return "ssh -F '%s' -W %%h:%%p gate" % self.path('ssh_config')


@contextlib.contextmanager
def gate():
    made = Gate()
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(made.directory)


class Two:
    """Ana waits at the far side of the gate; Bob calls through it."""

    def __init__(self, between, *options):
        self.ana = cutting.Charla(CHARLA, between.directory, *options, '-l',
                                  '-p', '0', '127.0.0.1')
        self.port = self.ana.port()
        self.bob = cutting.Charla(CHARLA, between.directory, *options,
                                  '--via=' + between.command(),
                                  '127.0.0.1', str(self.port))

    def say(self, who, text):
        who.process.stdin.write(text)
        who.process.stdin.flush()

    def await_text(self, who, text):
        self.wait_for(who, who.output, text)

    def await_notice(self, who, words):
        self.wait_for(who, who.errors, words)

    def wait_for(self, who, read, text):
        deadline = time.monotonic() + PATIENCE
        while text not in read():
            has_ended = who.process.poll() is not None
            if text in read():
                return
            if has_ended or time.monotonic() > deadline:
                raise Failure('%r; %r, %r' % (read(), self.ana.errors(),
                                              self.bob.errors()))
            select.select([], [], [], 0.002)

    def finish(self):
        for each in (self.bob, self.ana):
            each.process.stdin.close()
        return [each.wait() for each in (self.bob, self.ana)]

    def kill(self):
        self.ana.kill()
        self.bob.kill()


@contextlib.contextmanager
def two(*words):
    made = Two(*words)
    try:
        yield made
    finally:
        made.kill()


@test
def two_talk_through_a_machine_that_both_can_reach():
    with gate() as between, two(between) as both:
        both.say(both.bob, b'hello\n')
        both.await_text(both.ana, b'hello\n')
        both.say(both.ana, b'hi\n')
        both.await_text(both.bob, b'hi\n')
        expect(both.finish(), [0, 0])


@test
def much_goes_through_it_whole():
    if not can_encrypt(): # in plain nobody can tell what arrives behind ssh
        return 'this charla does not encrypt'
    text = os.urandom(8 << 20)
    with gate() as between, two(between) as both:
        both.bob.feed(text)
        both.ana.process.stdin.close()
        expect([both.bob.wait(), both.ana.wait()], [0, 0])
        expect(both.ana.output() == text, True)
    return None


@test
def what_ssh_says_is_shown_and_how_it_ended():
    with gate() as between:
        with open(between.path('authorized'), 'w'):
            pass  # nobody may come in
        with two(between) as both:
            both.bob.process.stdin.close()
            expect(both.bob.wait(), 1)
            seen = both.bob.errors()
    expect(b'charla: command: ' in seen and b'Permission denied' in seen, True)
    expect(b'command: ssh has ended with exit status 255' in seen, True)


@test
def with_resume_nothing_is_lost_when_the_machine_starts_anew():
    if not can_encrypt():
        return 'this charla does not encrypt'
    with gate() as between, two(between, '--resume=60') as both:
        both.say(both.bob, b'one\n')
        both.await_text(both.ana, b'one\n')
        between.close()
        both.say(both.bob, b'two\n')
        both.await_notice(both.bob, b'connection lost')
        between.open()
        both.await_text(both.ana, b'one\ntwo\n')
        both.say(both.ana, b'three\n')
        both.await_text(both.bob, b'three\n')
        expect(both.finish(), [0, 0])
        expect(both.ana.output(), b'one\ntwo\n')
        expect(b'nothing was lost' in both.bob.errors(), True)
    return None


def main():
    try:
        with gate() as between:
            why = between.why_not()
    except Failure as failure:
        why = str(failure)
    if why:
        print('1..0 # SKIP no sshd for this user: ' +
              ' '.join(why.split())[:300])
        return 0
    return run(TESTS)


raise SystemExit(main())
