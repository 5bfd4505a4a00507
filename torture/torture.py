#!/usr/bin/env python3
# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later

"""Break charla on purpose, and see that nothing is lost.

  torture.py faults   system calls fail
  torture.py stress   random talk, random endings
  torture.py signals  signals by the thousand
  torture.py typing   the same, on a terminal
  torture.py hostile  floods of bytes, line ends and controls

Every run is drawn from a seed; a failure names it, and --first N --seeds 1
runs it again.  The last line is the summary.
"""

import argparse
import fcntl
import multiprocessing
import os
import pty
import random
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import termios

from conversation import (Conversation, END, Failure, check_ended_well, cut,
                          is_at_rest, is_stopped, make_text, sized)

HARMLESS = ("short", "interrupt", "again", "buffers", "refuse")
HARMFUL = {  # with the least and the largest rate, in faults per 100,000
    "reset": (300, 20000),
    "full": (1000, 50000),
    "input": (1000, 50000),
    "disk": (5000, 40000),
    "many": (2000, 30000),
    "thread": (50000, 100000),
    "memory": (20, 2000),
}
UNSENT = re.compile(r"(\d+) bytes? of your text (?:was|were) not sent")


class Report:
    """What one seed has come to."""

    def __init__(self, seed):
        self.seed = seed
        self.conversations = 0
        self.faults = {}
        self.signals = 0
        self.bytes = 0
        self.statuses = {}
        self.failure = None

    def add(self, other):
        self.conversations += other.conversations
        self.signals += other.signals
        self.bytes += other.bytes
        for mine, theirs in ((self.faults, other.faults),
                             (self.statuses, other.statuses)):
            for key, count in theirs.items():
                mine[key] = mine.get(key, 0) + count


def can_encrypt(charla):
    """One that is built without encryption refuses to try."""
    return subprocess.run([charla, "--fingerprint"],
                          stdin=subprocess.DEVNULL, capture_output=True,
                          env={**os.environ, "XDG_DATA_HOME": "/dev/null"},
                          check=False).stderr.find(b"without encryption") < 0


def draw_plain(rng, settings):
    return rng.random() < 0.5 or not settings["can_encrypt"]


def settings_of(options):
    return {"charla": options.charla, "shim": options.shim,
            "can_encrypt": can_encrypt(options.charla),
            "preload": options.preload, "deadline": options.deadline,
            "mode": options.mode, "flood": options.flood << 20}


# ---- Comparing --------------------------------------------------------------

def is_cut_greeting(heard):
    """A greeting that breaks off cannot be told from text."""
    return b"\n" not in heard and \
        (heard.startswith(b"charla ") or b"charla ".startswith(heard))


def compare(speaker, hearer, report):
    """What came out must be the beginning of what was taken in."""
    said = speaker.text[:speaker.consumed()]
    heard = bytes(hearer.out)
    if hearer.process.returncode == 3 and is_cut_greeting(heard):
        heard = b""
    report.bytes += len(heard)
    if said[:len(heard)] != heard:
        at = next((i for i, (a, b) in enumerate(zip(said, heard)) if a != b),
                  min(len(said), len(heard)))
        raise Failure("%s said %d bytes and %s heard %d; they differ at %d" %
                      (speaker.name, len(said), hearer.name, len(heard), at))
    return len(said) - len(heard)


def check_sentences(side, missing):
    """A status that is not 0 comes with a sentence, and a true one."""
    complaints = side.complaints()
    status = side.process.returncode
    if status != 0 and not complaints:
        raise Failure("%s ended with %d and no word" % (side.name, status))
    for line in complaints:
        found = UNSENT.search(line)
        if not found:
            continue
        if status == 0:
            raise Failure("%s: status 0, and %s" % (side.name, line))
        if int(found.group(1)) > missing:
            raise Failure("%s: %s, but only %d bytes are missing" %
                          (side.name, line, missing))


# ---- Faults -----------------------------------------------------------------

def draw_plan(rng, harmful):
    plan = {}
    for name in HARMLESS:
        if rng.random() < 0.8:
            plan[name] = int(10 ** rng.uniform(3, 4.8))
    if harmful:
        least, largest = HARMFUL[harmful]
        plan[harmful] = int(least * (largest / least) ** rng.random())
    return ",".join("%s=%d" % each for each in plan.items())


def count_faults(path, report):
    try:
        with open(path, encoding="ascii") as lines:
            for line in lines:
                name = line.split()[0]
                report.faults[name] = report.faults.get(name, 0) + 1
    except FileNotFoundError:
        pass


def judge_uncalled(listener, caller, harmful):
    """A call that came to nothing: the listener was waiting still."""
    if listener.out or (listener.said and caller.out):
        raise Failure("it was a call: %r" % bytes(listener.err))
    if caller.process.returncode == 0 and not caller.said:
        return # nobody has said anything
    if not harmful or caller.process.returncode not in (1, 3, 4):
        raise Failure("it has not called: %r" % bytes(caller.err))
    check_sentences(caller, caller.said)


def is_cut_to_an_end(speaker, hearer):
    """Has a lost connection made an end of the decoy "%end%\\r\\r"?"""
    heard = bytes(hearer.out)
    rest = speaker.text[len(heard):]
    return rest.startswith(END) and (not heard or heard.endswith(b"\n"))


def judge_faults(sides, harmful, report):
    if len(sides) < 2:
        if not harmful or sides[0].process.returncode == 0:
            raise Failure("the listener ended: %r" % bytes(sides[0].err))
        check_sentences(sides[0], sides[0].said)
        return
    one, other = sides
    good = one.process.returncode == 0 and other.process.returncode == 0
    for speaker, hearer in ((one, other), (other, one)):
        missing = compare(speaker, hearer, report)
        if good and (missing or speaker.consumed() != len(speaker.text)):
            raise Failure("both ended with 0, and of %d bytes of %s %d are "
                          "missing" % (len(speaker.text), speaker.name,
                                       len(speaker.text) -
                                       len(hearer.out)))
        if harmful and is_cut_to_an_end(hearer, speaker):
            continue
        # What was left in the pipe is counted as unsent, too.
        check_sentences(speaker,
                        missing + speaker.said - speaker.consumed())
        if speaker.process.returncode == 0 and \
                speaker.consumed() != len(speaker.text):
            raise Failure("%s ended with 0, its input not read to the end" %
                          speaker.name)
    if not harmful and not good:
        raise Failure("no fault did harm, but they ended with %d %r and %d "
                      "%r" % (one.process.returncode, one.complaints(),
                              other.process.returncode, other.complaints()))


def run_faults(seed, settings):
    rng = random.Random(seed)
    report = Report(seed)
    harmful = rng.choice([None, None] + list(HARMFUL))
    if settings["mode"] == "harmless":
        harmful = None
    texts = [make_text(rng, sized(rng, 20)) for _ in range(2)]
    scripts = [[("say", text), ("close",)] for text in texts]
    victims = rng.choice([(0,), (1,), (0, 1)])
    with tempfile.TemporaryDirectory(prefix="charla-torture.") as directory:
        log = os.path.join(directory, "faults")
        per_side = tuple(
            {"FAULT_SEED": str(seed * 2 + i), "FAULT_LOG": log,
             "FAULT_PLAN": draw_plan(rng, harmful),
             "LD_PRELOAD": settings["preload"] + settings["shim"]}
            if i in victims else {} for i in range(2))
        with Conversation(settings["charla"], scripts,
                          plain=draw_plain(rng, settings), per_side=per_side,
                          deadline=settings["deadline"]) as conversation:
            try:
                sides = conversation.run()
                for side, text in zip(sides, texts):
                    side.text = text
                    status = side.process.returncode
                    report.statuses[status] = \
                        report.statuses.get(status, 0) + 1
                    if not (conversation.uncalled and side is sides[0]):
                        check_ended_well(side)
                if conversation.uncalled:
                    judge_uncalled(sides[0], sides[1], harmful)
                else:
                    judge_faults(sides, harmful, report)
            except Failure as failure:
                report.failure = "%s [%s, plans %r] %s" % (
                    failure, "plain" if conversation.plain else "encrypted",
                    [each.get("FAULT_PLAN") for each in per_side],
                    "; ".join(map(conversation.describe,
                                  conversation.sides)))
        report.conversations = 1
        count_faults(log, report)
    return report


# ---- Stress -----------------------------------------------------------------

def talk(rng, texts):
    """Scripts in which both say their texts, in pieces, in one random order,
    and now and then wait for all that the other has said before."""
    turns = []
    for i, text in enumerate(texts):
        turns += [(i, piece) for piece in cut(rng, text, rng.randrange(1, 12))]
    order = [i for i, _ in turns]
    rng.shuffle(order)
    queues = [[p for j, p in turns if j == i] for i in range(2)]
    scripts, said = ([], []), [0, 0]
    for i in order:
        other = 1 - i
        if rng.random() < 0.3 and is_at_rest(texts[other][:said[other]]):
            scripts[i].append(("hear", said[other]))
        if rng.random() < 0.3:
            scripts[i].append(("pause", rng.random() * 0.002))
        piece = queues[i].pop(0)
        scripts[i].append(("say", piece))
        said[i] += len(piece)
    return scripts


def draw_ending(rng, scripts, texts, plain):
    """Add an ending.  Returns its name and who does it."""
    who = rng.randrange(2)
    ending = rng.choice(["close", "close", "end", "both", "term", "int",
                         "kill"])
    if ending in ("end", "both") and not plain:
        # Encrypted that line is text like any other.
        texts[who] += END + b"\n"
        scripts[who].append(("say", END + b"\n"))
        ending = "close"
    hears = is_at_rest(texts[1 - who]) and texts[1 - who]
    if ending == "close":
        for script in scripts:
            script.append(("close",))
    elif ending == "both":
        for i in range(2):
            texts[i] += b"\n" if texts[i] and texts[i][-1:] != b"\n" else b""
            script = scripts[i]
            script.append(("say", (b"\n" if texts[i] and not
                                   joined(script).endswith(b"\n") else b"")
                           + END + b"\n"))
    elif ending == "end":
        script = scripts[who]
        if texts[who] and texts[who][-1:] != b"\n":
            texts[who] += b"\n"
            script.append(("say", b"\n"))
        script.append(("say", END + rng.choice([b"\n", b"\r\n"])))
        if rng.random() < 0.5 and texts[who]:
            scripts[1 - who].append(("hear", len(texts[who])))
            scripts[1 - who].append(("close",))
    else:
        # A signal means something only to who is in the conversation.
        if not hears:
            for script in scripts:
                script.append(("close",))
            return "close", who
        scripts[who].append(("hear", rng.randrange(1, len(texts[1 - who]) + 1)
                             if rng.random() < 0.7 else len(texts[1 - who])))
        number = {"term": signal.SIGTERM, "int": signal.SIGINT,
                  "kill": signal.SIGKILL}[ending]
        scripts[who].append(("signal", number))
        if ending == "kill" and not plain:
            scripts[1 - who].append(("close",))
        elif ending == "kill":
            scripts[1 - who].append(("close",))
    return ending, who


def joined(script):
    return b"".join(step[1] for step in script if step[0] == "say")


def has_leftovers(side):
    """Has the other said goodbye before all of the input was taken in?  Then
    the status is 3, and so much is said to be unsent."""
    left = side.said - side.taken()
    check_sentences(side, left)
    return left > 0 and side.process.returncode == 3 and \
        side.goodbye() == "peer left"


def judge_stress(sides, texts, ending, who, plain, report):
    mine, theirs = sides[who], sides[1 - who]
    if ending == "kill":
        if theirs.process.returncode == 0 and not plain and \
                theirs.goodbye() != "left":
            raise Failure("a cut without goodbye has passed for an end")
        compare(mine, theirs, report)
        compare(theirs, mine, report)
        return
    for side in sides:
        if side.process.returncode != 0 and not has_leftovers(side):
            raise Failure("%s ended with %d %r" %
                          (side.name, side.process.returncode,
                           side.complaints()))
    for speaker, hearer in ((mine, theirs), (theirs, mine)):
        # What is taken in is sent, even when the other has said goodbye.
        said = speaker.text[:speaker.consumed()]
        heard = bytes(hearer.out)
        report.bytes += len(heard)
        left = ending in ("term", "int") and speaker is mine
        if heard != said and not (left and heard == said + b"\n"):
            raise Failure("%s: %d bytes taken in, %d heard (%s)" %
                          (speaker.name, len(said), len(heard), ending))
    goodbyes = (mine.goodbye(), theirs.goodbye())
    allowed = {
        "close": [("peer closed", "peer closed")],
        "end": [("left", "peer left")],
        "both": [("left", "peer left"), ("peer left", "left"),
                 ("peer left", "peer left")],
        "term": [("left", "peer left")],
        "int": [("left", "peer left")],
    }[ending]
    if goodbyes not in allowed:
        raise Failure("after %s by %s they say %r" %
                      (ending, mine.name, goodbyes))


def run_stress(seed, settings):
    rng = random.Random(seed)
    report = Report(seed)
    plain = draw_plain(rng, settings)
    texts = [make_text(rng, sized(rng, 17 if rng.random() < 0.1 else 11))
             for _ in range(2)]
    scripts = talk(rng, texts)
    ending, who = draw_ending(rng, scripts, texts, plain)
    with Conversation(settings["charla"], scripts, plain=plain,
                      deadline=settings["deadline"]) as conversation:
        try:
            sides = conversation.run()
            if conversation.uncalled:
                judge_uncalled(sides[0], sides[1], ending == "kill")
                report.conversations = 1
                return report
            for i, side in enumerate(sides):
                side.text = texts[i]
                if ending != "kill" or i != who:
                    check_ended_well(side)
            if len(sides) < 2:
                raise Failure("no port: %r" % bytes(sides[0].err))
            clip_goodbyes(sides)
            judge_stress(sides, texts, ending, who, plain, report)
        except Failure as failure:
            report.failure = "%s [%s, %s] %s" % (
                failure, "plain" if plain else "encrypted", ending,
                "; ".join(map(conversation.describe, conversation.sides)))
    report.conversations = 1
    return report


def clip_goodbyes(sides):
    """A typed goodbye is not text: what is taken in ends before it."""
    for side in sides:
        side.taken = side.consumed
        side.consumed = lambda side=side: min(side.taken(), len(side.text))


# ---- Signals ----------------------------------------------------------------

SIGNALS = (signal.SIGWINCH, signal.SIGCONT, signal.SIGPIPE, signal.SIGTSTP)


def run_signals(seed, settings):
    """A transfer both ways under a hail of signals that end nothing."""
    rng = random.Random(seed)
    report = Report(seed)
    plain = draw_plain(rng, settings)
    texts = [make_text(rng, rng.randrange(200000, 2000000)) for _ in range(2)]
    scripts = []
    for text in texts:
        script = []
        for piece in cut(rng, text, 200):
            script.append(("say", piece))
            for _ in range(rng.randrange(1, 6)):
                number = rng.choice(SIGNALS)
                script.append(("signal", number))
                report.signals += 1
                if number == signal.SIGTSTP:
                    script.append(("signal", signal.SIGCONT))
        script += [("signal", signal.SIGCONT), ("close",)]
        # Only who is in the conversation catches them.
        scripts.append([("say", b"!"), ("hear", 1)] + script)
    texts = [b"!" + text for text in texts]
    with Conversation(settings["charla"], scripts, plain=plain,
                      deadline=settings["deadline"]) as conversation:
        try:
            sides = conversation.run()
            for i, side in enumerate(sides):
                side.text = texts[i]
                check_ended_well(side)
            judge_faults(sides, None, report)
        except Failure as failure:
            report.failure = "%s [%s] %s" % (
                failure, "plain" if plain else "encrypted",
                "; ".join(map(conversation.describe, conversation.sides)))
    report.conversations = 1
    return report


# ---- Typing -----------------------------------------------------------------

class Typist:
    """A charla on a terminal of its own, that calls PORT."""

    def __init__(self, conversation, port):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.screen = bytearray()
        os.set_blocking(self.master, False)
        environment = dict(
            conversation.environment, TERM="xterm", INPUTRC="/dev/null",
            XDG_DATA_HOME=os.path.join(conversation.directory, "typist"))
        self.process = subprocess.Popen(
            [conversation.charla] + (["--plain"] if conversation.plain
                                     else []) + ["127.0.0.1", str(port)],
            stdin=self.slave, stdout=self.slave, stderr=self.slave,
            env=environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def read(self):
        try:
            self.screen += os.read(self.master, 65536)
        except OSError:
            pass

    def restored(self):
        return termios.tcgetattr(self.slave) == self.before

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


def type_lines(typist, hearer, lines, rng, report, conversation):
    """Type under a hail of signals; a line that has been heard is over."""
    expected = b""
    for line in lines:
        data = line + b"\r"
        while data:
            count = rng.randrange(1, len(data) + 1)
            try:
                data = data[os.write(typist.master, data[:count]):]
            except BlockingIOError:
                pass
            for _ in range(rng.randrange(8)):
                typist.process.send_signal(rng.choice(SIGNALS))
                report.signals += 1
            typist.process.send_signal(signal.SIGCONT)
            typist.read()
        if line: # an empty one is no message
            expected += line + b"\n"
        while len(hearer.out) < len(expected):
            read_both(typist, hearer, conversation)
    if bytes(hearer.out) != expected:
        raise Failure("typed %r, heard %r" % (expected, bytes(hearer.out)))
    report.bytes += len(expected)


def read_both(typist, hearer, conversation):
    conversation.check_deadline()
    ready = select.select([typist.master, hearer.stdout], [], [], 0.2)[0]
    if not ready and is_stopped(typist.process):
        typist.process.send_signal(signal.SIGCONT)
    typist.read()
    try:
        hearer.out += os.read(hearer.stdout.fileno(), 65536)
    except BlockingIOError:
        pass
    if typist.process.poll() is not None:
        raise Failure("the typist has ended with %d: %r" % (
            typist.process.returncode, bytes(typist.screen[-600:])))


def run_typing(seed, settings):
    rng = random.Random(seed)
    report = Report(seed)
    lines = [bytes(rng.choice(b"abcdefghijklm nopqrstuvwxyz0123456789,.")
                   for _ in range(rng.randrange(200))) for _ in range(30)]
    typist = None
    with Conversation(settings["charla"], [[], []],
                      plain=draw_plain(rng, settings),
                      deadline=settings["deadline"]) as conversation:
        try:
            hearer = conversation.start(
                "listener", ["-l", "-p", "0", "127.0.0.1"], 0)
            typist = Typist(conversation, conversation.wait_for_port(hearer))
            # Its line editor begins with bracketed paste.
            while b"\x1b[?2004h" not in typist.screen:
                read_both(typist, hearer, conversation)
            type_lines(typist, hearer, lines, rng, report, conversation)
            leave(typist, hearer, rng, conversation)
        except Failure as failure:
            report.failure = "%s [%s] the screen: %r" % (
                failure, "plain" if conversation.plain else "encrypted",
                bytes(typist.screen[-400:]) if typist else b"")
        finally:
            if typist:
                typist.close()
    report.conversations = 1
    return report


def leave(typist, hearer, rng, conversation):
    way = rng.choice(["%end%", "Ctrl-D", "INT", "TERM", "HUP"])
    if way == "%end%":
        os.write(typist.master, b"%end%\r")
    elif way == "Ctrl-D":
        os.write(typist.master, b"\x04")
    else:
        typist.process.send_signal(getattr(signal, "SIG" + way))
    while typist.process.poll() is None:
        conversation.check_deadline()
        if not select.select([typist.master], [], [], 0.05)[0]:
            if is_stopped(typist.process):
                typist.process.send_signal(signal.SIGCONT)
            # While it was stopped the key had another meaning.
            if way == "Ctrl-D":
                os.write(typist.master, b"\x04")
        typist.read()
    hearer.stdin.close()
    hearer.process.wait()
    hearer.read_errors()
    if typist.process.returncode != 0 or hearer.process.returncode != 0:
        raise Failure("after %s they end with %d and %d: %r" % (
            way, typist.process.returncode, hearer.process.returncode,
            bytes(typist.screen[-300:])))
    if hearer.goodbye() != "peer left":
        raise Failure("after %s the other says %r" % (way, hearer.goodbye()))
    if not typist.restored():
        raise Failure("after %s the terminal is not as it was" % way)


# ---- Floods -----------------------------------------------------------------

FLOODS = (b"x", b"\n", b"\r\n", b"%end%\r\r\n", b"\xbf", b"\x1b[2J\a\n")
MEMORY_MAX_KIB = 32 * 1024


def memory_of(process):
    with open("/proc/%d/status" % process.pid, encoding="ascii") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1))


def run_hostile(seed, settings):
    """The same few bytes, for ever; the peer is this program."""
    report = Report(seed)
    unit = FLOODS[seed % len(FLOODS)]
    size = settings["flood"] // len(unit) * len(unit)
    block = memoryview(unit * (1 << 18))
    with Conversation(settings["charla"], [[], []], plain=True,
                      deadline=settings["deadline"] * 4) as conversation:
        try:
            side = conversation.start("listener",
                                      ["-l", "-p", "0", "127.0.0.1"], 0)
            port = conversation.wait_for_port(side)
            with socket.create_connection(("127.0.0.1", port)) as peer:
                peer.setblocking(False)
                flood(conversation, side, peer, block, size)
                memory = memory_of(side.process)
            side.stdin.close()
            side.process.wait()
            report.bytes = size
            if memory > MEMORY_MAX_KIB and not settings["preload"]:
                raise Failure("%d KiB of memory" % memory)
            check_ended_well(side)
        except Failure as failure:
            report.failure = "%s [%r]" % (failure, unit)
    report.conversations = 1
    return report


def flood(conversation, side, peer, block, size):
    """Send it, and see it come out as it is."""
    sent = came = 0
    while came < size:
        conversation.check_deadline()
        select.select([side.stdout], [peer] if sent < size else [], [], 1.0)
        if sent < size:
            at = sent % len(block)
            try:
                sent += peer.send(block[at:at + min(size - sent, 1 << 20)])
            except BlockingIOError:
                pass
        try:
            data = os.read(side.stdout.fileno(), 1 << 20)
        except BlockingIOError:
            continue
        at = came % len(block)
        if data != (block[at:].tobytes() + block.tobytes())[:len(data)]:
            raise Failure("other bytes came out, after %d" % came)
        came += len(data)
        if not data:
            raise Failure("it ended after %d bytes" % came)


# ---- The whole --------------------------------------------------------------

RUNS = {"faults": run_faults, "stress": run_stress, "signals": run_signals,
        "typing": run_typing, "hostile": run_hostile}


def run_one(task):
    what, seed, settings = task
    try:
        return RUNS[what](seed, settings)
    except Exception as problem:  # told with its seed, like any failure
        report = Report(seed)
        report.failure = "%s: %s" % (type(problem).__name__, problem)
        return report


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=sorted(RUNS))
    parser.add_argument("--charla", default="src/charla")
    parser.add_argument("--shim", default="torture/fault.so")
    parser.add_argument("--preload", default=None,
                        help="libraries to be loaded before the shim, each "
                             "with a colon after it (the sanitizers')")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--jobs", type=int,
                        default=2 * (os.cpu_count() or 1))
    parser.add_argument("--deadline", type=float, default=60.0,
                        help="seconds after which a conversation hangs")
    parser.add_argument("--flood", type=int, default=64,
                        help="MiB of each flood")
    parser.add_argument("--mode", default="all", choices=["all", "harmless"])
    options = parser.parse_args()
    options.charla = os.path.abspath(options.charla)
    options.shim = os.path.abspath(options.shim)
    if options.preload is None:
        options.preload = sanitizers_of(options.charla)
    return options


def sanitizers_of(program):
    """The sanitizers' libraries want to be the first ones."""
    found = subprocess.run(["ldd", program], capture_output=True, text=True,
                           check=True).stdout
    return "".join(path + ":" for path in
                   re.findall(r"=> (\S*/lib[atl]san\S*)", found))


def hear_signals():
    """Who starts us in the background has us ignore SIGINT, and what we start
    would follow."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM,
                   signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def main():
    hear_signals()
    options = parse_arguments()
    settings = settings_of(options)
    total, failed = Report(None), 0
    tasks = [(options.what, seed, settings) for seed in
             range(options.first, options.first + options.seeds)]
    with multiprocessing.Pool(options.jobs) as pool:
        for report in pool.imap_unordered(run_one, tasks):
            total.add(report)
            if report.failure:
                failed += 1
                print("FAILED %s seed %d: %s" %
                      (options.what, report.seed, report.failure), flush=True)
    if total.faults:
        print("  faults: " + ", ".join("%s %d" % each for each in
                                        sorted(total.faults.items())))
    if options.what == "faults":
        print("  exit statuses: " +
              ", ".join("%s: %d" % each for each in
                        sorted(total.statuses.items())))
    print("%s: %d seeds run, %d faults injected, %d signals sent, %d "
          "conversations held, %d bytes compared, %d lost" %
          (options.what, len(tasks), sum(total.faults.values()),
           total.signals, total.conversations, total.bytes, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
