#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations between network namespaces, and what networks do to them: the
cable pulled, an address changed, a machine asleep, a router that forgets.

    outages.py [SECONDS]    the cases that take no longer; all of them without,
                            side by side, in some ten minutes

Needs root and ip(8); without them it says that it is skipped.  $CHARLA names
the program.  Nothing may be lost, and nothing come twice."""
import os
import shutil
import signal
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, os.pardir, 'tests')]

import cutting  # noqa: E402
import links  # noqa: E402
from links import ip  # noqa: E402

CHARLA = os.path.abspath(os.environ.get('CHARLA', 'src/charla'))
RESUME_S = 1200     # what --resume is set to
PATIENCE_S = 180    # to go on once the network is well again; beyond doubt
NAME = 'pozo.example'


class Router:
    """Two namespaces with a third between them that can forget a flow: from
    then on none of its packets passes, and nobody is told."""

    HOSTS = '10.98.1.1', '10.98.2.1'

    def __enter__(self):
        mark = 'charla%d' % os.getpid()
        self.names = (mark + 'a', mark + 'b')
        self.router = mark + 'r'
        for name in (*self.names, self.router):
            ip('netns', 'add', name)
        for i, name in enumerate(self.names):
            near, far = self.HOSTS[i], '10.98.%d.2' % (i + 1)
            ip('link', 'add', 'cable', 'netns', name, 'type', 'veth', 'peer',
               'name', 'cable%d' % i, 'netns', self.router)
            ip('-n', name, 'addr', 'add', near + '/24', 'dev', 'cable')
            ip('-n', name, 'link', 'set', 'cable', 'up')
            ip('-n', self.router, 'addr', 'add', far + '/24', 'dev',
               'cable%d' % i)
            ip('-n', self.router, 'link', 'set', 'cable%d' % i, 'up')
            ip('-n', name, 'route', 'add', 'default', 'via', far)
        links.subprocess.run(
            ['ip', 'netns', 'exec', self.router, 'sh', '-c',
             'echo 1 >/proc/sys/net/ipv4/ip_forward'], check=True)
        return self

    def __exit__(self, *unused):
        for name in (*self.names, self.router):
            ip('netns', 'del', name)

    def forget(self):
        """Every flow that there is now."""
        table = links.subprocess.run(
            ['ip', 'netns', 'exec', self.names[1], 'cat', '/proc/net/tcp'],
            check=True, capture_output=True, text=True).stdout
        for line in table.splitlines()[1:]:
            port = str(int(line.split()[1].split(':')[1], 16))
            for end in ('sport', 'dport'):
                ip('-n', self.router, 'rule', 'add', 'ipproto', 'tcp', end,
                   port, 'blackhole')


class Held:
    """A conversation of pipes between two namespaces."""

    def __init__(self, net, home, host):
        self.net = net
        options = '--resume=%d' % RESUME_S, '--timeout=3'
        self.said = [b'', b'']
        self.caller = None
        self.listener = self.start(0, home, *options, '-l')
        self.listener.port()
        self.caller = self.start(1, home, *options, host)
        self.say(b'before\n')

    def start(self, number, home, *arguments):
        # Charla sets the environment up; the program runs in the namespace.
        return cutting.Charla('ip', home, 'netns', 'exec',
                              self.net.names[number], CHARLA, *arguments)

    def sides(self):
        return self.listener, self.caller

    def wait_until(self, condition, what):
        end = time.monotonic() + PATIENCE_S
        while not condition():
            time.sleep(0.01)
            for each in self.sides():
                if each.process.poll() is not None:
                    raise OSError('ended: ' + each.errors().decode())
            if time.monotonic() > end:
                raise OSError('waited in vain for %s; %s' % (what, ' | '.join(
                    each.errors().decode() for each in self.sides())))

    def say(self, text, wait=True, sides=(0, 1)):
        for i in sides:
            stdin = self.sides()[i].process.stdin
            stdin.write(text)
            stdin.flush()
            self.said[i] += text
        if wait:
            self.wait_until(lambda: self.heard() == self.said[::-1], 'text')

    def heard(self):
        return [each.output() for each in self.sides()]

    def see(self, side, words):
        self.wait_until(lambda: words in side.errors().decode(), words)

    def finish(self):
        for each in self.sides():
            each.process.stdin.close()
        statuses = [each.wait() for each in self.sides()]
        if statuses != [0, 0] or self.heard() != self.said[::-1]:
            raise OSError('%s\n%s\n%s' % (statuses, *(
                each.errors().decode() for each in self.sides())))

    def kill(self):
        for each in self.sides():
            if each:
                each.kill()


# ---- Cases -------------------------------------------------------------------

def pull_the_cable(held, seconds):
    held.net.pull()
    held.say(b'while the cable was out\n', wait=False)
    time.sleep(seconds)
    held.net.plug()
    held.say(b'after\n')


def change_the_callers_address(held, _):
    held.net.pull()
    name = held.net.names[1]
    ip('-n', name, 'addr', 'del', '10.99.0.2/24', 'dev', 'cable')
    ip('-n', name, 'addr', 'add', '10.99.0.77/24', 'dev', 'cable')
    held.say(b'while the address changed\n', wait=False)
    held.see(held.caller, 'calling again')
    held.net.plug()
    held.say(b'after\n')


def name_the_listener(net, address):
    """What NAME means to the caller: ip-netns(8) shows it this file as
    /etc/hosts."""
    with open('/etc/netns/%s/hosts' % net.names[1], 'w',
              encoding='ascii') as file:
        file.write('%s %s\n' % (address, NAME))


def change_the_listeners_address(held, _):
    """It is found again by its name."""
    name = held.net.names[0]
    ip('-n', name, 'addr', 'del', '10.99.0.1/24', 'dev', 'cable')
    ip('-n', name, 'addr', 'add', '10.99.0.77/24', 'dev', 'cable')
    held.say(b'while the address changed\n', wait=False)
    held.see(held.caller, 'calling again')
    name_the_listener(held.net, '10.99.0.77')
    held.say(b'after\n')


def processes(side):
    """The program and its monitor."""
    pid = side.process.pid
    with open('/proc/%d/task/%d/children' % (pid, pid),
              encoding='ascii') as file:
        return [pid, *(int(child) for child in file.read().split())]


def stop(held, number, seconds, cable):
    """A program that is stopped; with the cable out, a machine asleep."""
    pids = processes(held.sides()[number])
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    if cable:
        held.net.pull()
    held.say(b'while one was asleep\n', wait=False)
    time.sleep(seconds)
    if cable:
        held.net.plug()
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    held.say(b'after\n')


def forget_the_flow(held, first):
    """Only the side `first` finds out; the other takes the old link for a
    good one."""
    held.net.forget()
    held.say(b'into the void\n', sides=(first,))
    held.say(b'after\n')


class Case:
    def __init__(self, title, seconds, act, *arguments, net=links.Net,
                 host='10.99.0.1'):
        self.title, self.seconds = title, seconds
        self.act, self.arguments = act, arguments
        self.net, self.host = net, host

    def run(self):
        home = tempfile.mkdtemp()
        try:
            with self.net() as net:
                etc = '/etc/netns/' + net.names[1]
                os.makedirs(etc)
                name_the_listener(net, '10.99.0.1')
                try:
                    self.talk(net, home)
                finally:
                    shutil.rmtree(etc)
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def talk(self, net, home):
        held = Held(net, home, self.host)
        try:
            self.act(held, *self.arguments)
            held.finish()
        finally:
            held.kill()


CASES = [
    *(Case('the cable is out for %d s' % seconds, seconds, pull_the_cable,
           seconds) for seconds in (5, 20, 60, 540)),
    Case('the caller has another address', 10, change_the_callers_address, 0),
    Case('the listener has another address', 10, change_the_listeners_address,
         0, host=NAME),
    *(Case('the %s is %s for %d s' % (who, what, seconds), seconds, stop,
           number, seconds, cable)
      for seconds in (12, 30, 300)
      for number, who in enumerate(('listener', 'caller'))
      for cable, what in enumerate(('stopped', 'asleep'))),
    *(Case('a router forgets, and the %s finds out' % who, 10,
           forget_the_flow, first, net=Router, host=Router.HOSTS[0])
      for first, who in enumerate(('listener', 'caller'))),
]


def begin(case):
    """Run it in a process of its own, whose id it returns."""
    pid = os.fork()
    if pid:
        return pid
    began = time.monotonic()
    status = 0
    try:
        case.run()
        print('%s: goes on (%d s)' % (case.title, time.monotonic() - began),
              flush=True)
    except Exception as error:  # whatever it is, the case has failed
        print('FAULT: %s: %s' % (case.title, error), flush=True)
        status = 1
    finally:
        sys.stdout.flush()
        os._exit(status)


def main(arguments):
    if os.geteuid() != 0 or not shutil.which('ip'):
        print('outages: SKIPPED, they need root and ip')
        return 0
    longest = int(arguments[0]) if arguments else 10**6
    begun = [begin(case) for case in CASES if case.seconds <= longest]
    faults = sum(os.waitpid(pid, 0)[1] != 0 for pid in begun)
    print('outages: %d cases, %d faults' % (len(begun), faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
