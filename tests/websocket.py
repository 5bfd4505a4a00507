# charla: a two-person terminal chat.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small WebSocket client (RFC 6455) that can also do everything wrong."""
import base64
import os
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
PATIENCE = 60
GREETING = b'charla '
TRIES = 20  # in which charla may speak first


class Ended(Exception):
    """The connection is over."""


def handshake(host, path, origin, protocol=None, **changes):
    """The request that opens a WebSocket; a header set to None is left out."""
    headers = {
        'Host': host,
        'Upgrade': 'websocket',
        'Connection': 'Upgrade',
        'Sec-WebSocket-Key': base64.b64encode(os.urandom(16)).decode(),
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Protocol': protocol,
        'Origin': origin,
    }
    headers.update({name.replace('_', '-'): value
                    for name, value in changes.items()})
    lines = ['GET %s HTTP/1.1' % path]
    lines += ['%s: %s' % item for item in headers.items()
              if item[1] is not None]
    return '\r\n'.join(lines + ['', '']).encode()


class WebSocket:
    def __init__(self, port, path='/talk', protocol='charla.1', host=None,
                 origin='same', more=b'', **changes):
        host = host or '127.0.0.1:%d' % port
        if origin == 'same':
            origin = 'http://' + host
        request = handshake(host, path, origin, protocol, **changes) + more
        for _ in range(TRIES):
            if self.has_head(port, request):
                break
            self.socket.close()
        self.head, self.bytes = self.bytes.split(b'\r\n\r\n', 1)
        self.status = int(self.head.split()[1])

    def has_head(self, port, request):
        """Ask, and read the head of the answer.  False: this machine was so
        slow that charla has spoken first, as to any caller that is silent."""
        self.bytes = b''
        self.socket = socket.create_connection(('127.0.0.1', port), PATIENCE)
        self.socket.sendall(request)
        while b'\r\n\r\n' not in self.bytes:
            self.more()
            if self.bytes.startswith(GREETING):
                return False
        return True

    def more(self):
        try:
            got = self.socket.recv(65536)
        except ConnectionError as error:
            raise Ended(error) from error
        if not got:
            raise Ended('closed')
        self.bytes += got

    def take(self, length):
        while len(self.bytes) < length:
            self.more()
        taken, self.bytes = self.bytes[:length], self.bytes[length:]
        return taken

    def frame(self, opcode, data=b'', final=True, masked=True, rsv=0,
              length=None):
        head = bytes([final << 7 | rsv << 4 | opcode])
        length = len(data) if length is None else length
        mark = masked << 7
        if length < 126:
            head += bytes([mark | length])
        elif length < 65536:
            head += bytes([mark | 126]) + struct.pack('>H', length)
        else:
            head += bytes([mark | 127]) + struct.pack('>Q', length)
        if masked:
            key = os.urandom(4)
            cover = key * (len(data) // 4 + 1)
            data = key + bytes(a ^ b for a, b in zip(data, cover))
        self.socket.sendall(head + data)

    def say(self, text):
        self.frame(TEXT, text.encode())

    def receive(self):
        """The next frame: (opcode, data)."""
        first, second = self.take(2)
        length = second & 127
        if second & 128:
            raise Ended('a server does not mask')
        if length == 126:
            length, = struct.unpack('>H', self.take(2))
        elif length == 127:
            length, = struct.unpack('>Q', self.take(8))
        return first & 15, self.take(length)

    def hear(self):
        """The next text message; a close raises Ended with its code."""
        while True:
            opcode, data = self.receive()
            if opcode == TEXT:
                return data.decode()
            if opcode == CLOSE:
                raise Ended(struct.unpack('>H', data[:2])[0] if data else 1005)

    def code(self):
        """Wait for the close, whatever comes before it; its code."""
        try:
            while True:
                self.hear()
        except Ended as end:
            return end.args[0]

    def close(self):
        self.socket.close()

    def reset(self):
        """Break the connection, as a network does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                               struct.pack('ii', 1, 0))
        self.socket.close()
