# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two charlas that talk to each other through pipes, watched from outside.

Nothing here depends on how long something takes: each side follows a script
whose steps wait for what has happened.  A deadline, far beyond what is
needed, only turns a hang into a failure.
"""

import array
import fcntl
import os
import random
import selectors
import shutil
import signal
import subprocess
import tempfile
import termios
import time

END = b"%end%"
SANITIZER_STATUS = 99
CHUNK = 65536

# What charla says of itself that is no complaint.
NOTICES = (
    "listening on ", "waiting for a call", "    charla ", "calling ",
    "connected to ", "type %end%", "NOT encrypted", "encrypted; ",
    "greeting from the other side: ", "the other side goes by the name",
    "    (this machine", "what was typed after",
    "what followed %end%",
)
GOODBYES = {
    "you have ended the conversation": "left",
    "the other side has ended the conversation": "peer left",
    "the other side has closed the connection": "peer closed",
}


class Failure(Exception):
    """Something that must not happen has happened."""


def is_stopped(process):
    try:
        with open("/proc/%d/stat" % process.pid, encoding="ascii",
                  errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False


class Side:
    """One charla: its process, its script and what has come out of it.

    A script is a list of steps:
      ("say", bytes)    put them on its standard input
      ("hear", count)   wait until so many bytes have come out of it
      ("pause", s)      let the others run for a moment
      ("close",)        close its standard input
      ("signal", n)     send it a signal
    """

    def __init__(self, name, arguments, script, environment, directory):
        self.name = name
        self.script = list(script)
        self.out = bytearray()
        self.err = bytearray()
        self.pending = memoryview(b"")
        self.said = 0
        self.until = 0.0
        self.error_path = os.path.join(directory, name + ".err")
        with open(self.error_path, "wb") as errors:
            self.process = subprocess.Popen(
                arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=errors, env=environment, bufsize=0)
        self.stdin = self.process.stdin
        self.stdout = self.process.stdout
        # Kept, so that what is left in the pipe can be counted.
        self.pipe = os.dup(self.stdin.fileno())
        os.set_blocking(self.pipe, False)
        os.set_blocking(self.stdout.fileno(), False)

    def complaints(self):
        """The lines that say what went wrong."""
        found = []
        for line in self.err.decode("utf-8", "replace").splitlines():
            if not line.startswith("charla: "):
                found.append(line)
                continue
            words = line[len("charla: "):]
            if words not in GOODBYES and not words.startswith(NOTICES):
                found.append(words)
        return found

    def goodbye(self):
        for line in self.err.decode("utf-8", "replace").splitlines():
            if line.startswith("charla: "):
                if line[len("charla: "):] in GOODBYES:
                    return GOODBYES[line[len("charla: "):]]
        return None

    def consumed(self):
        """How many bytes charla has taken from its standard input."""
        left = array.array("i", [0])
        fcntl.ioctl(self.pipe, termios.FIONREAD, left)
        return self.said - left[0]

    def read_errors(self):
        with open(self.error_path, "rb") as errors:
            self.err[:] = errors.read()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.stdin, self.stdout):
            if stream and not stream.closed:
                stream.close()
        if self.pipe >= 0:
            os.close(self.pipe)
            self.pipe = -1


class Conversation:
    """Runs both sides to their end; a context manager that cleans up."""

    def __init__(self, charla, scripts, *, plain, environment=None,
                 per_side=None, wrapper=(), deadline=60.0):
        self.directory = tempfile.mkdtemp(prefix="charla-torture.")
        self.deadline = time.monotonic() + deadline
        self.sides = []
        self.freed = self.uncalled = False
        self.charla = charla
        self.wrapper = list(wrapper)
        self.scripts = scripts
        self.plain = plain
        self.environment = dict(os.environ, LC_ALL="C",
                                **(environment or {}))
        for name in ("LANGUAGE", "LANG", "LC_MESSAGES"):
            self.environment.pop(name, None)
        options = "exitcode=%d" % SANITIZER_STATUS
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            given = self.environment.get(name)
            self.environment[name] = (given + ":" if given else "") + options
        self.per_side = per_side or ({}, {})

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for side in self.sides:
            side.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self, name, arguments, which):
        environment = dict(self.environment, **self.per_side[which])
        environment["XDG_DATA_HOME"] = os.path.join(self.directory, name)
        side = Side(name, self.wrapper + [self.charla] +
                    (["--plain"] if self.plain else []) + arguments,
                    self.scripts[which], environment, self.directory)
        self.sides.append(side)
        return side

    def wait_for_port(self, side):
        """The port it names, or None if it ends without naming one."""
        mark = b"charla: listening on 127.0.0.1 port "
        while True:
            ended = side.process.poll() is not None
            side.read_errors()
            at = side.err.find(mark)
            if at >= 0 and b"\n" in side.err[at:]:
                return int(side.err[at + len(mark):].split(b"\n")[0])
            if ended:
                return None
            self.check_deadline()
            time.sleep(0.001)

    def check_deadline(self):
        if time.monotonic() > self.deadline:
            raise Failure("it hangs: " + "; ".join(
                self.describe(side) for side in self.sides))

    def describe(self, side):
        side.read_errors()
        state = "ended" if side.process.poll() is not None else "runs"
        if state == "runs":
            try:
                threads = []
                base = "/proc/%d/task" % side.process.pid
                for task in sorted(os.listdir(base)):
                    with open("%s/%s/wchan" % (base, task)) as file:
                        threads.append(file.read())
                state += " in " + "+".join(threads)
            except OSError:
                pass
        return "%s %s, %d bytes in, %d out, steps left %r, says %r" % (
            side.name, state, side.said, len(side.out),
            [step[0] for step in side.script[:3]], bytes(side.err[-600:]))

    def run(self):
        listener = self.start("listener", ["-l", "-p", "0", "127.0.0.1"], 0)
        port = self.wait_for_port(listener)
        if port is not None:
            self.start("caller", ["127.0.0.1", str(port)], 1)
        self.pump()
        for side in self.sides:
            side.process.wait()
            side.read_errors()
        return self.sides

    def pump(self):
        with selectors.DefaultSelector() as selector:
            for side in self.sides:
                selector.register(side.stdout, selectors.EVENT_READ, side)
            listening = len(self.sides)
            while listening:
                waits = [self.follow(side, selector) for side in self.sides]
                self.check_deadline()
                self.free_listener()
                wait = min([1.0] + [w for w in waits if w is not None])
                happened = selector.select(wait)
                if not happened:
                    self.wake_stopped()
                for key, events in happened:
                    side = key.data
                    if events & selectors.EVENT_READ:
                        listening -= self.hear(side, selector)
                    if events & selectors.EVENT_WRITE:
                        self.say(side, selector)

    def free_listener(self):
        """Who waits for a caller that could not call, or that has only
        knocked, waits for ever."""
        if len(self.sides) < 2 or self.freed or \
                self.sides[1].process.poll() is None:
            return
        for side in self.sides:
            side.read_errors()
        if b"charla: connected to " not in self.sides[1].err or \
                b"; still waiting\n" in self.sides[0].err:
            self.freed = self.uncalled = True
            self.sides[0].process.terminate()

    def wake_stopped(self):
        """SIGCONT may come just before it stops itself: a person at the
        shell would say "fg" once more."""
        for side in self.sides:
            if is_stopped(side.process):
                side.process.send_signal(signal.SIGCONT)

    def hear(self, side, selector):
        """Returns 1 when its output has ended."""
        try:
            data = os.read(side.stdout.fileno(), CHUNK)
        except BlockingIOError:
            return 0
        side.out += data
        if data:
            return 0
        selector.unregister(side.stdout)
        if side.pending:
            self.stop_saying(side, selector)
        return 1

    def stop_saying(self, side, selector):
        side.pending = memoryview(b"")
        side.script = []
        selector.unregister(side.pipe)

    def say(self, side, selector):
        if not side.pending:
            return
        try:
            count = os.write(side.pipe, side.pending[:CHUNK])
        except BlockingIOError:
            return
        except BrokenPipeError:
            self.stop_saying(side, selector)
            return
        side.said += count
        side.pending = side.pending[count:]
        if not side.pending:
            selector.unregister(side.pipe)

    def follow(self, side, selector):
        """Take the steps that can be taken.  Returns how long to wait."""
        while side.script and not side.pending:
            step = side.script[0]
            if step[0] == "hear" and len(side.out) < step[1] and \
                    self.is_talking_to(side):
                return None
            if step[0] == "pause":
                if not side.until:
                    side.until = time.monotonic() + step[1]
                left = side.until - time.monotonic()
                if left > 0:
                    return left
                side.until = 0.0
            side.script.pop(0)
            if step[0] == "say" and step[1]:
                side.pending = memoryview(step[1])
                selector.register(side.pipe, selectors.EVENT_WRITE, side)
            elif step[0] == "close":
                # The copy keeps no writer alive: it is the same description.
                self.close_input(side)
            elif step[0] == "signal" and side.process.poll() is None:
                side.process.send_signal(step[1])
        return None

    def is_talking_to(self, side):
        """From one that has been killed nothing more will be heard."""
        return any(other.process.poll() is None for other in self.sides
                   if other is not side)

    def close_input(self, side):
        """Close the pipe; what is left in it is counted by a reader."""
        reader = os.open("/proc/self/fd/%d" % side.pipe, os.O_RDONLY |
                         os.O_NONBLOCK)
        os.close(side.pipe)
        side.stdin.close()
        side.pipe = reader


# ---- What is said -----------------------------------------------------------

DECOYS = (b"", b"%end% ", b" %end%", b"x%end%", b"%end%x", b"%END%", b"%end",
          b"%", b"%%", b"%%end%", b"%end%%end%", b"%name x%", b"\r", b"\0",
          b"\xff\xfe", b"\xc3", "ñandú €".encode(), b"%end%\r\r")


def make_text(rng, length):
    """About so many bytes that do not end the conversation by themselves."""
    lines = []
    left = length
    while left > 0:
        kind = rng.random()
        if kind < 0.3:
            line = rng.choice(DECOYS)
        elif kind < 0.9:
            line = rng.randbytes(min(left, rng.randrange(1, 80)))
        else:
            line = rng.randbytes(min(left, rng.randrange(1, 40000)))
        lines.append(line)
        left -= len(line) + 1
    # Random bytes may hold line ends, so look again.
    text = b"\n".join(lines)
    lines = [line + b"x" if line in (END, END + b"\r") else line
             for line in text.split(b"\n")]
    return b"\n".join(lines)


def cut(rng, data, pieces):
    """The same bytes in so many pieces or fewer, cut anywhere."""
    if not data:
        return []
    places = sorted({rng.randrange(1, len(data) + 1)
                     for _ in range(pieces - 1)} | {len(data)})
    return [data[a:b] for a, b in zip([0] + places, places)]


def is_at_rest(data):
    """Does nothing of it wait for more, as a beginning of "%end%" does?"""
    last = data[data.rfind(b"\n") + 1:]
    return not last or not (END + b"\r").startswith(last)


def check_ended_well(side):
    """Neither a crash nor a sanitizer's report."""
    status = side.process.returncode
    text = bytes(side.err)
    if status == SANITIZER_STATUS or b"Sanitizer" in text or \
            b"runtime error:" in text:
        raise Failure("a sanitizer has found something: %r" % text[-3000:])
    if status not in (0, 1, 3, 4):
        raise Failure("%s ended with status %d: %r" %
                      (side.name, status, text[-600:]))


def sized(rng, largest):
    """A size of any order of magnitude."""
    return int(rng.choice([0, 1, 2 ** (rng.random() * largest)]))


__all__ = ["Conversation", "Failure", "END", "check_ended_well", "cut",
           "is_at_rest", "is_stopped", "make_text", "random", "signal", "sized"]
