# SPDX-License-Identifier: Apache-2.0
"""A TCP server that misbehaves: it accepts, and then does what a function of the connection says."""
import socket
import struct
import threading
import time


class Rogue:
    def __init__(self, behave, host="127.0.0.1"):
        self._listener = socket.create_server((host, 0), backlog=1024)
        self.port = self._listener.getsockname()[1]
        self.address = f"{host}:{self.port}"
        self.url = f"http://{self.address}"
        self.connections = 0
        self._open = []
        threading.Thread(target=self._accept, args=(behave,), daemon=True).start()

    def _accept(self, behave):
        while True:
            connection, _ = self._listener.accept()
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._run, args=(behave, connection), daemon=True).start()

    @staticmethod
    def _run(behave, connection):
        try:
            behave(connection)
        except OSError:
            pass


def never_answer(connection):
    while connection.recv(1 << 16):
        pass


def reset_mid_response(connection):
    connection.recv(1 << 16)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def garbage(connection):
    connection.recv(1 << 16)
    connection.sendall(bytes(range(256)) * 16)
    connection.close()


def endless_head(connection):
    connection.recv(1 << 16)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: " + b"x" * 65536 + b"\r\n")


def interim_storm(connection):
    connection.recv(1 << 16)
    while True:
        connection.sendall(b"HTTP/1.1 102 Processing\r\n\r\n" * 1000)


def drip(connection):
    connection.recv(1 << 16)
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1000000:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)
