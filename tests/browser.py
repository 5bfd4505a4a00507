# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real browser without a window: Chromium, driven over its DevTools
protocol (https://chromedevtools.github.io/devtools-protocol/)."""
import base64
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

from listener import Failure
from websocket import TEXT, TRIES, WebSocket

PATIENCE = 120


def find():
    for name in ['chromium', 'chromium-browser', 'google-chrome']:
        path = shutil.which(name)
        if path:
            return path
    return None


class Browser:
    def __init__(self):
        self.home = tempfile.mkdtemp()
        words = [find(), '--headless=new', '--remote-debugging-port=0',
                 '--user-data-dir=' + self.home, '--no-first-run',
                 '--no-default-browser-check', '--disable-gpu',
                 '--disable-dev-shm-usage', '--disable-background-networking',
                 '--disable-component-update', '--disable-sync',
                 '--no-proxy-server', 'about:blank']
        if os.getuid() == 0:
            words.append('--no-sandbox') # which root may not have
        self.process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, start_new_session=True,
            env=dict(os.environ, HOME=self.home, LANGUAGE='en', LC_ALL='C'))
        for line in self.process.stderr:
            found = re.search(rb'ws://127\.0\.0\.1:(\d+)(/\S+)', line)
            if found:
                break
        else:
            raise Failure('the browser does not start')
        self.socket = WebSocket(int(found.group(1)), found.group(2).decode(),
                                protocol=None, origin=None)
        self.socket.socket.settimeout(PATIENCE)
        self.number = 0
        self.events = []

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if session:
            message['sessionId'] = session
        self.socket.say(json.dumps(message))
        while True:
            answer = json.loads(self.socket.hear())
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise Failure('%s: %s' % (method, answer['error']))
                return answer['result']
            if 'method' in answer:
                self.events.append(answer)

    def end(self):
        with contextlib.suppress(Exception):
            self.call('Browser.close')
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.stderr.close()
        shutil.rmtree(self.home, ignore_errors=True)


class Tab:
    def __init__(self, browser, url, language='en', size=(1280, 800),
                 dark=False, scale=1):
        self.browser = browser
        # A context of its own: nothing is shared with other tabs.
        self.context = browser.call('Target.createBrowserContext')[
            'browserContextId']
        self.target = browser.call(
            'Target.createTarget', url='about:blank',
            browserContextId=self.context)['targetId']
        self.session = browser.call('Target.attachToTarget', flatten=True,
                                    targetId=self.target)['sessionId']
        self.call('Page.enable')
        self.call('Runtime.enable')
        self.call('Log.enable')
        self.call('Network.enable')
        agent = self.evaluate('navigator.userAgent')
        self.call('Network.setUserAgentOverride', userAgent=agent,
                  acceptLanguage=language)
        self.call('Emulation.setDeviceMetricsOverride', width=size[0],
                  height=size[1], deviceScaleFactor=scale,
                  mobile=size[0] < 600)
        self.call('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme',
             'value': 'dark' if dark else 'light'}])
        self.call('Emulation.setFocusEmulationEnabled', enabled=True)
        self.go(url)

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def go(self, url, **how):
        """Again, if this machine was so slow that charla has spoken first."""
        for _ in range(TRIES):
            if 'errorText' not in self.call('Page.navigate', url=url, **how):
                return

    def reload(self):
        self.go(self.evaluate('location.href'), transitionType='reload')

    def evaluate(self, expression):
        answer = self.call('Runtime.evaluate', expression=expression,
                           returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in answer:
            raise Failure('%s: %s' % (expression, answer['exceptionDetails']))
        return answer['result'].get('value')

    def wait(self, expression):
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(Failure):
                value = self.evaluate(expression)
                if value:
                    return value
            if time.monotonic() > deadline:
                raise Failure('not true: %s; the page says %r' % (
                    expression,
                    self.evaluate('document.body.innerText.slice(-500)')))
            time.sleep(0.02)

    def wait_text(self, text):
        self.wait('document.body.innerText.includes(%s)' % json.dumps(text))

    def watch(self):
        """Note from now on all that the page says, however shortly."""
        self.evaluate('window.said = ""; new MutationObserver(() => { '
                      'window.said += document.body.innerText; }).observe('
                      'document.body, {subtree: true, childList: true, '
                      'characterData: true})')

    def wait_said(self, text):
        """Wait until it has said so since `watch`."""
        self.wait('window.said.includes(%s)' % json.dumps(text))

    def type(self, text):
        self.call('Input.insertText', text=text)

    def press(self, key, code=None):
        for kind in ['keyDown', 'keyUp']:
            self.call('Input.dispatchKeyEvent', type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code or 0,
                      **({'text': '\r'} if key == 'Enter' and
                         kind == 'keyDown' else {}))

    def enter(self, text):
        self.type(text)
        self.press('Enter', 13)

    def screenshot(self, path):
        data = self.call('Page.captureScreenshot', format='png')['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))

    def complaints(self):
        """What the page was refused, and what failed in it."""
        self.evaluate('0')
        return [event for event in self.browser.events
                if event.get('sessionId') == self.session and
                (event['method'] == 'Runtime.exceptionThrown' or
                 (event['method'] == 'Log.entryAdded' and
                  event['params']['entry']['level'] == 'error'))]

    def close(self):
        self.browser.call('Target.disposeBrowserContext',
                          browserContextId=self.context)
