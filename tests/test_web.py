# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""charla and guests with a browser; test_web.sh starts it."""
import base64
import hashlib
import os
import re
import shutil
import socket
import struct
import sys
import tempfile

from listener import Failure, can_encrypt, expect, listening, run
from websocket import (BINARY, CLOSE, GREETING, PING, PONG, TEXT, TRIES,
                       Ended, WebSocket, handshake)

ENDED, BUSY, GONE, TAKEN = 4000, 4001, 4002, 4003
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def read_all(connection):
    got = b''
    try:
        while True:
            part = connection.recv(65536)
            if not part:
                return got
            got += part
    except ConnectionError:
        return got


def ask(port, request):
    """Send this, and return all that is answered; again, if this machine was
    so slow that charla has spoken first."""
    for _ in range(TRIES):
        with socket.create_connection(('127.0.0.1', port), 20) as connection:
            try:
                connection.sendall(request)
            except ConnectionError:
                pass
            answer = read_all(connection)
        if not answer.startswith(GREETING):
            break
    return answer


def get(port, path='/', method='GET', host=None, **headers):
    lines = ['%s %s HTTP/1.1' % (method, path)]
    if host != '':
        lines.append('Host: %s' % (host or '127.0.0.1:%d' % port))
    lines += ['%s: %s' % (name.replace('_', '-'), value)
              for name, value in headers.items()]
    return ask(port, '\r\n'.join(lines + ['', '']).encode())


def status(answer):
    return int(answer.split()[1]) if answer.startswith(b'HTTP/') else None


def meet(charla):
    """A page in a conversation with this charla; with it, the token."""
    page = WebSocket(charla.port)
    page.say('N')
    word, token, taken = page.hear().split(' ')
    expect((word, taken), ('W', '0'))
    charla.wait('connected to a browser at 127.0.0.1')
    return page, token


def come_back(charla, token, seen, taken):
    page = WebSocket(charla.port)
    page.say('R %s %d' % (token, seen))
    expect(page.hear(), 'W %s %d' % (token, taken))
    return page


# ---- The page -------------------------------------------------------------

@test
def the_page_comes_with_a_policy_that_lets_in_nothing_foreign():
    with listening() as charla:
        charla.wait('or opens http://127.0.0.1:%d/' % charla.port)
        head, body = get(charla.port).split(b'\r\n\r\n', 1)
    head, body = head.decode(), body.decode()
    expect(head.split('\r\n')[0], 'HTTP/1.1 200 OK')
    if len(body.encode()) >= 20000:
        raise Failure('the page has %d bytes' % len(body))
    for line in ['Cache-Control: no-store', 'X-Content-Type-Options: nosniff',
                 'Referrer-Policy: no-referrer', 'X-Frame-Options: DENY',
                 'Content-Type: text/html; charset=utf-8']:
        if line + '\r\n' not in head + '\r\n':
            raise Failure('%s is missing in %s' % (line, head))
    policy = re.search(r'Content-Security-Policy: (.*)', head).group(1)
    for kind in ['script', 'style']:
        parts = re.findall('<%s>(.*?)</%s>' % (kind, kind), body, re.S)
        expect(len(parts), 1)
        digest = base64.b64encode(
            hashlib.sha256(parts[0].encode()).digest()).decode()
        if "%s-src 'sha256-%s';" % (kind, digest) not in policy:
            raise Failure('%s is not allowed by %s' % (kind, policy))
    for rule in ["default-src 'none'", "frame-ancestors 'none'",
                 "base-uri 'none'", "form-action 'none'",
                 'connect-src ws://127.0.0.1:%d;' % charla.port]:
        if rule not in policy:
            raise Failure('%s is missing in %s' % (rule, policy))
    if re.search(r'https?://|innerHTML|insertAdjacent|eval\(|@import', body):
        raise Failure('the page asks for something foreign')


@test
def there_is_none_where_it_is_not_wanted():
    for words, web in [(['--no-web'], True), (['--plain'], True),
                       (['--encrypt'], True), ([], False)]:
        if '--encrypt' in words and not can_encrypt():
            continue
        with listening(*words, web=web) as charla:
            expect(b'HTTP/1.0 400' in get(charla.port, method='POST'), True)
            charla.wait('it is a browser')
            if b'or opens' in charla.seen or b'>> ' in charla.seen:
                raise Failure('%s: %r' % (words, charla.seen))
            expect(charla.carrier(), None)


@test
def a_charla_that_is_not_installed_finds_it_beside_itself():
    with tempfile.TemporaryDirectory() as place:
        program = os.path.join(place, 'charla')
        beside = os.path.join(place, 'charla-web')
        shutil.copy(os.environ['CHARLA'], program)
        shutil.copy(os.path.join(os.environ['CHARLA_WEB'], 'charla-web'),
                    beside)
        with listening(web=None, program=program) as charla:
            expect(status(get(charla.port)), 200)
            if os.getuid() == 0:
                expect(os.readlink('/proc/%d/exe' % charla.carrier()), beside)
        if os.getuid() != 0:
            return
        # Not one that somebody else has put there, nor a link to another.
        os.chown(beside, 65534, 65534)
        expect(os.path.realpath(beside) in carrier_of(program), False)
        os.rename(beside, beside + '-other')
        os.chown(beside + '-other', 0, 0)
        os.symlink(beside + '-other', beside)
        expect(os.path.realpath(beside) in carrier_of(program), False)


def carrier_of(program):
    """The charla-web that this charla starts, in a list; none, if none is
    installed."""
    with listening(web=None, program=program) as charla:
        get(charla.port)
        pid = charla.carrier()
        return [os.readlink('/proc/%d/exe' % pid)] if pid else []


@test
def in_a_pipe_bytes_are_bytes():
    with listening(pipes=True) as charla:
        with socket.create_connection(('127.0.0.1', charla.port)) as caller:
            caller.sendall(b'POST / HTTP/1.1\r\n\r\nhola\n')
            charla.wait('hola\n')
        expect(b'POST / HTTP/1.1\r\n\r\nhola\n' in charla.seen, True)


@test
def who_is_no_browser_is_greeted_as_ever():
    with listening() as charla:
        with socket.create_connection(('127.0.0.1', charla.port)) as caller:
            file = caller.makefile('rwb')
            expect(file.readline().startswith(b'charla '), True)
            file.write(b'hola\n')
            file.flush()
            charla.wait('hola')
            charla.type('adios\r')
            expect(file.readline(), b'adios\n')
    with listening() as charla: # and who speaks first, too
        with socket.create_connection(('127.0.0.1', charla.port)) as caller:
            caller.sendall(b'GET some rest\n')
            charla.wait('| GET some rest')
            expect(caller.makefile('rb').readline().startswith(b'charla '),
                   True)


@test
def a_request_in_small_pieces_is_a_browser_all_the_same():
    with listening() as charla:
        host = '127.0.0.1:%d' % charla.port
        with socket.create_connection(('127.0.0.1', charla.port)) as browser:
            browser.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in b'GET / HTTP/1.1\r\nHost: %s\r\n\r\n' % host.encode():
                browser.sendall(bytes([byte]))
            expect(read_all(browser)[:15], b'HTTP/1.1 200 OK')


@test
def no_process_and_no_library_before_the_first_browser():
    with listening() as charla:
        charla.wait('or opens')
        expect(charla.carrier(), None)
        if not charla.may_be_looked_into():
            return 'only root may look into it'
        with open('/proc/%d/maps' % charla.pid) as file:
            maps = file.read()
        for library in ['microhttpd', 'wslay']:
            if library in maps:
                raise Failure('%s is loaded' % library)


@test
def what_talks_with_browsers_has_nothing_to_lose():
    with listening() as charla:
        get(charla.port)
        pid = charla.carrier()
        with open('/proc/%d/status' % pid) as file:
            about = file.read()
        with open('/proc/%d/environ' % pid, 'rb') as file:
            expect(file.read(), b'')
        links = [os.readlink('/proc/%d/fd/%s' % (pid, fd))
                 for fd in os.listdir('/proc/%d/fd' % pid)]
        for link in links:
            if not re.match(r'socket:|anon_inode:|/dev/null$|pipe:', link):
                raise Failure('it has %s' % link)
        import subprocess
        version = subprocess.run([os.environ['CHARLA'], '--version'],
                                 capture_output=True, text=True).stdout
        if 'seccomp' in version and 'this kernel' not in version:
            expect(re.search(r'Seccomp:\s+(\d)', about).group(1), '2')
            expect(re.search(r'NoNewPrivs:\s+(\d)', about).group(1), '1')
            # It has a filter of its own besides that of the monitor.
            count = re.compile(r'Seccomp_filters:\s+(\d+)')
            with open('/proc/%d/status' % charla.monitor()) as file:
                inherited = count.search(file.read())
            if inherited:
                expect(int(count.search(about).group(1)) >
                       int(inherited.group(1)), True)


# ---- Conversations ----------------------------------------------------------

@test
def both_sides_hear_each_other_and_charla_ends_it():
    with listening() as charla:
        page, _ = meet(charla)
        charla.wait('NOT encrypted')
        page.say('L 1 \u00bfqu\u00e9 tal? \u4f60\u597d <b>&amp;')
        expect(page.hear(), 'A 1')
        charla.wait('\u00bfqu\u00e9 tal? \u4f60\u597d <b>&amp;')
        charla.type('bien, \u00f1and\u00fa\r')
        expect(page.hear(), 'L 1 bien, \u00f1and\u00fa')
        page.say('A 1')
        charla.type('%end%\r')
        expect(page.hear(), 'E 2')
        page.say('A 2')
        expect(page.code(), ENDED)
        expect(charla.end(), 0)
        charla.wait('you have ended the conversation')


@test
def the_page_ends_it():
    with listening() as charla:
        page, _ = meet(charla)
        page.say('L 1 adios')
        page.say('E')
        charla.wait('adios')
        charla.wait('the other side has ended the conversation')
        expect(page.code(), ENDED)
        expect(charla.end(), 0)


@test
def with_keep_the_next_guest_comes_in():
    with listening('-k') as charla:
        for i in range(3):
            page, _ = meet(charla)
            page.say('L 1 numero %d' % i)
            charla.wait('numero %d' % i)
            page.say('E')
            expect(page.code(), ENDED)
            charla.wait('waiting for the next call')


@test
def a_page_that_is_reloaded_goes_on():
    with listening() as charla:
        page, token = meet(charla)
        page.say('L 1 uno')
        expect(page.hear(), 'A 1')
        charla.wait('uno')
        page.frame(CLOSE, struct.pack('>H', 1001))
        page.close()
        charla.type('mientras tanto\r')
        page = come_back(charla, token, 0, 1)
        expect(page.hear(), 'L 1 mientras tanto')
        page.say('A 1')
        page.say('L 2 dos')
        charla.wait('dos')
        charla.type('%end%\r')
        expect(page.hear(), 'A 2')
        expect(page.hear(), 'E 2')
        page.say('A 2')
        expect(page.code(), ENDED)
        expect(charla.end(), 0)


@test
def what_was_on_its_way_when_the_connection_broke_arrives_once():
    with listening() as charla:
        page, token = meet(charla)
        page.say('L 1 uno')
        expect(page.hear(), 'A 1')
        charla.type('a\rb\rc\r')
        for i, letter in enumerate('abc'):
            expect(page.hear(), 'L %d %s' % (i + 1, letter))
        page.say('A 1')
        page.reset()
        charla.type('d\r')
        page = come_back(charla, token, 2, 1)
        page.say('L 1 uno')
        page.say('L 2 dos')
        heard = [page.hear() for _ in range(3)]
        expect([text for text in heard if text[0] == 'L'], ['L 3 c', 'L 4 d'])
        page.say('A 4')
        charla.wait('dos')
        charla.type('%end%\r')
        expect(page.hear(), 'E 5')
        page.say('A 5')
        expect(page.code(), ENDED)
        expect(charla.end(), 0)
        expect(charla.seen.count(b'| uno'), 1)


@test
def a_second_tab_is_told_busy_and_disturbs_nobody():
    with listening() as charla:
        page, _ = meet(charla)
        for _ in range(TRIES):
            other = WebSocket(charla.port)
            other.say('N')
            expect(other.code(), BUSY)
        page.say('L 1 sigo')
        charla.wait('sigo')


@test
def a_tab_with_the_token_takes_over():
    with listening() as charla:
        page, token = meet(charla)
        charla.type('hola\r')
        expect(page.hear(), 'L 1 hola')
        other = come_back(charla, token, 0, 0)
        expect(other.hear(), 'L 1 hola')
        expect(page.code(), TAKEN)
        other.say('L 1 aqui')
        charla.wait('aqui')


@test
def a_token_that_is_not_known_opens_nothing():
    with listening() as charla:
        for known in [False, True]:
            if known:
                _, token = meet(charla)
                wrong = token[:-1] + ('0' if token[-1] != '0' else '1')
            else:
                wrong = '0' * 32
            page = WebSocket(charla.port)
            page.say('R %s 0' % wrong)
            expect(page.code(), GONE)


@test
def while_somebody_else_talks_a_browser_is_told_busy():
    with listening('-k') as charla:
        with socket.create_connection(('127.0.0.1', charla.port)) as caller:
            caller.sendall(b'hola\n')
            charla.wait('| hola')
            page = WebSocket(charla.port)
            page.say('N')
            expect(page.code(), BUSY)
            caller.sendall(b'%end%\n')
        charla.wait('waiting for the next call')
        meet(charla)


@test
def while_a_browser_talks_others_are_told_busy():
    with listening() as charla:
        page, _ = meet(charla)
        with socket.create_connection(('127.0.0.1', charla.port)) as caller:
            expect(b'[busy]' in caller.makefile('rb').readline(), True)
        page.say('L 1 sigo')
        charla.wait('sigo')


@test
def what_talks_with_browsers_dies_and_the_wait_goes_on():
    with listening('-k') as charla:
        page, _ = meet(charla)
        page.say('L 1 hola')
        charla.wait('hola')
        charla.kill_carrier()
        charla.wait('the connection was lost')
        charla.wait('waiting for the next call')
        page, _ = meet(charla)
        page.say('L 1 otra vez')
        charla.wait('otra vez')
    with listening() as charla:
        page, _ = meet(charla)
        charla.type('se perdera\r')
        expect(page.hear(), 'L 1 se perdera')
        charla.kill_carrier()
        charla.wait('the connection was lost')
        expect(charla.end(), 3)


@test
def what_dies_again_and_again_is_not_started_for_ever():
    with listening('-k') as charla:
        for _ in range(3):
            expect(status(get(charla.port)), 200)
            charla.kill_carrier()
            charla.wait('the page for browsers has stopped working')
        expect(status(get(charla.port)), 400)
        with socket.create_connection(('127.0.0.1', charla.port)) as caller:
            caller.sendall(b'hola\n')
            charla.wait('| hola')


@test
def many_lines_arrive_in_order():
    count = int(os.environ.get('WEB_LINES', 50000))
    with listening() as charla:
        page, _ = meet(charla)
        reader = os.fork()
        if reader == 0:
            try:
                for i in range(1, count + 1):
                    if page.hear() != 'L %d linea %d' % (i, i):
                        os._exit(1)
                    if i % 50 == 0:
                        page.say('A %d' % i)
                page.say('A %d' % count)
                os._exit(0)
            finally:
                os._exit(2)
        charla.type(''.join('linea %d\r' % i for i in range(1, count + 1)))
        expect(os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1]), 0)
        charla.type('%end%\r')
        expect(page.hear(), 'E %d' % (count + 1))
        page.say('A %d' % (count + 1))
        expect(page.code(), ENDED)
        expect(charla.end(), 0)


@test
def many_lines_of_the_page_arrive_in_order():
    count = 5000
    with listening() as charla:
        page, _ = meet(charla)
        writer = os.fork()
        if writer == 0:
            for i in range(1, count + 1):
                page.say('L %d linea %d' % (i, i))
            os._exit(0)
        for i in range(1, count + 1):
            charla.wait('| linea %d\r' % i)
        os.waitpid(writer, 0)


# ---- Who must stay outside --------------------------------------------------

@test
def a_page_of_somebody_else_gets_nowhere():
    with listening() as charla:
        port = charla.port
        ours = '127.0.0.1:%d' % port
        hosts = ['evil.example', 'evil.example:%d' % port,
                 '127.0.0.1:%d' % (port ^ 1), '127.0.0.1', 'localhost',
                 '192.168.1.5:%d' % port, '\x1b[2J\x9bH:%d' % port]
        for host in hosts:
            expect((host, status(get(port, host=host))), (host, 403))
            socket_there = WebSocket(port, host=host)
            expect((host, socket_there.status), (host, 403))
        charla.wait('tried to get in')
        for origin in ['http://evil.example', 'null', 'http://127.0.0.1',
                       'https://' + ours, 'http://localhost:%d' % port, None]:
            expect((origin, WebSocket(port, origin=origin).status),
                   (origin, 403))
        for method in ['POST', 'GET', 'OPTIONS', 'PUT']:
            expect(status(get(port, method=method,
                              Origin='http://evil.example')), 403)
        expect(WebSocket(port, host='localhost:%d' % port).status, 101)
        expect(status(get(port, host='')), 400)
        if b'\x1b[2J\x9bH' in charla.seen or b'>> ' in charla.seen:
            raise Failure('%r' % charla.seen)
        meet(charla)


@test
def what_is_no_question_for_the_page_is_refused():
    with listening() as charla:
        port = charla.port
        ours = 'Host: 127.0.0.1:%d\r\n' % port
        huge = 'GET / HTTP/1.1\r\n%sX: %s\r\n\r\n' % (ours, 'x' * 100000)
        many = 'GET / HTTP/1.1\r\n' + ours + 'X: x\r\n' * 20000 + '\r\n'
        for request, right in [
                ('POST / HTTP/1.1\r\n%sContent-Length: 5\r\n\r\nhola\n', 405),
                ('DELETE / HTTP/1.1\r\n%s\r\n', 405),
                ('HEAD / HTTP/1.1\r\n%s\r\n', 200),
                ('HEAD /talk HTTP/1.1\r\n%s\r\n', 403),
                ('GET /talk HTTP/1.1\r\n%s\r\n', 403),
                ('GET /favicon.ico HTTP/1.1\r\n%s\r\n', 404),
                ('GET /../../etc/passwd HTTP/1.1\r\n%s\r\n', 404),
                ('GET http://evil.example/ HTTP/1.1\r\n%s\r\n', 404),
                ('GET / HTTP/1.1\r\n%sHost: evil.example\r\n\r\n', 403),
                ('GET / HTTP/1.1\r\nHost: evil.example\r\n%s\r\n', 403)]:
            answer = ask(port, (request % ours).encode())
            expect((request, status(answer)), (request, right))
        for request in [huge, many]:
            answer = ask(port, request.encode())
            if status(answer) not in (None, 400, 413, 431):
                raise Failure('%r' % answer[:200])
        # One connection, one answer: nothing can be slipped in behind it.
        for request in [
                'GET / HTTP/1.1\r\n%s\r\n' % ours * 3,
                'POST / HTTP/1.1\r\n%sContent-Length: 4\r\n'
                'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
                'GET / HTTP/1.1\r\n%s\r\n' % (ours, ours)]:
            expect(ask(port, request.encode()).count(b'HTTP/1.1 '), 1)
        if b'>> ' in charla.seen:
            raise Failure('%r' % charla.seen)
        meet(charla)


@test
def an_upgrade_that_is_none_is_refused():
    with listening() as charla:
        for changes, right in [
                ({'Upgrade': None}, 426), ({'Upgrade': 'h2c'}, 426),
                ({'Connection': 'close'}, 426),
                ({'Sec_WebSocket_Version': None}, 426),
                ({'Sec_WebSocket_Version': '8'}, 426),
                ({'Sec_WebSocket_Key': None}, 400),
                ({'Sec_WebSocket_Key': 'short'}, 400),
                ({'protocol': None}, 400), ({'protocol': 'chat'}, 400),
                ({'path': '/other'}, 404), ({}, 101)]:
            page = WebSocket(charla.port, **changes)
            expect((changes, page.status), (changes, right))
            if right == 426:
                expect(b'Sec-WebSocket-Version: 13' in page.head, True)


@test
def words_that_follow_the_upgrade_at_once_are_heard():
    with listening() as charla:
        mask = bytes(4)
        page = WebSocket(charla.port, more=b'\x81\x81' + mask + b'N')
        expect(page.hear()[0], 'W')
        charla.wait('connected to a browser')


@test
def who_knocks_and_says_nothing_keeps_nobody_out():
    with listening() as charla:
        silent = []
        for _ in range(60):
            for words in [b'GET / HTTP/1.1\r\nHost: x', b'',
                          handshake('127.0.0.1:%d' % charla.port, '/talk',
                                    'http://127.0.0.1:%d' % charla.port,
                                    'charla.1')]:
                each = socket.create_connection(('127.0.0.1', charla.port))
                each.sendall(words)
                silent.append(each)
        expect(status(get(charla.port)), 200)
        meet(charla)
        for each in silent:
            each.close()


@test
def thousands_of_requests_leave_no_trace():
    count = int(os.environ.get('WEB_REQUESTS', 2000))
    with listening() as charla:
        for i in range(100):
            get(charla.port)
        before = charla.memory()
        pids = charla.pid, charla.monitor(), charla.carrier()
        looks = charla.may_be_looked_into()
        open_before = [len(os.listdir('/proc/%d/fd' % pid)) if looks else 0
                       for pid in pids]
        for i in range(count):
            expect(status(get(charla.port, host='evil.example' if i % 2
                              else None)), 403 if i % 2 else 200)
        if charla.is_measurable() and charla.memory() > before + 1024:
            raise Failure('%d KiB after %d' % (charla.memory(), before))
        expect((charla.pid, charla.monitor(), charla.carrier()), pids)
        if looks:
            expect([len(os.listdir('/proc/%d/fd' % pid)) <= had + 2
                    for pid, had in zip(pids, open_before)], [True] * 3)
        if len(charla.seen) > 4000:
            raise Failure('%d bytes on the screen' % len(charla.seen))
        meet(charla)


# ---- RFC 6455 ---------------------------------------------------------------

def after(charla, act):
    """The code that a page is closed with after doing this."""
    page = WebSocket(charla.port)
    act(page)
    return page.code()


@test
def what_breaks_the_websocket_protocol_is_closed_with_its_code():
    pack, close = struct.pack, struct.Struct('>H').pack
    with listening() as charla:
        for name, act, right in [
                ('no mask', lambda p: p.frame(TEXT, b'N', masked=False), 1002),
                ('RSV1', lambda p: p.frame(TEXT, b'N', rsv=4), 1002),
                ('RSV3', lambda p: p.frame(TEXT, b'N', rsv=1), 1002),
                ('opcode 3', lambda p: p.frame(3, b'N'), 1002),
                ('opcode 11', lambda p: p.frame(11, b''), 1002),
                ('nothing to continue', lambda p: p.frame(0, b'N'), 1002),
                ('a text within a text', lambda p: (
                    p.frame(TEXT, b'a', final=False), p.frame(TEXT, b'b')),
                 1002),
                ('a ping in pieces',
                 lambda p: p.frame(PING, b'', final=False), 1002),
                ('a long ping', lambda p: p.frame(PING, b'x' * 126), 1002),
                ('a length of 5 in two bytes',
                 lambda p: p.socket.sendall(b'\x81\xfe\0\5'), 1002),
                ('a length of 5 in eight bytes',
                 lambda p: p.socket.sendall(b'\x81\xff' + pack('>Q', 5)),
                 1002),
                ('a length of 2^63',
                 lambda p: p.socket.sendall(b'\x81\xff' + pack('>Q', 1 << 63)),
                 1002),
                ('a long ping behind a good one', lambda p: p.socket.sendall(
                    b'\x89\x80\0\0\0\0\x89\xfe\0\x7e'), 1002),
                ('not UTF-8', lambda p: p.frame(TEXT, b'L 1 \xff'), 1007),
                ('not UTF-8, in pieces', lambda p: (
                    p.frame(TEXT, b'L 1 \xc3', final=False),
                    p.frame(0, b'\x28')), 1007),
                ('a surrogate', lambda p: p.frame(TEXT, b'L 1 \xed\xa0\x80'),
                 1007),
                ('half a character', lambda p: p.frame(TEXT, b'L 1 \xc3'),
                 1007),
                ('binary', lambda p: p.frame(BINARY, b'N'), 1003),
                ('1 GB', lambda p: p.frame(TEXT, b'L 1 x', length=1 << 30),
                 1009),
                ('too long', lambda p: p.frame(TEXT, b'x' * 65537), 1009),
                ('too long, in pieces', lambda p: [
                    p.frame(0 if i else TEXT, b'x' * 16384, final=False)
                    for i in range(5)], 1009),
                ('no such word', lambda p: p.say('hola'), 1008),
                ('a line before the first word', lambda p: p.say('L 1 x'),
                 1008),
                ('a control', lambda p: p.say('L 1 \x1b[2J'), 1008),
                ('close 1000', lambda p: p.frame(CLOSE, close(1000)), 1000),
                ('close 1001', lambda p: p.frame(CLOSE, close(1001)), 1001),
                ('close 3000', lambda p: p.frame(CLOSE, close(3000)), 3000),
                ('close 999', lambda p: p.frame(CLOSE, close(999)), 1002),
                ('close 1005', lambda p: p.frame(CLOSE, close(1005)), 1002),
                ('close 5000', lambda p: p.frame(CLOSE, close(5000)), 1002),
                ('half a close', lambda p: p.frame(CLOSE, b'x'), 1002),
                ('a reason that is not UTF-8', lambda p: p.frame(
                    CLOSE, close(1000) + b'\xff'), 1007)]:
            expect((name, after(charla, act)), (name, right))
        meet(charla)


@test
def in_a_conversation_too():
    for text in ['L 3 one too far', 'A 1', 'N', 'R %s 0' % ('0' * 32), 'L']:
        with listening('-k') as charla:
            page, token = meet(charla)
            page.say('L 1 hola')
            charla.wait('hola')
            page.say(text)
            expect((text, page.code()), (text, 1008))
            come_back(charla, token, 0, 1)


@test
def pieces_and_pings_are_put_together():
    with listening() as charla:
        page, _ = meet(charla)
        page.frame(TEXT, b'L 1 h', final=False)
        page.frame(PING, b'ping')
        page.frame(0, b'\xc3', final=False)
        page.frame(0, b'\xb1', final=False)
        page.frame(0, b'')
        expect(page.receive(), (PONG, b'ping'))
        expect(page.hear(), 'A 1')
        charla.wait('h\u00f1')
        page.frame(PONG, b'unasked')
        page.say('L 2 ' + 'x' * 60000)
        expect(page.hear(), 'A 2')


@test
def a_page_that_reads_nothing_costs_no_memory():
    with listening() as charla:
        page, _ = meet(charla)
        before = charla.memory()
        page.socket.settimeout(1)
        try:
            for _ in range(300000):
                page.frame(PING, b'x' * 125)
        except OSError:
            pass
        if charla.is_measurable() and charla.memory() > before + 2048:
            raise Failure('%d KiB after %d' % (charla.memory(), before))


@test
def an_independent_client_agrees():
    try:
        import asyncio
        import websockets
    except ImportError:
        return 'python3-websockets is missing'

    async def connect(port):
        ours = '127.0.0.1:%d' % port
        for _ in range(TRIES):
            try:
                return await websockets.connect(
                    'ws://%s/talk' % ours, origin='http://' + ours,
                    subprotocols=['charla.1'], ping_interval=0.05,
                    ping_timeout=None)
            except websockets.InvalidMessage:
                pass  # it was slow to ask, so that it was greeted as others are
        raise Failure('it was greeted each time')

    async def talk(port):
        page = await connect(port)
        await page.send('N')
        expect((await page.recv())[0], 'W')
        for i in range(1, 201):
            await page.send('L %d linea %d' % (i, i))
        while await page.recv() != 'A 200':
            pass
        await page.send(['L 201 ', 'en ', 'pedazos'])
        await page.ping()
        await page.send('E')
        try:
            while True:
                await page.recv()
        except websockets.ConnectionClosed as closed:
            expect(closed.code, ENDED)

    with listening() as charla:
        asyncio.run(asyncio.wait_for(talk(charla.port), 120))
        charla.wait('en pedazos')
        expect(charla.end(), 0)
    return None


sys.exit(run(TESTS))
