#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chat that behaves as charla's forerunner did, flaws and all.

    original.py [PORT]

It asks for its role, takes turns, and decodes every receive by itself.
"""
import socket
import sys

END = "%end%"
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8081


def talk(connection):
    """Answer each line with one line, until %end% or a closed connection."""
    waiting = ""
    while True:
        data = connection.recv(1024)
        if not data:
            return
        waiting += data.decode("utf-8")
        while "\n" in waiting:
            line, waiting = waiting.split("\n", 1)
            print(">>  " + line, flush=True)
            if line == END:
                return
            answer = input("Type a message > ")
            connection.send((answer + "\n").encode("utf-8"))


def serve():
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.bind(("0.0.0.0", PORT))
    server.listen(1)
    print("Bound to %s:%d, waiting." % server.getsockname(), flush=True)
    connection, address = server.accept()
    print("A call from %s:%d." % address, flush=True)
    connection.send(("Welcome! Type %s to finish.\n" % END).encode("utf-8"))
    talk(connection)
    connection.close()
    server.close()


def call():
    host = input("IP of the server (blank: 127.0.0.1): ") or "127.0.0.1"
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.connect((host, PORT))
    print("Connected to %s:%d." % (host, PORT), flush=True)
    talk(connection)
    connection.close()


def main():
    answer = ""
    while answer not in ("1", "2"):
        answer = input("1 start a server or 2 connect to one: ")
    if answer == "1":
        serve()
    else:
        call()
    print("The conversation is over.", flush=True)


main()
