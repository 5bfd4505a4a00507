# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""charla in a pseudo-terminal and Chromium; test_browser.sh starts it.
$SCREENSHOTS names a directory to keep pictures in."""
import http.server
import os
import sys
import threading

from browser import Browser, Tab
from listener import Failure, can_encrypt, expect, listening, run
from websocket import TRIES

TESTS = []
BROWSER = None


def test(function):
    TESTS.append(function)
    return function


def address(charla):
    return 'http://127.0.0.1:%d/' % charla.port


def open_page(charla, **how):
    tab = Tab(BROWSER, address(charla), **how)
    charla.wait('connected to a browser at 127.0.0.1')
    tab.wait('!document.getElementById("input").disabled')
    return tab


def lines_of(tab, kind):
    return tab.evaluate(
        '[...document.querySelectorAll(".%s .text")]'
        '.map((each) => each.textContent)' % kind)


@test
def two_people_talk_and_charla_ends_it():
    with listening() as charla:
        tab = open_page(charla)
        charla.wait('NOT encrypted')
        tab.wait_text('NOT encrypted')
        expect(tab.evaluate('document.activeElement.id'), 'input')
        tab.enter('\u00bfQu\u00e9 tal? \u4f60\u597d \U0001f600')
        charla.wait('| \u00bfQu\u00e9 tal? \u4f60\u597d \U0001f600')
        for text in ['<img src=x onerror=alert(1)><b>no</b>',
                     '<script>alert(1)</script>', '&amp; http://example.org/',
                     'bien, \u00f1and\u00fa \u05e9\u05dc\u05d5\u05dd']:
            charla.type(text + '\r')
            tab.wait_text(text)
        expect(tab.evaluate('document.querySelectorAll('
                            '"#log b, #log img, #log script, #log a").length'),
               0)
        expect(tab.evaluate('document.getElementById("log")'
                            '.getAttribute("aria-live")'), 'polite')
        charla.type('%end%\r')
        tab.wait_text('The other person has ended the conversation.')
        tab.wait_text('NOT encrypted')
        expect(tab.evaluate('document.getElementById("input").disabled'), True)
        expect(charla.end(), 0)
        expect(tab.complaints(), [])
        tab.close()


@test
def the_page_speaks_spanish_and_ends_it():
    with listening() as charla:
        tab = open_page(charla, language='es-ES,es')
        tab.wait_text('SIN CIFRAR')
        expect(tab.evaluate('document.documentElement.lang'), 'es-ES')
        tab.enter('adi\u00f3s')
        charla.wait('adi\u00f3s')
        tab.evaluate('document.getElementById("leave").click()')
        charla.wait('the other side has ended the conversation')
        tab.wait_text('Has terminado la conversaci\u00f3n.')
        expect(charla.end(), 0)
        tab.close()


@test
def a_page_that_is_reloaded_goes_on():
    with listening() as charla:
        tab = open_page(charla)
        tab.enter('antes')
        charla.wait('| antes')
        charla.type('uno\r')
        tab.wait_text('uno')
        tab.reload()
        charla.type('dos\r')
        tab.wait_text('dos')
        expect(lines_of(tab, 'mine'), ['antes'])
        expect(lines_of(tab, 'theirs'), ['uno', 'dos'])
        tab.wait('!document.getElementById("input").disabled')
        tab.enter('despues')
        charla.wait('| despues')
        tab.go('about:blank')
        tab.wait('location.href === "about:blank"')
        charla.type('tres\r')
        tab.call('Page.navigateToHistoryEntry', entryId=tab.call(
            'Page.getNavigationHistory')['entries'][-2]['id'])
        tab.wait_text('tres')
        expect(lines_of(tab, 'theirs'), ['uno', 'dos', 'tres'])
        expect(charla.seen.count(b'| antes'), 1)
        tab.close()


@test
def a_second_tab_is_told_busy():
    with listening() as charla:
        tab = open_page(charla)
        other = Tab(BROWSER, address(charla))
        other.wait_text('Busy: a conversation with somebody else is going on.')
        tab.enter('sigo')
        charla.wait('| sigo')
        tab.evaluate('document.getElementById("leave").click()')
        charla.wait('the other side has ended the conversation')
        other.close()
        tab.close()


@test
def after_the_end_the_page_can_begin_again():
    with listening('-k') as charla:
        tab = open_page(charla)
        tab.enter('%end%')
        tab.wait_text('You have ended the conversation.')
        charla.wait('waiting for the next call')
        tab.evaluate('document.getElementById("again").click()')
        charla.wait('connected to a browser')
        tab.wait('!document.getElementById("input").disabled')
        tab.enter('otra vez')
        charla.wait('| otra vez')
        tab.close()
        # A closed tab and one that is reloaded look the same for a while.
        charla.type('adios\r')


# charla greets whoever is slow to ask, and a browser takes that for a failure.
FAILING = '''{
  const Real = WebSocket;
  let left = %d;
  window.WebSocket = class extends Real {
    constructor(url, protocol) {
      super(left-- > 0 ? url + '-not' : url, protocol);
    }
  };
}'''


def open_failing_page(charla, failures):
    """One whose first connections fail."""
    tab = Tab(BROWSER, 'about:blank')
    tab.call('Page.addScriptToEvaluateOnNewDocument', source=FAILING % failures)
    tab.go(address(charla))
    return tab


@test
def a_page_whose_first_connection_fails_tries_again():
    with listening() as charla:
        tab = open_failing_page(charla, 99)
        tab.wait_text('The connection was refused.')
        expect(tab.evaluate('document.getElementById("again").hidden'), False)
        tab.close()
        tab = open_failing_page(charla, 2)
        charla.wait('connected to a browser at 127.0.0.1')
        tab.wait('!document.getElementById("input").disabled')
        tab.enter('por fin')
        charla.wait('| por fin')
        tab.close()


@test
def a_connection_that_breaks_is_made_again():
    with listening() as charla:
        tab = open_page(charla)
        tab.watch()
        charla.kill_carrier()
        tab.wait_said('trying again')
        tab.wait_text('This conversation is over.')
        tab.close()


@test
def a_phone_shows_all_of_it():
    with listening() as charla:
        tab = open_page(charla, size=(320, 568))
        charla.type('palabra' * 60 + '\r')
        charla.type('con blancos ' * 30 + '\r')
        tab.wait('document.querySelectorAll(".theirs").length === 2')
        expect(tab.evaluate('document.documentElement.scrollWidth'), 320)
        expect(tab.evaluate('document.documentElement.scrollHeight'), 568)
        tab.wait('(() => { const log = document.getElementById("log"); return '
                 'log.scrollHeight - log.scrollTop - log.clientHeight < 2; '
                 '})()')
        tab.close()


@test
def many_lines_arrive_in_order():
    count = int(os.environ.get('WEB_LINES', 3000))
    with listening() as charla:
        tab = open_page(charla)
        charla.type(''.join('linea %d\r' % i for i in range(1, count + 1)))
        tab.wait('document.getElementById("log").lastChild.textContent'
                 '.endsWith("linea %d")' % count)
        shown = lines_of(tab, 'theirs')
        first = count - len(shown) + 1
        expect(len(shown) >= min(count, 4999), True)
        expect(shown == ['linea %d' % i for i in range(first, count + 1)],
               True)
        charla.type('%end%\r')
        tab.wait_text('The other person has ended the conversation.')
        expect(charla.end(), 0)
        tab.close()


# ---- Who must stay outside --------------------------------------------------

ATTACK = '''<!DOCTYPE html><title>evil</title><script>
const there = '127.0.0.1:%d';
const socket = new Promise((done) => {
  const one = new WebSocket('ws://' + there + '/talk', 'charla.1');
  one.onopen = () => { one.send('N'); one.send('L 1 robado'); done('open'); };
  one.onclose = () => done('closed');
});
const post = fetch('http://' + there + '/', { method: 'POST',
  mode: 'no-cors', headers: { 'Content-Type': 'text/plain' },
  body: 'robado\\nrobado\\n' }).then(() => 'sent', () => 'failed');
const read = fetch('http://' + there + '/').then(() => 'read',
  () => 'failed');
const form = document.createElement('iframe');
form.src = 'http://' + there + '/';
const frame = new Promise((done) => { form.onload = () => done('loaded'); });
document.documentElement.append(form);
window.result = Promise.all([socket, post, read, frame]);
</script>'''


class Evil(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = (ATTACK % self.server.victim).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def attack(charla):
    """Have the browser look at a page of somebody else's that attacks."""
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Evil)
    server.victim = charla.port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        tab = Tab(BROWSER, 'http://127.0.0.1:%d/' % server.server_port)
        tab.wait('window.result !== undefined')
        result = tab.evaluate('window.result')
        tab.close()
        return result
    finally:
        server.shutdown()
        server.server_close()


@test
def a_page_of_somebody_else_gets_nowhere():
    with listening() as charla:
        for _ in range(TRIES):
            result = attack(charla)
            expect((result[0], result[2]), ('closed', 'failed'))
            if charla.wait('tried to get in|it is a browser'
                           .encode())[0] == b'tried to get in':
                break  # else charla was so slow that it has spoken first
        expect(b'robado' in charla.seen, False)
        tab = open_page(charla) # and the wait goes on
        tab.enter('hola')
        charla.wait('| hola')
        expect(b'robado' in charla.seen, False)
        tab.close()


@test
def nor_where_there_is_no_page():
    for words in [['--no-web'], ['--plain'], ['--encrypt']]:
        if '--encrypt' in words and not can_encrypt():
            continue
        with listening(*words) as charla:
            result = attack(charla)
            expect((words, result[0], result[2]), (words, 'closed', 'failed'))
            charla.wait('it is a browser')
            expect((words, b'robado' in charla.seen, b'>> ' in charla.seen),
                   (words, False, False))


# ---- Pictures ---------------------------------------------------------------

@test
def pictures_are_taken():
    where = os.environ.get('SCREENSHOTS')
    if not where:
        return '$SCREENSHOTS is not set'
    for name, how in [('phone', {'size': (390, 700), 'dark': True}),
                      ('laptop', {'size': (1024, 640)})]:
        with listening() as charla:
            tab = open_page(charla, language='es' if name == 'phone' else 'en',
                            **how)
            # An address as a friend would see it.
            tab.evaluate('document.getElementById("title").textContent = '
                         'document.getElementById("title").textContent'
                         '.replace("127.0.0.1", "192.168.1.5")')
            if name == 'phone':
                theirs = ['\u00a1Hola! \u00bfMe lees?', 'Perfecto. \u00bfQuedamos '
                          'a las siete en la plaza?']
                mine = ['S\u00ed, desde el m\u00f3vil.', '\u00a1All\u00ed estar\u00e9!']
            else:
                theirs = ['Hello! Can you read me?', 'Good. Shall we meet at '
                          'seven, in front of <b>the</b> station?']
                mine = ['Yes, with nothing but a browser.', 'I will be there.']
            for their, my in zip(theirs, mine):
                charla.type(their + '\r')
                tab.wait_text(their)
                tab.enter(my)
                tab.wait('!document.querySelector(".unsent")')
            tab.evaluate(
                '[...document.querySelectorAll(".who")].forEach((each) => '
                'each.textContent = each.textContent.replace("127.0.0.1", '
                '"192.168.1.5"))')
            tab.screenshot(os.path.join(where, 'web-%s.png' % name))
            tab.close()
    return None


try:
    BROWSER = Browser()
    result = run(TESTS)
except Failure as failure:
    print('1..0 # SKIP %s' % failure)
    result = 0
finally:
    if BROWSER:
        BROWSER.end()
sys.exit(result)
