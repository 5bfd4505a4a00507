# SPDX-License-Identifier: GPL-3.0-or-later
"""discovery.py CHARLA DIRECTORY: two machines, made of namespaces, whose
charlas find each other.  Speaks TAP; run by test_discovery.sh."""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
import zlib

CHARLA, WORK = sys.argv[1:]
PATIENCE = 60  # seconds without anything that was waited for
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
allow-interfaces=wire
[publish]
publish-workstation=no
"""
START = """
mount -t tmpfs none /run && mkdir -p /run/dbus /run/avahi-daemon
mount --bind {0}/passwd /etc/passwd && mount --bind {0}/group /etc/group
ip link set lo up
echo ready
read go
dbus-daemon --config-file={0}/dbus.conf --nofork --nopidfile 2>/dev/null &
while [ ! -S /run/dbus/system_bus_socket ]; do sleep 0.05; done
exec avahi-daemon -f {0}/avahi{1}.conf --no-drop-root --no-chroot \\
    --no-rlimits 2>&1
"""
started = []
people = []
number = 0


def result(good, name, why=''):
    global number
    number += 1
    print(f'{"ok" if good else "not ok"} {number} - discovery::{name}')
    for line in str(why).splitlines() if not good else ():
        print('#', line)
    sys.stdout.flush()


def write(name, text):
    with open(os.path.join(WORK, name), 'w', encoding='utf-8') as file:
        file.write(text)


class Machine:
    def __init__(self, letter):
        self.letter = letter
        write(f'avahi{letter}.conf', AVAHI.format(letter))
        self.process = subprocess.Popen(
            ['unshare', '-n', '-m', 'sh', '-c', START.format(WORK, letter)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=True)
        started.append(self.process)
        self.process.stdout.readline()

    def go(self):
        self.process.stdin.write('\n')
        self.process.stdin.flush()
        for line in self.process.stdout:
            if 'startup complete' in line:
                return
        raise SystemExit('Bail out! avahi-daemon does not start')

    def inside(self, *words):
        return ['nsenter', '-t', str(self.process.pid), '-m', '-n', *words]

    def run(self, *words, home='ana'):
        return subprocess.run(
            self.inside(*words), capture_output=True, text=True,
            env=environment(home), timeout=60, check=False)


def environment(home):
    return dict(os.environ, XDG_DATA_HOME=os.path.join(WORK, home),
                TERM='xterm', LC_ALL='C.UTF-8', LANGUAGE='en')


class Person:
    """A charla on a terminal."""

    def __init__(self, machine, home, *words):
        words = machine.inside(CHARLA, *words)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(words[0], words, environment(home))
        self.text = ''
        people.append(self)

    def expect(self, text):
        while text not in self.text:
            ready = select.select([self.terminal], [], [], PATIENCE)[0]
            try:
                more = os.read(self.terminal, 65536) if ready else b''
            except OSError:
                more = b''
            if not more:
                raise AssertionError(f'{text!r} not in {self.text!r}')
            self.text += more.decode(errors='replace')
        return self.text

    def say(self, line):
        os.write(self.terminal, line.encode() + b'\r')

    def status(self):
        """How it has ended, by itself."""
        people.remove(self)
        try:
            while os.read(self.terminal, 65536):
                pass
        except OSError:
            pass  # it has closed its end
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def end(self):
        people.remove(self)
        os.kill(self.pid, signal.SIGTERM)
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
    return True


def move(home, place):
    """The one contact that is kept there was last called at that place."""
    name = os.path.join(WORK, home, 'charla', 'contacts')
    with open(name, encoding='ascii') as file:
        words = file.read().splitlines()[1].split(' ')[:4]
    text = 'charla contacts 1\n%s\n' % ' '.join(
        words + [place] if place else words)
    with open(name, 'w', encoding='ascii') as file:
        file.write(text + 'end %08x\n' % zlib.crc32(text.encode()))


def find(machine, home='ana'):
    return machine.run(CHARLA, '--find', home=home)


def check(name):
    def run(function):
        try:
            function()
            result(True, name)
        except (AssertionError, subprocess.TimeoutExpired) as why:
            result(False, name, why)
        while people:
            people[0].end()
    return run


def add_avahi(name, line):
    with open('/etc/' + name, encoding='utf-8') as file:
        text = file.read()
    write(name, text if '\navahi:' in text else text + line)


def main():
    write('dbus.conf', DBUS)
    add_avahi('passwd', 'avahi:x:990:990::/:/bin/false\n')
    add_avahi('group', 'avahi:x:990:\n')
    for home in ('ana', 'bea', 'carla'):
        os.mkdir(os.path.join(WORK, home))
    one, other = Machine('one'), Machine('two')
    subprocess.run(
        ['ip', 'link', 'add', 'wire', 'netns', str(one.process.pid), 'type',
         'veth', 'peer', 'name', 'wire', 'netns', str(other.process.pid)],
        check=True)
    for i, machine in enumerate((one, other), 1):
        machine.run('ip', 'addr', 'add', f'10.77.0.{i}/24', 'dev', 'wire')
        machine.run('ip', 'link', 'set', 'wire', 'up')

    @check('without a daemon there is one sentence')
    def _():
        done = find(one)
        assert done.returncode == 1 and done.stderr.count('\n') == 1, done

    one.go()
    other.go()

    @check('nobody waits')
    def _():
        done = find(one)
        assert (done.returncode, done.stdout) == (1, ''), done

    @check('who waits is listed, and is gone when it leaves')
    def _():
        bea = Person(other, 'bea', '-l', '-n', 'bea \x1b[0m ñ.local')
        bea.expect('this network sees you as')
        assert until(lambda: find(one).returncode == 0), find(one)
        done = find(one)
        assert '\x1b' not in done.stdout, done
        assert re.fullmatch('bea .* ñ.local\tunknown\t10.77.0.2:8081\n',
                            done.stdout), done
        seen = one.run('avahi-browse', '-rtp', '_charla._tcp').stdout
        assert '"v=1"' in seen and '"n=' in seen and '"h=' in seen, seen
        bea.end()
        assert until(lambda: find(one).returncode == 1), find(one)

    @check('--no-announce says nothing')
    def _():
        bea = Person(other, 'bea', '-l', '--no-announce')
        bea.expect('waiting for a call')
        assert find(one).returncode == 1
        bea.end()

    @check('a name is called, and a contact found under any')
    def _():
        bea = Person(other, 'bea', '-l', '-n', 'bea')
        bea.expect('this network sees you as bea')
        ana = Person(one, 'ana', 'bea')
        ana.expect('bea waits at ')
        ana.expect('they call themselves bea')
        ana.say('/keep luisa')
        ana.expect('by the name luisa')
        ana.end()
        bea.end()
        bea = Person(other, 'bea', '-l', '-p', '9000')
        bea.expect('this network sees you as')
        assert until(lambda: find(one).stdout ==
                     'luisa\tunverified\t10.77.0.2:9000\n'), find(one)
        assert 'luisa' not in find(one, 'carla').stdout
        ana = Person(one, 'ana', 'luisa')
        ana.expect('talking with luisa')
        ana.end()
        bea.end()

    @check('a code finds and calls')
    def _():
        bea = Person(other, 'bea', '-l', '--code')
        bea.expect('this network sees you as')
        code = re.search(r'\d{4}-\d{3}-\d{3}', bea.text).group()
        ana = Person(one, 'carla', code)
        ana.expect('the code is right')
        bea.expect('the code is right')
        ana.end()
        bea.end()

    @check('the menu shows who waits, also who comes later, and calls')
    def _():
        assert until(lambda: find(one).returncode == 1), find(one)
        ana = Person(one, 'carla')
        ana.expect('1, 2 or q > ')
        bea = Person(other, 'bea', '-l', '-n', 'bea')
        ana.expect('3  call bea (unknown), ')
        ana.say('9')
        ana.expect('Please answer')
        ana.say('3')
        ana.expect('they call themselves bea')
        ana.end()
        bea.end()

    @check('two who know each other are found, whoever calls')
    def _():
        ana = Person(one, 'ana', '--no-announce', 'luisa')
        ana.expect('luisa can call you as well')
        bea = Person(other, 'bea', '-p', '8081', '10.77.0.1')
        bea.expect('they call themselves')
        ana.expect('talking with luisa')
        bea.say('/keep ana')
        bea.expect('by the name ana')
        bea.end()
        ana.end()
        for first, then in (('ana', 'bea'), ('bea', 'ana')):
            move('ana', '10.77.0.99:8081')
            move('bea', None)
            names = {'ana': (one, 'luisa'), 'bea': (other, 'ana')}
            early = Person(names[first][0], first, names[first][1])
            early.expect('this network sees you as')
            late = Person(names[then][0], then, names[then][1])
            early.expect('talking with ' + names[first][1])
            late.expect('talking with ' + names[then][1])
            late.say('hello')
            early.expect('hello')
            late.end()
            early.end()

    @check('an address that is one\'s own now, and a port that is taken')
    def _():
        assert until(lambda: find(one).returncode == 1), find(one)
        move('ana', '10.77.0.1:8081')
        ana = Person(one, 'ana', 'luisa')
        ana.expect('nobody else is waiting for a call there')
        carla = Person(one, 'carla', '10.77.0.1')
        ana.expect('it is not luisa; still waiting')
        carla.expect('busy')
        again = Person(one, 'ana', 'luisa')
        again.expect('luisa cannot call you here')
        bea = Person(other, 'bea', 'ana')
        bea.expect('talking with ana')
        bea.end()
        again.end()
        ana.end()

    @check('an announcement that is repeated by somebody else')
    def _():
        assert until(lambda: find(one).returncode == 1), find(one)
        move('ana', None)
        bea = Person(other, 'bea', '-l', '-p', '9000')
        bea.expect('this network sees you as')
        assert until(lambda: find(one).stdout.startswith('luisa')), find(one)
        seen = one.run('avahi-browse', '-rtp', '_charla._tcp').stdout
        texts = re.findall(r'"([nhv]=\w+)"', seen)[:3]
        carla = Person(other, 'carla', '-l', '-p', '9001', '--no-announce')
        carla.expect('waiting for a call')
        false = subprocess.Popen(
            other.inside('avahi-publish', '-s', 'false', '_charla._tcp',
                         '9001', *texts),
            start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        started.append(false)
        assert until(lambda: find(one).stdout.count('luisa') == 2), find(one)
        ana = Person(one, 'ana', 'luisa')
        ana.expect('talking with luisa')
        assert 'CHANGED' not in ana.text, ana.text
        ana.end()
        bea.end()
        assert until(lambda: find(one).stdout.count('luisa') == 1), find(one)
        move('ana', None)
        ana = Person(one, 'ana', 'luisa')
        ana.expect('THE KEY OF luisa HAS CHANGED')
        ana.say('')
        assert ana.status() == 4
        carla.expect('still waiting')
        carla.end()
        false.terminate()
        assert until(lambda: find(one).returncode == 1), find(one)

    @check('two hundred strangers are listed in order')
    def _():
        strangers = subprocess.Popen(
            other.inside('sh', '-c', 'for i in $(seq 100 299); do '
                         'avahi-publish -s "x$i" _charla._tcp 8081 '
                         '>/dev/null 2>&1 & done; wait'),
            start_new_session=True)
        started.append(strangers)
        assert until(lambda: find(one).stdout.count('\n') >= 200), find(one)
        names = [row.split('\t')[0] for row in find(one).stdout.splitlines()]
        assert names == sorted(names), names


print('1..11')
try:
    main()
finally:
    for process in started:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
