# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines made of namespaces, each with a D-Bus and an avahi-daemon of its
own, and people who use charla there.  Needs root."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

PATIENCE = 180  # seconds without anything that was waited for
PLACE = '<place>'  # in what is expected: any address; the first found is shown
DBUS = """<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type>
<listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>
</busconfig>
"""
AVAHI = """[server]
host-name=host{0}
[publish]
publish-workstation=no
"""
START = """
mount -t tmpfs none /run && mkdir -p /run/dbus /run/avahi-daemon
mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/group" /etc/group
[ ! -d /etc/avahi/services ] || mount -t tmpfs none /etc/avahi/services
ip link set lo up
echo ready
read go
dbus-daemon --config-file="$0/dbus.conf" --nofork --nopidfile 2>/dev/null &
while [ ! -S /run/dbus/system_bus_socket ]; do
    kill -0 $! || exit
    sleep 0.05
done
avahi-daemon -f "$0/avahi$1.conf" --no-drop-root --no-chroot --no-rlimits \\
    2>&1 | sed -un '/startup complete/p'
"""
STRANGER = """<service-group><name>{0}</name>
<service><type>_charla._tcp</type><port>8081</port></service>
</service-group>
"""


class World:
    """Machines, people, and what else runs; `end` ends all of it."""

    def __init__(self, charla, directory):
        self.charla, self.directory = charla, directory
        self.processes, self.people = [], []
        os.makedirs(directory)
        self.write('dbus.conf', DBUS)
        self.add_avahi('passwd', 'avahi:x:990:990::/:/bin/false\n')
        self.add_avahi('group', 'avahi:x:990:\n')

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)

    def add_avahi(self, name, line):
        with open('/etc/' + name, encoding='utf-8') as file:
            text = file.read()
        self.write(name, text if '\navahi:' in text else text + line)

    def environment(self, home):
        directory = self.path(home)
        os.makedirs(directory, exist_ok=True)
        return dict(os.environ, XDG_DATA_HOME=directory, TERM='xterm',
                    LC_ALL='C.UTF-8', LANGUAGE='en')

    def start(self, words, **how):
        process = subprocess.Popen(words, start_new_session=True, **how)
        self.processes.append(process)
        return process

    def person(self, machine, home, *words, under=()):
        """Somebody who uses charla, which the program `under` starts."""
        person = Person(machine.inside(*under, self.charla, *words),
                        self.environment(home))
        self.people.append(person)
        return person

    def leave(self):
        """Everybody goes home."""
        while self.people:
            self.people.pop().end()

    def end(self):
        self.leave()
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it has ended by itself
            process.wait()


class Machine:
    def __init__(self, world, letter):
        self.world = world
        world.write(f'avahi{letter}.conf', AVAHI.format(letter))
        self.process = world.start(
            ['unshare', '-n', '-m', 'sh', '-c', START, world.directory,
             letter],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def begin(self):
        """Start D-Bus and Avahi."""
        self.process.stdin.write('\n')
        self.process.stdin.flush()

    def go(self):
        """Wait until they are there."""
        if not self.process.stdout.readline():
            raise SystemExit('avahi-daemon does not start')

    def stop(self):
        """Avahi ends."""
        self.run('avahi-daemon', '-k')

    def inside(self, *words):
        return ['nsenter', '-t', str(self.process.pid), '-m', '-n', *words]

    def run(self, *words, home='ana'):
        return subprocess.run(
            self.inside(*words), capture_output=True, text=True,
            env=self.world.environment(home), timeout=PATIENCE, check=False)

    def ip(self, words):
        subprocess.run(self.inside('ip', *words.split()), check=True)

    def find(self, home='ana'):
        return self.run(self.world.charla, '--find', home=home)

    def names(self, home='ana'):
        """Who waits, by the names."""
        return [row.split('\t')[0]
                for row in self.find(home).stdout.splitlines()]

    def publish(self, name, port, *texts):
        return self.world.start(
            self.inside('avahi-publish', '-s', name, '_charla._tcp',
                        str(port), *texts),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def publish_strangers(self, names):
        """Those who have waited so far do not any more."""
        text = ''.join(f'cat > {name}.service <<E\n{STRANGER.format(name)}E\n'
                       for name in names)
        subprocess.run(self.inside('sh', '-s'), text=True, check=True,
                       input='cd /etc/avahi/services && rm -f *\n' + text)
        self.run('avahi-daemon', '-r')


def link(one, other, name):
    """A wire with an end of that name in each of the two machines."""
    subprocess.run(
        ['ip', 'link', 'add', name, 'netns', str(one.process.pid), 'type',
         'veth', 'peer', 'name', name, 'netns', str(other.process.pid)],
        check=True)


class Person:
    """Somebody who has a charla on a terminal."""

    def __init__(self, words, environment):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            # A notice stands in one row, however long it is.
            fcntl.ioctl(0, termios.TIOCSWINSZ,
                        struct.pack('HHHH', 24, 4000, 0, 0))
            os.execvpe(words[0], words, environment)
        self.text, self.at = '', 0

    def expect(self, text, after=False):
        """It is on the screen, or comes; `after` what was expected last."""
        deadline = time.monotonic() + PATIENCE
        wanted = re.compile(r'\S+'.join(map(re.escape, text.split(PLACE))))
        while True:
            found = wanted.search(self.text, self.at if after else 0)
            if found:
                self.at = found.end()
                return
            left = max(0, deadline - time.monotonic())
            ready = select.select([self.terminal], [], [], left)[0]
            try:
                more = os.read(self.terminal, 65536) if ready else b''
            except OSError:
                more = b''
            if not more:
                raise AssertionError(f'{text!r} not in {self.text!r}')
            self.text += more.decode(errors='replace')

    def say(self, line):
        os.write(self.terminal, line.encode() + b'\r')

    def status(self):
        """How it has ended, by itself."""
        pid, self.pid = self.pid, None
        try:
            while os.read(self.terminal, 65536):
                pass
        except OSError:
            pass  # it has closed its end
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def end(self):
        """Twice is harmless."""
        if self.pid is None:
            return
        os.kill(self.pid, signal.SIGTERM)
        self.status()


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
    return True
