# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two charlas in a room at a cluster that is not mosquitto: three nodes of
RabbitMQ with its MQTT plugin; test_cluster.sh starts it."""
import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, os.pardir, 'torture')]

import broker  # noqa: E402
import cutting  # noqa: E402
from listener import Failure, children, expect, run  # noqa: E402
from ports import Port  # noqa: E402

CHARLA = os.environ['CHARLA']
SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server'
NAMES = ['one', 'two', 'three']
PATIENCE = 120  # seconds, for a start; a hang is a failure
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def wait_until(is_so, what):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise Failure(what() if callable(what) else what)
        select.select([], [], [], 0.05)


def answers(port):
    with contextlib.suppress(OSError):
        socket.create_connection(('127.0.0.1', port)).close()
        return True
    return False


def lets_in(port):
    """Whether the broker there takes a client: the answer to CONNECT, MQTT
    3.1.1, sections 3.1 and 3.2."""
    with contextlib.suppress(OSError), \
            socket.create_connection(('127.0.0.1', port)) as connection:
        connection.settimeout(5)
        connection.sendall(b'\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00')
        return connection.recv(4) == b'\x20\x02\x00\x00'
    return False


def descendants(pid):
    return [pid] + [each for child in children(pid)
                    for each in descendants(child)]


class Node:
    def __init__(self, home, name, names_port):
        self.home = os.path.join(home, name)
        self.ports = Port(), Port()
        self.port = self.ports[0].number
        os.mkdir(self.home)
        with open(self.path('rabbit.conf'), 'w') as file:
            file.write('listeners.tcp = none\n'
                       'mqtt.listeners.tcp.1 = 127.0.0.1:%d\n'
                       'mqtt.allow_anonymous = true\n'
                       'cluster_formation.peer_discovery_backend = '
                       'classic_config\n' % self.port)
            for number, each in enumerate(NAMES, 1):
                file.write('cluster_formation.classic_config.nodes.%d = '
                           '%s@localhost\n' % (number, each))
        with open(self.path('plugins'), 'w') as file:
            file.write('[rabbitmq_mqtt].\n')
        environment = dict(
            os.environ, HOME=home, RABBITMQ_NODENAME=name + '@localhost',
            RABBITMQ_DIST_PORT=str(self.ports[1].number), RABBITMQ_LOGS='-',
            RABBITMQ_MNESIA_BASE=self.home, RABBITMQ_LOG_BASE=self.home,
            RABBITMQ_ENABLED_PLUGINS_FILE=self.path('plugins'),
            RABBITMQ_CONFIG_FILE=self.path('rabbit'),
            RABBITMQ_PID_FILE=self.path('pid'),
            RABBITMQ_GENERATED_CONFIG_DIR=self.path('generated'),
            RABBITMQ_FEATURE_FLAGS_FILE=self.path('flags'),
            RABBITMQ_CONF_ENV_FILE='/dev/null',
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=(
                '-kernel inet_dist_use_interface {127,0,0,1}'),
            ERL_EPMD_PORT=str(names_port), ERL_EPMD_ADDRESS='127.0.0.1')
        with open(self.path('log'), 'wb') as log:
            self.process = subprocess.Popen(
                [SERVER], env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log)

    def path(self, name):
        return os.path.join(self.home, name)

    def log(self):
        with open(self.path('log'), errors='replace') as file:
            return file.read()

    def is_up(self):
        if self.process.poll() is not None:
            raise Failure('no node: ' + self.log()[-2000:])
        return ('Server startup complete' in self.log() and
                lets_in(self.port))

    def revive(self):
        """What the relay asks of a mosquitto.  A node that has ended stays
        away: the others go on without it."""

    def kill(self):
        for pid in descendants(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        for each in self.ports:
            each.close()


class Cluster:
    """Its nodes, and the program that tells them where the others are."""

    def __enter__(self):
        self.home = tempfile.mkdtemp()
        self.nodes = []
        self.port = Port()
        port = self.port.number
        self.names = subprocess.Popen(
            ['epmd', '-port', str(port), '-address', '127.0.0.1'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: answers(port), 'no epmd')
            # One by one: nodes that start at the same time may not agree on
            # who keeps the list of MQTT clients, and then refuse all of them.
            for name in NAMES:
                self.nodes.append(Node(self.home, name, port))
                wait_until(self.nodes[-1].is_up, self.nodes[-1].log)
            for node in self.nodes:
                wait_until(node.is_up, node.log)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *unused):
        for node in self.nodes:
            node.kill()
        self.names.kill()
        self.names.wait()
        self.port.close()
        shutil.rmtree(self.home, ignore_errors=True)


@contextlib.contextmanager
def two(cluster, ports, *options):
    """Ana waits at the first of these ports, Bob calls at the second."""
    address = '--via=mqtt://127.0.0.1:%d/room'
    ana = cutting.Charla(CHARLA, cluster.home, *options, '-l',
                         address % ports[0])
    bob = cutting.Charla(CHARLA, cluster.home, *options, address % ports[1])
    try:
        yield ana, bob
    finally:
        ana.kill()
        bob.kill()


def expect_whole(ana, bob, texts):
    """Each has what the other has said, once."""
    statuses = [bob.wait(), ana.wait()]
    if statuses != [0, 0]:
        raise Failure('%r\n%r\n%r' % (statuses, ana.errors(), bob.errors()))
    expect([ana.output() == texts[1], bob.output() == texts[0]], [True] * 2)


@test
def two_meet_at_different_nodes(cluster):
    texts = [os.urandom(2 << 20), os.urandom(4 << 20)]
    with two(cluster, [node.port for node in cluster.nodes]) as (ana, bob):
        ana.feed(texts[0])
        bob.feed(texts[1])
        expect_whole(ana, bob, texts)


@test
def a_node_that_is_killed_loses_nothing(cluster):
    texts = [b'', os.urandom(32 << 20)]
    relay = broker.Relay(cluster.nodes[1:], broker.Faults([]))
    ports = [cluster.nodes[0].port, relay.port]
    with two(cluster, ports, '--resume=100') as (ana, bob):
        bob.feed(texts[1])
        ana.process.stdin.close()
        wait_until(lambda: len(ana.output()) > 1 << 20,
                   lambda: '%r\n%r' % (ana.errors(), bob.errors()))
        relay.turn = 1
        cluster.nodes[1].kill()
        expect_whole(ana, bob, texts)
        expect(b'nothing was lost' in bob.errors(), True)
    relay.close()


with Cluster() as cluster_of_all:
    for each in TESTS:
        each.__defaults__ = (cluster_of_all,)
    status = run(TESTS)
raise SystemExit(status)
