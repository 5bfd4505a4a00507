# SPDX-License-Identifier: GPL-3.0-or-later
"""discovery.py CHARLA DIRECTORY [GROUP...]: machines, made of namespaces, whose charlas
find each other.  Speaks TAP; run by test_discovery.sh.

The groups of tests run side by side, each with machines of its own, since most
of their time is that of the network's timers."""
import os
import re
import shutil
import signal
import subprocess
import sys
import traceback
import zlib

from machines import PLACE, Machine, World, link, until

CHARLA, WORK, *ONLY = sys.argv[1:]
# A charla that has codes says that it has no such address.
NO_CODES = 'built without codes' * ('built without' in subprocess.run(
    [CHARLA, '-l', '--code', '192.0.2.1'], stdin=subprocess.DEVNULL,
    capture_output=True, text=True, check=False).stderr)
NO_STRACE = '' if shutil.which('strace') else 'strace is not installed'


def check(world, name, lack=''):
    """A test, which is the function that this decorates; skipped, with the
    reason, if something that it needs is lacking."""
    def run(function):
        if lack:
            print(f'ok - discovery::{name} # SKIP {lack}')
            return
        try:
            function()
            print(f'ok - discovery::{name}')
        except (AssertionError, subprocess.SubprocessError):
            print(f'not ok - discovery::{name}')
            for line in traceback.format_exc().splitlines():
                print('#', line)
        world.leave()
    return run


def network(world):
    """Two machines and a wire, with an address at each end."""
    one, other = Machine(world, 'one'), Machine(world, 'two')
    link(one, other, 'wire')
    for i, machine in enumerate((one, other), 1):
        machine.ip(f'addr add 10.77.0.{i}/24 dev wire')
        machine.ip('link set wire up')
    return one, other


def start(*machines):
    for machine in machines:
        machine.begin()
    for machine in machines:
        machine.go()


def move(world, home, place):
    """The one contact that is kept there was last called at that place."""
    name = world.path(home, 'charla', 'contacts')
    with open(name, encoding='ascii') as file:
        words = file.read().splitlines()[1].split(' ')[:4]
    text = 'charla contacts 1\n%s\n' % ' '.join(
        words + [place] if place else words)
    with open(name, 'w', encoding='ascii') as file:
        file.write(text + 'end %08x\n' % zlib.crc32(text.encode()))


def listen(world, machine, home, *words):
    """Somebody waits, and has been announced."""
    person = world.person(machine, home, '-l', *words)
    person.expect('this network sees you as')
    return person


def know(world, one, other):
    """Ana, on one machine, keeps bea, on the other, as luisa."""
    bea = listen(world, other, 'bea', '-n', 'bea')
    ana = world.person(one, 'ana', '10.77.0.2')
    ana.expect('they call themselves bea')
    ana.say('/keep luisa')
    ana.expect('remembers this person as luisa')
    ana.end()
    bea.end()


def lists(machine, row, home='ana'):
    return until(lambda: machine.find(home).stdout == row)


def found(machine, count):
    """What --find says when so many wait; on a busy machine an announcement
    may take longer than it looks around."""
    done = []
    assert until(lambda: done.append(machine.find()) or
                 done[-1].stdout.count('\n') == count), done[-1]
    return done[-1]


# ---- Who waits -------------------------------------------------------------

def who_waits(world):
    one, other = network(world)

    @check(world, 'without a daemon there is one sentence')
    def _():
        done = one.find()
        assert done.returncode == 1 and done.stderr.count('\n') == 1, done
        ana = world.person(one, 'ana', '-l')
        ana.expect('cannot announce in this network that you are waiting: '
                   'Avahi: ')
        ana = world.person(one, 'ana')
        ana.expect('1, 2 or q > ')
        ana.expect('\r\ncharla: cannot look for people in this network: '
                   'Avahi: ', after=True)
        ana.expect('\r\n1, 2 or q > ', after=True)
        ana.say('2')
        ana.expect('Address of the other side', after=True)

    start(one, other)

    @check(world, 'nobody waits')
    def _():
        done = one.find()
        assert (done.returncode, done.stdout) == (1, ''), done

    @check(world, '--no-announce, an address and a pipe say nothing')
    def _():
        world.person(other, 'bea', '-l', '--no-announce').expect('waiting')
        world.person(other, 'bea', '-l', '-p0', '10.77.0.2').expect('waiting')
        piped = world.start(other.inside(CHARLA, '-l', '-p', '0'),
                            stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=world.environment('bea'))
        assert b'listening' in piped.stderr.readline()
        assert one.find().returncode == 1
        piped.kill()

    @check(world, 'names are shown as they are, and do no harm')
    def _():
        names = ['bea.local', 'bea #2', '\\032 \\. back\\slash', 'ñandú 日本',
                 'x' * 63, '--help', '"quoted" $(date)', 'é' * 40]
        people = [world.person(other, 'bea', '-l', '-p', str(9000 + i), '-n',
                               name)
                  for i, name in enumerate(names + ['a \x1b[2J\tb'])]
        for person in people:
            person.expect('this network sees you as')
        names[4], names[7] = 'x' * 32, 'é' * 31
        done = found(one, len(names) + 1)
        rows = dict(row.split('\t')[::2] for row in done.stdout.splitlines())
        for i, name in enumerate(names):
            assert rows.get(name) == f'10.77.0.2:{9000 + i}', (name, rows)
        assert not re.search(r'[^\t\n -~]', re.sub('[ñúé日本…�]', '',
                                                   done.stdout)), done


def strangers(world):
    one, other = network(world)
    start(one, other)

    @check(world, 'a stranger\'s tools see it, and are seen')
    def _():
        listen(world, other, 'bea', '-n', 'bea')

        def browse():
            return one.run('avahi-browse', '-rtp', '_charla._tcp').stdout
        # A look takes the address that comes first, which may be of IPv6.
        assert until(lambda: re.search(
            r'=;wire;IPv4;bea;_charla._tcp;local;hosttwo.local;'
            r'10.77.0.2;8081;(?=.*"v=1")(?=.*"n=[0-9a-f]{16}")'
            r'(?=.*"h=[0-9a-f]{16}")', browse())), browse()
        stranger = other.publish('odd \x1b]0;x\x07', 70, 'n=1', 'h', 'x=y' * 80)
        done = found(one, 2)
        assert 'odd' in done.stdout and '\x1b' not in done.stdout, done
        stranger.terminate()

    @check(world, 'who leaves is gone, and so is who does not say so')
    def _():
        assert until(lambda: one.find().returncode == 1), one.find()
        bea = listen(world, other, 'bea', '-n', 'bea')
        assert lists(one, 'bea\tunknown\t10.77.0.2:8081\n'), one.find()
        os.kill(bea.pid, signal.SIGKILL)
        assert until(lambda: one.find().returncode == 1), one.find()

    @check(world, 'a daemon that goes takes nothing else with it')
    def _():
        bea = listen(world, other, 'bea', '-n', 'bea')
        ana = world.person(one, 'ana')
        ana.expect('3  call bea')
        other.stop()
        bea.expect('cannot announce in this network that you are waiting: ')
        one.stop()
        ana.expect('cannot look for people in this network', after=True)
        ana.say('2')
        ana.expect('Address of the other side', after=True)
        ana.say('10.77.0.2')
        ana.expect('they call themselves bea')
        ana.say('hello')
        bea.expect('hello')


# ---- Calling ---------------------------------------------------------------

def calling(world):
    one, other = network(world)
    start(one, other)

    @check(world, 'the menu shows who waits, also who comes later, and calls')
    def _():
        ana = world.person(one, 'carla')
        ana.expect('1, 2 or q > ')
        bea = listen(world, other, 'bea', '-n', 'bea')
        row = f'\r\n3  call bea (unknown), {PLACE}\r\nA number, or q > '
        ana.expect(row)
        ana.say('9')
        ana.expect('Please answer')
        ana.expect('q  quit' + row, after=True)
        ana.say('3')
        ana.expect('they call themselves bea')
        ana.say('hello')
        bea.expect('hello')

    @check(world, 'a name is called, and a contact found under any')
    def _():
        assert until(lambda: one.find().returncode == 1), one.find()
        bea = listen(world, other, 'bea', '-n', 'bea')
        ana = world.person(one, 'ana', 'bea')
        ana.expect('bea is waiting at ')
        ana.expect('they call themselves bea')
        ana.say('/keep luisa')
        ana.expect('remembers this person as luisa')
        ana.end()
        bea.end()
        bea = listen(world, other, 'bea', '-p', '9000')
        assert lists(one, 'luisa\tunverified\t10.77.0.2:9000\n'), one.find()
        assert 'luisa' not in one.find('carla').stdout
        ana = world.person(one, 'ana', 'luisa')
        ana.expect('talking with luisa')

    @check(world, 'a code finds and calls', NO_CODES)
    def _():
        bea = listen(world, other, 'bea', '--code')
        bea.expect('with the code: charla ')
        code = re.search(r'\d{4}-\d{3}-\d{3}', bea.text).group()
        ana = world.person(one, 'carla', code)
        ana.expect('the code is right')
        bea.expect('the code is right')
        for person in (ana, bea):
            person.expect('encrypted, verified: they call themselves')
            person.expect('/keep NAME remembers them', after=True)
            person.say('/verify')
            person.expect('you have verified this key', after=True)

    @check(world, 'a code that is not announced needs an address', NO_CODES)
    def _():
        for words in (['--no-announce'], ['10.77.0.2']):
            bea = world.person(other, 'bea', '-l', '--code', '-p0', *words)
            bea.expect('(the address must follow it)')
            bea.expect('the other side types:')
            assert 'with the code' not in bea.text, bea.text

    @check(world, 'a contact chosen in the menu is called by its key')
    def _():
        assert until(lambda: one.find().returncode == 1), one.find()
        ana = world.person(one, 'ana')
        bea = listen(world, other, 'bea', '-p', '9001')
        ana.expect('3  call luisa (not verified), ')
        ana.say('3')
        ana.expect('talking with luisa')


def comings(world):
    one, other = network(world)
    start(one, other)

    @check(world, '--wait goes on until a name or a code is announced',
           NO_CODES)
    def _():
        ana = world.person(one, 'carla', '--wait', 'bea')
        ana.expect('waiting for somebody in this network who is called bea')
        bea = listen(world, other, 'bea', '-n', 'bea')
        ana.expect('they call themselves bea')
        ana.end()
        bea.end()
        ana = world.person(one, 'carla', '--wait=1', 'nobody')
        ana.expect('nobody in this network is called nobody')
        assert ana.status() == 1
        bea = listen(world, other, 'bea', '--code', '-p', '9000')
        code = re.search(r'\d{4}-\d{3}-\d{3}', bea.text).group()
        for words in (['--wait'], ['--wait=60'], ['--timeout=60']):
            ana = world.person(one, 'carla', *words, '0000-000-000')
            ana.expect('looking for the code 0000')
            assert one.find('carla').returncode == 0  # it takes a second
            assert os.waitpid(ana.pid, os.WNOHANG) == (0, 0), 'it has ended'
            ana.end()
        ana = world.person(one, 'carla', '--wait', code)
        ana.expect('the code is right')

    @check(world, 'who talks is not announced, and with -k is again afterwards')
    def _():
        assert until(lambda: one.find('carla').returncode == 1), one.find()
        bea = listen(world, other, 'bea', '-k', '-n', 'bea')
        ana = world.person(one, 'carla', 'bea')
        bea.expect('they call themselves')
        assert until(lambda: one.find('carla').returncode == 1), one.find()
        ana.say('/end')
        bea.expect('waiting for the next call')
        assert until(lambda: one.names('carla') == ['bea']), one.find()


def meeting(world):
    one, other = network(world)
    start(one, other)
    know(world, one, other)

    @check(world, 'two who know each other are found, whoever calls')
    def _():
        ana = world.person(one, 'ana', '--no-announce', 'luisa')
        ana.expect('luisa can call you as well')
        bea = world.person(other, 'bea', '-p', '8081', '10.77.0.1')
        bea.expect('they call themselves')
        ana.expect('talking with luisa')
        bea.say('/keep ana')
        bea.expect('remembers this person as ana')
        bea.end()
        ana.end()
        for first, then in (('ana', 'bea'), ('bea', 'ana')):
            move(world, 'ana', '10.77.0.99:8081')
            move(world, 'bea', None)
            names = {'ana': (one, 'luisa'), 'bea': (other, 'ana')}
            early = world.person(names[first][0], first, names[first][1])
            early.expect('this network sees you as')
            late = world.person(names[then][0], then, names[then][1])
            early.expect('talking with ' + names[first][1])
            late.expect('talking with ' + names[then][1])
            late.say('hello')
            early.expect('hello')
            late.end()
            early.end()

    @check(world, 'an address that is one\'s own, and a port that is taken')
    def _():
        assert until(lambda: one.find().returncode == 1), one.find()
        move(world, 'ana', '10.77.0.1:8081')
        ana = world.person(one, 'ana', 'luisa')
        ana.expect('luisa can call you as well')
        ana.expect('nobody else is waiting for a call there')
        carla = world.person(one, 'carla', '10.77.0.1')
        ana.expect('it is not luisa; still waiting')
        carla.expect('busy')
        again = world.person(one, 'ana', 'luisa')
        again.expect('luisa cannot call you here')
        bea = world.person(other, 'bea', 'ana')
        bea.expect('talking with ana')


# ---- Somebody in between ---------------------------------------------------

def repeated(world):
    one, other = network(world)
    start(one, other)
    know(world, one, other)

    @check(world, 'an announcement that is repeated by somebody else')
    def _():
        move(world, 'ana', None)
        bea = listen(world, other, 'bea', '-p', '9000')
        assert until(lambda: one.names() == ['luisa']), one.find()
        seen = one.run('avahi-browse', '-rtp', '_charla._tcp').stdout
        texts = re.findall(r'"([nhv]=\w+)"', seen)[:3]
        carla = world.person(other, 'carla', '-l', '-p', '9001',
                             '--no-announce')
        carla.expect('waiting for a call')
        false = other.publish('false', 9001, *texts)
        assert until(lambda: one.names() == ['luisa'] * 2), one.find()
        ana = world.person(one, 'ana', 'luisa')
        ana.expect('talking with luisa')
        assert 'CHANGED' not in ana.text, ana.text
        ana.end()
        bea.end()
        assert until(lambda: one.names() == ['luisa']), one.find()
        for words in (['luisa'], []):
            move(world, 'ana', None)
            ana = world.person(one, 'ana', *words)
            if not words:
                ana.expect('3  call luisa (not verified)')
                ana.say('3')
            ana.expect('THE KEY OF luisa HAS CHANGED')
            ana.say('')
            assert ana.status() == 4
        carla.expect('still waiting')
        false.terminate()


def impostors(world):
    one, other = network(world)
    start(one, other)
    know(world, one, other)

    @check(world, 'a contact\'s name with another key')
    def _():
        assert until(lambda: one.find().returncode == 1), one.find()
        listen(world, other, 'carla', '-n', 'Luisa', '-p', '9000')
        assert lists(one, 'Luisa\tclaimed\t10.77.0.2:9000\n'), one.find()
        ana = world.person(one, 'ana')
        ana.expect('3  call Luisa (NOT the one you keep), ')
        ana.say('3')
        ana.expect('WARNING: the other side calls itself luisa')

    @check(world, 'somebody else with the first digits of a code', NO_CODES)
    def _():
        bea = listen(world, other, 'bea', '--code', '-p', '9000')
        code = re.search(r'\d{4}-\d{3}-\d{3}', bea.text).group()
        bea.end()
        assert until(lambda: 'luisa' not in one.names()), one.find()
        carla = listen(world, other, 'carla', '--code', '-p', '9001')
        false = world.start(other.inside(
            'avahi-publish', '-s', 'false', '_charla._tcp', '9001',
            f'--subtype=_c{code[:4]}._sub._charla._tcp'),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ana = world.person(one, 'ana', code)
        for person in (ana, carla):
            person.expect('THE CODE WAS WRONG')
            person.say('')
            assert person.status() == 4
        false.terminate()


# ---- Many ------------------------------------------------------------------

def many(world):
    one, other = network(world)
    start(one, other)
    know(world, one, other)

    @check(world, 'two hundred strangers are in order, and fit in the menu')
    def _():
        names = [f'x{i}' for i in range(100, 300)]
        other.publish_strangers(names)
        assert until(lambda: one.names() == names), one.find()
        ana = world.person(one, 'ana')
        ana.expect('1, 2 or q > ')
        ana.expect('3  call x', after=True)
        ana.expect('   and 191 more, whom charla --find lists', after=True)
        listen(world, other, 'bea', '-p', '9000')
        ana.expect('12  call luisa (not verified), ', after=True)
        assert ana.text.count('call') < 40, ana.text


def slowly(ms):
    """How to start a program for which each answer to D-Bus takes so long."""
    return ('strace', '-D', '-f', '-o', '/dev/null', '-e',
            f'inject=sendto:delay_exit={ms}000')


def slow_look(world):
    one, other = network(world)
    start(one, other)

    @check(world, '--find goes on while others are found', NO_STRACE)
    def _():
        rows = ''.join(f'x{i}\tunknown\t10.77.0.2:8081\n'
                       for i in range(100, 120))
        other.publish_strangers([row.split('\t')[0]
                                 for row in rows.splitlines()])
        assert lists(one, rows), one.find()
        slow = one.run(*slowly(100), CHARLA, '--find')
        assert slow.stdout == rows, slow

    @check(world, 'a name is looked for as long as Avahi has not said who is '
           'there', NO_STRACE)
    def _():
        bea = listen(world, other, 'bea', '-n', 'bea', '-p', '9000')
        ana = world.person(one, 'ana', 'bea', under=slowly(500))
        ana.expect('they call themselves bea')
        ana.say('hello')
        bea.expect('hello')

    @check(world, 'a name is looked for no longer than --timeout', NO_STRACE)
    def _():
        ana = world.person(one, 'ana', '--timeout=1', 'nobody',
                           under=slowly(500))
        ana.expect('cannot call nobody')
        assert 'still looking' not in ana.text, ana.text


def long_look(world):
    one, other = network(world)
    start(one, other)

    @check(world, 'after a flood of strangers others are seen')
    def _():
        ana = world.person(one, 'ana')
        ana.expect('1, 2 or q > ')
        for letter in 'ab':
            other.publish_strangers([f'{letter}{i}' for i in range(100, 400)])
            ana.expect('   and 247 more, whom charla --find lists', after=True)
            other.publish_strangers([])
            ana.expect(' has gone', after=True)
        listen(world, other, 'carla', '-n', 'carla', '-p', '9000')
        ana.expect('call carla (unknown), ')


def flood(world):
    one, other = network(world)
    start(one, other)
    know(world, one, other)

    @check(world, 'a flood of strangers hides no contact')
    def _():
        other.publish_strangers([f'a{i}' for i in range(100, 400)])
        listen(world, other, 'bea', '-p', '9000')
        assert until(lambda: one.find().stdout.startswith('luisa\t') and
                     len(one.names()) == 256), one.find()
        assert until(lambda: 'more people are waiting than are listed' in
                     one.find().stderr), one.find()
        ana = world.person(one, 'ana', 'luisa')
        ana.expect('talking with luisa')


# ---- Several networks ------------------------------------------------------

def bridge(world, other):
    """A bridge as of containers, and a machine that is one of them."""
    third = Machine(world, 'three')
    other.ip('link add docker0 type bridge')
    other.ip('addr add 172.17.0.1/16 dev docker0')
    other.ip('link set docker0 up')
    link(other, third, 'inner')
    other.ip('link set inner master docker0')
    other.ip('link set inner up')
    third.ip('addr add 172.17.0.2/16 dev inner')
    third.ip('link set inner up')
    return third


def bridges(world):
    one, other = network(world)
    third = bridge(world, other)
    start(one, other, third)

    @check(world, 'everybody is found once, at an address that can be called')
    def _():
        bea = listen(world, other, 'bea', '-n', 'bea')
        listen(world, third, 'carla', '-n', 'carla')
        assert lists(one, 'bea\tunknown\t10.77.0.2:8081\n'), one.find()
        assert lists(third, 'bea\tunknown\t172.17.0.1:8081\n'
                     'carla\tunknown\t172.17.0.2:8081\n'), third.find()
        assert until(lambda: other.names() == ['bea', 'carla']), other.find()
        ana = world.person(one, 'ana', 'bea')
        ana.expect('they call themselves bea')
        ana.say('hello')
        bea.expect('hello')

    @check(world, 'two of one name are two, also on two networks')
    def _():
        assert until(lambda: other.find().returncode == 1), other.find()
        people = [world.person(machine, home, '-l', '-n', 'dora')
                  for machine, home in ((one, 'ana'), (third, 'carla'))]
        for person in people:
            person.expect('this network sees you as dora ')
        assert until(lambda: sorted(other.find().stdout.splitlines()) ==
                     ['dora\tunknown\t10.77.0.1:8081',
                      'dora\tunknown\t172.17.0.2:8081']), other.find()
        listen(world, other, 'bea', '-n', 'dora', '-p', '9000')
        assert until(lambda: one.names() == ['dora', 'dora #2']), one.find()


def wires(world):
    """A second wire, which has no addresses but those of IPv6 on a link."""
    one, other = network(world)
    link(one, other, 'bare')
    for machine in (one, other):
        machine.ip('link set bare up')
    start(one, other)

    @check(world, 'an address of IPv6 on one wire is called with its scope')
    def _():
        ana = world.person(one, 'ana')
        bea = listen(world, other, 'bea', '-n', 'bea')
        ana.expect('3  call bea (unknown), ')
        one.ip('link set wire down')
        row = 'bea\tunknown\t[fe80::[0-9a-f:]+%bare]:8081\n'
        assert until(lambda: re.fullmatch(row.replace('[', '\\[', 1)
                                          .replace('%bare]', '%bare\\]'),
                                          one.find().stdout)), one.find()
        assert 'has gone' not in ana.text, ana.text
        ana.say('3')
        ana.expect('they call themselves bea')
        ana.say('hello')
        bea.expect('hello')
        one.ip('link set wire up')

    @check(world, 'who comes back has the number it had')
    def _():
        assert until(lambda: one.find().returncode == 1), one.find()
        ana = world.person(one, 'ana')
        listen(world, other, 'bea', '-n', 'bea')
        ana.expect('3  call bea (unknown), ')
        for wire in ('wire', 'bare'):
            one.ip(f'link set {wire} down')
        ana.expect('3  bea has gone', after=True)
        one.ip('link set wire up')
        ana.expect('3  call bea (unknown), ', after=True)


# ---- The whole -------------------------------------------------------------

GROUPS = [slow_look, long_look, many, flood, repeated, bridges, impostors,
          wires, strangers, who_waits, calling, comings, meeting]


def begin(group):
    """Start a group.  Returns its process, and what to read its words from."""
    mouth, ear = os.pipe()[::-1]
    pid = os.fork()
    if pid > 0:
        os.close(mouth)
        return pid, ear
    sys.stdout = open(mouth, 'w', encoding='utf-8')
    world = World(CHARLA, os.path.join(WORK, group.__name__))
    status = 1
    try:
        group(world)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        world.end()
        sys.stdout.flush()
        os._exit(status)


def main():
    number = 0
    for group, (pid, ear) in [(g, begin(g)) for g in GROUPS
                              if not ONLY or g.__name__ in ONLY]:
        with open(ear, encoding='utf-8') as words:
            for line in words:
                if ' - discovery::' in line:
                    number += 1
                    line = line.replace(' - ', f' {number} - ', 1)
                print(line, end='', flush=True)
        if os.waitpid(pid, 0)[1] != 0:
            number += 1
            print(f'not ok {number} - discovery::{group.__name__}')
    print(f'1..{number}')


main()
