#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two network namespaces, a cable between them, and what becomes of a
conversation when the cable is pulled, the host is gone or the route changes.

Needs root and ip(8); without them it says that it is skipped.  CHARLA names
the program.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CHARLA = os.environ.get("CHARLA", "src/charla")
TIMEOUT_S = 3       # what --timeout is set to
PATIENCE_S = 30     # a hang, beyond any doubt

# What has to be said when the other side is not heard of any more, and of
# what was sent meanwhile: a pipe tells its bytes.
LOST = re.compile(r"^charla: cannot (send|receive): ", re.M)
UNDELIVERED = re.compile(
    r"^charla: (up to )?\d+ bytes? .*(not sent|may not have arrived)", re.M)


def ip(*words):
    subprocess.run(["ip", *words], check=True)


class Net:
    """Namespace one, 10.99.0.1, and two, 10.99.0.2."""

    def __enter__(self):
        mark = "charla%d" % os.getpid()
        self.names = (mark + "a", mark + "b")
        one, two = self.names
        for name in self.names:
            ip("netns", "add", name)
        ip("link", "add", "cable", "netns", one, "type", "veth", "peer",
           "name", "cable", "netns", two)
        for number, name in enumerate(self.names, 1):
            ip("-n", name, "addr", "add", "10.99.0.%d/24" % number, "dev",
               "cable")
            ip("-n", name, "link", "set", "cable", "up")
        return self

    def __exit__(self, *unused):
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], check=False)

    def pull(self):
        ip("-n", self.names[1], "link", "set", "cable", "down")

    def plug(self):
        ip("-n", self.names[1], "link", "set", "cable", "up")

    def drop_route(self):
        ip("-n", self.names[0], "addr", "flush", "dev", "cable")


class Program:
    def __init__(self, net, which, arguments, directory):
        self.errors = os.path.join(directory, "err%d" % which)
        self.output = os.path.join(directory, "out%d" % which)
        environment = dict(os.environ, LC_ALL="C", XDG_DATA_HOME=os.path.join(
            directory, "home%d" % which))
        with open(self.errors, "wb") as err, open(self.output, "wb") as out:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", net.names[which], CHARLA] +
                arguments, stdin=subprocess.PIPE, stdout=out, stderr=err,
                env=environment)

    def words(self):
        with open(self.errors, encoding="utf-8", errors="replace") as file:
            return file.read()

    def heard(self):
        with open(self.output, "rb") as file:
            return file.read()

    def say(self, data):
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain for " + what)
        time.sleep(0.01)


def meet(net, mode, directory):
    options = [mode, "--timeout=%d" % TIMEOUT_S]
    listener = Program(net, 0, options + ["-l", "10.99.0.1"], directory)
    wait_for(lambda: "listening on" in listener.words() or
             listener.process.poll() is not None, "the listener")
    caller = Program(net, 1, options + ["10.99.0.1"], directory)
    listener.say(b"hello\n")
    caller.say(b"hello\n")
    wait_for(lambda: listener.heard() == b"hello\n", "the listener to hear")
    wait_for(lambda: caller.heard() == b"hello\n", "the caller to hear")
    return listener, caller


def must_be_lost(program, said):
    wait_for(lambda: program.process.poll() is not None, "the end")
    assert program.process.returncode == 3, program.process.returncode
    assert LOST.search(program.words()), program.words()
    if said:
        assert UNDELIVERED.search(program.words()), program.words()


# ---- Cases ------------------------------------------------------------------

def cable_pulled_while_talking(net, listener, caller):
    net.pull()
    listener.say(b"is anybody there?\n")
    must_be_lost(listener, said=True)


def cable_pulled_while_silent(net, listener, caller):
    net.pull()
    must_be_lost(listener, said=False)


def cable_pulled_and_put_back(net, listener, caller):
    net.pull()
    listener.say(b"one\n")
    net.plug()
    listener.say(b"two\n")
    wait_for(lambda: caller.heard() == b"hello\none\ntwo\n", "both lines")
    listener.process.stdin.close()
    caller.process.stdin.close()
    for each in (listener, caller):
        wait_for(lambda each=each: each.process.poll() is not None, "the end")
        assert each.process.returncode == 0, each.words()


def address_gone(net, listener, caller):
    net.drop_route()
    listener.say(b"is anybody there?\n")
    must_be_lost(listener, said=True)


def process_stopped(net, listener, caller):
    """Its machine answers, so this is no loss: it waits."""
    caller.process.send_signal(signal.SIGSTOP)
    listener.say(b"wake up\n")
    caller.process.send_signal(signal.SIGCONT)
    wait_for(lambda: caller.heard() == b"hello\nwake up\n", "the line")


CASES = (cable_pulled_while_talking, cable_pulled_while_silent,
         cable_pulled_and_put_back, address_gone, process_stopped)


def run(case, mode):
    with tempfile.TemporaryDirectory(prefix="charla-links.") as directory, \
            Net() as net:
        listener = caller = None
        try:
            listener, caller = meet(net, mode, directory)
            case(net, listener, caller)
            return None
        except AssertionError as problem:
            return str(problem)
        finally:
            for each in (listener, caller):
                if each:
                    each.close()


def main():
    if os.geteuid() != 0 or not shutil.which("ip"):
        print("links: SKIPPED, network namespaces take root and ip(8)")
        return 0
    probe = subprocess.run(["unshare", "-n", "true"], check=False,
                           stderr=subprocess.DEVNULL)
    if probe.returncode != 0:
        print("links: SKIPPED, network namespaces cannot be made here")
        return 0
    failed = 0
    for mode in ("--plain", "--encrypt"):
        for case in CASES:
            problem = run(case, mode)
            if problem is not None:
                failed += 1
                print("FAILED links %s %s: %s" % (case.__name__, mode,
                                                  problem))
    print("links: %d cases, %d failed" % (2 * len(CASES), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
